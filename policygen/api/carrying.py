"""One file with everything that a project keeps for a school: written, and added to a project."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from policygen import __version__
from policygen.check.schools import UnknownSchool, school_files
from policygen.compile.compiler import Compiler
from policygen.portable.contents import files_of_school
from policygen.portable.importing import Differs, ImportedSchool, import_school
from policygen.portable.writing import write_school_file
from policygen.world.disk import DiskWorld
from policygen.world.protocol import World
from policygen.world.writing import write_whole


@dataclass(frozen=True, slots=True)
class SchoolArchive:
    """A school's file, such as allhallows.school.zip."""

    path: Path

    def write(self, world: World, school: str) -> int:
        """Write everything that a project keeps for a school, even if its library has mistakes; return how many files.

        Raises UnknownSchool; Refused if one of the school's files cannot be exported; OutsideTheProject, OSError.
        """
        known = school_files(world)
        if school not in known:
            raise UnknownSchool(school, known)
        compiler, _ = Compiler.load(world)
        used = compiler.project.libraries if compiler is not None else {}
        libraries = {key: one.version.text for key, one in sorted(used.items())}
        files = files_of_school(world, school, libraries, __version__)
        write_whole(self.path, write_school_file(files))
        return len(files) - 1

    def add_to(self, world: DiskWorld, school: str = "", *, replace: bool = False) -> ImportedSchool:
        """Import the school into a project, completely or not at all, under the id `school` or its own.

        If files in the project differ, `differing` names them and nothing is written; with `replace` they are moved to
        schools/SCHOOL/kept/. A group's file is never replaced, because other schools extend it. Raises Refused if it is
        not a school's file, or not one that can be read safely; OutsideTheProject, OSError.
        """
        try:
            return import_school(world, self.path, school, replace=replace)
        except Differs as error:
            return ImportedSchool(error.school, (), (), (), error.files)
