"""Beginning a school's settings and asking for its answers, at a console or one answer at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from policygen.ask.answers import Answers
from policygen.ask.appearance import Appearance
from policygen.ask.changing import ChangingAnswers
from policygen.ask.dialogue import Console, Dialogue
from policygen.ask.opening import Opening
from policygen.ask.settings_file import NewSchool
from policygen.ask.starting import copy_specimen, only_nation, specimens, start_school, usual_policies
from policygen.check.project import Project
from policygen.check.schools import UnknownSchool, school_files
from policygen.resolve.groups import group_files


@dataclass(frozen=True, slots=True)
class Interviews:
    """Starts schools in a project, and asks for their answers. The project must be a folder.

    Each answer is saved in the settings file at once, so an interview can stop at any question and continue elsewhere:
    in a terminal with a Console, or in a browser with the Answers.
    """

    project: Project

    def start(self, school: str, name: str = "", policies: Collection[str] = (), extends: str = "") -> Answers:
        """Write the settings file of a new school with its blanks marked, and return its answers.

        `policies` defaults to all policies of the project; `extends` is the name of a group, if any. Raises Refused for
        an id that cannot be used or is in use; UnknownSchool if there is no such group; OSError.
        """
        file, chosen = f"schools/{school}.yaml", tuple(policies) or usual_policies(self.project)
        above, nation = self._file_above(extends), only_nation(self.project)
        start_school(self.project, NewSchool(file=file, name=name, policies=chosen, extends=above, nation=nation))
        return Answers(self.project, file)

    def begin(self, console: Console, school: str = "", extends: str = "") -> str:
        """Ask which school to continue with, or the first questions for a new one, and return its id.

        `school`, and `extends`, the name of a group, are asked for if they are not given. Raises Stopped, OSError;
        Refused for an id that cannot be used; UnknownSchool if there is no such group.
        """
        return PurePosixPath(Opening(self.project, console).file(school, self._file_above(extends))).stem

    def ask(self, console: Console, school: str) -> Answers:
        """Ask for what is missing in a school's settings, and return its answers.

        If nothing is missing to begin with, ask first which answers to change.

        Raises Stopped; Refused if an answer cannot be added to the file; UnknownSchool, OSError.
        """
        answers = self.answers(school)
        dialogue = Dialogue(answers, console)
        if not answers.missing():
            ChangingAnswers(dialogue).run()
        if dialogue.run():
            Appearance(answers, console).run()
        return answers

    def answers(self, school: str) -> Answers:
        """Return a school's answers as its file has them now. Raises UnknownSchool."""
        files = school_files(self.project.world)
        if school not in files:
            raise UnknownSchool(school, files)
        return Answers(self.project, files[school])

    @staticmethod
    def specimens() -> tuple[str, ...]:
        """Return the ids of the invented schools that come with policygen."""
        return tuple(specimens())

    def copy_specimen(self, name: str) -> tuple[str, ...]:
        """Copy an invented school and what it extends into the project; return the names of the files.

        Raises Refused if a file exists and is different; OSError; KeyError for any other name.
        """
        return tuple(copy_specimen(self.project, name))

    def _file_above(self, group: str) -> str:
        groups = group_files(self.project.world)
        if group and group not in groups:
            raise UnknownSchool(group, groups)
        return groups[group].removeprefix("schools/") if group else ""
