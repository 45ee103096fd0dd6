"""Writing what was built: each file whole or not at all, and last the manifest that names them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from policygen.build.bases import record_bases
from policygen.build.manifest import NAME, Manifest, Output
from policygen.build.results import CALENDAR, Artifact, NotMade, SchoolBuild, SchoolResult
from policygen.diagnostics.model import Diagnostics
from policygen.render.ics import keep_growing
from policygen.world.disk import DiskWorld
from policygen.world.writing import write_whole


class Publisher:
    """Writes builds into one folder and keeps its manifest."""

    def __init__(self, out: Path, tools: Mapping[str, str], project: Path | None = None) -> None:
        self._out, self._tools, self._project = out, tools, project
        self._written: dict[str, Output] = {}

    def publish(self, built: SchoolBuild) -> SchoolResult:
        """Write a school's artifacts; what cannot be written is reported, and its policy is not made."""
        result = SchoolResult(
            built.school, notes=built.notes, not_made=list(built.not_made), sources=dict(built.sources)
        )
        diagnostics = Diagnostics()
        diagnostics.extend(built.diagnostics)
        for policy, artifacts in built.artifacts.items():
            before = diagnostics.errors
            paths = [path for artifact in artifacts if (path := self._write(artifact, diagnostics)) is not None]
            if diagnostics.errors > before:
                result.not_made.append(NotMade(policy, diagnostics.errors - before, 0, ()))
            else:
                result.made[policy] = paths
        for artifact in built.beside if result.made or not built.artifacts else ():
            path = self._write(artifact, diagnostics)
            if path is None:
                result.not_made.append(NotMade(artifact.name.rpartition("/")[2], 1, 0, ()))
            else:
                result.beside.append(path)
        if self._project is not None:
            record_bases(DiskWorld(self._project), built.bases, diagnostics)
        result.diagnostics = list(diagnostics)
        return result

    def close(self) -> None:
        """Write the manifest, which names what was written by this build and by those before. Raises OSError."""
        if self._written:
            manifest = Manifest.read(self._out).with_written(self._written, self._tools)
            write_whole(self._out / NAME, manifest.to_bytes())

    def _write(self, artifact: Artifact, diagnostics: Diagnostics) -> Path | None:
        path, data = self._out / artifact.name, artifact.data
        if path.name == CALENDAR:
            data = keep_growing(data, _content(path))
        if not put(path, data, diagnostics):
            return None
        self._written[artifact.name] = Output(hashlib.sha256(data).hexdigest(), artifact.inputs)
        return path


def _content(path: Path) -> bytes:
    """Return what a file holds, b"" where there is none that can be read."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def put(path: Path, data: bytes, diagnostics: Diagnostics) -> bool:
    """Write a file whole, or report why that is impossible; return whether it was written."""
    try:
        write_whole(path, data)
    except OSError as error:
        diagnostics.report("PG501", file=str(path), reason=error.strerror or str(error))
        return False
    return True
