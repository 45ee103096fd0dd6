"""A settings file and newer words of the register, merged: what a person has set stays, and differences are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from policygen.ask.yaml_text import GivenAnswer, with_answer
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.intake.register.facts import HEAD
from policygen.intake.register.record import flat
from policygen.source.editing import read_without_mistakes
from policygen.source.nodes import Mapping as MappingNode
from policygen.source.nodes import Node, Scalar, Sequence

PERSON = f"people.{HEAD}"
_FIELDS = ("name", "title")


@dataclass(frozen=True, slots=True)
class AnswerDifference:
    """An answer that the file and the register do not share.

    `filled` and `changed` are in the new text; `kept` is what a person has set, and `silent` what the register no
    longer says.
    """

    key: str
    kind: Literal["filled", "changed", "kept", "silent"]
    own: str
    register: str

    def line(self) -> str:
        """Return it as a line for a person."""
        own, register = (" / ".join(words.split("\n")) for words in (self.own, self.register))
        return say(f"register_import.difference_{self.kind}", key=self.key, own=own, register=register)


@dataclass(frozen=True, slots=True)
class RegisterMerge:
    """A file's text with what the register says now, and the differences."""

    text: str
    differences: tuple[AnswerDifference, ...]


def merge_register(
    project: Project,
    text: str,
    now: Mapping[str, GivenAnswer],
    before: Mapping[str, str],
    inherited: Callable[[str], bool],
) -> RegisterMerge:
    """Merge the answers that the register gives `now` into a settings file.

    `before` is what it said last, by key, as `flat` gives it; `inherited` tells whether a file above answers a key.
    Raises CannotEdit for a file with mistakes, or one in which a change cannot be made.
    """
    node = read_without_mistakes("settings", text.encode(), say("register_import.file_has_mistakes"))[1]
    differences: list[AnswerDifference] = []
    for key, given in now.items():
        if key == PERSON:
            continue
        own, register = _words_at(node, key), flat({key: given})[key]
        found = _compare(key, own, register, before.get(key), inherited=inherited(key))
        if found is None:
            continue
        differences.append(found)
        if found.kind in ("filled", "changed"):
            text = with_answer(text, tuple(key.split(".")), given, _kind(project, key))
    text = _merge_head(node, text, now.get(PERSON), before, differences, inherited=inherited(PERSON))
    differences += _silent(node, now, before)
    return RegisterMerge(text, tuple(differences))


def _compare(key: str, own: str, register: str, before: str | None, *, inherited: bool) -> AnswerDifference | None:
    """Return the difference between a file's own words, the register's, and what the register said before."""
    if not own:
        # Somebody has taken the answer out, or a file above gives it.
        return None if inherited or before is not None else AnswerDifference(key, "filled", own, register)
    if _same(own, register) or (before is not None and _same(before, register)):
        return None
    kind: Literal["changed", "kept"] = "changed" if before is not None and _same(own, before) else "kept"
    return AnswerDifference(key, kind, own, register)


def _merge_head(
    node: Node,
    text: str,
    given: GivenAnswer | None,
    before: Mapping[str, str],
    differences: list[AnswerDifference],
    *,
    inherited: bool,
) -> str:
    """Merge the headteacher, whose other details, such as an e-mail address, may be those of the one before."""
    if given is None or not isinstance(given.value, Mapping):
        return text
    fields = _fields(node)
    own, new = fields.get("name", ""), {key: str(words) for key, words in given.value.items()}
    old = {field: before.get(f"{PERSON}.{field}") for field in _FIELDS}
    found = _compare(f"{PERSON}.name", own, new["name"], old["name"], inherited=inherited)
    if found is None:
        title = new.get("title", "")
        if not own or not title or not _same(own, new["name"]):
            return text
        found = _compare(f"{PERSON}.title", fields.get("title", ""), title, old["title"], inherited=False)
        new = {**fields, "title": title}
    elif found.kind == "changed" and set(fields) - set(_FIELDS):
        found = AnswerDifference(found.key, "kept", own, new["name"])
    if found is None:
        return text
    differences.append(found)
    if found.kind == "kept":
        return text
    return with_answer(text, ("people", HEAD), GivenAnswer(new), "person")


def _silent(node: Node, now: Mapping[str, GivenAnswer], before: Mapping[str, str]) -> Iterator[AnswerDifference]:
    """Yield what the register said before and does not say now, where the file still has it."""
    words = flat(now)
    for key, said in before.items():
        if key.count(".") == 1 and key not in words and (own := _words_at(node, key)) and _same(own, said):
            yield AnswerDifference(key, "silent", own, "")


def _words_at(node: Node, key: str) -> str:
    """Return the words of an answer in a file: entries of a list with blanks between; "" if there is none."""
    found = _node_at(node, key)
    match found:
        case Scalar():
            return found.text.strip()
        case Sequence():
            return " ".join(item.text for item in found.items if isinstance(item, Scalar))
        case _:
            return ""


def _fields(node: Node) -> dict[str, str]:
    """Return the fields of the headteacher; several holders, or a vacancy, are a name that no register has."""
    found = _node_at(node, PERSON)
    if isinstance(found, Scalar):
        return {"name": found.text.strip()} if found.text.strip() else {}
    if not isinstance(found, MappingNode):
        return {}
    if found.get("holders") is not None:
        return {"name": say("register_import.several_holders")}
    return {
        entry.key.text: entry.value.text
        for entry in found.entries
        if isinstance(entry.value, Scalar) and entry.value.text.strip()
    }


def _node_at(node: Node, key: str) -> Node | None:
    found: Node | None = node
    for part in key.split("."):
        found = found.get(part) if isinstance(found, MappingNode) else None
    return found


def _kind(project: Project, key: str) -> str:
    group, _, name = key.partition(".")
    return project.vocabulary.groups[group][name].type


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    """Return words as they count: telephone numbers without blanks, addresses without the scheme, yes as yes."""
    words = " ".join(text.split())
    if re.fullmatch(r"[0-9 +()-]{7,}", words):
        return re.sub(r"[^0-9+]", "", words)
    words = re.sub(r"^https?://", "", words, flags=re.IGNORECASE)
    return {"true": "yes", "false": "no"}.get(words.lower(), words.removesuffix("/"))
