"""What Library's methods find, each as text for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import ClassVar

from policygen.build.order import Order
from policygen.build.results import SchoolResult, results_json
from policygen.build.summary import build_summary, left_summary, stopped_summary
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Diagnostics
from policygen.report.coverage.grid import CoverageGrid, grid_text
from policygen.report.coverage.matrix import Matrix
from policygen.report.coverage.writers import COVERAGE_FORMATS, coverage_text
from policygen.report.freshness.dead_names import load_dead_names
from policygen.report.freshness.findings import FreshnessFinding, find_stale
from policygen.report.freshness.findings import touching as only_touching
from policygen.report.freshness.judged_on import freshness_date
from policygen.report.freshness.report import freshness_json, freshness_lines, freshness_summary, summary_of
from policygen.report.impact.model import Impact
from policygen.report.impact.report import impact_json, impact_lines
from policygen.report.usage import load_schools
from policygen.world.disk import DiskWorld


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The results of a build, with the findings that concern every school and what the policies rely on (`stale`)."""

    results: tuple[SchoolResult, ...]
    diagnostics: tuple[Diagnostic, ...] = ()
    stale: tuple[str, ...] = ()

    def summary(self, shown: Callable[[Path], str] = str) -> str:
        """Return the last line of a build: how many policies were built, and where to look for each that was not.

        `shown` turns a path into text.
        """
        return build_summary(list(self.results), shown)

    def sheets_left(self, order: Order, shown: Callable[[Path], str] = str) -> str:
        """Return what to say of sheets that an order without sheets left as they are in its folder; "" if of none."""
        if order.sheets:
            return ""
        return left_summary(order.out, {result.school for result in self.results}, shown)

    def stopped(self, total: int, shown: Callable[[Path], str] = str) -> str:
        """Return what to say of a build of `total` schools that was stopped after these results."""
        return stopped_summary(list(self.results), total, shown)

    def json(self, shown: Callable[[Path], str] = str) -> str:
        """Return the results for a program; keys are stable and always present."""
        return results_json(self.results, self.diagnostics, self.stale, shown)


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """Which clauses meet which requirements."""

    FORMATS: ClassVar[tuple[str, ...]] = COVERAGE_FORMATS

    matrix: Matrix

    def text(self, form: str = "table") -> str:
        """Return the coverage in one of FORMATS, with a line end. Raises KeyError for any other format."""
        return coverage_text(self.matrix, form)

    def only(
        self, registers: Collection[str] = (), requirements: Collection[str] = (), *, only_open: bool = False
    ) -> CoverageReport:
        """Return the coverage of these registers and requirements, by default all; with `only_open`, it lists only what
        is open.
        """
        return CoverageReport(replace(self.matrix.only(registers, requirements), only_open=only_open))

    def refusals(self, least: float | None) -> Iterable[str]:
        """Return a line for each register with less than `least` per cent covered, and one for unreviewed clauses."""
        return self.matrix.refusals(least)


@dataclass(frozen=True, slots=True)
class GridReport:
    """Coverage by schools and by kinds of school."""

    grid: CoverageGrid

    def text(self, form: str = "table") -> str:
        """Return it in one of `CoverageReport.FORMATS`, with a line end. Raises KeyError for any other format."""
        return grid_text(self.grid, form)


@dataclass(frozen=True, slots=True)
class FreshnessReport:
    """What is out of date on a day. `diagnostics` are mistakes in clauses/dead-names.yaml, which nothing else reads."""

    findings: tuple[FreshnessFinding, ...]
    as_of: date
    diagnostics: tuple[Diagnostic, ...] = ()

    @classmethod
    def of(
        cls, compiler: Compiler, as_of: date | None, schools: Collection[str], touching: Collection[str]
    ) -> FreshnessReport:
        """Return what is out of date, as `Library.freshness` describes it."""
        world, mistakes = compiler.project.world, Diagnostics()
        today = as_of or (cls.day(world) if isinstance(world, DiskWorld) else world.today())
        found = find_stale(compiler, load_schools(compiler, schools), load_dead_names(world, mistakes), today)
        if touching:
            found = list(dict.fromkeys(one for school in touching for one in only_touching(found, school)))
        return cls(tuple(found), today, tuple(mistakes))

    @staticmethod
    def day(world: DiskWorld) -> date:
        """Return the day to check for: that of SOURCE_DATE_EPOCH, or in CI the day of the commit, or today."""
        return freshness_date(world)

    def about(self, subjects: Collection[str]) -> FreshnessReport:
        """Return the findings about these references, contacts, clauses or names only."""
        return replace(self, findings=tuple(one for one in self.findings if one.subject in subjects))

    def lines(self) -> Iterator[str]:
        """Yield each kind with its findings, their places, and the policies and schools they affect."""
        return freshness_lines(self.findings, self.as_of)

    def summary(self) -> tuple[str, ...]:
        """Return one line for each kind; none if nothing is out of date."""
        return tuple(freshness_summary(self.findings))

    @staticmethod
    def summary_of(results: Iterable[SchoolResult]) -> tuple[str, ...] | None:
        """Return what `summary` says, from the results of a build; None if one of them does not know its part."""
        parts = [result.stale for result in results]
        return None if None in parts else tuple(summary_of(one for part in parts for one in part or ()))

    def json(self) -> str:
        """Return the findings for a program; keys are stable and always present."""
        return freshness_json(self.findings, self.as_of)


@dataclass(frozen=True, slots=True)
class ImpactReport:
    """The changes between two states of the project, and the policies and schools that they affect.

    `old` and `new` are what was compared: a commit, tag or branch, or a wheel or folder; `new` is empty for the project
    as it is. With git, `commit` is the one compared with; it `is_base` if it is where this branch and `old` parted.
    """

    impact: Impact
    old: str
    new: str = ""
    commit: str = ""
    is_base: bool = False

    def lines(self) -> Iterator[str]:
        """Yield each clause that changed with the policies and schools affected, other changes, and totals."""
        return impact_lines(self.impact, self._compared())

    def json(self) -> str:
        """Return the impact for a program; keys are stable and always present."""
        return impact_json(self.impact, self.old, self.new, self.commit)

    def _compared(self) -> str:
        if self.is_base:
            return say("impact.since_base", base=self.commit[:7], ref=self.old)
        if self.commit:
            return say("impact.since", ref=self.old)
        return say("impact.between", old=self.old or say("impact.now"), new=self.new or say("impact.now"))
