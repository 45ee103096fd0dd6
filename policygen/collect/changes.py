"""What the answers of a returned file change in a school's settings: only what nobody has answered since.

An answer that `collect` itself wrote from an earlier file of the same school is replaced by a corrected one. Whatever
else the settings, or a file above them, say stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from policygen.ask.interview import InterviewQuestion
from policygen.ask.unfinished import Unfinished
from policygen.ask.yaml_text import GivenAnswer, with_answer
from policygen.check.answers import HOLDERS
from policygen.check.project import Project
from policygen.check.schools import load_settings
from policygen.collect.model import CollectedAnswer, ReturnedFile, ReturnedSchool
from policygen.collect.sent import answer_digest
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity, Span
from policygen.model.answers import Answer, PersonAnswer
from policygen.model.settings import Settings
from policygen.source.editing import CannotEdit
from policygen.world.memory import OverlaidWorld

_GROUPS = ("school", "choices")


def returned_school(
    project: Project, file: str, returned: ReturnedFile, written: Mapping[str, str], diagnostics: Diagnostics
) -> ReturnedSchool | None:
    """Return what a file changes in the settings `file`; None, reported, if either cannot be read.

    `written` are the digests of the answers that were collected from this school before, by key. Every answer that is
    not taken is reported at its line.
    """
    now = Unfinished.load(project, file)
    if now is None:
        diagnostics.report("PG877.settings", school=returned.school, file=file)
        return None
    given = _given_settings(project, file, returned, diagnostics)
    if given is None:
        return None
    answers = list(_compared(now, given, written, returned))
    before = project.world.read(file)
    text, answers = _with_answers(project, file, now, before.decode("utf-8"), answers, returned)
    diagnostics.extend(one.refusal for one in answers if one.refusal is not None)
    after = _overlaid(project, file, text.encode())
    name = now.settled.settings.get("school.name")
    return ReturnedSchool(
        returned.school,
        str(name.value or returned.school) if name is not None else returned.school,
        returned.name, file, tuple(answers), before, text.encode(), len(after.missing()) if after else 0,
    )  # fmt: skip


def _given_settings(project: Project, file: str, returned: ReturnedFile, diagnostics: Diagnostics) -> Settings | None:
    """Return a returned file as settings, checked like any others; findings point to the file as it was returned."""
    view = replace(project.for_session(), world=OverlaidWorld(project.world, {file: returned.data}))
    found = Diagnostics()
    settings = load_settings(view, file, found)
    diagnostics.extend(_moved(one, file, returned.name) for one in found)
    if settings is None or found.errors:
        diagnostics.report("PG877.mistakes", Span(returned.name, 1, 1), file=returned.name)
        return None
    return settings


def _moved(one: Diagnostic, file: str, name: str) -> Diagnostic:
    return replace(one, span=_at(one.span, name)) if one.span is not None and one.span.file == file else one


def _at(span: Span, name: str) -> Span:
    return Span(name, span.line, span.column, span.end_line, span.end_column)


def _compared(
    now: Unfinished, given: Settings, written: Mapping[str, str], returned: ReturnedFile
) -> Iterator[CollectedAnswer]:
    """Yield each answer of a file with what the settings say, in the order of the questions."""
    own = now.settled.chain[0]
    asked: set[tuple[str, ...]] = set()
    for item in now.interview.items:
        for place in _places(now, item):
            asked.add(place)
            new = _answer_at(given, place)
            if new is None:
                continue
            value, span = new
            key = ".".join(place)
            there = _answer_at(own, place)
            old = there[0] if there is not None else None
            made = CollectedAnswer(
                key, item.label, _words(item, old) if old is not None else _inherited(now, item, place),
                _words(item, value), place, value, item.type, is_there=old == value,
            )  # fmt: skip
            if not made.is_there:
                made = replace(made, refusal=_refusal(now, made, old, written, _at(span, returned.name)))
            yield made
    for place, span in _all_places(given):
        if place not in asked:
            refusal = Diagnostic.of("PG878.not_asked", _at(span, returned.name), key=".".join(place))
            yield CollectedAnswer(".".join(place), place[-1], "", "", place, GivenAnswer(), "text", refusal=refusal)


def _places(now: Unfinished, item: InterviewQuestion) -> list[tuple[str, ...]]:
    if item.group == "policy":
        return [("policies", policy, item.name) for policy in now.policies(item)]
    return [(item.group, item.name)]


def _refusal(
    now: Unfinished, made: CollectedAnswer, old: GivenAnswer | None, written: Mapping[str, str], span: Span
) -> Diagnostic | None:
    """Return why an answer is not taken: it was set since, or above, or it is locked."""
    label, new = made.label, made.new
    if old is not None:
        if written.get(made.key) == answer_digest(old):
            return None
        return Diagnostic.of("PG878.set", span, label=label, now=made.old, new=new)
    item = next(one for one in now.interview.items if made.place in _places(now, one))
    if now.locked(item):
        return Diagnostic.of("PG878.locked", span, label=label)
    if made.old:
        return Diagnostic.of("PG878.above", span, label=label, now=made.old, new=new)
    return None


def _inherited(now: Unfinished, item: InterviewQuestion, place: tuple[str, ...]) -> str:
    """Return the answer that a file above the school gives, in words; "" if none does."""
    if item.group == "policy":
        setting = now.settled.policies[place[1]][item.name]
        return str(setting.value) if setting.how == "inherited" and setting.value is not None else ""
    return (now.answer(item) or "") if now.from_above(item) else ""


def _answer_at(settings: Settings, place: tuple[str, ...]) -> tuple[GivenAnswer, Span] | None:
    """Return what a settings file itself answers at a place; None for nothing, or an empty key."""
    if place[0] == "people":
        person = settings.people.get(place[1])
        return _person(person) if person is not None else None
    answers = settings.policies.get(place[1], {}) if place[0] == "policies" else settings.groups[place[0]]
    answer = answers.get(place[-1])
    if answer is None or answer.state not in ("answered", "none"):
        return None
    return _given(answer), answer.span


def _given(answer: Answer) -> GivenAnswer:
    if answer.state == "none" or answer.value is None:
        return GivenAnswer(state="none")
    kept = isinstance(answer.value, str | bool | tuple)
    return GivenAnswer(answer.value if kept else str(answer.value))  # type: ignore[arg-type]


def _person(person: PersonAnswer) -> tuple[GivenAnswer, Span] | None:
    match person.state:
        case "none" | "vacant":
            return GivenAnswer(state=person.state), person.span
        case "empty":
            return None
    if person.holders:
        title = {name: text for name, text in _fields(person.fields).items() if name == "title"}
        return GivenAnswer({**title, HOLDERS: tuple(_fields(one) for one in person.holders)}), person.span
    fields = _fields(person.fields)
    # With a title or an address alone, nobody has said who holds the post.
    return (GivenAnswer(fields), person.span) if "name" in fields else None


def _fields(answers: Mapping[str, Answer]) -> dict[str, str]:
    return {name: str(one.value) for name, one in answers.items() if one.state == "answered" and one.value is not None}


def _all_places(given: Settings) -> Iterator[tuple[tuple[str, ...], Span]]:
    for group in _GROUPS:
        yield from (((group, key), answer.span) for key, answer in given.groups[group].items())
    yield from ((("people", role), person.span) for role, person in given.people.items())
    for policy, answers in given.policies.items():
        yield from ((("policies", policy, key), answer.span) for key, answer in answers.items())


def _words(item: InterviewQuestion, given: GivenAnswer) -> str:
    """Return an answer as a person would say it; for one of a closed list, its meaning."""
    value = given.value
    if given.state != "answered":
        return given.state
    if isinstance(value, bool):
        return say("ask.yes" if value else "ask.no")
    if isinstance(value, Mapping):
        holders = value.get(HOLDERS, ())
        each = [dict(one) for one in holders] if isinstance(holders, tuple) else []
        people = each or [{name: text for name, text in value.items() if isinstance(text, str)}]
        return "; ".join(", ".join(one.values()) for one in people)
    parts = value if isinstance(value, tuple) else (value,)
    return "; ".join(" / ".join(item.values.get(part, part).split("\n")) for part in parts)


def _with_answers(
    project: Project, file: str, now: Unfinished, text: str, answers: list[CollectedAnswer], returned: ReturnedFile
) -> tuple[str, list[CollectedAnswer]]:
    """Return the settings with the answers that can be taken, and the answers with why others cannot.

    Together first; one by one only if the settings then have a mistake that they did not have before.
    """
    known = {(one.code, one.message) for one in now.diagnostics}
    try:
        made = text
        for one in answers:
            made = with_answer(made, one.place, one.given, one.type) if one.is_taken else made
        if not _new_mistake(project, file, made, known):
            return made, answers
    except CannotEdit:
        pass
    left = []
    for one in answers:
        if one.is_taken:
            try:
                tried = with_answer(text, one.place, one.given, one.type)
                reason = _new_mistake(project, file, tried, known)
            except CannotEdit as error:
                tried, reason = text, str(error)
            if reason:
                span = Span(returned.name, 1, 1)
                refusal = Diagnostic.of("PG878.refused", span, label=one.label, new=one.new, reason=reason.rstrip("."))
                left.append(replace(one, refusal=refusal))
                continue
            text = tried
        left.append(one)
    return text, left


def _new_mistake(project: Project, file: str, text: str, known: set[tuple[str, str]]) -> str:
    """Return the first mistake that settings have with other answers, in words; "" if there is none that is new."""
    found = _overlaid(project, file, text.encode())
    if found is None:
        return say("ask.unreadable", file=file)
    errors = (one for one in found.diagnostics if one.severity is Severity.ERROR)
    return next((one.message for one in errors if (one.code, one.message) not in known), "")


def _overlaid(project: Project, file: str, data: bytes) -> Unfinished | None:
    view = replace(project.for_session(), world=OverlaidWorld(project.world, {file: data}))
    return Unfinished.load(view, file)
