"""Settle who holds each post: one person or several, a post that covers it, and who takes over while it is vacant."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import replace

from policygen.check.conditions import evaluate
from policygen.check.files import origin_of
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics, Span
from policygen.document.model import Origin
from policygen.model.answers import Answer, PersonAnswer
from policygen.model.settings import Settings
from policygen.model.vocabulary import Role
from policygen.model.written import Written
from policygen.resolve.settled import How, Person, PersonState, Setting, Settled, nearest_answer


def people_of(project: Project, settled: Settled, diagnostics: Diagnostics) -> dict[str, Person]:
    """Return each post with its holders; conditions on posts and titles test the answers of `settled`.

    Reports a post that this school is not asked for.
    """
    given = {role: _person(project, role, settled, diagnostics) for role in project.vocabulary.people}
    found = {role: _fallen_back(project, role, person, given) for role, person in given.items()}
    return {role: replace(person, cover=_cover(project, person, found)) for role, person in found.items()}


def _person(project: Project, role: str, settled: Settled, diagnostics: Diagnostics) -> Person:
    entry, chain = project.vocabulary.people[role], settled.chain
    found = [(file, file.people.get(role)) for file in chain]
    span = next((person.span for _, person in found if person is not None), chain[0].span_of("people"))
    fields = {
        name: nearest_answer(
            f"people.{role}.{name}", [(file, p.fields.get(name) if p else None) for file, p in found], span
        )
        for name in ("name", "title", "post", "email", "telephone")
    }
    title = fields["title"]
    if title.how == "unanswered":
        label = title_by_kind(project, entry, settled)
        origin = Origin(key=f"people.{role}.title", file=origin_of(label.span.file), line=label.span.line)
        title = Setting(title.key, label.text, "default", origin, label.span)
    states = [p.state for _, p in found if p is not None]
    state: PersonState = next((state for state in states if state != "empty"), "unanswered")
    asked = project.reader.read(entry.asked) if entry.asked is not None else None
    if asked is not None and (outcome := evaluate(asked, settled.tested)) and not outcome.holds:
        if chain[0].people.get(role) is not None and state not in ("unanswered", "none"):
            diagnostics.report("PG354", span, key=role, because=outcome.because)
        state = "none"
    holders = _together(role, found)
    for name in ("email", "telephone") if holders else ():
        given = [one[name] for one in holders if one[name].value is not None]
        if given:
            fields[name] = replace(given[0], value=tuple(str(one.value) for one in given))
    return Person(role, title, fields, state, role, span, holders)


def _together(role: str, found: list[tuple[Settings, PersonAnswer | None]]) -> tuple[MappingType[str, Setting], ...]:
    """Return the fields of each of several holders, from the nearest file that names anybody."""
    for n, (file, person) in enumerate(found):
        if person is None or "name" not in person.fields or person.fields["name"].state == "empty":
            continue
        how: How = "inherited" if n else "school"
        return tuple(
            {
                name: _of_holder(file, f"people.{role}.{name}", fields.get(name), person.span, how)
                for name in ("name", "post", "email", "telephone")
            }
            for fields in person.holders
        )
    return ()


def _of_holder(file: Settings, key: str, answer: Answer | None, span: Span, how: How) -> Setting:
    if answer is None or answer.value is None:
        state: How = "mistaken" if answer is not None and answer.state == "mistaken" else "unanswered"
        return Setting(key, None, state, Origin(key=key), answer.span if answer is not None else span)
    return Setting(key, answer.value, how, Origin(key=key, file=file.file, line=answer.span.line), answer.span)


def title_by_kind(project: Project, role: Role, settled: Settled) -> Written:
    """Return the title that a post usually has in this kind of school."""
    for entry in role.titles:
        condition = project.reader.read(entry.when)
        if condition is not None and evaluate(condition, settled.tested).holds:
            return entry.title
    return role.label


def _fallen_back(project: Project, role: str, person: Person, people: dict[str, Person]) -> Person:
    seen = {role}
    while person.state in ("unanswered", "none"):
        falls_back = project.vocabulary.people[person.role].falls_back
        if falls_back is None or falls_back.text in seen or falls_back.text not in people:
            break
        seen.add(falls_back.text)
        person = people[falls_back.text]
    return Person(role, person.title, person.fields, person.state, person.role, person.span, person.holders)


def _cover(project: Project, person: Person, people: MappingType[str, Person]) -> Person | None:
    """Return the post that takes over a vacant one: the first that somebody holds.

    Where the headteacher is also the safeguarding lead, the lead's deputy is covered by the lead. The two posts are
    equal then, so a text that sends people to "the lead, or else the deputy" can leave out the deputy.
    """
    if person.state != "vacant":
        return None
    named = [people[name.text] for name in project.vocabulary.people[person.held_by].covered_by if name.text in people]
    return next((one for one in named if one.state not in ("vacant", "none")), None)
