"""How time and memory grow with schools and with clauses, and what a rebuild takes: `python -m benchmarks.growth`.

Run by hand. 10, 100 and 1,000 made schools (`--full`: 10,000) are built, two policies each without their sheets, in
Word and as PDF by Typst, with two processes. The last are built again, first with nothing changed and then with a
clause changed that one in ten of them has. 300, 1,000 and 3,000 made clauses are checked, and compiled to Markdown.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.made_schools import change_clause, made_clauses, made_schools
from benchmarks.measuring import AIMS, ROOT, Aim, Measured, at_most, machine, policygen, required, table
from benchmarks.nation import Run, built

NO_OP = 1_000  # schools that are built again with nothing changed
_SHORT = 15.0  # seconds; a longer run is not repeated


@dataclass(frozen=True, slots=True)
class Rebuilds:
    """Builds of schools that were built before: nothing changed (`same`, the median of three), and one clause.

    `chosen` is a build of them when they were built with others: nothing is written, and everything is compiled. None
    where they are all there are. `touched` counts the files that the last wrote, and `beyond` those of schools that do
    not have the clause.
    """

    schools: int
    chosen: Measured | None
    same: Measured
    changed: Measured
    touched: int
    beyond: int


def growth(sizes: Iterable[int], folder: Path) -> list[Run]:
    """Build so many schools each time, in a project of their own."""
    runs = []
    for size in sizes:
        project = folder / f"schools-{size}"
        _, ids = made_schools(project, size)
        runs.append(built(project, ids))
    return runs


def rebuilds(project: Path, ids: Sequence[str]) -> Rebuilds:
    """Build schools again that were built before, with nothing changed and with one clause changed."""
    chosen = list(ids[:NO_OP])
    fewer = built(project, chosen).measured if len(chosen) < len(ids) else None
    runs = [built(project, chosen).measured]
    if runs[0].seconds < _SHORT:
        runs += [built(project, chosen).measured for _ in range(2)]
    same = sorted(runs, key=lambda run: run.seconds)[len(runs) // 2]
    before = _written(project, chosen)
    change_clause(project)
    changed = built(project, chosen).measured
    touched = {file for file, when in _written(project, chosen).items() if before.get(file) != when}
    having = set(chosen[::10])
    beyond = sum(file.relative_to(project / "build").parts[0] not in having for file in touched)
    return Rebuilds(len(chosen), fewer, same, changed, len(touched), beyond)


def _written(project: Path, ids: Iterable[str]) -> dict[Path, int]:
    files = (file for name in ids for file in (project / "build" / name).rglob("*") if file.is_file())
    return {file: file.stat().st_mtime_ns for file in files}


def clauses(counts: Iterable[int], folder: Path) -> list[tuple[int, Measured, Measured]]:
    """Return what it takes to check so many clauses, and to check and compile them to Markdown."""
    rows = []
    for count in counts:
        project = folder / f"clauses-{count}"
        made_clauses(project, count)
        check = required(policygen("check", cwd=project))
        rows.append((count, check, required(policygen("build", "--policy=made", "--format=md", cwd=project))))
    return rows


def warm_check(folder: Path, runs: int = 3) -> float:
    """Return the median seconds of `policygen check` in a new process, on the specimens, after it has run once."""
    folder.mkdir()
    again = [required(policygen("check", "--project", str(ROOT), cwd=folder)).seconds for _ in range(runs + 1)]
    return statistics.median(again[1:])


def report(runs: Sequence[Run], again: Rebuilds | None, made: list[tuple[int, Measured, Measured]]) -> str:
    """Return what was measured as Markdown."""
    rows = [
        (
            f"{run.schools:,}",
            f"{run.files:,}",
            f"{run.measured.seconds:.1f}",
            f"{run.rate:.1f}",
            f"{run.measured.peak:.0f}",
        )
        for run in runs
    ]
    parts = [table(("schools", "files", "seconds", "files a second", "peak MB"), rows)]
    if again is not None:
        touched = f"{again.touched:,}, {again.beyond} of other schools"
        both = [
            ("nothing changed", again.same, "0"),
            ("a clause changed that one in ten has", again.changed, touched),
        ]
        if again.chosen is not None:
            both.insert(0, ("nothing changed, but built with others before", again.chosen, "0"))
        head = (f"{again.schools:,} schools built again", "seconds", "peak MB", "files written")
        parts.append(table(head, [(name, f"{m.seconds:.1f}", f"{m.peak:.0f}", files) for name, m, files in both]))
    if made:
        shown = [
            (f"{count:,}", f"{check.seconds:.1f}", f"{check.peak:.0f}", f"{build.seconds:.1f}", f"{build.peak:.0f}")
            for count, check, build in made
        ]
        parts.append(table(("clauses", "`check`, seconds", "peak MB", "build as Markdown, seconds", "peak MB"), shown))
    return "\n\n".join(parts)


def aims(again: Rebuilds | None, check: float | None) -> list[Aim]:
    """Return what rebuilds and a check with a warm store must reach."""
    found = []
    if again is not None:
        enough = again.schools >= NO_OP  # fewer say nothing of so many
        seconds = again.same.seconds if enough else None
        found.append(at_most(f"{NO_OP:,} schools built again, nothing changed", 3, seconds, " s"))
        found.append(at_most("files of schools that a changed clause does not touch", 0, float(again.beyond)))
    return [*found, at_most("`policygen check` in a new process, warm store", 0.3, check, " s")]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10, 100, 1_000], metavar="SCHOOLS")
    parser.add_argument("--clauses", type=int, nargs="*", default=[300, 1_000, 3_000], metavar="COUNT")
    parser.add_argument("--full", action="store_true", help="also 10,000 schools")
    options = parser.parse_args()
    started = machine()
    with tempfile.TemporaryDirectory() as folder:
        sizes = [*options.sizes, *([10_000] if options.full else [])]
        runs = growth(sizes, Path(folder))
        project = Path(folder) / f"schools-{sizes[-1]}"
        again = rebuilds(project, [path.stem for path in sorted(project.glob("schools/*.yaml"))])
        made = clauses(options.clauses, Path(folder))
        print(report(runs, again, made))
        found = aims(again, warm_check(Path(folder) / "check"))
    print(f"\n{table(AIMS, [aim.row() for aim in found])}\n\n{started}")


if __name__ == "__main__":
    main()
