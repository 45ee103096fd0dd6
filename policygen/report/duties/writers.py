"""A plan of duties as plain text, for a spreadsheet and for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from policygen.assemble.wording import Wording, capitalised
from policygen.document.plain import words_of
from policygen.report.cells import formula_safe
from policygen.report.duties.model import DutyPlan, PlannedDuty
from policygen.report.duties.printed import section_words, time_words, what_words, when_words, where_words, who_words

# The version of the JSON.
VERSION = 1
_COLUMNS = ("when", "within", "dates", "who", "what", "policy", "section", "says")


def duties_table(plan: DutyPlan, wording: Wording, year: str) -> str:
    """Return the plan as text for a terminal, under the times at which duties are due; with a line end."""
    return "\n".join((*_lines(plan, wording, year), ""))


def _lines(plan: DutyPlan, wording: Wording, year: str) -> Iterator[str]:
    yield wording("duties.heading", title=wording("duties.title"), school=plan.name, year=year)
    if not plan.duties:
        yield wording("duties.nothing")
    before = ""
    for duty in plan.duties:
        heading = time_words(duty, wording)
        if heading != before:
            yield from ("", heading)
            before = heading
        event = wording("duties.called", event=duty.event) if duty.interval == "event" else ""
        yield "  " + wording("duties.item", who=who_words(duty.holders, wording), what=event + what_words(duty))
        yield "      " + wording("duties.quoted", where=where_words(duty, wording), says=duty.says)
    if plan.lost:
        yield from ("", wording("duties.lost"), f"  {wording('duties.lost_lead')}")
    for lost in plan.lost:
        section = section_words(lost.number, lost.title, wording)
        where = wording("duties.where", policy=lost.policy_title, section=section)
        yield "      " + wording("duties.quoted", where=where, says=lost.says)


def duties_csv(plan: DutyPlan, wording: Wording) -> str:
    """Return a row for each duty, as CSV (RFC 4180); no cell is a formula to a spreadsheet (OWASP, CSV injection).

    It begins with a byte order mark, without which Excel reads UTF-8 as another encoding.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(wording(f"duties.column.{column}") for column in _COLUMNS)
    for duty in plan.duties:
        cells = (
            when_words(duty, wording) if duty.interval != "event" else duty.event,
            duty.within,
            "; ".join(due.on.isoformat() for due in duty.due),
            who_words(duty.holders, wording),
            capitalised(words_of(duty.what)),
            duty.policy_title,
            section_words(duty.number, duty.title, wording),
            duty.says,
        )
        writer.writerow(formula_safe(cell) for cell in cells)
    return "\ufeff" + stream.getvalue()


def duties_json(plan: DutyPlan) -> str:
    """Return the plan for a program; keys are stable and always present, and dates are written as 2026-09-30."""
    document = {
        "version": VERSION,
        "school": plan.school,
        "name": plan.name,
        "year": plan.year,
        "duties": [_entry(duty) for duty in plan.duties],
        "lost": [asdict(lost) for lost in plan.lost],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _entry(duty: PlannedDuty) -> dict[str, Any]:
    return {
        "key": duty.key,
        "who": [
            {
                "title": holder.title,
                "names": list(holder.names),
                "vacant": holder.vacant,
                "covered_by": holder.cover.title if holder.cover is not None else "",
            }
            for holder in duty.holders
        ],
        "what": words_of(duty.what),
        "every": duty.interval,
        "event": duty.event,
        "within": duty.within,
        "due": [{"on": due.on.isoformat(), "time": due.time, "suggested": not due.exact} for due in duty.due],
        "policy": duty.policy,
        "clause": duty.clause,
        "number": duty.number,
        "title": duty.title,
        "says": duty.says,
        "file": duty.file,
        "line": duty.line,
    }
