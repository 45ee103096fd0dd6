"""Compares two states of a project: clauses by id, then vocabulary, references, contacts, requirements, outlines."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import fields, replace

from policygen.check.conditions import keys_of
from policygen.check.project import Project, clause_texts
from policygen.compare.words import word_diff
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.model.checked import Clause
from policygen.model.library import ClauseEntry, MovesIn, OutlineFile
from policygen.report.impact.above import changes_above
from policygen.report.impact.model import ClauseChange, Impact, OtherChange, What, without_places
from policygen.report.usage import Reach, Touched


def compare_states(
    before: Compiler, after: Compiler, schools_before: MappingType[str, School], schools: MappingType[str, School]
) -> Impact:
    """Return what changed between two states of a project, and the policies and schools affected in either."""
    reaches = Reach.over(before.project, schools_before), Reach.over(after.project, schools)
    return Impact(
        tuple(_clauses(before.project, after.project, *reaches)),
        (
            *_others(before.project, after.project, *reaches),
            *_outlines(before, after, schools_before, schools),
            *changes_above(schools_before, schools),
        ),
    )


def _clauses(before: Project, after: Project, was: Reach, now: Reach) -> Iterator[ClauseChange]:
    renamed = {
        f"{name.partition(':')[0]}:{old.text}": name
        for name, clause in after.clauses.items()
        for old in clause.entry.formerly
        if name not in before.clauses
    }
    came_from = {new: old for old, new in renamed.items() if old in before.clauses}
    for name, clause in sorted(after.clauses.items()):
        old = before.clauses.get(came_from.get(name, name))
        if old is None:
            yield _change("added", None, clause, (), Touched.joined([now.of([name])]))
            continue
        parts = tuple(_parts(old.entry, clause.entry))
        if parts or name in came_from:
            touched = Touched.joined([was.of([old.name]), now.of([name])])
            change = _change("changed", old, clause, parts, touched)
            yield replace(change, tailored=now.tailored.get(name, ()))
    for name, clause in sorted(before.clauses.items()):
        if name not in after.clauses and name not in came_from.values():
            change = _change("removed", clause, None, (), was.of([name]))
            yield replace(change, tailored=was.tailored.get(name, ()))


def _change(
    what: What, old: Clause | None, new: Clause | None, parts: tuple[str, ...], touched: Touched
) -> ClauseChange:
    clause = new or old
    if clause is None:
        raise AssertionError("a change needs a clause before or after it")
    before, after = (_words(side.entry) if side else "" for side in (old, new))
    formerly = old.name if old and new and old.name != new.name else ""
    title = clause.entry.title.text
    return ClauseChange(what, clause.name, title, formerly, parts, before, after, word_diff(before, after), touched)


def _words(entry: ClauseEntry) -> str:
    """Return all the text of a clause that may be printed: title, text and form."""
    return "\n".join(written.text for written in clause_texts(entry))


def _parts(old: ClauseEntry, new: ClauseEntry) -> Iterator[str]:
    for part in fields(ClauseEntry):
        if part.name not in ("id", "span", "formerly") and without_places(getattr(old, part.name)) != without_places(
            getattr(new, part.name)
        ):
            yield part.name


def _others(before: Project, after: Project, was: Reach, now: Reach) -> Iterator[OtherChange]:
    for kind, olds, news in _groups(before, after):
        for name in sorted({**olds, **news}):
            old, new = without_places(olds.get(name)), without_places(news.get(name))
            if old == new:
                continue
            what: What = "added" if name not in olds else "removed" if name not in news else "changed"
            details = tuple(_details(old, new)) if what == "changed" else ()
            touched = Touched.joined(
                reach.of(_users(project, kind, name)) for reach, project in ((was, before), (now, after))
            )
            yield OtherChange(what, kind, name, details, touched)


def _groups(
    before: Project, after: Project
) -> Iterator[tuple[str, MappingType[str, object], MappingType[str, object]]]:
    for group in before.vocabulary.groups:
        yield (
            say("impact.question", group=group),
            before.vocabulary.groups[group],
            after.vocabulary.groups.get(group, {}),
        )
    yield "role", before.vocabulary.people, after.vocabulary.people
    yield "condition", before.vocabulary.conditions, after.vocabulary.conditions
    yield "reference", before.references, after.references
    yield "contact", before.contacts, after.contacts
    then, now = ({name: r.entry for name, r in project.requirements.items()} for project in (before, after))
    yield "requirement", then, now


def _users(project: Project, kind: str, name: str) -> list[str]:
    """Return the clauses that use a question, role, reference or requirement."""
    group = {"role": "people", "reference": "references", "contact": "contacts"}.get(kind, kind.rpartition(" ")[2])
    found = []
    for full, clause in project.clauses.items():
        tested = keys_of(clause.condition) if clause.condition and kind.startswith("question") else frozenset()
        named = (
            {written.text for written in (*clause.entry.claimed, *clause.entry.cites)} if kind != "contact" else set()
        )
        if name in tested or name in named or any(use.path[:2] == (group, name) for use in clause.uses):
            found.append(full)
    return found


def _outlines(
    before: Compiler, after: Compiler, schools_before: MappingType[str, School], schools: MappingType[str, School]
) -> Iterator[OtherChange]:
    olds, news = before.project.outlines, after.project.outlines
    for policy in sorted({**olds, **news}):
        old, new = olds.get(policy), news.get(policy)
        building = {
            name for held in (schools_before, schools) for name, school in held.items() if policy in school.plans
        }
        touched = Touched((policy,), tuple(sorted(building)))
        if old is None or new is None:
            yield OtherChange("added" if old is None else "removed", "policy", policy, (), touched)
        elif details := tuple(_outline(old, new)):
            yield OtherChange("changed", "policy", policy, details, touched)


def _outline(old: OutlineFile, new: OutlineFile) -> Iterator[str]:
    """Yield a line for each difference between two outlines of one policy."""
    was, now = _listed(old), _listed(new)
    yield from (say("impact.lists", name=name, section=where) for name, where in now.items() if name not in was)
    yield from (say("impact.unlists", name=name) for name in was if name not in now)
    for name, where in now.items():
        if was.get(name, where) != where:
            yield say("impact.moves", name=name, before=was[name], after=where)
    if [name for name in was if name in now] != [name for name in now if name in was]:
        yield say("impact.reorders")
    for part in fields(OutlineFile):
        first, second = without_places(getattr(old, part.name)), without_places(getattr(new, part.name))
        if part.name not in ("sections", "appendices", "span") and first != second:
            yield say("impact.value", key=part.name, before=_said(first), after=_said(second))
    titles = [{s.id.text: s.title.text for s in o.all_sections} for o in (old, new)]
    for key, title in titles[0].items():
        if titles[1].get(key, title) != title:
            yield say("impact.section", key=key, before=title, after=titles[1][key])


def _listed(outline: OutlineFile) -> dict[str, str]:
    """Return each clause with its section, and with its home policy where it is listed only as a fallback."""
    found = {}
    for section in outline.all_sections:
        for entry in section.clauses:
            name, home = (entry.clause.text, entry.unless.text) if isinstance(entry, MovesIn) else (entry.text, "")
            found[name] = section.id.text + (say("impact.unless", policy=home) if home else "")
    return found


def _details(old: object, new: object) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            if old.get(key) != new.get(key):
                yield say("impact.value", key=key, before=_said(old.get(key)), after=_said(new.get(key)))
    else:
        yield f"{_said(old)} → {_said(new)}"


def _said(value: object) -> str:
    if value is None or value == ():
        return say("impact.nothing")
    if isinstance(value, tuple):
        return ", ".join(_said(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_said(part)}" for key, part in value.items() if part is not None)
    return say("impact.yes" if value else "impact.no") if isinstance(value, bool) else f"“{value}”"
