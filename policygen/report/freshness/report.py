"""What is out of date, in words: a report for the library's maintainers, one line per kind for a build, and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date

from policygen.report.freshness.findings import CONTACT_DAYS, KINDS, FreshnessFinding, Kind

VERSION = 1
# Each kind as a heading, and as a count of one and of several.
HEADINGS: dict[Kind, tuple[str, str, str]] = {
    "superseded": ("Superseded", "reference is superseded", "references are superseded"),
    "not-in-force": ("Not yet in force", "reference is not yet in force", "references are not yet in force"),
    "unverified-reference": ("Unverified references", "reference is unverified", "references are unverified"),
    "unverified-contact": ("Unverified contacts", "contact is unverified", "contacts are unverified"),
    "stale-contact": (
        f"Contacts last verified more than {CONTACT_DAYS} days ago",
        f"contact was last verified more than {CONTACT_DAYS} days ago",
        f"contacts were last verified more than {CONTACT_DAYS} days ago",
    ),
    "unreviewed": (
        "Wording not reviewed for a year",
        "clause has not been reviewed for a year",
        "clauses have not been reviewed for a year",
    ),
    "dead-name": ("Names that are out of date", "name is out of date", "names are out of date"),
}  # fmt: skip
NAMED = 3


def freshness_lines(found: Iterable[FreshnessFinding], as_of: date) -> Iterator[str]:
    """Yield the report: each kind with its findings, their places, and the policies and schools they affect."""
    found = list(found)
    yield f"Freshness on {as_of}"
    for kind in KINDS:
        here = [finding for finding in found if finding.kind == kind]
        if not here:
            continue
        yield ""
        yield f"{HEADINGS[kind][0]} ({len(here)})"
        for finding in here:
            yield f"  {finding.span}: {finding.message}"
            yield f"    {_touched(finding)}"
            yield f"    {finding.hint}"
    if not found:
        yield "Nothing is out of date."


def freshness_summary(found: Iterable[FreshnessFinding]) -> list[str]:
    """Return one line per kind, for the end of a final build; none if nothing is out of date."""
    said = []
    found = list(found)
    for kind in KINDS:
        subjects = list(dict.fromkeys(finding.subject for finding in found if finding.kind == kind))
        if not subjects:
            continue
        _, one, several = HEADINGS[kind]
        more = len(subjects) - NAMED
        named = ", ".join(subjects[:NAMED]) + (f" and {more} more" if more > 0 else "")
        said.append(
            f"{len(subjects)} {one if len(subjects) == 1 else several}: {named}. Run `policygen freshness` for details."
        )
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
    parts = [f"{_counted(len(finding.clauses), 'clause')}: {_some(finding.clauses)}"] if finding.clauses else []
    policies, schools = finding.touched.policies, finding.touched.schools
    parts.append(", ".join(policies) if policies else "in no policy")
    parts.append(f"{_counted(len(schools), 'school')}{': ' if schools else ''}{_some(schools)}")
    return "; ".join(parts)


def _some(names: tuple[str, ...], most: int = 8) -> str:
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
