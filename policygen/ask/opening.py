"""How an interview begins: which school to continue with, or the first questions for a new one."""

from __future__ import annotations

from dataclasses import dataclass

from policygen.ask.dialogue import BACK, HELP, Console
from policygen.ask.interview import interview
from policygen.ask.reading import NotAnAnswer, read_answer
from policygen.ask.settings_file import NewSchool
from policygen.ask.starting import id_from, only_nation, start_school, usual_policies
from policygen.ask.unfinished import Unfinished
from policygen.check.project import Project
from policygen.check.schools import load_settings, school_files
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Refused
from policygen.resolve.groups import group_files

NO_NAME = "my-school"


@dataclass(frozen=True, slots=True)
class Opening:
    """Asks at a console what must be known before there is a settings file. Raises Stopped, OSError."""

    project: Project
    console: Console

    def file(self, school: str = "", extends: str = "") -> str:
        """Return the settings file to continue with, which is new unless somebody began it.

        `school` is an id, `extends` a file above the school's, each "" if it is to be asked for. Raises Refused for an
        id that cannot be used.
        """
        return self._begun(school) or self._new(school, extends)

    def _begun(self, school: str) -> str:
        """Return the file of the school to continue with; "" to start another."""
        files = school_files(self.project.world)
        if school:
            return files.get(school, "")
        for name, file in files.items():
            begun = Unfinished.load(self.project, file)
            if begun is None or begun.settled.specimen:
                continue
            left = len(begun.missing())
            if not left and len(files) == 1:
                self.console.say(say("opening.complete", school=name))
                if self.console.confirm(say("opening.confirm_further")):
                    return file
            if not left:
                continue
            self.console.say(say("opening.begun", school=name, count=left))
            if self.console.confirm(say("opening.confirm_begun")):
                return file
        return ""

    def _new(self, school: str, extends: str) -> str:
        self.console.say(say("opening.welcome"))
        if nation := only_nation(self.project):
            words = self.project.vocabulary.nations.get(nation)
            self.console.say(say("opening.nation", nation=words.text if words is not None else nation))
        name = self._name()
        above = extends or self._parent()
        policies = self._policies()
        while True:
            proposed = id_from(name) or NO_NAME
            identity = school or self._typed(say("opening.id_prompt"), say("opening.id_help"), proposed)
            file = f"schools/{identity}.yaml"
            new = NewSchool(file=file, name=name, policies=policies, extends=above, nation=nation)
            try:
                start_school(self.project, new)
            except Refused as error:
                if school:
                    raise
                self.console.say(str(error))
            else:
                return file

    def _name(self) -> str:
        item = interview(self.project).item("school.name")
        while item is not None:
            prompt = say("opening.name_prompt", question=item.question)
            name = self._typed(prompt, say("opening.name_help", help=item.help))
            try:
                read_answer(item, name)
            except NotAnAnswer as error:
                self.console.say(say("opening.not_accepted", reason=str(error), hint=error.hint).rstrip())
            else:
                return name
        return ""

    def _parent(self) -> str:
        groups = {name: file for name, file in group_files(self.project.world).items() if not self._is_invented(file)}
        if not groups:
            return ""
        self.console.say(say("opening.choose_parent"))
        names = [say("opening.no_group"), *groups]
        for number, name in enumerate(names):
            self.console.say(f"  {number:>2}  {name}")
        while True:
            typed = self._typed(">", say("opening.choose_parent_help", last=len(groups)), "0")
            if typed.isdecimal() and int(typed) <= len(groups):
                number = int(typed)
                return groups[names[number]].removeprefix("schools/") if number else ""
            self.console.say(say("opening.choose_parent_again", last=len(groups)))

    def _is_invented(self, file: str) -> bool:
        """Tell whether a group's file is invented: its addresses lead nowhere, so real schools ignore it."""
        found = load_settings(self.project, file, Diagnostics())
        return found is not None and found.model.specimen

    def _policies(self) -> tuple[str, ...]:
        usual = usual_policies(self.project)
        self.console.say(say("opening.choose_policies"))
        for number, name in enumerate(usual, 1):
            self.console.say(f"  {number:>2}  {self.project.outlines[name].title.text}")
        while True:
            typed = self._typed(say("opening.choose_policies_prompt"), say("opening.choose_policies_help"), "all")
            if typed.lower() == "all":
                return usual
            numbers = [part for part in typed.replace(",", " ").split() if part]
            if numbers and all(part.isdecimal() and 1 <= int(part) <= len(usual) for part in numbers):
                chosen = {int(part) for part in numbers}
                return tuple(name for number, name in enumerate(usual, 1) if number in chosen)
            self.console.say(say("opening.choose_policies_again", last=len(usual)))

    def _typed(self, prompt: str, helping: str, default: str = "") -> str:
        """Return what was typed before there is a file, with the same special words as for every question."""
        while True:
            typed = self.console.ask(prompt, default).strip()
            if typed == BACK:
                self.console.say(say("opening.cannot_go_back"))
            elif typed == HELP or not typed:
                self.console.say(helping)
            else:
                return typed
