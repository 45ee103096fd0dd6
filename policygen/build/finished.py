"""A finished build as data in the store: the same order for the same files has nothing to do, and says the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from policygen.build.journal import unfinished_builds
from policygen.build.kept import Keeper
from policygen.build.manifest import Manifest
from policygen.build.order import Order
from policygen.build.results import FileMark, NotMade, SchoolResult
from policygen.compile.findings import texts_in
from policygen.diagnostics.model import Diagnostic
from policygen.diagnostics.render.as_json import entry, finding_of
from policygen.look.font_folder import remove_abandoned_fonts
from policygen.store.objects import ObjectStore
from policygen.store.program import program_stamp
from policygen.world.digest import fingerprint_of
from policygen.world.memory import MemoryWorld

KIND = "build"


@dataclass(frozen=True, slots=True)
class FinishedBuild:
    """What a build said and wrote: findings on the library, lines on what is out of date, and a result each school."""

    known: tuple[Diagnostic, ...]
    out_of_date: tuple[str, ...]
    results: tuple[SchoolResult, ...]

    @classmethod
    def find(cls, world: MemoryWorld, order: Order, names: Sequence[str], on: date) -> FinishedBuild | None:
        """Return the last build of just this, if each of its files is still there as it was written.

        `names` are the schools and groups as they were given, `on` the day that freshness is judged on. The order is
        the one before the library was read. A file whose size and times are those that were noted is not read.
        What killed runs left half written is swept up, as a build does.
        """
        if order.store is None or unfinished_builds(order.out):
            return None
        store, key = ObjectStore(order.store), _key(world, order, names, on)
        kept = store.get_data(KIND, key)
        try:
            found = _read(kept, order.out, world)
        except (KeyError, TypeError, ValueError, AttributeError):
            return None
        marks = {name: mark for result in found.results for name, mark in result.marks.items()}
        outputs = Manifest.read(order.out).outputs
        if any(name not in outputs or outputs[name].sha256 != mark.sha256 for name, mark in marks.items()):
            return None
        fresh = {name: _still(f"{order.out}/{name}", mark) for name, mark in marks.items()}
        if None in fresh.values():
            return None
        if fresh != marks:
            for result in found.results:
                result.marks = {name: fresh[name] or mark for name, mark in result.marks.items()}
            found.keep(world, order, names, on)
        keeper, swept = Keeper(order.out, order.project, on), set[Path]()
        for result in found.results:
            keeper.sweep(result.school, swept)
        remove_abandoned_fonts()  # of a build that was killed when it had only its own folder left to remove
        return found

    @staticmethod
    def texts(world: MemoryWorld, diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
        """Return the text of each file that findings refer to, by its name."""
        return texts_in(world, diagnostics)

    def keep(self, world: MemoryWorld, order: Order, names: Sequence[str], on: date) -> None:
        """Keep this build, unless another of the same would not end the same, as after a full disk."""
        if order.store is None or not all(result.lasting for result in self.results):
            return
        data = {
            "known": [entry(one) for one in self.known],
            "out_of_date": list(self.out_of_date),
            "results": [_data(result, order.out) for result in self.results],
        }
        ObjectStore(order.store).put_data(KIND, _key(world, order, names, on), data)


def _key(world: MemoryWorld, order: Order, names: Iterable[str], on: date) -> str:
    wanted = repr(replace(order, out=Path(), store=None, project=None))
    places = [str(place.resolve()) for place in (order.out, order.project) if place]
    days = (on.isoformat(), world.today().isoformat(), str(world.source_date))
    parts = (program_stamp(), world.digest, wanted, *days, *places, "", *names)
    return fingerprint_of(KIND, *(part.encode("utf-8", "surrogateescape") for part in parts))


def _still(path: str, mark: FileMark) -> FileMark | None:
    """Return the mark of a file that has the bytes it had, and None for any other."""
    try:
        now = FileMark.of(path, mark.sha256)
        if now == mark or hashlib.sha256(Path(path).read_bytes()).hexdigest() == mark.sha256:
            return now
    except OSError:
        pass
    return None


def _data(result: SchoolResult, out: Path) -> dict[str, Any]:
    return {
        "school": result.school,
        "made": {policy: [_name(path, out) for path in paths] for policy, paths in result.made.items()},
        "beside": [_name(path, out) for path in result.beside],
        "notes": result.notes,
        "not_made": [asdict(one) for one in result.not_made],
        "diagnostics": [entry(one) for one in result.diagnostics],
        "marks": result.marks,
    }


def _name(path: Path, out: Path) -> str:
    return path.relative_to(out).as_posix()


def _read(kept: Any, out: Path, world: MemoryWorld) -> FinishedBuild:
    results = tuple(_result(one, out, world) for one in kept["results"])
    return FinishedBuild(tuple(finding_of(one) for one in kept["known"]), tuple(kept["out_of_date"]), results)


def _result(kept: Mapping[str, Any], out: Path, world: MemoryWorld) -> SchoolResult:
    diagnostics = [finding_of(one) for one in kept["diagnostics"]]
    return SchoolResult(
        kept["school"],
        made={policy: [out / name for name in names] for policy, names in kept["made"].items()},
        beside=[out / name for name in kept["beside"]],
        notes=list(kept["notes"]),
        not_made=[NotMade(**{**one, "lines": tuple(one["lines"])}) for one in kept["not_made"]],
        diagnostics=diagnostics,
        sources=texts_in(world, diagnostics) if diagnostics else {},
        marks={name: FileMark(*mark) for name, mark in kept["marks"].items()},
    )
