"""What a build would do, without doing it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from policygen.api.library import Library
from policygen.build.dry_run import PlannedFile, PlannedSchool, dry_run
from policygen.build.order import Order
from policygen.diagnostics.codes import say


def plan_build(library: Library, schools: Iterable[str], order: Order) -> Iterator[PlannedSchool]:
    """Yield what a build would write for each school, and why. Nothing is written, and no page is drawn."""
    return dry_run(library._compiler, list(schools), order)


def planned_lines(files: Iterable[PlannedFile], shown: Callable[[Path], str] = str) -> Iterator[str]:
    """Yield a line for each file that would be written, with the reasons; `shown` turns a path into text."""
    for one in files:
        yield say("store.planned", file=shown(one.path), reasons=one.reasons)
