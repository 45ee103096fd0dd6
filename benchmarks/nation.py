"""How long a nation's schools take: `python -m benchmarks.nation [--schools N]`, run by hand.

A register of 24,500 made schools is written, N of them are taken into a project with every answer that they need, and
`policygen build --no-sheets` makes two policies of each, in Word and as PDF by Typst, with two processes. The time,
writing the files included, is extrapolated to all of them. Some are built with all their sheets too. The shares are of
one process that does the same, stage by stage.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.made_schools import NATION, POLICIES, made_schools
from benchmarks.measuring import AIMS, Aim, Measured, at_most, machine, policygen, required, table
from policygen.build.artifacts import Builder
from policygen.build.order import Order
from policygen.compile.compiler import Compiler
from policygen.document.overlays import Companions
from policygen.render.engine import engine_named
from policygen.world.disk import DiskWorld

EARLY = 200  # schools after which memory must not grow any more
WITH_SHEETS = 100  # schools that are built with their sheets too
BUILD = ("build", *(f"--policy={policy}" for policy in POLICIES), "--format=docx,pdf", "--pdf-engine=typst", "--jobs=2")


@dataclass(frozen=True, slots=True)
class Run:
    """A build of so many schools. `early` is the peak of memory in MB after `EARLY` of them; 0 if there were fewer.

    `files` are those that were written, and `size` is their size in MB.
    """

    schools: int
    measured: Measured
    early: float
    files: int
    size: float

    @property
    def hours(self) -> float:
        """The time for all schools of the nation."""
        return self.measured.seconds * NATION / self.schools / 3600

    @property
    def rate(self) -> float:
        """Files a second."""
        return self.files / self.measured.seconds


def built(project: Path, ids: Sequence[str], *options: str, sheets: bool = False, out: str = "build") -> Run:
    """Build schools of a project and return what it took; with `sheets`, all sheets that go with the policies too."""
    seen: set[str] = set()
    early = 0.0

    def told(line: str, peak: float) -> None:
        nonlocal early
        parts = Path(line.strip()).parts
        if len(parts) > 2:
            seen.add(parts[1])
        if len(seen) <= EARLY:
            early = peak

    alone = () if sheets else ("--no-sheets",)
    measured = required(policygen(*BUILD, *alone, f"--out={out}", *ids, *options, cwd=project, told=told))
    made = [file for name in ids for file in (project / out / name).rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in made) / 1_000_000
    return Run(len(ids), measured, early if len(ids) > EARLY else 0.0, len(made), size)


def with_sheets(project: Path, ids: Sequence[str]) -> Run:
    """Build the first schools with all their sheets, from nothing, into a folder of their own."""
    return built(project, ids[:WITH_SHEETS], "--no-store", sheets=True, out="with-sheets")


def shares(project: Path, ids: Sequence[str]) -> list[tuple[str, float]]:
    """Return the seconds of the processor that each stage takes for a policy, its sheets last: medians over schools.

    Each is the difference between doing that stage too and leaving it out, with other schools: Typst knows a document
    again that it has met. The second half of the schools is built first, untimed.
    """
    compiler, _ = Compiler.load(DiskWorld(project))
    assert compiler is not None
    builder = Builder(compiler)
    look, renderer, engine = builder.renderer.look, builder.renderer_in(False, "typst"), engine_named("typst")
    orders = [
        Order(("docx", "pdf"), POLICIES, project / "build", pdf_engine="typst", sheets=sheets)
        for sheets in (False, True)
    ]
    took: list[list[float]] = [[], [], [], [], [], []]

    def timed(stage: int, work: Callable[[], object]) -> None:
        start = time.process_time()
        work()
        took[stage].append(time.process_time() - start)

    # What is kept from one school to the next fills up with the first of them, which a long run does not feel.
    for name in ids[len(ids) // 2 :]:
        school = compiler.school(name)
        assert school is not None
        for policy in POLICIES:
            builder.policy(school, policy, orders[0])
    for number, name in enumerate(ids[: len(ids) // 2]):
        school = compiler.school(name)
        assert school is not None
        for policy in POLICIES:
            start = time.process_time()
            made = compiler.compile(school, policy)
            companions = Companions(editions=compiler.for_other_readers(school, made))
            took[0].append(time.process_time() - start)
            stage = 1 + number % 5
            if stage == 1:
                timed(stage, lambda made=made: engine.render(made.document, look))
            elif stage < 4:
                formats = ("pdf",) if stage == 2 else ("docx", "pdf")
                timed(
                    stage, lambda made=made, to=formats, with_=companions: renderer.render(made.document, to, (with_,))
                )
            else:
                order = orders[stage - 4]
                timed(stage, lambda school=school, policy=policy, order=order: builder.policy(school, policy, order))
    # The first two of each kind load what is needed.
    compiling, pages, sealed, both, alone, whole = (statistics.median(each[2:] or each or [0.0]) for each in took)
    return [
        ("from settings to a Document, with its other editions", compiling),
        ("Typst: pages, tags and Layout", pages),
        ("signature fields and attachment", sealed - pages),
        ("the Word file", both - sealed),
        ("digests", max(alone - compiling - both, 0.0)),
        ("the sheets that go with it", max(whole - alone, 0.0)),
    ]


def report(run: Run, whole: Run, imported: float, stages: list[tuple[str, float]]) -> str:
    """Return what was measured as Markdown; `whole` is a build with all sheets."""
    measured = run.measured
    rows = [
        (f"`policygen schools import`, a register of {NATION:,} rows, {run.schools:,} taken in", f"{imported:.0f} s"),
        (f"build of {run.schools:,} schools: {run.files:,} files, {run.size:,.0f} MB", f"{measured.seconds:.0f} s"),
        ("processor, both processes", f"{measured.cpu:.0f} s"),
        (f"all {NATION:,} schools, extrapolated", f"{run.hours:.2f} hours"),
        (
            f"the same with all sheets, extrapolated from {whole.schools:,} schools with {whole.files:,} files",
            f"{whole.hours:.2f} hours",
        ),
        (f"peak of memory after {EARLY} schools", f"{run.early:.0f} MB" if run.early else "fewer were built"),
        ("peak of memory at the end", f"{measured.peak:.0f} MB"),
    ]
    *alone, sheets = stages
    total = sum(seconds for _, seconds in alone)
    policies = len(POLICIES) * run.schools
    rest = max(measured.cpu / policies - total, 0.0)
    bounds = [*alone, ("reading the library and schools, passing results on, the manifest, writing", rest)]
    listed = [(name, f"{seconds * 1000:.0f} ms", f"{seconds / (total + rest):.0%}") for name, seconds in bounds]
    listed.append((f"beside it: {sheets[0]}", f"{sheets[1] * 1000:.0f} ms", ""))
    return "\n\n".join(
        (
            table(("the nation's schools, two policies each, Word and PDF", "measured"), rows),
            table(("what a policy takes of the processor", "time", "share"), listed),
        )
    )


def aims(run: Run) -> list[Aim]:
    """Return what the nation's run must reach."""
    growth = run.measured.peak / run.early if run.early else None
    return [
        at_most(f"the nation's schools on two processes, from {run.schools:,} of them", 1, run.hours, " h"),
        at_most(f"memory at the end, of that at {EARLY} schools", 1.1, growth),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schools", type=int, default=250, help="how many are built; 2,000 for figures to publish")
    parser.add_argument("--rows", type=int, default=NATION, help="schools in the register")
    parser.add_argument("--sample", type=int, default=60, help="schools for the shares; half are not timed")
    options = parser.parse_args()
    started = machine()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "nation"
        imported, ids = made_schools(project, options.schools, options.rows)
        run = built(project, ids)
        whole = with_sheets(project, ids)
        print(report(run, whole, imported, shares(project, ids[: options.sample])))
    print(f"\n{table(AIMS, [aim.row() for aim in aims(run)])}\n\n{started}")


if __name__ == "__main__":
    main()
