"""The national register of schools: settings files from its rows."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from policygen.check.project import Project
from policygen.check.schools import SCHOOL_ID, UnknownSchool
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Refused
from policygen.intake.register.fates import RegisterReport, SchoolTaken
from policygen.intake.register.importing import take_in_register
from policygen.intake.register.index import RegisterIndex
from policygen.intake.register.selecting import RegisterSelection
from policygen.resolve.groups import group_files
from policygen.source.reading import LimitedDiagnostics, capped


@dataclass(frozen=True, slots=True)
class SchoolRegister:
    """An export of the register of schools (CSV) beside a project, which must be a folder.

    The file is read row by row each time. Methods raise OSError for a file that cannot be read; Refused for a selection
    that nobody can understand, or by a column that the file does not have; UnknownSchool for a group to extend that the
    project does not have.
    """

    project: Project
    path: Path

    def take_in(
        self,
        listener: Callable[[str, tuple[str, ...]], None] = lambda *_: None,
        *,
        urns: Collection[str] = (),
        where: Collection[str] = (),
        trust: str = "",
        update: bool = False,
        extends: str = "",
    ) -> RegisterReport:
        """Write the settings of each open school that is wanted, and of its trust or council, into the project.

        By default all schools are wanted. With `urns`, `trust` and `where` (`COLUMN=VALUE`) only those for which all of
        it holds; for one column, any of several values will do. `listener` is told each file that is written or
        changed, or in which the register says otherwise, with a line for each difference. Files that exist do not
        change, but `update` merges what the register says now into them, and keeps what a person has set. New schools
        extend the group `extends`, by default the one that the register names.
        """

        def heard(taken: SchoolTaken) -> None:
            if taken.is_news:
                listener(taken.file, tuple(one.line() for one in taken.differences))

        wanted = RegisterSelection.of(urns, where, trust)
        above = self._file_above(extends)
        return take_in_register(self.project, self.path, wanted, heard, update=update, extends=above)

    def start(self, urn: str, school: str = "", extends: str = "") -> tuple[str, RegisterReport]:
        """Write the settings of one school with every question, as `Interviews.start` does; return its file.

        The file is "" if the school is not in the register or not open, which the report's findings say. `school` is
        its id, by default made from its name. Raises Refused also for an id that cannot be used.
        """
        if school and not SCHOOL_ID.fullmatch(school):
            raise Refused(say("opening.wrong_id", id=school))
        files: list[str] = []
        report = take_in_register(
            self.project,
            self.path,
            RegisterSelection.of([urn]),
            lambda taken: files.append(taken.file),
            extends=self._file_above(extends),
            identity=school,
            brief=False,
        )
        return (files[0] if files else ""), report

    def index(self) -> tuple[RegisterIndex | None, tuple[Diagnostic, ...]]:
        """Return the open schools in memory, to be searched, and what is wrong with the file; None if all of it is.

        The project need not be a folder.
        """
        found = LimitedDiagnostics()
        index = RegisterIndex.read(self.project, self.path, found)
        return index, tuple(capped(found))

    def _file_above(self, group: str) -> str:
        groups = group_files(self.project.world)
        if group and group not in groups:
            raise UnknownSchool(group, groups)
        return groups[group] if group else ""
