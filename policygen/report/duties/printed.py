"""How the parts of a duty are printed: who has it, when it is due and where the policies say so."""

from __future__ import annotations

from collections.abc import Iterable

from policygen.assemble.wording import Wording, in_sentence
from policygen.document.model import Inline, Text
from policygen.document.plain import words_of
from policygen.report.duties.model import DutyHolder, PlannedDuty


def who_words(holders: Iterable[DutyHolder], wording: Wording) -> str:
    """Return who has a duty, each with the name or the vacancy of the post; “the school” if the clause names nobody."""
    return wording.joined(tuple(holder_words(one, wording) for one in holders), "and") or wording("duties.nobody")


def holder_words(holder: DutyHolder, wording: Wording) -> str:
    """Return one holder: "Headteacher (Ruth Adeyemi)", "Headteacher (vacant)"."""
    if holder.names:
        return wording("duties.holder.named", title=holder.title, names=wording.joined(holder.names, "and"))
    if holder.vacant and holder.cover is not None:
        cover = holder_words(holder.cover, wording)
        return wording("duties.holder.covered", title=holder.title, cover=wording("the", title=in_sentence(cover)))
    return wording("duties.holder.vacant", title=holder.title) if holder.vacant else holder.title


def when_words(duty: PlannedDuty, wording: Wording) -> str:
    """Return how often a duty comes round and by when, or what calls for it."""
    match duty.interval:
        case "event":
            return wording("duties.when", event=duty.event)
        case "year":
            due = duty.due[0] if duty.due else None
            if due is None:
                return wording("duties.in_the_year")
            return wording("duties.dates", dates=due.time) if due.exact else due.time
        case interval:
            return wording(f"duties.each.{interval}")


def time_words(duty: PlannedDuty, wording: Wording) -> str:
    """Return the heading that a duty is listed under: when it is due with the dates, or that something calls for it."""
    if duty.interval == "event":
        return wording("duties.each.event")
    when = when_words(duty, wording)
    dates = wording.joined(tuple(wording.date(due.on) for due in duty.due), "and")
    if dates and duty.due[0].later:
        return wording("duties.later", date=dates)
    if not dates or duty.due[0].exact:
        return when
    return wording("duties.dated", time=when, by=wording("duties.by", date=dates))


def section_words(number: str, title: str, wording: Wording) -> str:
    """Return a section with its number, if it has one: "3.2 Review"."""
    return wording("duties.section", number=number, title=title) if number else title


def where_words(duty: PlannedDuty, wording: Wording) -> str:
    """Return the policy that promises a duty, and the number of the section; the title of one without a number."""
    return wording("duties.where", policy=duty.policy_title, section=duty.number or duty.title)


def what_words(duty: PlannedDuty) -> str:
    """Return what is done, and how soon: "answer the person who reported it within 3 days"."""
    return words_of(what_inline(duty))


def what_inline(duty: PlannedDuty) -> tuple[Inline, ...]:
    """Return what is done, and how soon, as inline content."""
    return (*duty.what, Text(text=f" {duty.within}")) if duty.within else duty.what
