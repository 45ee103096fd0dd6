"""What is out of date, asked of one school after another in a build: the same lines as of all of them at once."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

import pytest

import policygen
from policygen import FreshnessReport, Library, Order
from policygen.build.results import SchoolResult
from policygen.compile.compiler import Compiler
from policygen.report.freshness.by_school import FreshnessBySchool
from tests.report.freshness.test_findings import DAY, LATER, NAMES
from tests.support.cli import run
from tests.support.projects import lay_out, load
from tests.support.settings import school

ADDED = """tailoring:
  - clause: home:telling.who
    replace: Everyone is told, on Bebo too.
    because: We say more.
"""


def several(folder: Path) -> tuple[Compiler, list[str]]:
    """Lay out schools: one that names what has closed in its own wording, one with mistakes, and one unreadable."""
    world = lay_out(folder, {"clauses/dead-names.yaml": NAMES})
    settings = school()
    schools = {"beacon": settings + ADDED, "mistaken": settings + "choices: {nothing: 1}\n", "unread": "]"}
    for name, text in schools.items():
        (folder / f"schools/{name}.yaml").write_text(text, encoding="utf-8")
    return load(world), ["hilltop", *schools]


@pytest.mark.parametrize("day", [DAY, LATER])
def test_each_school_alone_gives_what_all_of_them_give(tmp_path: Path, day: date) -> None:
    compiler, names = several(tmp_path)
    asked = partial(FreshnessBySchool, day)(compiler)
    opened = [found for name in names if (found := compiler.school(name)) is not None]
    results = [SchoolResult(one.id, stale=asked(one)) for one in opened]
    together = FreshnessReport.of(compiler, day, names, names).summary()
    assert together
    assert FreshnessReport.summary_of(results) == together
    for result in results:
        alone = FreshnessReport.of(compiler, day, [result.school], [result.school]).summary()
        assert FreshnessReport.summary_of([result]) == alone


def test_a_result_that_does_not_know_makes_the_whole_unknown() -> None:
    assert FreshnessReport.summary_of([SchoolResult("hilltop", stale=()), SchoolResult("vale")]) is None


def test_a_build_says_what_freshness_says_without_reading_the_schools_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = lay_out(tmp_path)
    names = [f"school-{number}" for number in range(9)]
    for name in names:
        (tmp_path / f"schools/{name}.yaml").write_text(school(), encoding="utf-8")
    library = policygen.load(world)
    expected = library.freshness(DAY, names, touching=names).summary()
    monkeypatch.setattr(Library, "freshness", None)
    order = Order(("md",), out=tmp_path / "build", draft=True)
    for jobs in (1, 2):
        results = list(library.build(names, order, jobs, as_of=DAY))
        assert FreshnessReport.summary_of(results) == expected != ()
    ran = run(tmp_path, "build", *names, "--format", "md", environment={"CI": "", "SOURCE_DATE_EPOCH": "1795132800"})
    assert set(expected) <= set(ran.err.splitlines())
