"""New entries at the end of `tailoring:` in a settings file that somebody wrote; everything else in it stays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from policygen.diagnostics.codes import say
from policygen.readback.model import NewEntry
from policygen.source.editing import (
    CannotEdit,
    Replacement,
    end_of,
    end_of_line,
    is_flow,
    prove,
    read_without_mistakes,
    start_of,
    with_replacements,
)
from policygen.source.nodes import Data, Mapping, Node, as_written
from policygen.source.nodes import Sequence as SequenceNode
from policygen.source.writing import WIDTH, encoded, flow_scalar, scalar
from policygen.upgrade.editing import Change, changed

_KEY = "tailoring"


def with_proposals(name: str, data: bytes, changes: Sequence[Change], entries: Sequence[NewEntry]) -> bytes:
    """Return a settings file with changes to what it has, and with new entries for its tailoring. Raises CannotEdit."""
    made = changed(name, data, changes) if changes else data
    return _with_entries(name, made, entries) if entries else made


def _with_entries(name: str, data: bytes, entries: Sequence[NewEntry]) -> bytes:
    source, root = read_without_mistakes(name, data, say("upgrade.cannot_read", file=name))
    refusal = say("upgrade.cannot_edit", file=name)
    if not isinstance(root, Mapping):
        raise CannotEdit(refusal)
    node = root.get(_KEY)
    text = source.text
    if node is None:
        gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        replacement = Replacement(len(text), len(text), f"{gap}{_KEY}:\n{_lines(entries, '  ')}")
    else:
        replacement = _behind(text, root, node, entries, refusal)
    made = encoded(with_replacements(source, (replacement,)), data)
    before = as_written(root)
    assert isinstance(before, dict)  # noqa: S101 - of a mapping
    known = before.get(_KEY)
    after: dict[str, Data] = {**before, _KEY: [*(known if isinstance(known, list) else ()), *map(_data, entries)]}
    prove(name, made, after, refusal)
    return made


def _behind(text: str, root: Mapping, node: Node, entries: Sequence[NewEntry], refusal: str) -> Replacement:
    key = root.key(_KEY)
    assert key is not None  # noqa: S101 - it has a value
    if isinstance(node, SequenceNode) and node.items and not is_flow(text, node):
        last = node.items[-1]
        at = end_of_line(text, end_of(text, last.span) - (last.span.end_column == 1))
        # Of an item, the span begins behind its dash.
        start = text.rfind("\n", 0, start_of(text, node.items[0].span)) + 1
        indent = text[start : text.index("-", start)]
        gap = "\n" if "\n\n" in text[start:at] or not indent else ""
        return Replacement(at, at, f"\n{gap}{_lines(entries, indent).removesuffix(chr(10))}")
    if isinstance(node, Mapping) or (isinstance(node, SequenceNode) and node.items):
        raise CannotEdit(refusal)
    start = text.index(":", end_of(text, key.span)) + 1
    end = end_of(text, node.span) if isinstance(node, SequenceNode) else start
    return Replacement(start, max(start, end), f"\n{_lines(entries, '  ').removesuffix(chr(10))}")


def _lines(entries: Sequence[NewEntry], indent: str) -> str:
    return "\n".join("".join(f"{line}\n" for line in _entry(one, indent)) for one in entries)


def _entry(entry: NewEntry, indent: str) -> Iterator[str]:
    for n, (key, value) in enumerate(entry.fields):
        lead = f"{indent}{'  ' if n else '- '}{key}:"
        if not isinstance(value, str):
            yield f"{lead} {{{', '.join(f'{one}: {flow_scalar(words)}' for one, words in value)}}}"
        elif "\n" in value or len(lead) + len(value) > WIDTH - 2:
            yield from _block(lead, value, f"{indent}    ")
        else:
            yield f"{lead} {scalar(value)}"


def _block(lead: str, value: str, indent: str) -> Iterator[str]:
    """Yield words as a block: line by line if they have line ends, else folded."""
    if "\n" in value and value[:1] not in (" ", "\n") and not value.endswith("\n\n"):
        yield f"{lead} |{'' if value.endswith(chr(10)) else '-'}"
        yield from (f"{indent}{line}" if line else "" for line in value.removesuffix("\n").split("\n"))
    elif "\n" not in value and "  " not in value and not value.endswith(" ") and not value.startswith(" "):
        yield f"{lead} >-"
        yield from (f"{indent}{line}" for line in _folded(value, WIDTH - len(indent)))
    else:
        yield f"{lead} {scalar(value)}"


def _folded(value: str, width: int) -> Iterator[str]:
    line = ""
    for word in re.split(" ", value):
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _data(entry: NewEntry) -> Data:
    return {key: value if isinstance(value, str) else dict(value) for key, value in entry.fields}
