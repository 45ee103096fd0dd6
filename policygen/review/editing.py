"""Set keys of one entry in a YAML file; every other line of the file, comments included, stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from policygen.diagnostics.codes import say
from policygen.source.editing import (
    CannotEdit,
    Replacement,
    end_of,
    end_of_line,
    is_flow,
    prove,
    start_of,
    start_of_line,
    with_replacements,
)
from policygen.source.nodes import Data, Mapping, Node, Scalar, Source
from policygen.source.writing import WIDTH, encoded, flow_scalar

_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def flow(values: Iterable[tuple[str, str]]) -> str:
    """Return keys and their words as a mapping on one line: {on: 2026-11-29, by: the maintainers}."""
    return f"{{{', '.join(f'{key}: {_in_flow(words)}' for key, words in values)}}}"


def _in_flow(words: str) -> str:
    return words if words.startswith("{") or _DATE.fullmatch(words) else flow_scalar(words)


def set_keys(
    source: Source, mapping: Mapping, values: Sequence[tuple[str, str]], after: Sequence[str] = ()
) -> list[Replacement]:
    """Return the edits that give keys of a mapping these words, or the values in braces.

    A key that is not there is added after the last of the keys `after` that is, by default after the last key.
    """
    edits, added = [], []
    for key, words in values:
        value = mapping.get(key)
        if value is None:
            added.append((key, words))
        elif isinstance(value, Scalar) and value.empty:
            at = end_of(source.text, value.span)
            edits.append(Replacement(at, at, f" {_in_flow(words)}"))
        elif isinstance(value, Scalar) and value.style in ("literal", "folded"):
            raise CannotEdit(say("review.cannot_edit", key=key))
        else:
            start, end = start_of(source.text, value.span), end_of(source.text, value.span)
            edits.append(Replacement(start, end, _in_flow(words)))
    if added:
        edits.append(_insertion(source, mapping, added, after))
    return edits


def _insertion(source: Source, mapping: Mapping, added: list[tuple[str, str]], after: Sequence[str]) -> Replacement:
    anchors = [entry.value for entry in mapping.entries if entry.key.text in after]
    last = (anchors or [mapping.entries[-1].value])[-1]
    at = end_of(source.text, last.span)
    lines = [f"{key}: {_in_flow(words)}" for key, words in added]
    if is_flow(source.text, mapping):
        return Replacement(at, at, "".join(f", {line}" for line in lines))
    at = end_of_line(source.text, at)
    indent = " " * (mapping.entries[0].key.span.column - 1)
    return Replacement(at, at, "".join(f"\n{indent}{line}" for line in lines))


def replace_node(source: Source, node: Node, text: str) -> Replacement:
    """Return the edit that puts `text` in the place of a node of a list; a line that would be too long is broken."""
    start, end = start_of(source.text, node.span), end_of(source.text, node.span)
    begin = start_of_line(source.text, start)
    before = source.text[begin:start]
    rest = source.text[end : max(source.text.find("\n", end), end)]
    if len(before) + len(text) + len(rest) > WIDTH and before.strip() and before.rstrip()[-1] in ",[":
        indent = len(before) - len(before.lstrip()) if "[" not in before else before.index("[") + 1
        broken = source.text[end:].startswith(", ")
        return Replacement(
            start - (len(before) - len(before.rstrip())),
            end + (2 if broken else 0),
            f"\n{' ' * indent}{text}" + (f",\n{' ' * indent}" if broken else ""),
        )
    return Replacement(start, end, text)


def rewritten(source: Source, before: bytes, edits: Iterable[Replacement], expected: Data) -> bytes:
    """Return the bytes of a file, which were `before`, with all the edits made.

    Raises CannotEdit if the file then holds anything else than expected, as `as_written` gives it.
    """
    made = encoded(with_replacements(source, edits), before)
    prove(source.name, made, expected, say("review.changes_when_read", file=source.name))
    return made


def entries_of(node: Node, key: str) -> Iterator[Mapping]:
    """Yield the mappings of the list under a key of a file."""
    listed = node.get(key) if isinstance(node, Mapping) else None
    for item in getattr(listed, "items", ()):
        if isinstance(item, Mapping):
            yield item
