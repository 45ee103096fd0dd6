"""The reviews that a school's policies are due for, as events for its calendar and for its group's."""

from __future__ import annotations

from datetime import date

from policygen.adoption.records import read_records
from policygen.assemble.assemble import title_of
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostics
from policygen.model.answers import Duration
from policygen.render.ics import Event


def reviews_of(compiler: Compiler, school: School) -> list[Event]:
    """Return an event for each of the school's policies that has a next review, in the policies' order.

    All of them, even if only some are built: importing a calendar again would delete any event that it leaves out.
    """
    wording = school.assembler.wording
    name = str(school.settled.settings["school.name"].value or school.id)
    found = []
    for policy, plan in school.plans.items():
        due = next_review(compiler, school, policy)
        if due is None:
            continue
        title, on = title_of(school.settled, plan), wording.date(due)
        created = compiler.compile(school, policy, draft=True).document.metadata.created
        found.append(
            Event(
                # With the school's name: two schools whose files have the same name may share a clerk's calendar.
                key=f"review:{school.id}:{name}:{policy}",
                on=due,
                summary=wording("review.summary", title=title, school=name),
                description=wording("review.description", title=title, school=name, date=on),
                reminder=wording("review.reminder", title=title, school=name, date=on),
                created=created,
            )
        )
    return found


def next_review(compiler: Compiler, school: School, policy: str) -> date | None:
    """Return the date of a policy's next review, as its cover prints it; None where no date follows from the answers.

    A date in `review_on` comes first. Otherwise `review_after` is counted from the adoption that is in force, or for a
    policy that awaits approval from its meeting or its last adoption, whichever is later.
    """
    answers = school.settled.policies[policy]
    given, after = answers["review_on"].value, answers["review_after"].value
    if isinstance(given, date):
        return given
    if answers["review_on"].how == "mistaken" or not isinstance(after, Duration):
        return None
    if school.plans[policy].outline.kind != "policy":
        return None  # no meeting adopts a guide or a form, so nothing can be counted from
    records = read_records(compiler.project.world, school.id, policy, Diagnostics())
    current = compiler.compile(school, policy).adoptions.current if records else None
    if current is not None:
        return after.after(current.on)
    meeting = answers["meeting_on"].value
    known = [record.on for record in records] + ([meeting] if isinstance(meeting, date) else [])
    return after.after(max(known)) if known else None
