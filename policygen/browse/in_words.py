"""Conditions, dates and checks in the words that pages print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import assert_never

from policygen.browse.addresses import SiteAddresses
from policygen.check.project import Project
from policygen.check.scalars import MONTHS
from policygen.diagnostics.codes import say
from policygen.document.typography import typeset
from policygen.model.checked import Clause, review_state
from policygen.model.conditions import All, AnyOf, AtLeast, Condition, Has, Is, Named, Not
from policygen.model.library import ClauseEntry
from policygen.model.registers import Verified
from policygen.model.written import Written
from policygen.report.titles import title_for_any_school


@dataclass(frozen=True, slots=True)
class ConditionWords:
    """A condition in words: `question`, with the address of its place, and what its answer has to be; or `parts`.

    With parts, `words` say whether all of them have to hold, or one.
    """

    words: str
    question: str = ""
    address: str = ""
    parts: tuple[ConditionWords, ...] = ()


def condition_words(
    project: Project, addresses: SiteAddresses, condition: Condition, *, holds: bool = True
) -> ConditionWords:
    """Return in words that a condition holds, or that it does not."""

    def tested(key: str, phrase: str, **facts: str | int | list[str]) -> ConditionWords:
        question = project.vocabulary.axes[key]
        words = say(f"browse.{phrase}{'' if holds else '_not'}", **facts)
        return ConditionWords(words, typeset(question.label.text), addresses.question(full_question(project, key)))

    match condition:
        case Is(key=key, values=values):
            return tested(key, "is", answers=[_answer(project, key, value) for value in values])
        case Has(key=key):
            return tested(key, "has")
        case AtLeast(key=key, least=least):
            return tested(key, "at_least", least=least)
        case Not(part=part):
            return condition_words(project, addresses, part, holds=not holds)
        case Named(part=part):
            return condition_words(project, addresses, part, holds=holds)
        case All(parts=parts) | AnyOf(parts=parts):
            words = say("browse.all_of" if isinstance(condition, All) is holds else "browse.any_of")
            found: list[ConditionWords] = []
            for inner in (condition_words(project, addresses, one, holds=holds) for one in parts):
                # What is said of the parts of a part in the same way is said once.
                found += inner.parts if inner.words == words and inner.parts else (inner,)
            return found[0] if len(found) == 1 else ConditionWords(words, parts=tuple(dict.fromkeys(found)))
        case _:
            assert_never(condition)


def full_question(project: Project, key: str) -> str:
    """Return the name, with its group, of a question that a condition names."""
    return f"school.{key}" if key in project.vocabulary.groups.get("school", {}) else f"choices.{key}"


def _answer(project: Project, key: str, value: str | bool) -> str:
    if isinstance(value, bool):
        return say("review.paper_yes" if value else "review.paper_no")
    known = project.vocabulary.axes[key].values.get(value)
    return typeset(known.text) if known is not None else value


def title_in_words(project: Project, clause: Clause) -> str:
    """Return a clause's title for any school: each answer in it as its label, and cut off where it depends on one."""
    return typeset(" ".join(title_for_any_school(project, clause).split()))


def on_one_line(written: Written | None) -> str:
    """Return words of a file on one line, as they are printed; "" for none."""
    return typeset(" ".join(written.text.split())) if written is not None else ""


def day_in_words(day: date) -> str:
    """Return a day such as “20 November 2026”."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def check_in_words(verified: Verified | bool | None) -> str:
    """Return when and how an entry was verified, or that it was not; "" if its file does not say."""
    if isinstance(verified, Verified):
        how = on_one_line(verified.how)
        return say("browse.verified", day=day_in_words(verified.on), by=on_one_line(verified.by), how=how)
    return "" if verified is None else say("browse.verified_yes" if verified else "browse.unverified")


def review_in_words(entry: ClauseEntry) -> str:
    """Return who reviewed the words that a clause has now and when, or that nobody has."""
    if entry.reviewed is None:
        return say("browse.review_never")
    state, reviewed = review_state(entry), entry.reviewed
    return say(f"browse.review_{state}", day=day_in_words(reviewed.on), by=on_one_line(reviewed.by))
