"""Compares two states of a project: clauses by id, then vocabulary, references, contacts, requirements, outlines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from policygen.report.impact.lineage import Lineage
from policygen.report.impact.model import ClauseChange, Impact, OtherChange, What, comparable, without_places
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
    lineage, gone = Lineage(after), set(before.clauses)
    for name, clause in sorted(after.clauses.items()):
        names = lineage.earlier(name, before.clauses, after.clauses)
        gone -= set(names)
        olds = [before.clauses[old] for old in names]
        formerly = tuple(old for old in names if old != name)
        if not olds:
            yield _change("added", [], clause, (), Touched.joined([now.of([name])]))
            continue
        parts = tuple(dict.fromkeys(part for old in olds for part in _parts(old.entry, clause.entry)))
        if parts or formerly:
            touched = Touched.joined([was.of(names), now.of([name])])
            change = _change("changed", olds, clause, parts, touched)
            tailored = dict.fromkeys(
                school
                for each in (*names, name)
                for school in (*was.tailored.get(each, ()), *now.tailored.get(each, ()))
            )
            shared = lineage.siblings(name, formerly)
            yield replace(change, formerly=formerly, tailored=tuple(sorted(tailored)), shared_with=shared)
    for name in sorted(gone):
        change = _change("removed", [before.clauses[name]], None, (), was.of([name]))
        yield replace(change, tailored=was.tailored.get(name, ()))


def _change(
    what: What, olds: Sequence[Clause], new: Clause | None, parts: tuple[str, ...], touched: Touched
) -> ClauseChange:
    clause = new or olds[0]
    before = "\n\n".join(_words(old.entry) for old in olds)
    after = _words(new.entry) if new else ""
    title = clause.entry.title.text
    return ClauseChange(what, clause.name, title, (), parts, before, after, word_diff(before, after), touched)


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
    lineage = Lineage(after)
    for kind, scope, olds, news in _groups(before, after):
        gone = set(olds)
        for name in sorted({**olds, **news}):
            names = lineage.earlier(name, olds, news, scope) if name in news else ()
            gone -= set(names)
            formerly = tuple(old for old in names if old != name)
            if name not in news and any(lineage.siblings("", [name], scope)):
                continue
            old, new = (comparable(held.get(key)) for held, key in ((olds, names[0] if names else name), (news, name)))
            if old == new and not formerly:
                continue
            what: What = "changed" if old is not None and new is not None else "added" if old is None else "removed"
            details = tuple(_details(old, new)) if what == "changed" else ()
            touched = Touched.joined(
                reach.of(_users(project, kind, each))
                for each in (name, *formerly)
                for reach, project in ((was, before), (now, after))
            )
            yield OtherChange(what, kind, name, details, touched, formerly)


def _groups(
    before: Project, after: Project
) -> Iterator[tuple[str, str, MappingType[str, object], MappingType[str, object]]]:
    """Yield each kind of thing with what its full names begin with, and the things before and after by their names."""
    for group in before.vocabulary.groups:
        yield (
            say("impact.question", group=group),
            f"{group}.",
            before.vocabulary.groups[group],
            after.vocabulary.groups.get(group, {}),
        )
    yield "role", "people.", before.vocabulary.people, after.vocabulary.people
    yield "condition", "condition ", before.vocabulary.conditions, after.vocabulary.conditions
    yield "reference", "reference ", before.references, after.references
    yield "contact", "contact ", before.contacts, after.contacts
    sources, newer = (
        {name.partition("/")[0]: r.source for name, r in project.requirements.items()} for project in (before, after)
    )
    yield "register", "register ", sources, newer
    then, now = ({name: r.entry for name, r in project.requirements.items()} for project in (before, after))
    yield "requirement", "requirement ", then, now


def _users(project: Project, kind: str, name: str) -> list[str]:
    """Return the clauses that use a question, role, reference or requirement, or claim one of a register."""
    group = {"role": "people", "reference": "references", "contact": "contacts"}.get(kind, kind.rpartition(" ")[2])
    found = []
    for full, clause in project.clauses.items():
        if kind == "register":
            found += [full] if any(one.text.startswith(f"{name}/") for one in clause.entry.claimed) else []
            continue
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
        elif details := tuple(_outline(old, new, after.project)):
            yield OtherChange("changed", "policy", policy, details, touched)


def _outline(old: OutlineFile, new: OutlineFile, after: Project) -> Iterator[str]:
    """Yield a line for each difference between two outlines of one policy; another name for a clause is none."""
    now = _listed(new)
    was = _with_new_names(_listed(old), now, after)
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


def _with_new_names(was: MappingType[str, str], now: MappingType[str, str], after: Project) -> dict[str, str]:
    """Return the clauses that an outline listed under the names with which the new outline lists them, if it does."""
    found: dict[str, str] = {}
    for name, where in was.items():
        heirs = [heir for heir in after.clause_heirs(name) if name not in now]
        listed = [each for heir in heirs for each in (heir, heir.partition(":")[2]) if each in now]
        for each in listed or (name,):
            found.setdefault(each, where)
    return found


def _details(old: object, new: object) -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in {**old, **new}:
            if key == "values" and isinstance(old.get(key), dict) and isinstance(new.get(key), dict):
                yield from _values(old[key], new[key])
            elif old.get(key) != new.get(key):
                yield say("impact.value", key=key, before=_said(old.get(key)), after=_said(new.get(key)))
    else:
        yield f"{_said(old)} → {_said(new)}"


def _values(old: dict[str, dict[str, object]], new: dict[str, dict[str, object]]) -> Iterator[str]:
    """Yield a line for each value of a question that differs."""
    kept = set(old)
    for value, entry in new.items():
        former = next((name for name in _formerly(entry) if name in old and name not in new), None)
        kept.discard(value)
        if value not in old and former is None:
            yield say("impact.value_added", value=value, label=_said(entry["label"]))
        elif value not in old and former is not None:
            kept.discard(former)
            yield say("impact.value_renamed", before=former, value=value)
        elif entry != old[value]:
            yield say("impact.value", key=value, before=_said(_printed(old[value])), after=_said(_printed(entry)))
    for value in sorted(kept):
        yield say("impact.value_removed", value=value, label=_said(old[value]["label"]))


def _formerly(entry: dict[str, object]) -> list[str]:
    listed = entry.get("formerly")
    names = listed if isinstance(listed, tuple) else ()
    return [str(name["id"] if isinstance(name, dict) else name) for name in names]


def _printed(entry: dict[str, object]) -> object:
    others = {key: value for key, value in entry.items() if key != "label" and value not in (None, ())}
    return entry if others else entry["label"]


def _said(value: object) -> str:
    if value is None or value == ():
        return say("impact.nothing")
    if isinstance(value, tuple):
        return ", ".join(_said(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_said(part)}" for key, part in value.items() if part is not None)
    return say("impact.yes" if value else "impact.no") if isinstance(value, bool) else f"“{value}”"
