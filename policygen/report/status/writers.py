"""The status of schools as plain text, for a spreadsheet and for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict

from policygen.diagnostics.codes import say
from policygen.look.tokens import Colours
from policygen.report.cells import formula_safe
from policygen.report.status.model import EstateStatus, PolicyStatus, by_school
from policygen.report.status.page import status_html
from policygen.report.status.wording import (
    copy_in_words,
    libraries_in_words,
    state_in_words,
    tasks_of,
    waiting_in_words,
)

# The version of the JSON.
VERSION = 1
COLUMNS = (
    "school", "name", "policy", "title", "state", "adopted_on", "minute", "version", "library_adopted", "library_now",
    "next_review", "review_overdue", "old_words", "word_file", "word_edits", "word_remarks", "confirmed",
    "not_confirmed", "published", "to_do",
)  # fmt: skip


def status_table(status: EstateStatus) -> str:
    """Return each school with its policies and what waits for a person, and the sums last, where a terminal stops."""
    return "\n".join(_lines(status)) + "\n"


def _lines(status: EstateStatus) -> Iterator[str]:
    schools = by_school(status.policies)
    for school, policies in schools.items():
        name = policies[0].name
        yield say("status.school", school=school, name=name) if name else say("status.school_nameless", school=school)
        for one in policies:
            yield from _policy_lines(one)
    if schools:
        yield ""
    yield from status_summary(status)


def status_summary(status: EstateStatus) -> Iterator[str]:
    """Yield the sums, and the schools that were left out."""
    yield say(
        "status.title", date=str(status.as_of), schools=len(status.schools), policies=len(status.policies)
    )  # fmt: skip
    if status.policies:
        yield say(
            "status.summary",
            adopted=status.in_state("adopted"),
            changed=status.in_state("changed"),
            for_approval=status.in_state("for-approval"),
            draft=status.in_state("draft"),
            overdue=sum(one.overdue for one in status.policies),
        )
    else:
        yield say("status.nothing")
    if status.unreadable:
        yield say("status.unreadable", count=len(status.unreadable), names=status.unreadable)


def _policy_lines(one: PolicyStatus) -> Iterator[str]:
    yield say("status.row", title=one.title, state=state_in_words(one.state), adopted=_adopted(one))
    about = libraries_in_words(one.libraries)
    if one.review_on is not None and not one.overdue:
        about.append(say("status.review", date=str(one.review_on)))
    if about:
        yield say("status.about", words="; ".join(about))
    if one.confirmed is not None:
        yield say("status.about", words=say("status.confirmed", count=one.confirmed.confirmed))
    for copy in one.published:
        if copy.state == "current":
            yield say("status.about", words=copy_in_words(copy))
    for task in tasks_of(one):
        yield say("status.task", words=task)
    for person in one.confirmed.waiting if one.confirmed else ():
        yield say("status.waiting", name=person.name, version=waiting_in_words(person))


def _adopted(one: PolicyStatus) -> str:
    if one.adopted_on is not None:
        key = "status.adopted_on" if one.state == "adopted" else "status.was_adopted_on"
        return say(key, date=str(one.adopted_on), minute=one.minute)
    if one.common_on is not None:
        return say("status.common", body=one.common_by, date=str(one.common_on))
    return ""


def status_csv(status: EstateStatus) -> str:
    """Return a row for each policy as CSV (RFC 4180) with a byte order mark, which Excel needs to read UTF-8.

    No cell is one that a spreadsheet takes for a formula.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in status.policies:
        writer.writerow([formula_safe(cell) for cell in _cells(one)])
    return "\ufeff" + stream.getvalue()


def _cells(one: PolicyStatus) -> tuple[str, ...]:
    word, confirmed = one.word, one.confirmed
    return (
        one.school,
        one.name,
        one.policy,
        one.title,
        one.state,
        str(one.adopted_on or ""),
        one.minute,
        one.version,
        "; ".join(f"{each.library} {each.adopted}" for each in one.libraries if each.adopted),
        "; ".join(f"{each.library} {each.now}" for each in one.libraries if each.now),
        str(one.review_on or ""),
        "yes" if one.overdue else "no",
        "; ".join(one.old_words),
        word.file if word else "",
        str(word.edits) if word else "",
        str(word.remarks) if word else "",
        str(confirmed.confirmed) if confirmed else "",
        "; ".join(person.name for person in confirmed.waiting) if confirmed else "",
        "; ".join(copy.state for copy in one.published),
        "; ".join(tasks_of(one)),
    )


def status_json(status: EstateStatus) -> str:
    """Return JSON; keys are stable and always present, dates are in ISO 8601 or null."""
    document = {
        "version": VERSION,
        "as_of": str(status.as_of),
        "policies": [asdict(one) for one in status.policies],
        "unreadable": list(status.unreadable),
        "findings": [{"code": one.code, "message": one.message} for one in status.diagnostics],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, default=str) + "\n"


_WRITERS: Mapping[str, Callable[[EstateStatus], str]] = {
    "table": status_table,
    "csv": status_csv,
    "json": status_json,
}
STATUS_FORMATS = (*_WRITERS, "html")


def status_text(status: EstateStatus, form: str, colours: Colours) -> str:
    """Return the status in one of STATUS_FORMATS, with a line end; only the page has `colours`.

    Raises KeyError for another format.
    """
    return status_html(status, colours) if form == "html" else _WRITERS[form](status)
