"""Changes of what a library brings besides clauses and policies: questions, posts, conditions, registers, contacts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingType
from typing import Any

from policygen.check.conditions import keys_of
from policygen.check.files import home_of
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.model.vocabulary import Question
from policygen.report.impact.lineage import Lineage
from policygen.report.impact.model import comparable, without_places
from policygen.report.release.model import Weight
from policygen.resolve.heirs import heirs

# A weight, the change in words, and the clauses that it reaches before and after.
Entry = tuple[Weight, str, tuple[str, ...], tuple[str, ...]]
# What of a question or post only the person who answers sees.
_ASKING = frozenset(("question", "help", "knows", "warn_unanswered", "first_where", "often", "formerly"))
_PRINTED = frozenset(
    ("name", "purpose", "telephone", "hours", "web", "email", "title", "short", "publisher", "edition")
)


def entry_changes(then: Project, now: Project, library: str) -> Iterator[Entry]:
    """Yield the changes of the entries in a library's files."""
    for group in now.vocabulary.groups:
        yield from _kept(
            then, now, group, _of_questions(then, group, library), _of_questions(now, group, library), _question
        )
    for role in ("people",):
        olds, news = (
            {key: one for key, one in project.vocabulary.people.items() if home_of(one.label.span.file) == library}
            for project in (then, now)
        )
        yield from _kept(then, now, role, olds, news, _role)
    yield from _values(then, now, library)
    yield from _named(then, now, library)


def _of_questions(project: Project, group: str, library: str) -> dict[str, Question]:
    questions = project.vocabulary.groups.get(group, {})
    return {key: one for key, one in questions.items() if home_of(one.label.span.file) == library}


def _kept(
    then: Project,
    now: Project,
    group: str,
    olds: MappingType[str, Any],
    news: MappingType[str, Any],
    compare: Callable[[Any, Any], Iterator[tuple[Weight, str, dict[str, str]]]],
) -> Iterator[Entry]:
    """Yield the changes of questions of one group, or of posts; one with several heirs is told of with each."""
    lineage, thing = Lineage(now), "role" if group == "people" else "question"
    for key, new in news.items():
        name, users = f"{group}.{key}", _users(now, group, key)
        names = lineage.earlier(key, olds, news, f"{group}.")
        if not names:
            needed = new.falls_back is None if thing == "role" else not new.has_default and not new.optional
            wording = f"release.{thing}_needed" if needed else f"release.{thing}_added"
            yield "breaking" if needed else "minor", say(wording, name=name, label=new.label.text), (), users
            continue
        former = [f"{group}.{old}" for old in names if old != key]
        before = tuple(user for old in names for user in _users(then, group, old))
        if former:
            split = any(len(heirs(now, old)) > 1 for old in former)
            wording = f"release.{thing}_split" if split else f"release.{thing}_renamed"
            # Answers follow a new name, but what other libraries write about it does not.
            yield "breaking", say(wording, name=name, former=former), before, users
        for weight, wording, facts in compare(olds[names[0]], new):
            yield weight, say(wording, name=name, **facts), before, users
    for key in olds:
        if key not in news and not heirs(now, f"{group}.{key}"):
            yield "breaking", say(f"release.{thing}_removed", name=f"{group}.{key}"), _users(then, group, key), ()


def _question(old: Question, new: Question) -> Iterator[tuple[Weight, str, dict[str, str]]]:
    if old.type != new.type:
        yield "breaking", "release.question_type", {"type": new.type}
    if (old.has_default or old.optional) and not (new.has_default or new.optional):
        yield "breaking", "release.question_now_needed", {}
    for value in new.refuses.keys() - old.refuses.keys():
        yield "breaking", "release.question_refuses", {"value": value}
    if new.figures is not None and old.figures != new.figures:
        yield "breaking", "release.question_figures", {}
    changed = _different(old, new) - {"type", "values", "refuses", "figures", "optional"}
    if changed - _ASKING:
        yield "minor", "release.entry_changed", {"parts": ", ".join(sorted(changed - _ASKING))}
    elif changed:
        yield "patch", "release.entry_asked", {}


def _role(old: Any, new: Any) -> Iterator[tuple[Weight, str, dict[str, str]]]:
    if old.falls_back is not None and new.falls_back is None:
        yield "breaking", "release.role_now_needed", {}
    changed = _different(old, new)
    if changed - _ASKING:
        yield "minor", "release.entry_changed", {"parts": ", ".join(sorted(changed - _ASKING))}
    elif changed:
        yield "patch", "release.entry_asked", {}


def _different(old: object, new: object) -> set[str]:
    first, second = comparable(old), comparable(new)
    if not isinstance(first, dict) or not isinstance(second, dict):
        return set()
    return {key for key in {**first, **second} if first.get(key) != second.get(key)}


def _values(then: Project, now: Project, library: str) -> Iterator[Entry]:
    """Yield the changes of answers: a library's own, also those that it adds to common questions."""
    lineage = Lineage(now)
    for group, questions in now.vocabulary.groups.items():
        for key, question in questions.items():
            former = lineage.earlier(key, then.vocabulary.groups.get(group, {}), questions, f"{group}.")
            if not former:
                continue
            scope, users = f"{group}.{key}=", _users(now, group, key)
            olds, news = (
                {value: one for value, one in each.values.items() if home_of(one.span.file) == library}
                for each in (then.vocabulary.groups[group][former[0]], question)
            )
            for value, one in news.items():
                names = lineage.earlier(value, olds, news, scope)
                facts = {"value": value, "name": f"{group}.{key}"}
                if not names:
                    yield "minor", say("release.value_added", label=one.text, **facts), (), users
                elif value not in names:
                    split = len(heirs(now, scope + names[0])) > 1
                    wording = "release.value_split" if split else "release.value_renamed"
                    yield "breaking", say(wording, former=names, **facts), (), users
                elif olds[value].text != one.text:
                    yield "minor", say("release.value_words", **facts), users, users
            for value in olds:
                if value not in news and not heirs(now, scope + value):
                    yield "breaking", say("release.value_removed", value=value, name=f"{group}.{key}"), users, users


def _named(then: Project, now: Project, library: str) -> Iterator[Entry]:
    """Yield the changes of named conditions, references, contacts and requirements."""
    kinds: tuple[tuple[str, Callable[[Project], MappingType[str, Any]], Callable[[Any], str]], ...] = (
        ("condition", lambda project: project.vocabulary.conditions, lambda one: one.span.file),
        ("reference", lambda project: project.references, lambda one: one.id.span.file),
        ("contact", lambda project: project.contacts, lambda one: one.id.span.file),
        ("requirement", lambda project: project.requirements, lambda one: one.entry.id.span.file),
    )
    for kind, held, file in kinds:
        olds, news = (
            {name: one for name, one in held(project).items() if home_of(file(one)) == library}
            for project in (then, now)
        )
        if kind == "requirement":
            yield from _requirements(olds, news)
            continue
        thing = say(f"release.{kind}")
        for name, new in news.items():
            users = _citing(now, kind, name)
            before = olds.get(name, held(then).get(name))
            if before is None:
                yield "patch", say("release.named_added", thing=thing, name=name), (), users
            elif without_places(before) != without_places(new):
                wording = "release.named_changed" if name in olds else "release.named_corrected"
                said = say(wording, thing=thing, name=name)
                yield _weight(kind, before, new), said, _citing(then, kind, name), users
        for name in olds:
            other = held(now).get(name)
            if name in news:
                continue
            users = _citing(then, kind, name)
            if other is None:
                yield "breaking", say("release.named_removed", thing=thing, name=name), users, ()
            else:
                said = say("release.named_uncorrected", thing=thing, name=name)
                yield _weight(kind, olds[name], other), said, users, _citing(now, kind, name)


def _weight(kind: str, before: object, after: object) -> Weight:
    """Return the weight of a changed entry: clauses print parts of references and contacts, and obey conditions."""
    return "minor" if kind == "condition" or _different(before, after) & _PRINTED else "patch"


def _requirements(olds: MappingType[str, Any], news: MappingType[str, Any]) -> Iterator[Entry]:
    """Yield one change for all requirements that are new, that changed or that are gone: there can be hundreds."""
    added = [name for name in news if name not in olds]
    kept = [name for name in news if name in olds]
    changed = [name for name in kept if without_places(olds[name].entry) != without_places(news[name].entry)]
    retired = [name for name in changed if news[name].entry.retired is not None and olds[name].entry.retired is None]
    changed = [name for name in changed if name not in retired]
    gone = [name for name in olds if name not in news]
    if gone:
        yield "breaking", say("release.requirements_removed", names=gone), (), ()
    for wording, names in (("added", added), ("changed", changed), ("retired", retired)):
        if names:
            yield "patch", say(f"release.requirements_{wording}", names=names), (), ()
    sources = {name.partition("/")[0]: (olds[name].source, news[name].source) for name in kept}
    for register, (old, new) in sources.items():
        if without_places(old) == without_places(new):
            continue
        was, edition = (one.edition.text if one.edition is not None else "" for one in (old, new))
        wording = "release.register_read" if edition not in ("", was) else "release.register_changed"
        yield "patch", say(wording, register=register, edition=edition), (), ()


def _users(project: Project, group: str, key: str) -> tuple[str, ...]:
    """Return the clauses that use a question or post."""
    return tuple(
        name
        for name, clause in project.clauses.items()
        if any(use.path[:2] == (group, key) for use in clause.uses)
        or (group != "people" and clause.condition is not None and key in keys_of(clause.condition))
    )


def _citing(project: Project, kind: str, name: str) -> tuple[str, ...]:
    if kind == "reference":
        return tuple(
            full
            for full, clause in project.clauses.items()
            if name in map(str, clause.entry.cites) or any(use.path[:2] == ("references", name) for use in clause.uses)
        )
    if kind == "contact":
        return _users(project, "contacts", name)
    return ()
