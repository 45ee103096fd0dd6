"""One school of a project's folder, whose files several people or pages may change: read at one moment, written later.

What somebody has changed in between is never written over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from policygen.api.library import Library
from policygen.check.schools import UnknownSchool, school_files
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.portable.contents import files_to_compile
from policygen.upgrade.writing import write_all
from policygen.world.disk import DiskWorld
from policygen.world.protocol import World


class ChangedMeanwhile(Refused):
    """Files were changed after they were read, so nothing was written: `files` by name."""

    def __init__(self, files: tuple[str, ...]) -> None:
        super().__init__(say("in_folder.changed", files=files, count=len(files)))
        self.files = files


@dataclass(frozen=True, slots=True)
class SchoolInFolder:
    """A school of a project's folder, which may not be there yet."""

    world: DiskWorld
    school: str

    @property
    def settings(self) -> str:
        """The name of the settings file."""
        return f"schools/{self.school}.yaml"

    def files(self) -> dict[str, bytes]:
        """Return all that the school's policies are made from, by name, for `SchoolDrafts.of`.

        Kept and signed copies are not among them. Raises UnknownSchool; OSError, OutsideTheProject.
        """
        known = school_files(self.world)
        if self.school not in known:
            raise UnknownSchool(self.school, known)
        return files_to_compile(self.world, self.school)

    def write(self, files: Mapping[str, bytes], seen: Mapping[str, str]) -> tuple[str, ...]:
        """Write those of the files that are new or changed, all or none, and return their names.

        `seen` are the digests of the files as they were read. Raises ChangedMeanwhile if one of those to write is
        different by now; OSError, OutsideTheProject. Then everything is as it was.
        """
        ours = {name: data for name, data in files.items() if digest_of_file(data) != seen.get(name)}
        theirs = tuple(name for name in ours if self._now(name) != seen.get(name))
        if theirs:
            raise ChangedMeanwhile(theirs)
        write_all(self.world, ours)
        return tuple(ours)

    def _now(self, name: str) -> str | None:
        path = self.world.path(name)
        return digest_of_file(self.world.read(name)) if path.exists() or path.is_symlink() else None


def library_in(library: Library, world: World) -> Library:
    """Return a library with the schools and groups of another World, such as a folder that changes.

    The World must have the same clauses; they are not read again.
    """
    compiler = library._compiler
    project = replace(compiler.project, world=world)
    return Library(replace(compiler, project=project, files=school_files(world)))


def digest_of_file(data: bytes) -> str:
    """Return the SHA-256 (hex) of a file's bytes."""
    return hashlib.sha256(data).hexdigest()
