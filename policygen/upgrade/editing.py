"""Changes to a settings file that somebody wrote by hand: comments, order and everything else in it stay.

Only an entry that is removed takes the comment right above it along, because it was about that entry.

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

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Span
from policygen.source.editing import (
    CannotEdit,
    Replacement,
    end_of,
    end_of_line,
    is_flow,
    prove,
    read_without_mistakes,
    start_of,
    start_of_line,
    with_replacements,
)
from policygen.source.nodes import Data, Mapping, Node, Scalar, Sequence, as_written
from policygen.source.writing import encoded, scalar

_NEVER_PLAIN = re.compile(r"\n|:[ \t]|:$|[ \t]#|\s$")
_COMMENT = re.compile(r"\s+#.*")

Path = tuple[str | int, ...]


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
    mistakes = say("upgrade.cannot_read", file=name)
    source, root = read_without_mistakes(name, data, mistakes)
    if not isinstance(root, Mapping):
        raise CannotEdit(mistakes)
    replacements = [_replacement(source.text, root, change) for change in (*changes, *_emptied(root, changes))]
    made = encoded(with_replacements(source, replacements), data)
    prove(name, made, _expected(as_written(root), changes), say("upgrade.cannot_edit", file=name))
    return made


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


def _replacement(text: str, root: Mapping, change: Change) -> Replacement:
    key, node = _at(root, change.path)
    match change.what:
        case "key" if key is not None:
            return Replacement(start_of(text, key.span), end_of(text, key.span), scalar(change.to))
        case "value" if isinstance(node, Scalar):
            column = key.span.column if key is not None else node.span.column
            in_flow = is_flow(text, _at(root, change.path[:-1])[1])
            return _with_value(text, node, change.to, column, in_flow=in_flow)
        case "empty" if key is not None:
            # After the colon of a key that has nothing left below it.
            at = text.index(":", end_of(text, key.span)) + 1
            return Replacement(at, at, " []" if isinstance(node, Sequence) else " {}")
        case "remove" if not is_flow(text, _at(root, change.path[:-1])[1]):
            return _without_lines(text, (key or node).span, node.span)
        case _:
            raise CannotEdit(say("upgrade.cannot_edit", file=root.span.file))


def _with_value(text: str, node: Scalar, to: str, column: int, *, in_flow: bool) -> Replacement:
    """Return the edit that writes a value: on one line, or below its key as a block, with the old one's comment."""
    start, end = start_of(text, node.span), end_of(text, node.span)
    if in_flow or ("\n" not in to and node.style != "literal"):
        return Replacement(start, end, _on_one_line(to, node, in_flow=in_flow))
    # A block cannot begin with a blank, and its line ends are kept in one of two ways.
    if to[:1] in (" ", "\n", "") or to.endswith("\n\n"):
        return Replacement(start, end, json.dumps(to, ensure_ascii=False))
    head = text[start : end_of_line(text, start)]
    found = _COMMENT.search(head) if node.style in ("literal", "folded") else None
    comment = found[0] if found is not None else ""
    indent = " " * (column + 1)
    body = [f"{indent}{line}" if line else "" for line in to.removesuffix("\n").split("\n")]
    block = "\n".join([f"|{'' if to.endswith(chr(10)) else '-'}{comment}", *body])
    # What follows the old block, or its comment, is on lines of its own, or already in the new one's head.
    return Replacement(start, end_of_line(text, end), block)


def _on_one_line(text: str, node: Scalar, *, in_flow: bool) -> str:
    """Return a value on one line, quoted as the old one was if that is still possible."""
    if node.style == "single" and "\n" not in text:
        return f"'{text.replace(chr(39), chr(39) * 2)}'"
    if node.style == "double" or (in_flow and re.search(r"[,\[\]{}]", text)):
        return json.dumps(text, ensure_ascii=False)
    plain = node.style == "plain" and scalar(text[:1] or " ") == text[:1] and not _NEVER_PLAIN.search(text)
    # A word that YAML could take for something else is left to `scalar`, which knows them.
    return text if plain and " " in text else scalar(text)


def _without_lines(text: str, start: Span, end: Span) -> Replacement:
    """Return the edit that removes the lines from that of `start` to the last of `end`, and the comment right above."""
    first = _with_comment(text, start_of_line(text, start_of(text, start)))
    # A list or mapping may end at the beginning of the line after it.
    last = end_of(text, end) - (end.end_column == 1 and end.end_line > start.line)
    # The line end before them goes too, not the one after them: the last line of a file may have none.
    stop = end_of_line(text, last)
    return Replacement(first - 1, stop, "") if first else Replacement(0, stop + 1, "")


def _with_comment(text: str, first: int) -> int:
    """Return where the comment lines begin that are right above the line at `first`, as far to the right as it is."""
    line = text[first : end_of_line(text, first)]
    comment = line[: len(line) - len(line.lstrip(" "))] + "#"
    while first and text.startswith(comment, above := start_of_line(text, first - 1)):
        first = above
    return first


def _emptied(root: Mapping, changes: SequenceType[Change]) -> list[Change]:
    """Return a change for each list or mapping of which everything is removed."""
    counted = Counter(change.path[:-1] for change in changes if change.what == "remove")
    return [Change(path, "empty") for path, number in counted.items() if number == _length(_at(root, path)[1])]


def _length(node: Node) -> int:
    return len(node.items) if isinstance(node, Sequence) else len(node.entries) if isinstance(node, Mapping) else 0


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
