"""The reviews that a school's policies are due for, as events for its calendar."""

from __future__ import annotations

from datetime import date

from policygen.assemble.assemble import title_of
from policygen.compile.compiler import Compiler, School
from policygen.render.ics import Event


def reviews_of(compiler: Compiler, school: School) -> list[Event]:
    """Return an event for each of the school's policies that has a review date, in the policies' order.

    All of them, even if only some are built: importing a calendar again would delete any event that it leaves out.
    """
    wording = compiler.assembler.wording
    name = str(school.settled.settings["school.name"].value or school.id)
    found = []
    for policy, plan in school.plans.items():
        setting = school.settled.policies[policy].get("review_on")
        if setting is None or not isinstance(setting.value, date):
            continue
        title, on = title_of(school.settled, plan), wording.date(setting.value)
        created = compiler.compile(school, policy, draft=True).document.metadata.created
        found.append(
            Event(
                # With the school's name: two schools whose files are called alike may share a clerk's calendar.
                key=f"review:{school.id}:{name}:{policy}",
                on=setting.value,
                summary=wording("review.summary", title=title),
                description=wording("review.description", title=title, school=name, date=on),
                reminder=wording("review.reminder", title=title, date=on),
                created=created,
            )
        )
    return found
