"""Where a visit is found and kept: in the page that carries it, or in a project's folder."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from typing import Protocol

from policygen.api.in_folder import SchoolInFolder, digest_of_file
from policygen.check.schools import UnknownSchool
from policygen.serve.project_folder import ProjectFolder, digests_of_files
from policygen.serve.sealing import NotSealed, Sealer
from policygen.serve.visit import Visit


class Visits(Protocol):
    """Finds the visit of a page and keeps what a page changed."""

    def opened(self, state: str) -> tuple[Visit, bool]:
        """Return the visit of a page's state, and whether it is too old. Raises NotSealed."""

    def seal(self, visit: Visit) -> str:
        """Return what a page carries of a visit. Raises ValueError if it is too large."""

    def keep(self, visit: Visit) -> Visit:
        """Keep what changed; return the visit as it is kept. Raises ChangedMeanwhile; OSError, OutsideTheProject."""

    def changed(self, visit: Visit) -> bool:
        """Return whether somebody has changed the school's settings since the page of this visit was shown."""


@dataclass(frozen=True, slots=True)
class SealedVisits:
    """Visits that travel in their pages; the server keeps nothing."""

    sealer: Sealer

    def opened(self, state: str) -> tuple[Visit, bool]:
        data, old = self.sealer.open(state, time.time())
        return Visit.from_bytes(data), old

    def seal(self, visit: Visit) -> str:
        return self.sealer.seal(visit.to_bytes(), time.time())

    def keep(self, visit: Visit) -> Visit:
        return visit

    def changed(self, _: Visit) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class FolderVisits:
    """Visits of the schools in a project's folder, whose files are read for each request and written at its end.

    A page carries the name of the school and the digest of its settings as they were shown.
    """

    sealer: Sealer
    folder: ProjectFolder
    _writing: threading.Lock = field(default_factory=threading.Lock)

    def opened(self, state: str) -> tuple[Visit, bool]:
        data, old = self.sealer.open(state, time.time())
        carried = Visit.from_bytes(data)
        if not carried.school:
            return carried, old
        try:
            now = self.folder.visit(carried.school)
        except UnknownSchool as error:
            raise NotSealed from error
        # What was shown of the settings is in the page. All else was read just now.
        return replace(carried, files=now.files, seen={**now.seen, **carried.seen}), old

    def seal(self, visit: Visit) -> str:
        settings = _settings(visit)
        seen = {settings: visit.seen[settings]} if settings in visit.seen else {}
        return self.sealer.seal(replace(visit, files={}, seen=seen).to_bytes(), time.time())

    def keep(self, visit: Visit) -> Visit:
        if not visit.school:
            return visit
        with self._writing:
            SchoolInFolder(self.folder.world, visit.school).write(visit.files, visit.seen)
        return replace(visit, seen=digests_of_files(visit.files))

    def changed(self, visit: Visit) -> bool:
        settings = _settings(visit)
        data = visit.files.get(settings)
        return data is not None and visit.seen.get(settings) != digest_of_file(data)


def _settings(visit: Visit) -> str:
    return f"schools/{visit.school}.yaml"
