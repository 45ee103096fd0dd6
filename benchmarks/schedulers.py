"""Dask with two local workers against the plain pool: `python -m benchmarks.schedulers`, run by hand.

The same schools are built by `policygen build --jobs 2` and with `--scheduler local`, into empty folders, one after the
other; what they write is compared byte for byte. It needs `policygen[dask]`.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.made_schools import made_schools
from benchmarks.measuring import AIMS, Aim, at_most, machine, table, takes
from benchmarks.nation import built

WAYS = {"the plain pool": (), "Dask, two local workers": ("--scheduler=local",)}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Seconds of each round by way, the peaks of memory in MB, and the files whose bytes are not the same."""

    schools: int
    seconds: dict[str, list[float]]
    peaks: dict[str, float]
    differing: tuple[str, ...]


def why_not() -> str:
    """Return why it cannot be measured; nothing if it can."""
    if not find_spec("distributed"):
        return "Dask is not installed: pip install 'policygen[dask]'"
    return "" if takes("build", "--scheduler") else "this policygen has no `build --scheduler`"


def pairs(folder: Path, schools: int, rounds: int) -> Pairs:
    """Build schools in both ways, so many times each, with nothing kept from one build to the next."""
    project = folder / "scheduled"
    _, ids = made_schools(project, schools)
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    peaks = dict.fromkeys(WAYS, 0.0)
    made: dict[str, dict[str, bytes]] = {}
    for number in range(rounds):
        for way, options in sorted(WAYS.items(), reverse=number % 2 == 1):
            for old in (project / "build", project.with_name(f"{project.name}-store")):
                shutil.rmtree(old, ignore_errors=True)
            run = built(project, ids, *options)
            seconds[way].append(run.measured.seconds)
            peaks[way] = max(peaks[way], run.measured.peak)
            made[way] = _files(project / "build", ids)
    one, other = made.values()
    differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    return Pairs(schools, seconds, peaks, tuple(differing))


def _files(out: Path, ids: Sequence[str]) -> dict[str, bytes]:
    files = (file for name in ids for file in (out / name).rglob("*") if file.is_file())
    return {str(file.relative_to(out)): file.read_bytes() for file in files}


def report(found: Pairs) -> str:
    """Return what was measured as Markdown."""
    rows = [(way, f"{statistics.median(each):.1f}", f"{found.peaks[way]:.0f}") for way, each in found.seconds.items()]
    same = (
        "The files are the same, byte for byte."
        if not found.differing
        else f"These differ: {', '.join(found.differing)}."
    )
    return f"{table((f'{found.schools} schools', 'seconds', 'peak MB'), rows)}\n\n{same}"


def aims(found: Pairs) -> list[Aim]:
    """Return what Dask must reach."""
    pool, dask = found.seconds.values()
    share = statistics.median(b / a for a, b in zip(pool, dask, strict=True))
    return [
        at_most("Dask with two local workers: time, of the plain pool", 1.15, share),
        at_most("files that differ between Dask and the pool", 0, float(len(found.differing))),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--schools", type=int, default=16)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    started, lacking = machine(), why_not()
    if lacking:
        print(f"Not measured: {lacking}.")
        return
    with tempfile.TemporaryDirectory() as folder:
        found = pairs(Path(folder), options.schools, options.rounds)
    print(f"{report(found)}\n\n{table(AIMS, [aim.row() for aim in aims(found)])}\n\n{started}")


if __name__ == "__main__":
    main()
