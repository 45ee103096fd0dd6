"""The project's folder whose schools are on the pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from policygen.api.in_folder import SchoolInFolder, digest_of_file, library_in
from policygen.api.library import Library
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.serve.visit import Visit
from policygen.world.disk import DiskWorld

Mark = tuple[str, int, int]  # a file's path, its size in bytes, and when it was changed (nanoseconds)


@dataclass(frozen=True, slots=True)
class ProjectFolder:
    """A project of schools, its library as it was when the server was started, and the out folder, `build`."""

    world: DiskWorld
    _marks: tuple[Mark, ...] = field(default=(), compare=False)

    @classmethod
    def at(cls, root: Path) -> ProjectFolder:
        """Return the project in a folder."""
        root = root.resolve()
        return cls(DiskWorld(root), tuple(_marks_of_library(root)))

    @property
    def out(self) -> Path:
        """The out folder, where `policygen build` writes too."""
        return self.world.root / "build"

    def library(self, library: Library) -> Library:
        """Return the library of the pages with the schools that are here now.

        Raises Refused if the folder's own clauses or look have been changed since the server was started.
        """
        if tuple(_marks_of_library(self.world.root)) != self._marks:
            raise Refused(say("in_folder.library_changed"))
        return library_in(library, self.world)

    def visit(self, school: str) -> Visit:
        """Return the visit of a school as its files are now. Raises UnknownSchool; OSError, OutsideTheProject."""
        files = SchoolInFolder(self.world, school).files()
        return Visit(school=school, files=files, seen=digests_of_files(files))

    def shown(self, path: Path) -> str:
        """Return a path in the folder as messages name it: from the folder on, as commands that run in it do."""
        return path.relative_to(self.world.root).as_posix() if path.is_relative_to(self.world.root) else str(path)


def digests_of_files(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the digests of files by name."""
    return {name: digest_of_file(data) for name, data in files.items()}


def _marks_of_library(root: Path) -> Iterator[Mark]:
    for name in ("clauses", "templates"):
        for path in sorted((root / name).rglob("*")):
            if path.is_file():
                status = path.stat()
                yield str(path), status.st_size, status.st_mtime_ns
