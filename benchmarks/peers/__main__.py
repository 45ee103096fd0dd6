"""The same policy by policygen and by other programs: `python -m benchmarks.peers`, run by hand.

The other programs are installed into .tools/benchmark-peers the first time. Each way to a file has two processes, which
wait; round after round, each makes some documents in one of them and then in both. Rates are medians of the rounds,
and ratios medians of the rounds' ratios. Every document is for a school of another name. Memory is that of one process
and its children, in a round that is not timed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.measuring import AIMS, ROOT, Aim, Memory, at_least, at_most, machine, table
from benchmarks.peers.policy import write_inputs

PEERS = ROOT / ".tools/benchmark-peers"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")


@dataclass(frozen=True, slots=True)
class Way:
    """A way to a file: its name in the table, who makes it (`ours` or `others`), and how many documents a round."""

    route: str
    name: str
    kind: str
    module: str
    batch: int


WAYS = (
    Way("pdf-typst", "policygen, Typst: fields and attachment", "PDF", "ours", 8),
    Way("typst-alone", "Typst alone, the same source and standards", "PDF", "ours", 12),
    Way("pdf-weasyprint", "policygen, WeasyPrint: fields and attachment", "PDF", "ours", 2),
    Way("weasyprint-alone", "WeasyPrint alone, the same HTML, its own tags", "PDF", "ours", 2),
    Way("pandoc-typst", "pandoc and Typst, from Markdown", "PDF", "others", 5),
    Way("libreoffice", "LibreOffice, from a Word file", "PDF", "others", 5),
    Way("docx", "policygen, Layout given", "Word", "ours", 12),
    Way("docx-whole", "policygen, from the settings, pages by Typst", "Word", "ours", 6),
    Way("docxtpl", "docxtpl, a template with placeholders", "Word", "others", 20),
    Way("python-docx", "python-docx, built plainly", "Word", "others", 4),
    Way("pandoc-docx", "pandoc, from Markdown", "Word", "others", 5),
)
ROUTES = tuple(way.route for way in WAYS)


@dataclass(slots=True)
class Found:
    """What was measured of a way: documents a second by one and by two processes, a round each, and memory in MB."""

    one: list[float] = field(default_factory=list)
    two: list[float] = field(default_factory=list)
    peak: float = 0.0
    missing: str = ""


class Worker:
    """A process that makes documents when it is told to."""

    def __init__(self, way: Way, folder: Path, python: Path) -> None:
        self._process = subprocess.Popen(
            [str(python), "-m", f"benchmarks.peers.{way.module}", way.route, str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def tell(self, line: str) -> None:
        """Send it a line."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        """Return its answer. Raises RuntimeError if it ended."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"ended with {self._process.wait()}")
        return line

    def end(self) -> None:
        """End it."""
        self._process.communicate()


class Race:
    """The processes of all ways. No way uses the number of a document twice."""

    def __init__(self, ways: Sequence[Way], folder: Path, peers: Path) -> None:
        self.found = {way.route: Found() for way in ways}
        self._workers: dict[Way, list[Worker]] = {}
        self._next: dict[int, int] = {}
        for way in ways:
            if way.route == "libreoffice" and not (shutil.which("soffice") or shutil.which("libreoffice")):
                self.found[way.route].missing = "not installed"
                continue
            python = Path(sys.executable) if way.module == "ours" else peers
            self._workers[way] = [Worker(way, folder, python) for _ in range(2)]

    def warm_up(self, batch: int | None) -> None:
        """Have each process make two documents, so that all is loaded, and then some while memory is looked at."""
        for way, workers in list(self._workers.items()):
            try:
                self._timed(workers, min(2, batch or 2))
            except (RuntimeError, BrokenPipeError):
                if way.module == "ours":
                    raise
                self.found[way.route].missing = "not installed"
                for worker in self._workers.pop(way):
                    worker.end()
                continue
            with Memory([workers[0].pid]) as memory:
                self._timed(workers[:1], batch or way.batch)
                time.sleep(0.25)
            self.found[way.route].peak = memory.peak

    def round(self, batch: int | None) -> None:
        """Have each way make documents in one process, and in two."""
        for way, workers in self._workers.items():
            count = batch or way.batch
            self.found[way.route].one.append(count / self._timed(workers[:1], count))
            self.found[way.route].two.append(2 * count / self._timed(workers, count))

    def end(self) -> None:
        """End all processes."""
        for worker in (each for workers in self._workers.values() for each in workers):
            worker.end()

    def _timed(self, workers: Sequence[Worker], count: int) -> float:
        """Return the seconds until all of them have made so many documents each."""
        first = self._next.get(workers[0].pid, 0)
        for worker in workers:
            worker.tell(f"prepare {first} {count}")
            first += count
        self._next[workers[0].pid] = first
        for worker in workers:
            worker.hear()
        start = time.perf_counter()
        for worker in workers:
            worker.tell("go")
        for worker in workers:
            worker.hear()
        return time.perf_counter() - start


def peers_python() -> Path:
    """Return the Python of the other programs' environment, which is made first if it is missing or out of date."""
    python, made_for = PEERS / "bin/python", PEERS / "made-for.txt"
    wanted = REQUIREMENTS.read_text(encoding="utf-8")
    if not made_for.exists() or made_for.read_text(encoding="utf-8") != wanted:
        venv.create(PEERS, clear=True, with_pip=True)
        command = [str(python), "-m", "pip", "install", "--quiet", "--only-binary", ":all:", "-r", str(REQUIREMENTS)]
        subprocess.run(command, check=True, stdout=sys.stderr)
        made_for.write_text(wanted, encoding="utf-8")
    return python


def race(
    rounds: int, batch: int | None = None, python: Path | None = None, only: Sequence[str] = ()
) -> dict[str, Found]:
    """Return what was measured of each way, by route; with `only`, of these routes.

    `python` is the Python of the other programs' environment.
    """
    peers = python or peers_python()
    with tempfile.TemporaryDirectory() as folder:
        write_inputs(Path(folder))
        running = Race([way for way in WAYS if way.route in (only or ROUTES)], Path(folder), peers)
        try:
            running.warm_up(batch)
            for _ in range(rounds):
                running.round(batch)
        finally:
            running.end()
    return {route: running.found.get(route, Found(missing="left out")) for route in ROUTES}


def report(found: dict[str, Found]) -> str:
    """Return the table in Markdown."""
    rows = []
    for way in WAYS:
        one = found[way.route]
        if one.missing:
            rows.append((way.kind, way.name, one.missing, "", ""))
            continue
        rates = (f"{statistics.median(each):.3g}" for each in (one.one, one.two))
        rows.append((way.kind, way.name, *rates, f"{one.peak:.0f}"))
    return table(("", "documents a second", "1 process", "2 processes", "peak MB, 1 process"), rows)


def ratio(found: dict[str, Found], of: str, to: str) -> float | None:
    """Return how many times as fast one way is as another, in one process: the median of the rounds."""
    if found[of].missing or found[to].missing:
        return None
    return statistics.median(a / b for a, b in zip(found[of].one, found[to].one, strict=True))


def aims(found: dict[str, Found]) -> list[Aim]:
    """Return what the ratios must reach."""
    return [
        at_least(
            "PDF by Typst, fields and attachment: rate, of Typst alone", 0.75, ratio(found, "pdf-typst", "typst-alone")
        ),
        at_least("the same: rate, of PDF by WeasyPrint", 15, ratio(found, "pdf-typst", "pdf-weasyprint"), " times"),
        at_most("PDF by WeasyPrint: time, of WeasyPrint alone", 1, ratio(found, "weasyprint-alone", "pdf-weasyprint")),
        at_least("Word file, Layout given: rate, of docxtpl", 10, ratio(found, "docx", "docxtpl"), " times"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--batch", type=int, help="documents a round, for all ways alike")
    parser.add_argument("--python", type=Path, help="a Python that has the other programs, or some of them")
    parser.add_argument("--only", nargs="+", choices=ROUTES, default=(), help="these ways alone")
    options = parser.parse_args()
    started = machine()
    found = race(options.rounds, options.batch, options.python, options.only)
    print(f"{report(found)}\n\n{table(AIMS, [aim.row() for aim in aims(found)])}\n\n{started}")


if __name__ == "__main__":
    main()
