"""What a page offers with a question: the choices that fit the other answers, and answers that need no typing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policygen.ask.interview import PERSON, InterviewQuestion
from policygen.ask.unfinished import Unfinished
from policygen.resolve.contradictions import cannot_hold_both, does_not_fit
from policygen.resolve.settled import holders_of


@dataclass(frozen=True, slots=True)
class OfferedAnswer:
    """The answer to another question (`source` is its key, `label` its label) that can be the answer to this one."""

    source: str
    label: str
    text: str


def fitting_choices(item: InterviewQuestion, now: Unfinished) -> Mapping[str, str]:
    """Return each choice of a question of one choice that the vocabulary has nothing against, and the one chosen."""
    if item.type != "one_of" or item.group == "policy":
        return item.choices
    chosen = now.settled.settings[item.key].value if now.answered(item) else None
    fitting = {
        value: words
        for value, words in item.choices.items()
        if value == chosen or not does_not_fit(now.project, now.settled, item.key, value)
    }
    return fitting or item.choices


def offered_answers(item: InterviewQuestion, now: Unfinished) -> tuple[OfferedAnswer, ...]:
    """Return the answers to other questions that are often the answer to this one too, and that fit this school."""
    found: dict[str, OfferedAnswer] = {}
    for key in item.often:
        text = _person(item, now, key) if item.type == PERSON else _answer(item, now, key)
        other = now.interview.item(key)
        if text and other is not None:
            found.setdefault(text.casefold(), OfferedAnswer(key, other.label, text))
    given = now.answer(item)
    return tuple(one for text, one in found.items() if given is None or text != given.casefold())


def _person(item: InterviewQuestion, now: Unfinished, key: str) -> str:
    role = key.partition(".")[2]
    other, source = now.interview.item(key), now.settled.people.get(role)
    if other is None or source is None or source.state != "answered" or source.held_by != role:
        return ""
    holders = holders_of(source)
    barred = (
        name for name, person in now.settled.people.items() if person.held_by == name and holders & holders_of(person)
    )
    if any(cannot_hold_both(now.project, now.settled, item.name, name) for name in barred):
        return ""
    return now.answer(other) or ""


def _answer(item: InterviewQuestion, now: Unfinished, key: str) -> str:
    setting = now.settled.settings.get(key)
    text = setting.value if setting is not None else None
    if not isinstance(text, str) or does_not_fit(now.project, now.settled, item.key, text):
        return ""
    return text
