"""What is out of date: a report for the library's maintainers, one line per kind for a build, and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from policygen.build.results import StaleSubject
from policygen.diagnostics.codes import say
from policygen.report.freshness.findings import CONTACT_DAYS, KINDS, FreshnessFinding, Kind
from policygen.report.usage import names_up_to

VERSION = 1
NAMED = 3
LISTED = 8


def freshness_lines(found: Iterable[FreshnessFinding], as_of: date) -> Iterator[str]:
    """Yield the report: each kind with its findings, their places, and the policies and schools they affect."""
    found = list(found)
    yield say("freshness.title", date=str(as_of))
    for kind in KINDS:
        here = [finding for finding in found if finding.kind == kind]
        if not here:
            continue
        yield ""
        yield f"{_worded('heading', kind)} ({len(here)})"
        # What is to be done is said once if it is the same for all.
        hints = {finding.hint for finding in here}
        if len(here) > len(hints) == 1:
            yield f"  {here[0].hint}"
        for finding in here:
            yield f"  {finding.span}: {finding.message}"
            yield f"    {_touched(finding)}"
            if len(hints) > 1 or len(here) == 1:
                yield f"    {finding.hint}"
    if not found:
        yield say("freshness.nothing")


def freshness_summary(found: Iterable[FreshnessFinding]) -> list[str]:
    """Return one line per kind of what pages show, for the end of a final build; none if nothing is out of date."""
    return summary_of((finding.kind, finding.subject) for finding in found if finding.stale and finding.is_printed)


def summary_of(stale: Iterable[StaleSubject]) -> list[str]:
    """Return one line per kind of these kinds and subjects, each of which can be there more than once."""
    said = []
    found = list(dict.fromkeys(stale))
    for kind in KINDS:
        subjects = [subject for one, subject in found if one == kind]
        if not subjects:
            continue
        counted = _worded("count", kind, count=len(subjects))
        said.append(say("freshness.summary", counted=counted, names=names_up_to(subjects, NAMED)))
    return said


def freshness_json(found: Iterable[FreshnessFinding], as_of: date) -> str:
    """Return the findings for a program; keys are stable and always present."""
    entries = [
        {
            "kind": finding.kind,
            "subject": finding.subject,
            "message": finding.message,
            "hint": finding.hint,
            "place": str(finding.span),
            "clauses": finding.clauses,
            "policies": finding.touched.policies,
            "schools": finding.touched.schools,
        }
        for finding in found
    ]
    return json.dumps({"version": VERSION, "as_of": str(as_of), "findings": entries}, ensure_ascii=False, indent=1)


def _touched(finding: FreshnessFinding) -> str:
    clauses, policies, schools = finding.clauses, finding.touched.policies, finding.touched.schools
    parts = [say("freshness.clauses", count=len(clauses), names=names_up_to(clauses, LISTED))] if clauses else []
    parts.append(", ".join(policies) if policies else say("freshness.no_policy"))
    parts.append(say("usage.schools", count=len(schools)) + (f": {names_up_to(schools, LISTED)}" if schools else ""))
    return "; ".join(parts)


def _worded(use: str, kind: Kind, **facts: int) -> str:
    """Return a kind as a heading, or as a count."""
    days = {"days": CONTACT_DAYS} if kind == "stale-contact" else {}
    return say(f"freshness.{use}_{kind.replace('-', '_')}", **days, **facts)
