"""Settle one answer for each question, the nearest file's or else the vocabulary's default, with its origin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import replace

from policygen.check.answers import type_answer
from policygen.check.conditions import compared_in, evaluate
from policygen.check.files import origin_of
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics, Span
from policygen.document.model import Origin
from policygen.model.answers import Answer
from policygen.model.settings import Settings
from policygen.model.vocabulary import Question
from policygen.resolve.people import people_of
from policygen.resolve.settled import How, Setting, Settled, nearest_answer

# Ofcom's numbers for drama (Ofcom, Numbers for drama use), which no subscriber ever gets.
DRAMA = re.compile(
    r"0(?:113|114|115|116|117|118|121|131|141|151|161)4960\d{3}|01914980\d{3}|02079460\d{3}|0289649\d{4}|"
    r"02920180\d{3}|01632960\d{3}|07700900\d{3}|08081570\d{3}|09098790\d{3}|03069990\d{3}"
)


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
    settled.people.update(people_of(project, settled, diagnostics))
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
    setting = nearest_answer(f"{group}.{key}", found, otherwise)
    if setting.how == "unanswered" and question.default is not None:
        setting = _default(f"{group}.{key}", type_answer(key, question.default, question, diagnostics), setting)
    return _marked(setting, question)


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

    A trust can answer for schools of several kinds, so the files above are left alone. So is a library's answer for the
    kinds of school of other libraries.
    """
    for group in ("school", "choices"):
        for key, question in project.vocabulary.groups[group].items():
            setting = settled.settings[f"{group}.{key}"]
            if question.asked is None or setting.how != "school" or setting.value is None or setting.value is False:
                continue
            if setting.span.file != settled.chain[0].file:
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
