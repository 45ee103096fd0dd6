"""Write what was built: each file whole or not at all, never over a person's work, and the manifest last."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from policygen.build.bases import record_bases
from policygen.build.held import keep_artifact
from policygen.build.journal import Journal
from policygen.build.kept import CannotKeep, Keeper
from policygen.build.manifest import Output
from policygen.build.results import CALENDAR_ENDING, Artifact, FileMark, NotMade, SchoolBuild, SchoolResult
from policygen.diagnostics.model import Diagnostics
from policygen.render.ics import keep_growing
from policygen.store.contents import trim_store
from policygen.store.objects import ObjectStore
from policygen.store.place import store_limit
from policygen.world.disk import DiskWorld
from policygen.world.writing import ReplacedMeanwhile, write_whole

# What no other file will escape either: the rest of the build is not written.
_EVERYWHERE = frozenset(
    getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EROFS", "EMFILE", "ENFILE", "EIO") if hasattr(errno, name)
)

_ABOUT = 100_000  # bytes of a built file
# Codes of what the machine or its disk was in the way of: another build of the same may end otherwise.
_OF_THE_MACHINE = ("PG50", "PG85")


class Publisher:
    """Writes builds into one folder and keeps its manifest. `project` is the folder that schools/ is in.

    With `store`, the folder of the store, what is written is kept there too. `sheets` tells whether sheets are built.
    """

    def __init__(
        self,
        out: Path,
        tools: Mapping[str, str],
        today: date,
        project: Path | None = None,
        store: Path | None = None,
        *,
        sheets: bool = True,
    ) -> None:
        self._out, self._tools, self._project, self._sheets = out, tools, project, sheets
        self._keeper = Keeper(out, project, today)
        self._journal = Journal(out)
        self._store = ObjectStore(store) if store else None
        self.written: dict[str, Output] = {}
        """What was written, by name."""
        self._said: set[object] = set()
        self._swept: set[Path] = set()
        self.stopped = False
        """Whether nothing more can be written, for example because the disk is full."""

    def publish(self, built: SchoolBuild) -> SchoolResult:
        """Write a school's artifacts; what cannot be written is reported, and its policy is not made."""
        result = SchoolResult(
            built.school, notes=list(built.notes), not_made=list(built.not_made), sources=dict(built.sources)
        )
        diagnostics = Diagnostics()
        diagnostics.extend(built.diagnostics)
        result.reused, result.damaged, result.stale = built.reused, tuple(built.damaged), built.stale
        self._keeper.sweep(built.school, self._swept)
        writing = _Writing(built.school, result.notes, diagnostics, result.marks)
        files = self._announced(built, writing)
        for policy, artifacts in built.artifacts.items():
            paths = [path for one in artifacts if (path := self._write(one, files, writing)) is not None]
            if len(paths) < len(artifacts):
                result.not_made.append(NotMade(policy, 1, 0, (), unwritten=True))
            else:
                result.made[policy] = paths
        for artifact in built.beside if result.made or not built.artifacts else ():
            path = self._write(artifact, files, writing)
            if path is None:
                result.not_made.append(NotMade(artifact.name.rpartition("/")[2], 1, 0, (), unwritten=True))
            else:
                result.beside.append(path)
        if self._store and self._store.trouble and self._store not in self._said:
            self._said.add(self._store)
            diagnostics.report("PG859", folder=str(self._store.folder), reason=self._store.trouble)
        if self._project is not None and built.bases:
            record_bases(DiskWorld(self._project), built.bases, diagnostics)
        result.diagnostics = list(diagnostics)
        of_the_machine = any(one.code.startswith(_OF_THE_MACHINE) for one in diagnostics)
        result.lasting = result.notes == built.notes and not of_the_machine
        return result

    def close(self) -> None:
        """Write the manifest, which names what was written by this build and by those before. Raises OSError."""
        if self._store:
            trim_store(self._store.folder, store_limit(os.environ), len(self.written) * _ABOUT)
        try:
            self._journal.close(self.written, self._tools, self._sheets)
        except OSError:
            # It was said of a file already. The journal stays, so that the next build knows what was written.
            if not self.stopped:
                raise
            if not self.written:
                self._journal.discard()

    def _announced(self, built: SchoolBuild, writing: _Writing) -> dict[str, _Planned]:
        """Return what to write, by name, after saying so in the journal; nothing if that is impossible."""
        files = {}
        outputs = {}
        for artifact in (*chain.from_iterable(built.artifacts.values()), *built.beside):
            data = artifact.data
            if artifact.name.endswith(CALENDAR_ENDING):
                data = keep_growing(data, _content(self._out / artifact.name) or b"")
            outputs[artifact.name] = Output(hashlib.sha256(data).hexdigest(), artifact.inputs)
            files[artifact.name] = _Planned(data, outputs[artifact.name], self._journal.known(artifact.name))
        if self.stopped or not outputs:
            return {}
        try:
            self._journal.announce(outputs)
        except OSError as error:
            self._failed(next(iter(outputs)), error, writing.diagnostics, folder=self._out)
            return {}
        return files

    def _write(self, artifact: Artifact, files: Mapping[str, _Planned], writing: _Writing) -> Path | None:
        name, path = artifact.name, self._out / artifact.name
        if self.stopped or name not in files:
            return None
        planned = files[name]
        try:
            if _content(path) != planned.data:
                write_whole(path, planned.data, lambda: self._spare(name, planned, writing))
        except CannotKeep as error:
            kept = self._keeper.shown(error.kept)
            writing.diagnostics.report("PG504", file=str(path), kept=kept, reason=_reason(error))
            return None
        except OSError as error:
            self._failed(name, error, writing.diagnostics)
            return None
        self.written[name] = planned.output
        if self._store:
            keep_artifact(self._store, artifact, path, self.written[name].sha256)
            with suppress(OSError):
                writing.marks[name] = FileMark.of(path, self.written[name].sha256)
        return path

    def _spare(self, name: str, planned: _Planned, writing: _Writing) -> None:
        """Move the file that is there away if a person has changed it since. Raises OSError."""
        path = self._out / name
        while True:
            try:
                found = path.read_bytes()
            except FileNotFoundError:
                return
            if found == planned.data or self._journal.knows(name, hashlib.sha256(found).hexdigest()):
                return
            # Another build may have kept it and written its own by now, which needs no keeping.
            with suppress(ReplacedMeanwhile):
                writing.notes.append(self._keeper.keep(writing.school, name, found, planned.data, planned.ours))
                return

    def _failed(self, name: str, error: OSError, diagnostics: Diagnostics, folder: Path | None = None) -> None:
        """Report a file that cannot be written; what is true of others too is said once."""
        path = self._out / name
        folder = folder or path.parent
        closed = folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK)
        everywhere = error.errno in _EVERYWHERE
        self.stopped = self.stopped or everywhere
        key: object = error.errno if everywhere else folder if closed else path
        if key in self._said:
            return
        self._said.add(key)
        if everywhere:
            code = "PG501.read_only" if error.errno == errno.EROFS else "PG501.stopped"
            diagnostics.report(code, file=str(path), reason=_reason(error))
        elif closed:
            diagnostics.report("PG501.folder", folder=str(folder), reason=_reason(error))
        else:
            diagnostics.report("PG501", file=str(path), reason=_reason(error))


@dataclass(frozen=True, slots=True)
class _Planned:
    """What a file is to hold, what the manifest will say of it, and the digests of what policygen wrote there."""

    data: bytes
    output: Output
    ours: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Writing:
    """The school or group whose files are written, and what is said of them."""

    school: str
    notes: list[str]
    diagnostics: Diagnostics
    marks: dict[str, FileMark]


def _reason(error: OSError) -> str:
    return error.strerror or str(error)


def _content(path: Path) -> bytes | None:
    """Return what a file holds, None where there is none that can be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None
