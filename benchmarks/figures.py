"""All figures side by side, into the docs: `python -m benchmarks.figures`, run by hand on a quiet machine.

It runs the benchmarks `peers`, `growth`, `nation` and `schedulers`, and writes their tables into docs/measurements.md
and their charts into docs/images/. It takes a quarter of an hour: of the nation's schools it builds as many as there is
time for, 2,000 at most. `--minutes` gives it more or less time; `--out` names another folder to write to.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import charts, growth, nation, schedulers
from benchmarks.made_schools import made_schools
from benchmarks.measuring import AIMS, ROOT, Aim, machine, table, takes
from benchmarks.nation import Run
from benchmarks.peers.__main__ import ROUTES, WAYS, Found, race
from benchmarks.peers.__main__ import aims as aims_of_peers
from benchmarks.peers.__main__ import report as report_of_peers

BEGIN, END = "<!-- python -m benchmarks.figures: from here -->", "<!-- to here -->"
ENOUGH = 2_000  # schools to extrapolate from


def affordable(run: Run, seconds: float) -> int:
    """Return how many schools can be built in the time, of which a build of some tells the pace."""
    again = 1.25 if takes("build", "--no-store") else 3.0  # they are taken in, and built again twice
    pace = run.measured.seconds / run.schools * again
    return max(run.schools, min(ENOUGH, int(seconds / pace)))


def summary(aims: list[Aim]) -> str:
    """Return what was reached and what was not, in words."""
    missed = [aim.what for aim in aims if aim.reached is False]
    unmeasured = [aim.what for aim in aims if aim.reached is None]
    said = f"{sum(aim.reached is True for aim in aims)} of {len(aims)} aims are reached."
    if missed:
        said += f" Not reached: {'; '.join(missed)}."
    if unmeasured:
        said += f" Not measured: {'; '.join(unmeasured)}."
    return said


def images(found: dict[str, Found], runs: list[Run]) -> dict[str, str]:
    """Return the charts by file name."""
    rows = [
        (f"{way.kind}: {way.name.partition(':')[0]}", statistics.median(found[way.route].one), "policygen" in way.name)
        for way in WAYS
        if not found[way.route].missing
    ]
    rate = sorted(rows, key=lambda row: -row[1])
    # The nation's run may have as many schools as one before it.
    sizes = sorted({run.schools for run in runs})
    points = [
        (float(size), statistics.median(run.measured.seconds for run in runs if run.schools == size)) for size in sizes
    ]
    speed = charts.bars("The same policy by policygen and by other programs", "documents a second, one process", rate)
    title = "Building schools, two policies each, in Word and as PDF"
    return {"speed.svg": speed, "growth.svg": charts.lines(title, "seconds, two processes", "schools", points)}


def written_into(page: str, section: str) -> str:
    """Return a page with the section between its two comments replaced. Raises ValueError if they are not there."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"docs/measurements.md has no place for the figures: {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n{section}\n\n{END}{after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is measured: minutes for all of it, rounds and documents a round of the comparison, schools, clauses."""

    minutes: float
    rounds: int
    batch: int | None
    sizes: list[int]
    clauses: list[int]
    schools: int
    python: Path | None
    only: Sequence[str]


def measured(folder: Path, given: Sizes) -> tuple[str, dict[str, str]]:
    """Run all benchmarks; return the section of the docs, and the charts."""
    start, first = time.perf_counter(), machine()
    found = race(given.rounds, given.batch, given.python, given.only)
    runs = growth.growth(given.sizes, folder)
    check = growth.warm_check(folder / "check")
    made = growth.clauses(given.clauses, folder)
    lacking = schedulers.why_not()
    dask = None if lacking else schedulers.pairs(folder, given.schools, 2)
    count = affordable(runs[-1], given.minutes * 60 - (time.perf_counter() - start))
    project = folder / "nation"
    imported, ids = made_schools(project, count, nation.NATION if count > 50 else count)
    run, whole = nation.built(project, ids), nation.with_sheets(project, ids)
    stages = nation.shares(project, ids[:60])
    again = growth.rebuilds(project, ids)
    runs.append(run)
    aims = [
        *aims_of_peers(found),
        *growth.aims(again, check),
        *nation.aims(run),
        *(schedulers.aims(dask) if dask else ()),
    ]
    took = time.perf_counter() - start
    parts = [
        f"`python -m benchmarks.figures --minutes {given.minutes:g}`, {first} It took {took / 60:.0f} minutes.",
        f"{summary(aims)} Ratios are of one run, medians.",
        table(AIMS, [aim.row() for aim in aims]),
        "### Side by side\n\n`python -m benchmarks.peers`: the online safety policy of Allhallows, 20 pages, each "
        "document for a school of another name.",
        report_of_peers(found),
        "![Bars of documents a second](images/speed.svg)",
        "### Growth\n\n`python -m benchmarks.growth`: made schools, two policies each without their sheets, in Word "
        "and as PDF by Typst, two processes, writing included.",
        growth.report(runs, again, made),
        "![Line of seconds by schools](images/growth.svg)",
        f"### A nation's schools\n\n`python -m benchmarks.nation --schools {count}`",
        nation.report(run, whole, imported, stages),
        "### Dask\n\n`python -m benchmarks.schedulers`",
        f"Not measured: {lacking}." if dask is None else schedulers.report(dask),
    ]
    return "\n\n".join(parts), images(found, runs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=14)
    parser.add_argument("--rounds", type=int, default=4, help="of the comparison with other programs")
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100], metavar="SCHOOLS")
    parser.add_argument("--clauses", type=int, nargs="+", default=[300, 1_000, 3_000], metavar="COUNT")
    parser.add_argument("--schools", type=int, default=16, help="for the comparison with Dask")
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="folder with measurements.md and images/")
    parser.add_argument("--batch", type=int, help="documents a round, for all ways alike")
    parser.add_argument("--python", type=Path, help="a Python that has the other programs, or some of them")
    parser.add_argument("--only", nargs="+", choices=ROUTES, default=(), help="compare these ways alone")
    given = vars(parser.parse_args())
    out = given.pop("out")
    page = out / "measurements.md"
    written_into(page.read_text(encoding="utf-8"), "")  # before a quarter of an hour has gone
    with tempfile.TemporaryDirectory() as folder:
        section, drawn = measured(Path(folder), Sizes(**given))
    page.write_text(written_into(page.read_text(encoding="utf-8"), section), encoding="utf-8")
    for name, svg in drawn.items():
        (out / "images" / name).write_text(svg, encoding="utf-8")
    print(section)


if __name__ == "__main__":
    main()
