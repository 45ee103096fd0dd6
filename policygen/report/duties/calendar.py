"""Duties as events for a calendar: one for each day by which something is due in the school year."""

from __future__ import annotations

from policygen.assemble.wording import Wording, capitalised
from policygen.render.ics import Event
from policygen.report.duties.model import DutyDate, DutyPlan, PlannedDuty
from policygen.report.duties.printed import section_words, what_words, who_words

# Reminders, beside the one a week before; what is due each month has only that.
_MONTHS_BEFORE = (1,)


def duty_events(plan: DutyPlan, wording: Wording, created: str) -> list[Event]:
    """Return the events of a plan by date; `created` is ISO 8601 UTC.

    A date of the school's own is that of a review, which is in the calendar of reviews already. Each school year has
    events of its own: a person can see in their calendar what was due last year.
    """
    found = [
        (due.on, _event(plan, duty, due, wording, created))
        for duty in plan.duties
        for due in duty.due
        if not due.exact and duty.interval in ("year", "term", "month")
    ]
    return [event for _, event in sorted(found, key=lambda pair: pair[0])]


def _event(plan: DutyPlan, duty: PlannedDuty, due: DutyDate, wording: Wording, created: str) -> Event:
    who, what, on = who_words(duty.holders, wording), what_words(duty), wording.date(due.on)
    return Event(
        key=f"duty:{plan.school}:{plan.name}:{duty.key}:{due.slot}",
        on=due.on,
        summary=wording("duties.event.summary", what=capitalised(what), who=who),
        description=wording(
            "duties.event.description",
            who=who,
            what=what,
            date=on,
            policy=duty.policy_title,
            section=section_words(duty.number, duty.title, wording),
            says=duty.says,
            note=wording("duties.event.suggested"),
        ),
        reminder=wording("duties.event.reminder", what=capitalised(what), date=on, who=who),
        created=created,
        months=() if duty.interval == "month" else _MONTHS_BEFORE,
    )
