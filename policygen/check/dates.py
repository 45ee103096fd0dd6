"""Today's date, where it is known, and the dates that cannot be later: of what was checked, changed or agreed."""

from __future__ import annotations

from datetime import date

from policygen.diagnostics.model import Diagnostics, Span
from policygen.world.protocol import World


def known_today(world: World) -> date | None:
    """Return today's date, or None if SOURCE_DATE_EPOCH gives another: an old build is made again, on a later day."""
    return world.today() if world.source_date is None else None


def report_future(done: date, span: Span, today: date | None, diagnostics: Diagnostics) -> None:
    """Report the date of something that was done if it has not come yet; `today` is None where nobody knows the day."""
    if today is not None and done > today:
        diagnostics.report("PG240.future", span, date=str(done), today=str(today))
