"""Changes in the files above schools, such as a trust's, and the schools that they affect."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingType

from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.model.settings import Add, AddSection, Omit, Replace, Settings, Take
from policygen.report.impact.model import OtherChange, What, without_places
from policygen.report.usage import Touched
from policygen.resolve.groups import group_name
from policygen.resolve.locks import StatedValue, given_by

Schools = MappingType[str, School]


def changes_above(before: Schools, after: Schools) -> Iterator[OtherChange]:
    """Yield each file above these schools that differs between two states, with the schools whose policies it affects.

    A school that answers a changed question itself is not affected. A file that no school extends is left out.
    """
    olds, news = _files(before), _files(after)
    for file in sorted({**olds, **news}):
        old, new = olds.get(file), news.get(file)
        what: What = "added" if old is None else "removed" if new is None else "changed"
        answers, entries, locks = _answers(old, new), _tailoring(old, new), _locks(old, new)
        details = (*answers.values(), *entries, *locks) if what == "changed" else ()
        if what == "changed" and not details:
            continue
        schools = {
            name: school
            for held in (before, after)
            for name, school in held.items()
            if any(settings.file == file for settings in school.settled.chain[1:])
            and (locks or _affects(school, file, frozenset(answers), bool(entries)))
        }
        policies = {policy for school in schools.values() for policy in school.plans}
        touched = Touched(tuple(sorted(policies)), tuple(sorted(schools)))
        yield OtherChange(what, "group", group_name(file), details, touched)


def _files(schools: Schools) -> dict[str, Settings]:
    return {settings.file: settings for school in schools.values() for settings in school.settled.chain[1:]}


def _answers(old: Settings | None, new: Settings | None) -> dict[str, str]:
    """Return a line for each key whose answer changed."""
    was, now = _given(old), _given(new)
    return {
        key: say("impact.value", key=key, before=_said(was.get(key)), after=_said(now.get(key)))
        for key in sorted({**was, **now})
        if _said(was.get(key)) != _said(now.get(key))
    }


def _given(settings: Settings | None) -> dict[str, StatedValue]:
    return {given.key: given for given in given_by(settings)} if settings else {}


def _said(given: StatedValue | None) -> str:
    return f"“{given.said}”" if given else say("impact.nothing")


def _tailoring(old: Settings | None, new: Settings | None) -> list[str]:
    was, now = _entries(old), _entries(new)
    return [
        say(_tailored(key in was, key in now), entry=" ".join(key))
        for key in sorted({**was, **now})
        if was.get(key) != now.get(key)
    ]


def _tailored(then: bool, now: bool) -> str:
    return (
        "impact.tailoring_changed" if then and now else "impact.tailoring_added" if now else "impact.tailoring_removed"
    )


def _entries(settings: Settings | None) -> dict[tuple[str, str], object]:
    return {_key(entry): without_places(entry) for entry in settings.model.tailoring} if settings else {}


def _key(entry: Omit | Replace | Take | Add | AddSection) -> tuple[str, str]:
    match entry:
        case Omit(omit=name):
            return "omit", name.text
        case Replace(replace=name):
            return "replace", name.text
        case Take(clause=name) | Add(id=name):
            return "add", name.text
        case AddSection(section=section):
            return "section", section.id.text


def _locks(old: Settings | None, new: Settings | None) -> list[str]:
    was, now = _locked(old), _locked(new)
    return [
        *(say("impact.locks", name=name) for name in now if name not in was),
        *(say("impact.unlocks", name=name) for name in was if name not in now),
    ]


def _locked(settings: Settings | None) -> list[str]:
    if settings is None:
        return []
    locked = settings.model.locked
    return [locked] if isinstance(locked, str) else [name.text for name in locked]


def _affects(school: School, file: str, keys: frozenset[str], tailored: bool) -> bool:
    """Return whether a school takes one of these answers from `file`, or has a clause that `file` tailored."""
    settled = school.settled
    found = dict(settled.settings)
    found |= {f"people.{role}.{name}": one for role, p in settled.people.items() for name, one in p.fields.items()}
    found |= {
        f"policies.{policy}.{key}": one for policy, answers in settled.policies.items() for key, one in answers.items()
    }
    if any(key not in found or found[key].origin.file == file for key in keys):
        return True
    by = {one.tailored_by for plan in school.plans.values() for one in plan.clauses}
    by |= {one.tailored_by for plan in school.plans.values() for one in plan.left_out}
    return tailored and file in by
