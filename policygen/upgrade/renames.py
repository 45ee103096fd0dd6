"""Former names in a settings file: each place where the file uses one, and the name that belongs there today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from policygen.check.names import in_text
from policygen.check.project import Project
from policygen.model.settings import Settings
from policygen.model.vocabulary import Question
from policygen.resolve.heirs import heirs
from policygen.source.nodes import Mapping, Node, Scalar, Sequence
from policygen.upgrade.editing import Change, Path

_GROUPS = ("school", "people", "choices")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_NAME = re.compile(r"\b(school|people|choices|policy)\.([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)")
# A value that a question is compared with, on either side of the sign, or in a list.
_COMPARED = re.compile(
    r"\b(?P<group>school|choices|policy)\.(?P<key>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\s*(?:==|!=|in)\s*(?P<right>\[[^\]]*\]|'[^']*'|\"[^\"]*\")"
    r"|(?P<left>'[^']*'|\"[^\"]*\")\s*(?:==|!=|(?:not\s+)?in)\s*(?P<group2>school|choices|policy)\.(?P<key2>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)"
)
_QUOTED = re.compile(r"(?P<quote>['\"])(?P<text>[^'\"]*)(?P=quote)")
_LINK = re.compile(r"\]\(#(?P<name>(?:[a-z][a-z0-9-]*:)?[a-z][a-z0-9._-]*)\)")


@dataclass(frozen=True, slots=True)
class Rename:
    """A former name in a settings file and today's, each as its full name."""

    kind: Literal["question", "value", "role", "clause"]
    before: str
    after: str
    change: Change


@dataclass(frozen=True, slots=True)
class Unclear:
    """What a person has to answer anew: `why` is `split` with the heirs, `both` are answered, or it is `removed`."""

    why: Literal["split", "both", "removed", "removed_value"]
    name: str
    path: Path = ()
    heirs: tuple[str, ...] = ()


def renames_in(project: Project, settings: Settings, old: Project | None) -> tuple[list[Rename], list[Unclear]]:
    """Return the former names of questions, values and roles in a settings file, and what cannot simply be renamed.

    With the `old` project, what it asked and nobody asks any more is among them.
    """
    renamed: list[Rename] = []
    unclear: list[Unclear] = []
    for path, group, node in _answers(settings):
        keys = {entry.key.text for entry in node.entries}
        for entry in node.entries:
            key = entry.key.text
            full = f"{group}.{key}"
            today = key
            if not _asked(project, group, key):
                found = heirs(project, full)
                names = [one.partition(".")[2] for one in found]
                if len(found) != 1 or names[0] in keys:
                    if found:
                        unclear.append(Unclear("split" if len(found) > 1 else "both", full, (*path, key), found))
                    elif old is not None and _asked(old, group, key):
                        unclear.append(Unclear("removed", full, (*path, key)))
                    continue
                (today,) = names
                kind: Literal["role", "question"] = "role" if group == "people" else "question"
                renamed.append(Rename(kind, full, found[0], Change((*path, key), "key", today)))
            question = project.vocabulary.groups.get(group, {}).get(today)
            if question is not None and question.values:
                _values(project, f"{group}.{today}", question, (*path, key), entry.value, old, renamed, unclear)
    renamed += _locked(project, settings)
    return renamed, unclear


def _answers(settings: Settings) -> Iterator[tuple[Path, str, Mapping]]:
    for group in _GROUPS:
        node = settings.node.get(group)
        if isinstance(node, Mapping):
            yield (group,), group, node
    policies = settings.node.get("policies")
    for entry in policies.entries if isinstance(policies, Mapping) else ():
        if isinstance(entry.value, Mapping):
            yield ("policies", entry.key.text), "policy", entry.value


def _asked(project: Project, group: str, key: str) -> bool:
    vocabulary = project.vocabulary
    return key in vocabulary.people if group == "people" else key in vocabulary.groups.get(group, {})


def _values(
    project: Project, full: str, question: Question, path: Path, node: Node, old: Project | None,
    renamed: list[Rename], unclear: list[Unclear],
) -> None:  # fmt: skip
    values = [(path, node)] if isinstance(node, Scalar) else []
    if isinstance(node, Sequence):
        values = [((*path, n), item) for n, item in enumerate(node.items) if isinstance(item, Scalar)]
    for where, value in values:
        text = value.text.strip()
        if text in question.values:
            continue
        found = heirs(project, f"{full}={text}")
        if len(found) == 1:
            today = found[0].partition("=")[2]
            renamed.append(Rename("value", f"{full}={text}", found[0], Change(where, "value", today)))
        elif found:
            unclear.append(Unclear("split", f"{full}={text}", where, found))
        elif old is not None:
            group, _, key = full.partition(".")
            before = old.vocabulary.groups.get(group, {}).get(key)
            if before is not None and text in before.values:
                unclear.append(Unclear("removed_value", f"{full}={text}", where))


def _locked(project: Project, settings: Settings) -> Iterator[Rename]:
    """Yield the former names of answers and clauses that a file locks."""
    node = settings.node.get("locked")
    for n, item in enumerate(node.items if isinstance(node, Sequence) else ()):
        if not isinstance(item, Scalar):
            continue
        head, _, rest = item.text.partition(".")
        before, after = "", ""
        group, key = head, rest
        if head == "policies":
            policy = next((one for one in project.outlines if rest.startswith(f"{one}.")), "")
            before, group, key = f"policies.{policy}.", "policy", rest[len(policy) + 1 :]
        elif head in _GROUPS:
            key, dot, field = rest.partition(".")
            before, after = f"{head}.", dot + field
        if before:
            found = heirs(project, f"{group}.{key}") if key else ()
            if len(found) == 1:
                today = f"{before}{found[0].partition('.')[2]}{after}"
                kind: Literal["role", "question"] = "role" if group == "people" else "question"
                yield Rename(kind, item.text, today, Change(("locked", n), "value", today))
        elif (name := clause_today(project, item.text)) != item.text:
            yield Rename("clause", item.text, name, Change(("locked", n), "value", name))


def clause_today(project: Project, name: str) -> str:
    """Return the name of a renamed clause as it is today, written like the former one: with its library, or bare."""
    found = project.clause_heirs(name)
    if len(found) != 1:
        return name
    bare = found[0].partition(":")[2]
    return bare if ":" not in name and project.find_clause(bare, former=False) == [found[0]] else found[0]


def words_today(project: Project, text: str, home: str = "") -> str:
    """Return a text as a settings file writes it today: with today's names in its tags and cross-references.

    `home` is the library that wrote it, whose own questions and roles have no library's name there.
    """
    named = _TAG.sub(lambda tag: _tag_today(project, tag[0], home), text)
    return _LINK.sub(lambda link: f"](#{clause_today(project, link['name'])})", named)


def _tag_today(project: Project, tag: str, home: str) -> str:
    def compared(found: re.Match[str]) -> str:
        group, key = found["group"] or found["group2"], found["key"] or found["key2"]
        side = "right" if found["right"] is not None else "left"
        start, end = found.span(side)
        question = _in_full(project, group, key)
        today = _QUOTED.sub(lambda quoted: _value_today(project, question, quoted), found[side])
        at = found.start()
        return f"{found[0][: start - at]}{today}{found[0][end - at :]}"

    # The questions first, because a renamed question's values are known under its name of today.
    return _COMPARED.sub(compared, _NAME.sub(lambda found: _name_today(project, found, home), tag))


def _name_today(project: Project, found: re.Match[str], home: str) -> str:
    group, (key, dot, rest) = found[1], found[2].partition(".")
    names = [(f"{group}.{home}:{key}", dot + rest)] if home else []
    names.append((f"{group}.{key}", dot + rest))
    if dot and (library := _library_called(project, key)):
        inner, dot, further = rest.partition(".")
        names.append((f"{group}.{library}:{inner}", dot + further))
    for full, after in names:
        today = heirs(project, full) or ((full,) if _asked(project, group, full.partition(".")[2]) else ())
        if len(today) == 1:
            return f"{in_text(today[0])}{after}"
    return found[0]


def _in_full(project: Project, group: str, key: str) -> str:
    """Return the full name of a question that a text names as every text can."""
    first, dot, rest = key.partition(".")
    library = _library_called(project, first) if dot else ""
    return f"{group}.{library}:{rest}" if library else f"{group}.{first}"


def _library_called(project: Project, word: str) -> str:
    return next((library for library in project.libraries if in_text(library) == word), "")


def _value_today(project: Project, question: str, quoted: re.Match[str]) -> str:
    found = heirs(project, f"{question}={quoted['text']}")
    text = found[0].partition("=")[2] if len(found) == 1 else quoted["text"]
    return f"{quoted['quote']}{text}{quoted['quote']}"
