"""Join the shards of a build: check that they belong together, and write their files to one folder."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from policygen.build.manifest import Output
from policygen.build.publish import Publisher
from policygen.build.results import Artifact, SchoolBuild, SchoolResult
from policygen.build.shards import ShardManifest
from policygen.diagnostics.model import Diagnostic, Diagnostics

_DIGEST = re.compile(r"[0-9a-f]{64}")
_LARGEST = 200_000_000  # bytes of a file or of a manifest; none comes near it


@dataclass(frozen=True, slots=True)
class JoinedShards:
    """The shards of one build as they were found in folders, and whatever is wrong with them."""

    found: tuple[tuple[Path, ShardManifest], ...]
    diagnostics: tuple[Diagnostic, ...] = ()

    @staticmethod
    def find(folders: Sequence[Path]) -> JoinedShards:
        """Read the shards' manifests in folders; `diagnostics` say what keeps them from being joined."""
        diagnostics = Diagnostics()
        found = [one for folder in folders for one in _manifests(folder, diagnostics)]
        if found:
            _report_missing(found, diagnostics)
            _report_tools(found, diagnostics)
            _report_overlaps(found, diagnostics)
            without = [str(manifest.shard.number) for _, manifest in found if not manifest.sheets]
            if 0 < len(without) < len(found):
                diagnostics.report("PG510.sheets", shards=without, count=len(without))
        return JoinedShards(tuple(found), tuple(diagnostics))

    @property
    def total(self) -> int:
        """How many shards there are."""
        return len({manifest.shard for _, manifest in self.found})

    @property
    def schools(self) -> list[str]:
        """The schools of all shards, each once."""
        return sorted({school for _, manifest in self.found for school in manifest.schools})

    def write(self, out: Path, today: date) -> Iterator[SchoolResult]:
        """Write all files into the out folder with one manifest, and yield each result, by school.

        Each file is checked against its digest first: if one of a school's is damaged, none of them is written. A file
        in `out` that a person has changed is kept. Raises OSError where the manifest cannot be written.
        """
        files = {name: (folder, one) for folder, manifest in self.found for name, one in manifest.outputs.items()}
        tools = {name: value for _, manifest in self.found for name, value in manifest.tools.items()}
        publisher = Publisher(out, tools, today, sheets=all(manifest.sheets for _, manifest in self.found))
        try:
            for school, names in groupby(sorted(files), key=lambda name: name.partition("/")[0]):
                diagnostics = Diagnostics()
                artifacts = [_artifact(name, *files[name], diagnostics) for name in names]
                built = SchoolBuild(school, diagnostics=list(diagnostics))
                if not diagnostics.errors:
                    built.artifacts[""] = [one for one in artifacts if one is not None]
                yield publisher.publish(built)
        finally:
            publisher.close()


def _manifests(folder: Path, diagnostics: Diagnostics) -> Iterator[tuple[Path, ShardManifest]]:
    paths = sorted(folder.glob(".policygen.shard-*-of-*.json"))
    if not paths:
        diagnostics.report("PG508.none", folder=str(folder))
    for path in paths:
        try:
            yield folder, ShardManifest.from_bytes(_read(path))
        except OSError as error:
            diagnostics.report("PG508.unread", file=str(path), reason=error.strerror or str(error))
        except ValueError:
            diagnostics.report("PG508", file=str(path))


def _report_missing(found: Sequence[tuple[Path, ShardManifest]], diagnostics: Diagnostics) -> None:
    totals = sorted({manifest.shard.total for _, manifest in found})
    if len(totals) > 1:
        diagnostics.report("PG509.totals", totals=[str(total) for total in totals])
        return
    there = {manifest.shard.number for _, manifest in found}
    missing = [str(number) for number in range(1, totals[0] + 1) if number not in there]
    if missing:
        diagnostics.report("PG509", shards=missing, count=len(missing), total=totals[0])


def _report_tools(found: Sequence[tuple[Path, ShardManifest]], diagnostics: Diagnostics) -> None:
    """Report what the shards were not all built with; what only some of them needed is no difference."""
    for name in sorted({name for _, manifest in found for name in manifest.tools}):
        values: dict[str, str] = {}
        for _, manifest in found:
            if name in manifest.tools:
                values.setdefault(manifest.tools[name], str(manifest.shard.number))
        if len(values) > 1:
            # A digest says as much by its beginning.
            each = [f"{_short(value)} ({number})" for value, number in values.items()]
            diagnostics.report("PG510", tool=name, each=each)


def _report_overlaps(found: Sequence[tuple[Path, ShardManifest]], diagnostics: Diagnostics) -> None:
    seen: dict[str, tuple[Output, int]] = {}
    for _, manifest in found:
        for name, output in manifest.outputs.items():
            first, number = seen.setdefault(name, (output, manifest.shard.number))
            if first != output:
                shards = [str(number), str(manifest.shard.number)]
                diagnostics.report("PG511", file=name, shards=shards)


def _artifact(name: str, folder: Path, output: Output, diagnostics: Diagnostics) -> Artifact | None:
    path = folder / name
    try:
        data = _read(path)
    except OSError as error:
        diagnostics.report("PG512.unread", file=str(path), reason=error.strerror or str(error))
        return None
    if hashlib.sha256(data).hexdigest() != output.sha256:
        diagnostics.report("PG512", file=str(path))
        return None
    return Artifact(name, data, output.inputs)


def _read(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_LARGEST)


def _short(value: str) -> str:
    return value[:12] if _DIGEST.fullmatch(value) else value
