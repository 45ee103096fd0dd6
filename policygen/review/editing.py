"""Set keys of one entry in a YAML file; every other line of the file, comments included, stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from policygen.ask.yaml_text import CannotEdit, scalar
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.model.checked import as_written
from policygen.source.nodes import Mapping, Node, Scalar, Source
from policygen.source.positions import line_starts
from policygen.source.reading import read_source

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
WIDTH = 120  # of a line; a longer one is broken where a list allows it


class Replacement(NamedTuple):
    """The text from `start` to `end`, as offsets in the file, becomes `text`."""

    start: int
    end: int
    text: str


def flow(values: Iterable[tuple[str, str]]) -> str:
    """Return keys and their words as a mapping on one line: {on: 2026-11-29, by: the maintainers}."""
    return f"{{{', '.join(f'{key}: {_in_flow(words)}' for key, words in values)}}}"


def _in_flow(words: str) -> str:
    if words.startswith("{") or _DATE.fullmatch(words):
        return words
    written = scalar(words)
    # In a mapping on one line these would end the value.
    return written if written.startswith('"') or not set(words) & set(",[]{}") else f'"{written}"'


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
            at = _end(source, value.span)
            edits.append(Replacement(at, at, f" {_in_flow(words)}"))
        elif isinstance(value, Scalar) and value.style in ("literal", "folded"):
            raise CannotEdit(say("review.cannot_edit", key=key))
        else:
            edits.append(Replacement(_start(source, value.span), _end(source, value.span), _in_flow(words)))
    if added:
        edits.append(_insertion(source, mapping, added, after))
    return edits


def _insertion(source: Source, mapping: Mapping, added: list[tuple[str, str]], after: Sequence[str]) -> Replacement:
    anchors = [entry.value for entry in mapping.entries if entry.key.text in after]
    last = (anchors or [mapping.entries[-1].value])[-1]
    at = _end(source, last.span)
    lines = [f"{key}: {_in_flow(words)}" for key, words in added]
    if source.text[_start(source, mapping.span)] == "{":
        return Replacement(at, at, "".join(f", {line}" for line in lines))
    at = source.text.find("\n", at)
    at = len(source.text) if at < 0 else at
    indent = " " * (mapping.entries[0].key.span.column - 1)
    return Replacement(at, at, "".join(f"\n{indent}{line}" for line in lines))


def replace_node(source: Source, node: Node, text: str) -> Replacement:
    """Return the edit that puts `text` in the place of a node of a list; a line that would be too long is broken."""
    start, end = _start(source, node.span), _end(source, node.span)
    begin = source.text.rfind("\n", 0, start) + 1
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


def with_replacements(source: Source, edits: Iterable[Replacement]) -> str:
    """Return the text of a file with all the edits made."""
    text = source.text
    for edit in sorted(edits, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


def prove(name: str, text: str, expected: object) -> None:
    """Read a changed file back. Raises CannotEdit if it says anything else than expected, as `as_written` gives it."""
    diagnostics = Diagnostics()
    found = read_source(name, text.encode(), diagnostics)
    if found is None or diagnostics.errors or as_written(found[1]) != expected:
        raise CannotEdit(say("review.changes_when_read", file=name))


def encoded(text: str, before: bytes) -> bytes:
    """Return a text as bytes with the line ends and the byte order mark that the file had."""
    text = text.replace("\n", "\r\n") if b"\r\n" in before else text
    mark = b"\xef\xbb\xbf" if before.startswith(b"\xef\xbb\xbf") else b""
    return mark + text.encode()


def _start(source: Source, span: Span) -> int:
    return line_starts(source.text)[span.line - 1] + span.column - 1


def _end(source: Source, span: Span) -> int:
    return line_starts(source.text)[span.end_line - 1] + span.end_column - 1


def entries_of(node: Node, key: str) -> Iterator[Mapping]:
    """Yield the mappings of the list under a key of a file."""
    listed = node.get(key) if isinstance(node, Mapping) else None
    for item in getattr(listed, "items", ()):
        if isinstance(item, Mapping):
            yield item
