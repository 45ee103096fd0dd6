"""Settle one answer for each question, the nearest file's or else the vocabulary's default, with its origin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from typing import Literal

from policygen.check.answers import type_answer
from policygen.check.conditions import Answer as Tested
from policygen.check.conditions import compared_in, evaluate
from policygen.check.files import origin_of
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics, Span
from policygen.document.model import Origin
from policygen.model.answers import Answer, PersonAnswer, Typed
from policygen.model.settings import Settings
from policygen.model.vocabulary import Question, Role
from policygen.model.written import Written

# `open` is an answer that the person who completes a model copy fills in; its value is a stand-in. `withheld` is one
# that the readers of an edition must not see; any value is for conditions only and is never printed.
How = Literal["school", "inherited", "default", "none", "unanswered", "mistaken", "open", "withheld"]

PersonState = Literal["answered", "vacant", "none", "unanswered"]

# Ofcom's numbers for drama (Ofcom, Numbers for drama use), which no subscriber ever gets.
DRAMA = re.compile(
    r"0(?:113|114|115|116|117|118|121|131|141|151|161)4960\d{3}|01914980\d{3}|02079460\d{3}|0289649\d{4}|"
    r"02920180\d{3}|01632960\d{3}|07700900\d{3}|08081570\d{3}|09098790\d{3}|03069990\d{3}"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """The settled answer to one question. `value` is None if there is none; `span` is where it is or should be set."""

    key: str
    value: Typed | None
    how: How
    origin: Origin
    span: Span


@dataclass(frozen=True, slots=True)
class Person:
    """The holder of a role: the fields by name, the school's title for it, and the role that covers it (`held_by`).

    If several people hold the post together, `holders` has the fields of each; `name` in `fields` is then all their
    names, and `email` and `telephone` are what they have given of them. While a post is vacant, `cover` is the
    post that takes over.
    """

    role: str
    title: Setting
    fields: MappingType[str, Setting]
    state: PersonState
    held_by: str
    span: Span
    holders: tuple[MappingType[str, Setting], ...] = ()
    cover: Person | None = None

    @property
    def each(self) -> tuple[MappingType[str, Setting], ...]:
        """The fields of each person who holds the post: of one, or of several."""
        return self.holders or (self.fields,)


def holders_of(person: Person) -> frozenset[str]:
    """Return the names of the holders of a post as they are compared: in small letters, with single spaces."""
    value = person.fields["name"].value
    names = value if isinstance(value, tuple) else (value,)
    return frozenset(" ".join(name.split()).casefold() for name in names if isinstance(name, str))


@dataclass(slots=True)
class Settled:
    """Everything settled for one school: answers by `group.key`, people by role, policies and their settings."""

    id: str
    chain: tuple[Settings, ...]
    settings: dict[str, Setting]
    people: dict[str, Person]
    policies: dict[str, dict[str, Setting]]
    conditions: dict[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        return self.chain[0].file

    @property
    def specimen(self) -> bool:
        return self.chain[0].model.specimen

    @property
    def complete(self) -> bool:
        """Whether every file that the school extends was read: an unread one may answer what seems unanswered."""
        return self.chain[-1].model.extends is None

    def unread_policies(self, project: Project) -> list[str]:
        """Return the policies that the school names and whose files have mistakes, which were reported."""
        named = dict.fromkeys(policy for file in self.chain for policy in file.model.policies)
        return [policy for policy in named if policy not in project.outlines and policy in project.unread]

    def mistaken_policies(self, project: Project) -> list[str]:
        """Return the policies that the school names and whose files have mistakes, read or not."""
        named = dict.fromkeys(policy for file in self.chain for policy in file.model.policies)
        return [policy for policy in named if policy in project.unread]

    def mistaken(self, policy: str, key: str) -> bool:
        """Return whether the answer to `key` (as in `Missing.key`) was given but cannot be read, which was reported."""
        group, _, rest = key.partition(".")
        if group == "people":
            role, _, field = rest.partition(".")
            found = self.people[role].fields.get(field or "name") if role in self.people else None
        else:
            found = self.policies[policy].get(rest) if group == "policy" else self.settings.get(key)
        return found is not None and found.how == "mistaken"

    def tested(self, key: str) -> Tested:
        """Return the answer a condition tests: of the school's facts or choices, by key."""
        setting = self.settings.get(f"school.{key}") or self.settings.get(f"choices.{key}")
        value = setting.value if setting else None
        return value if isinstance(value, bool | str | int | tuple) or value is None else str(value)


def settle(project: Project, chain: tuple[Settings, ...], diagnostics: Diagnostics) -> Settled:
    """Return the settled answers of the school whose file is first in `chain`."""
    settings = {}
    for group in ("school", "choices"):
        for key, question in project.vocabulary.groups[group].items():
            found = [(file, file.groups[group].get(key)) for file in chain]
            settings[f"{group}.{key}"] = _settled(group, key, question, found, chain[0].span_of(group), diagnostics)
    settled = Settled(chain[0].id, chain, settings, {}, {})
    for key, setting in list(settings.items()):
        question = _question(project, key)
        usual = _usual(project, key, question, settled, diagnostics) if setting.how == "unanswered" else None
        settings[key] = _falling_back(question, _default(key, usual, setting) if usual else setting, settings)
    policies = {
        policy: _policy(project, policy, chain, settings, diagnostics)
        for file in reversed(chain)
        for policy in file.policies
    }
    settled.policies.update(policies)
    people = {role: _person(project, role, settled, diagnostics) for role in project.vocabulary.people}
    fallen_back = {role: _fallen_back(project, role, person, people) for role, person in people.items()}
    for role, person in fallen_back.items():
        settled.people[role] = replace(person, cover=_cover(project, person, fallen_back))
    _asked_only(project, settled)
    _not_asked(project, settled, diagnostics)
    _specimen(settled, diagnostics)
    _code(settled, diagnostics)
    return settled


def _code(settled: Settled, diagnostics: Diagnostics) -> None:
    """Warn that braces in an answer are not code: an answer is never a template."""
    for text, span in words_given(settled):
        found = next((mark for mark in ("{{", "{%") if mark in text), "")
        if found:
            diagnostics.report("PG324", span, mark=found)


def words_given(settled: Settled) -> Iterator[tuple[str, Span]]:
    """Yield all words in the files themselves, each with its place."""
    given = [*settled.settings.values(), *(one for policy in settled.policies.values() for one in policy.values())]
    given += [one for person in settled.people.values() for one in (*person.fields.values(), person.title)]
    given += [one for person in settled.people.values() for fields in person.holders for one in fields.values()]
    for setting in dict.fromkeys(given):
        values = setting.value if isinstance(setting.value, tuple) else (setting.value,)
        yield from ((value, setting.span) for value in values if isinstance(value, str))


def _settled(
    group: str,
    key: str,
    question: Question,
    found: list[tuple[Settings, Answer | None]],
    otherwise: Span,
    diagnostics: Diagnostics,
) -> Setting:
    """Return the answer that is nearest among those `found`, else the default; one to be given is at `otherwise`."""
    setting = _nearest(f"{group}.{key}", found, otherwise)
    if setting.how == "unanswered" and question.default is not None:
        setting = _default(f"{group}.{key}", type_answer(key, question.default, question, diagnostics), setting)
    return _marked(setting, question)


def _nearest(key: str, found: list[tuple[Settings, Answer | None]], otherwise: Span) -> Setting:
    empty: Span | None = None
    for n, (file, answer) in enumerate(found):
        if answer is None:
            continue
        if answer.state == "empty":
            empty = empty or answer.span
            continue
        origin = Origin(key=key, file=file.file, line=answer.span.line)
        how: How = "inherited" if n else "school"
        if answer.state in ("none", "mistaken"):
            how = answer.state
        return Setting(key, answer.value, how, origin, answer.span)
    span = empty or otherwise
    return Setting(key, None, "unanswered", Origin(key=key), span)


def _default(key: str, answer: Answer | None, unanswered: Setting) -> Setting:
    if answer is not None and answer.state in ("mistaken", "empty"):
        # The vocabulary's own mistake was reported, and the school can do nothing about it.
        return replace(unanswered, how="mistaken")
    if answer is None or answer.value is None:
        return unanswered
    origin = Origin(key=key, file=origin_of(answer.span.file), line=answer.span.line)
    return Setting(key, answer.value, "default", origin, answer.span)


def _question(project: Project, key: str) -> Question:
    group, _, name = key.partition(".")
    return project.vocabulary.groups[group][name]


def _usual(project: Project, key: str, question: Question, settled: Settled, diagnostics: Diagnostics) -> Answer | None:
    """Return the answer that is usual in this kind of school."""
    for entry in question.usual:
        condition = project.reader.read(entry.when) if entry.when is not None else None
        if entry.when is None or (condition is not None and evaluate(condition, settled.tested).holds):
            return type_answer(key.partition(".")[2], entry.answer, question, diagnostics)
    return None


def _falling_back(question: Question, setting: Setting, settings: MappingType[str, Setting]) -> Setting:
    """Return the answer, or else that of the question it falls back on, with the place where that was given."""
    other = settings.get(question.falls_back.text) if question.falls_back is not None else None
    if other is None or setting.how != "unanswered":
        return setting
    how: How = "default" if other.value is not None else other.how
    return replace(other, key=setting.key, how=how, span=other.span if other.value is not None else setting.span)


def _policy(
    project: Project,
    policy: str,
    chain: tuple[Settings, ...],
    settings: MappingType[str, Setting],
    diagnostics: Diagnostics,
) -> dict[str, Setting]:
    settled = {}
    for key, question in project.vocabulary.groups["policy"].items():
        found = [(file, file.policies.get(policy, {}).get(key)) for file in chain]
        setting = _settled("policy", key, question, found, chain[0].span_of("policies"), diagnostics)
        settled[key] = _marked(_falling_back(question, setting, settings), question)
    return settled


def _marked(setting: Setting, question: Question) -> Setting:
    """Return the setting, its origin marked where the vocabulary calls the answer a contact detail."""
    return replace(setting, origin=replace(setting.origin, contact=True)) if question.contact else setting


def _person(project: Project, role: str, settled: Settled, diagnostics: Diagnostics) -> Person:
    entry, chain = project.vocabulary.people[role], settled.chain
    found = [(file, file.people.get(role)) for file in chain]
    span = next((person.span for _, person in found if person is not None), chain[0].span_of("people"))
    fields = {
        name: _nearest(f"people.{role}.{name}", [(file, p.fields.get(name) if p else None) for file, p in found], span)
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
    """Return who takes over a vacant post, but not somebody whom that post is to take over from.

    Where the headteacher is also the safeguarding lead, the headteacher cannot stand in for the lead's deputy.
    """
    if person.state != "vacant":
        return None
    roles = project.vocabulary.people
    relieved = [other for role, other in people.items() if person.role in map(str, roles[role].covered_by)]
    taken = frozenset[str]().union(*(holders_of(other) for other in relieved))
    for name in roles[person.held_by].covered_by:
        found = people.get(name.text)
        if found is not None and found.state not in ("vacant", "none") and not holders_of(found) & taken:
            return found
    return None


def _asked_only(project: Project, settled: Settled) -> None:
    """Drop the default of a question that this school is not asked, so that no clause relies on it."""
    for group in ("school", "choices"):
        for key, question in project.vocabulary.groups[group].items():
            setting = settled.settings[f"{group}.{key}"]
            if question.asked is None or setting.how != "default":
                continue
            condition = project.reader.read(question.asked)
            if condition is not None and not evaluate(condition, settled.tested).holds and not question.closed:
                settled.settings[f"{group}.{key}"] = Setting(
                    setting.key, None, "unanswered", Origin(key=setting.key), setting.span
                )


def _not_asked(project: Project, settled: Settled, diagnostics: Diagnostics) -> None:
    """Warn of an answer in the school's own file to a question that its other answers make pointless.

    A trust can answer for schools of several kinds, so the files above are left alone.
    """
    for group in ("school", "choices"):
        for key, question in project.vocabulary.groups[group].items():
            setting = settled.settings[f"{group}.{key}"]
            if question.asked is None or setting.how != "school" or setting.value is None or setting.value is False:
                continue
            condition = project.reader.read(question.asked)
            if condition is None or any(settled.tested(each) is None for each in compared_in(condition)):
                continue
            outcome = evaluate(condition, settled.tested)
            if not outcome.holds:
                diagnostics.report("PG354", setting.span, key=key, because=outcome.because)


def _specimen(settled: Settled, diagnostics: Diagnostics) -> None:
    """Keep invented addresses and numbers out of real schools, and real ones out of invented schools."""
    contacts = [
        setting
        for key, setting in settled.settings.items()
        if isinstance(setting.value, str) and key.startswith(("school.", "choices."))
    ]
    contacts += [
        field
        for person in settled.people.values()
        for fields in (person.fields, *person.holders)
        for field in fields.values()
        if isinstance(field.value, str)
    ]
    for setting in contacts:
        text = str(setting.value)
        digits = re.sub(r"\D", "", text.replace("+44", "0"))
        address = re.search(r"@([\w.-]+)|https?://([\w.-]+)", text)
        domain = (address[1] or address[2]) if address else ""
        invented = domain.endswith(".example") or bool(DRAMA.fullmatch(digits))
        reachable = bool(domain) or bool(re.fullmatch(r"0\d{9,10}", digits) and re.fullmatch(r"[\d\s()+-]+", text))
        if invented and not settled.specimen:
            diagnostics.report("PG321", setting.span, text=text)
        elif settled.specimen and reachable and not invented:
            diagnostics.report("PG322", setting.span, text=text)
