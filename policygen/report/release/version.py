"""The version that follows a release: by the calendar (2026.11.1), or by what changed (1.4.2)."""

from __future__ import annotations

import re
from datetime import date

from packaging.version import InvalidVersion, Version

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.report.release.model import Weight

_CALENDAR = re.compile(r"(20\d\d)\.(1[0-2]|0?[1-9])(?:\.(\d+))?")


def next_version(version: str, weight: Weight, today: date) -> str:
    """Return the version (PEP 440) after `version`. Raises Refused for words that are no version.

    A version by the calendar is YYYY.M, or YYYY.M.N for what follows in the same month. New words get this month's,
    unless there is one already; what is not printed gets the next N. Any other version gets a new first, second or
    third number, by the weight of the changes; before 1.0, breaking changes count in the second.
    """
    calendar = _CALENDAR.fullmatch(version)
    if calendar:
        year, month, number = int(calendar[1]), int(calendar[2]), int(calendar[3] or 0)
        if weight != "patch" and (today.year, today.month) > (year, month):
            return f"{today.year}.{today.month}"
        return f"{calendar[1]}.{calendar[2]}.{number + 1}"
    try:
        major, minor, micro = (*Version(version).release, 0, 0)[:3]
    except InvalidVersion as error:
        raise Refused(say("release.no_version", version=version)) from error
    if weight == "breaking" and major:
        return f"{major + 1}.0.0"
    if weight == "patch":
        return f"{major}.{minor}.{micro + 1}"
    return f"{major}.{minor + 1}.0"


def is_at_least(version: str, least: str) -> bool:
    """Return whether a version is the same as another or later. Raises Refused for words that are no version."""
    try:
        return Version(version) >= Version(least)
    except InvalidVersion as error:
        raise Refused(say("release.no_version", version=version)) from error
