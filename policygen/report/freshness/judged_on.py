"""The date that freshness is checked for, so that a failed pull request always means "this change"."""

from __future__ import annotations

from datetime import date

from policygen.world.disk import DiskWorld
from policygen.world.git import GitRefused, head_date


def freshness_date(world: DiskWorld) -> date:
    """Return SOURCE_DATE_EPOCH's day; else, in CI, the day of the commit that is checked out; else today."""
    if world.source_date is None and world.environment.get("CI", "").lower() not in ("", "0", "false", "no"):
        try:
            return head_date(world.root)
        except GitRefused:
            pass  # No work tree: an unpacked release is judged by today.
    return world.today()
