"""One answer as lines of YAML, and how to add it to a settings file that somebody may have edited by hand.

How a value is written, so that another program can write the same bytes: words are a scalar as
`policygen/source/writing.py` describes it. Several lines become a block that begins with "|"; a list has a line for
each entry; a person a line for each field; several people in one post a list under `holders`, with a line for each
field of each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from policygen.diagnostics.codes import say
from policygen.source.editing import CannotEdit, read_without_mistakes
from policygen.source.nodes import Mapping as MappingNode
from policygen.source.nodes import Node, Scalar
from policygen.source.writing import scalar

# A key with its value on one line, plain or quoted, and what follows from " #" on.
_VALUE = r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#].*?)"""
_REMARK = re.compile(rf"\s*[a-z0-9_-]+:(?:\s+{_VALUE})?(?P<comment>\s+#.*)?")
_STEP = "  "


PersonFields = Mapping[str, str | tuple[Mapping[str, str], ...]]


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as somebody gave it: words, yes or no, several words, or a person's fields by name.

    If several people hold a post, `holders` among the fields has the fields of each.
    """

    value: str | bool | tuple[str, ...] | PersonFields = ""
    state: Literal["answered", "none", "vacant"] = "answered"


def answer_lines(key: str, given: GivenAnswer, kind: str, indent: str = _STEP) -> list[str]:
    """Return the lines that answer `key`; `kind` is the question's type."""
    value = given.value
    if given.state != "answered":
        return [f"{indent}{key}: {given.state}"]
    if isinstance(value, bool):
        return [f"{indent}{key}: {'yes' if value else 'no'}"]
    if isinstance(value, tuple):
        return [f"{indent}{key}:", *(f"{indent}{_STEP}- {scalar(each)}" for each in value)]
    if isinstance(value, Mapping):
        return [f"{indent}{key}:", *_person_lines(value, f"{indent}{_STEP}")]
    if kind == "lines" and "\n" in value:
        return [f"{indent}{key}: |", *(f"{indent}{_STEP}{line}" if line else "" for line in value.split("\n"))]
    return [f"{indent}{key}: {value if kind == 'one_of' else scalar(value)}"]


def _person_lines(fields: PersonFields, indent: str) -> Iterator[str]:
    for part, said in fields.items():
        if isinstance(said, str):
            yield from [f"{indent}{part}: {scalar(said)}"] if said else []
            continue
        yield f"{indent}{part}:"
        for holder in said:
            lines = [f"{name}: {scalar(text)}" for name, text in holder.items() if text]
            yield from (f"{indent}{_STEP}{'  ' if n else '- '}{line}" for n, line in enumerate(lines))


def with_answer(text: str, path: tuple[str, ...], given: GivenAnswer | None, kind: str) -> str:
    """Return the settings file `text` with the answer to the question at `path` (its groups, then its key).

    None makes it unanswered: the key stays, empty. Everything else in the file stays as it is, comments included.
    Raises CannotEdit.
    """
    if "\r\n" in text:
        # Windows line ends, so all of them are written that way again.
        return with_answer(text.replace("\r\n", "\n"), path, given, kind).replace("\n", "\r\n")
    groups, key = path[:-1], path[-1]
    indent = _STEP * len(groups)
    new = [f"{indent}{key}:"] if given is None else answer_lines(key, given, kind, indent)
    lines = text.split("\n")
    start, end = _region(lines, groups)
    at = _find(lines, start, end, rf"{indent}{re.escape(key)}:(?: .*)?")
    commented = _find(lines, start, end, rf"{indent}# {re.escape(key)}:(?: .*)?")
    if at is not None:
        after = _end_of_value(lines, at, len(indent))
        lines[at:after] = _with_comments(lines[at:after], new) if given is not None else new
    elif commented is not None:
        lines[commented : commented + 1] = new
    else:
        while not groups and end and not lines[end - 1].strip():
            end -= 1
        lines[end:end] = new if groups else ["", *new]
    changed = "\n".join(lines)
    _prove(changed, path, given)
    return changed


def with_policies(text: str, wanted: Sequence[str]) -> str:
    """Return the settings file `text` with these policies and no others; those it has keep what it says of them.

    Raises CannotEdit.
    """
    if "\r\n" in text:
        return with_policies(text.replace("\r\n", "\n"), wanted).replace("\n", "\r\n")
    lines = text.split("\n")
    start, end = _region(lines, ("policies",))
    known = {}
    for n in range(start, end):
        if found := re.fullmatch(rf"{_STEP}([a-z0-9_-]+):.*", lines[n]):
            known[found[1]] = n
    for name, n in reversed(known.items()):
        if name not in wanted:
            del lines[n : _end_of_value(lines, n, len(_STEP))]
    start, end = _region(lines, ("policies",))
    while end > start and not lines[end - 1].strip():
        end -= 1
    lines[end:end] = [f"{_STEP}{name}: {{}}" for name in wanted if name not in known]
    changed = "\n".join(lines)
    _prove_policies(changed, wanted)
    return changed


def _prove_policies(text: str, wanted: Sequence[str]) -> None:
    refusal = say("ask.cannot_add", question="policies")
    node: Node | None = read_without_mistakes("settings", text.encode(), refusal)[1]
    policies = node.get("policies") if isinstance(node, MappingNode) else None
    if not isinstance(policies, MappingNode) or {entry.key.text for entry in policies.entries} != set(wanted):
        raise CannotEdit(refusal)


def _with_comments(old: list[str], new: list[str]) -> list[str]:
    """Return the new lines of an answer with the comments that somebody wrote on the old ones.

    A comment on the key's line stays there; those on lines between stay below the key. The mark of a needed answer has
    done its work. A block of several lines has no comments: a # in it is part of the words.
    """
    block = re.match(r"\s*[a-z0-9_-]+:\s+[|>]", old[0])
    remark = _REMARK.fullmatch(old[0])
    end = remark["comment"] if remark is not None and remark["comment"] else ""
    end = "" if end.strip() == say("settings_file.needed").strip() else end
    between = [] if block else [line for line in old[1:] if line.lstrip().startswith("#")]
    indent = new[0][: len(new[0]) - len(new[0].lstrip())]
    # In a block of several lines a comment would become part of the words.
    if len(new) == 1 or new[0].endswith("|"):
        return [*(f"{indent}{line.lstrip()}" for line in between), f"{new[0]}{end}", *new[1:]]
    return [f"{new[0]}{end}", *between, *new[1:]]


def _region(lines: list[str], groups: tuple[str, ...]) -> tuple[int, int]:
    """Return the first line of the group's content and the line after its last; adds the group if it is missing."""
    start, end = 0, len(lines)
    for depth, group in enumerate(groups):
        indent = _STEP * depth
        at = _find(lines, start, end, rf"{indent}{re.escape(group)}:.*")
        if at is None:
            while end > start and not lines[end - 1].strip():
                end -= 1
            lines[end:end] = [*([""] if not depth and end else []), f"{indent}{group}:"]
            at = end + (1 if not depth and end else 0)
        elif re.fullmatch(r"\s*[a-z0-9_-]+: \{\}\s*", lines[at]):
            lines[at] = f"{indent}{group}:"
        elif not re.fullmatch(r"\s*[a-z0-9_-]+:\s*(#.*)?", lines[at]):
            raise CannotEdit(say("ask.one_line_group", name=group))
        start, end = at + 1, _end_of_value(lines, at, len(indent))
    return start, end


def _find(lines: list[str], start: int, end: int, pattern: str) -> int | None:
    return next((n for n in range(start, end) if re.fullmatch(pattern, lines[n])), None)


def _end_of_value(lines: list[str], at: int, depth: int) -> int:
    """Return the line after the value that starts on line `at`: after the last line that is indented further."""
    end = at + 1
    for n in range(at + 1, len(lines)):
        line = lines[n]
        if line.strip() and len(line) - len(line.lstrip(" ")) <= depth:
            break
        if line.strip():
            end = n + 1
    return end


def _prove(text: str, path: tuple[str, ...], given: GivenAnswer | None) -> None:
    """Read the file back: what was written must be what is read, or nothing is written at all."""
    refusal = say("ask.cannot_add", question=path[-1])
    node: Node | None = read_without_mistakes("settings", text.encode(), refusal)[1]
    for key in path:
        node = node.get(key) if isinstance(node, MappingNode) else None
    if node is None:
        raise CannotEdit(refusal)
    words = given.value if given is not None and given.state == "answered" and isinstance(given.value, str) else None
    if words is not None and isinstance(node, Scalar) and node.text.strip() != words.strip():
        raise CannotEdit(say("ask.changes_when_read", question=path[-1]))
