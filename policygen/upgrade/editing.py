"""Changes to a settings file that somebody wrote by hand: comments, order and everything else in it stay.

A change is made in the file's text, at the place that reading gave. Then the file is read again: it must hold what it
held, with the changes and nothing else, or no change is made at all.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping as MappingType
from collections.abc import Sequence as SequenceType
from dataclasses import dataclass
from typing import Literal

from policygen.ask.yaml_text import CannotEdit, scalar
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.source.nodes import Mapping, Node, Scalar, Sequence
from policygen.source.reading import read_source

_NEVER_PLAIN = re.compile(r"\n|:[ \t]|:$|[ \t]#|\s$")
_COMMENT = re.compile(r"\s+#.*")

Path = tuple[str | int, ...]
Data = str | list["Data"] | dict[str, "Data"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change at a path of keys and numbers: a key renamed, a value replaced, or an entry of either kind removed.

    A list or mapping of which everything is removed is written as an empty one.
    """

    path: Path
    what: Literal["key", "value", "remove", "empty"]
    to: str = ""


def changed(name: str, data: bytes, changes: SequenceType[Change]) -> bytes:
    """Return a settings file with changes, its line ends as they were. Raises CannotEdit."""
    root = _read(name, data)
    text = data.decode("utf-8-sig")
    mark = data[: len(data) - len(text.encode())]
    breaks = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    # From the end of the file on, so that no place moves before its change is made.
    for change in sorted([*changes, *_emptied(root, changes)], key=lambda one: _start(root, one), reverse=True):
        _change(lines, root, change)
    made = mark + breaks.join(lines).encode()
    if data_of(_read(name, made)) != _expected(data_of(root), changes):
        raise CannotEdit(say("upgrade.cannot_edit", file=name))
    return made


def data_of(node: Node) -> Data:
    """Return what a tree holds, without places and styles."""
    match node:
        case Scalar():
            return node.text
        case Mapping(entries=entries):
            return {entry.key.text: data_of(entry.value) for entry in entries}
        case Sequence(items=items):
            return [data_of(item) for item in items]


def _read(name: str, data: bytes) -> Mapping:
    diagnostics = Diagnostics()
    found = read_source(name, data, diagnostics)
    if found is None or diagnostics.errors or not isinstance(found[1], Mapping):
        raise CannotEdit(say("upgrade.cannot_read", file=name))
    return found[1]


def _at(root: Mapping, path: Path) -> tuple[Scalar | None, Node]:
    """Return the key and the value at a path; an entry of a list has no key."""
    key: Scalar | None = None
    node: Node = root
    for part in path:
        if isinstance(part, str) and isinstance(node, Mapping):
            key, found = node.key(part), node.get(part)
            if found is None:
                raise KeyError(path)
            node = found
        elif isinstance(part, int) and isinstance(node, Sequence):
            key, node = None, node.items[part]
        else:
            raise KeyError(path)
    return key, node


def _start(root: Mapping, change: Change) -> tuple[int, int]:
    key, node = _at(root, change.path)
    span = node.span if change.what == "value" or key is None else key.span
    return span.line, span.column


def _change(lines: list[str], root: Mapping, change: Change) -> None:
    key, node = _at(root, change.path)
    match change.what:
        case "key" if key is not None:
            _put(lines, key.span, scalar(change.to))
        case "value" if isinstance(node, Scalar):
            holder = _at(root, change.path[:-1])[1]
            is_flow = _character(lines, holder.span) in ("{", "[")
            column = key.span.column if key is not None else node.span.column
            _put(lines, node.span, _value(change.to, lines, node, column, is_flow=is_flow))
        case "empty" if key is not None:
            _write_empty(lines, key, node)
        case "remove":
            _remove(lines, root, change.path, (key or node).span, node.span)
        case _:
            raise CannotEdit(say("upgrade.cannot_edit", file=root.span.file))


def _value(text: str, lines: SequenceType[str], node: Scalar, column: int, *, is_flow: bool) -> str:
    """Return a value as YAML: on one line, or below its key as a block, with the comment that the old one had."""
    if is_flow or ("\n" not in text and node.style != "literal"):
        return _on_one_line(text, node, is_flow=is_flow)
    # A block cannot begin with a blank, and its line ends are kept in one of two ways.
    if text[:1] in (" ", "\n", "") or text.endswith("\n\n"):
        return json.dumps(text, ensure_ascii=False)
    head = lines[node.span.line - 1][node.span.column - 1 :]
    found = _COMMENT.search(head) if node.style in ("literal", "folded") else None
    comment = found[0] if found is not None else ""
    indent = " " * (column + 1)
    body = [f"{indent}{line}" if line else "" for line in text.removesuffix("\n").split("\n")]
    return "\n".join([f"|{'' if text.endswith(chr(10)) else '-'}{comment}", *body])


def _on_one_line(text: str, node: Scalar, *, is_flow: bool) -> str:
    """Return a value on one line, quoted as the old one was if that is still possible."""
    if node.style == "single" and "\n" not in text:
        return f"'{text.replace(chr(39), chr(39) * 2)}'"
    if node.style == "double" or (is_flow and re.search(r"[,\[\]{}]", text)):
        return json.dumps(text, ensure_ascii=False)
    plain = node.style == "plain" and scalar(text[:1] or " ") == text[:1] and not _NEVER_PLAIN.search(text)
    # A word that YAML could take for something else is left to `scalar`, which knows them.
    return text if plain and " " in text else scalar(text)


def _remove(lines: list[str], root: Mapping, path: Path, start: Span, end: Span) -> None:
    if _character(lines, _at(root, path[:-1])[1].span) in ("{", "["):
        raise CannotEdit(say("upgrade.cannot_edit", file=root.span.file))
    last = end.end_line if end.end_column > 1 or end.end_line == start.line else end.end_line - 1
    del lines[start.line - 1 : last]


def _emptied(root: Mapping, changes: SequenceType[Change]) -> list[Change]:
    """Return a change for each list or mapping of which everything is removed."""
    counted = Counter(change.path[:-1] for change in changes if change.what == "remove")
    return [Change(path, "empty") for path, number in counted.items() if number == _length(_at(root, path)[1])]


def _length(node: Node) -> int:
    return len(node.items) if isinstance(node, Sequence) else len(node.entries) if isinstance(node, Mapping) else 0


def _write_empty(lines: list[str], key: Scalar, node: Node) -> None:
    """Write an empty list or mapping after a key that has nothing left below it."""
    line, end = key.span.line - 1, key.span.end_column - 1
    at = lines[line].index(":", end) + 1
    lines[line] = f"{lines[line][:at]} {'[]' if isinstance(node, Sequence) else '{}'}{lines[line][at:]}"


def _put(lines: list[str], span: Span, text: str) -> None:
    """Put text in the place of a span."""
    before = lines[span.line - 1][: span.column - 1]
    after = lines[span.end_line - 1][span.end_column - 1 :]
    if text.startswith("|"):
        after = ""  # What follows a block, or its comment, is on lines of its own, or already in its head.
    lines[span.line - 1 : span.end_line] = f"{before}{text}{after}".split("\n")


def _character(lines: SequenceType[str], span: Span) -> str:
    return lines[span.line - 1][span.column - 1 : span.column]


def _expected(data: Data, changes: SequenceType[Change]) -> Data:
    """Return what the file has to hold: `data` with the changes, made at the same paths."""
    by_path = {(change.path, change.what): change for change in changes}

    def made(value: Data, path: Path) -> Data:
        replaced = by_path.get((path, "value"))
        if replaced is not None:
            return replaced.to
        if isinstance(value, dict):
            return _renamed(value, path)
        if isinstance(value, list):
            kept = [n for n in range(len(value)) if ((*path, n), "remove") not in by_path]
            return [made(value[n], (*path, n)) for n in kept]
        return value

    def _renamed(value: MappingType[str, Data], path: Path) -> Data:
        found: dict[str, Data] = {}
        for key, inner in value.items():
            here = (*path, key)
            if (here, "remove") not in by_path:
                renamed = by_path.get((here, "key"))
                found[renamed.to if renamed is not None else key] = made(inner, here)
        return found

    return made(data, ())
