"""What is out of date of what one school's pages show: a build asks it of each school, which it has open anyway."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property, partial

from policygen.build.results import StaleSubject
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.model import Diagnostics
from policygen.report.freshness.dead_names import DeadNames, load_dead_names
from policygen.report.freshness.findings import (
    FreshnessFinding,
    by_kind,
    stale_in_library,
    stale_in_school,
)
from policygen.report.usage import Reach, published_in


class FreshnessBySchool:
    """What is out of date on a day, for one school after another; the library is judged once."""

    def __init__(self, as_of: date, compiler: Compiler) -> None:
        self._compiler, self._as_of = compiler, as_of

    def __call__(self, school: School) -> tuple[StaleSubject, ...]:
        """Return what is out of date of what the school's pages show, in the order of kinds and subjects."""
        published = published_in(school)
        in_library = (one for one in self._in_library if not published.isdisjoint(one.clauses))
        return _subjects((*in_library, *stale_in_school(school, self._reach, self._names)))

    @cached_property
    def _names(self) -> DeadNames:
        return load_dead_names(self._compiler.project.world, Diagnostics())

    @cached_property
    def _reach(self) -> Reach:
        return Reach.over(self._compiler.project, {})

    @cached_property
    def _in_library(self) -> tuple[FreshnessFinding, ...]:
        found = stale_in_library(self._compiler.project, self._reach, self._names, self._as_of)
        return tuple(one for one in found if one.stale and one.is_printed)


def judged_on(as_of: date | None) -> Callable[[Compiler], FreshnessBySchool] | None:
    """Return what a build takes to judge its schools on a day, and can send to another process; None without a day."""
    return partial(FreshnessBySchool, as_of) if as_of is not None else None


def _subjects(found: Iterable[FreshnessFinding]) -> tuple[StaleSubject, ...]:
    shown = (one for one in by_kind(found) if one.stale and one.is_printed)
    return tuple(dict.fromkeys((one.kind, one.subject) for one in shown))
