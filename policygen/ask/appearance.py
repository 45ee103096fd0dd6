"""The school's colour and logo, asked for in a terminal like the rest and kept in the settings file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from policygen.ask.answers import Answers
from policygen.ask.dialogue import BACK, HELP, Console
from policygen.ask.yaml_text import GivenAnswer, with_answer
from policygen.check.pictures import read_picture
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.world.disk import on_disk
from policygen.world.writing import write_whole


@dataclass(frozen=True, slots=True)
class Appearance:
    """Asks for the colour, the logo's file and what the logo shows. Raises Stopped, CannotEdit, OSError."""

    answers: Answers
    console: Console

    def run(self) -> None:
        """Ask for each, and save what can be used; Enter leaves it as it is."""
        own = self.answers.now().settled.chain[0].model
        self.console.say(say("appearance.intro"))
        self._asked("colour_prompt", own.colour.text if own.colour is not None else "", self._colour)
        known = own.logo.file.text if own.logo is not None else ""
        self._asked("logo_prompt", known, self._logo)

    def _asked(self, prompt: str, known: str, keep: Callable[[str], str]) -> None:
        while True:
            typed = self.console.ask(say(f"appearance.{prompt}"), known).strip()
            if typed == HELP:
                self.console.say(say("appearance.help"))
            elif typed in ("", BACK, known):
                return
            elif problem := keep(typed):
                self.console.say(say("ask.not_accepted", reason=problem))
            else:
                return

    def _colour(self, typed: str) -> str:
        """Save a colour; return why it cannot be used, or ""."""
        if not is_colour(typed):
            return say("appearance.no_colour", text=typed)
        return self._keep("colour", GivenAnswer(typed), "text")

    def _logo(self, typed: str) -> str:
        """Save a logo with what it shows, once its file can be printed; return why it cannot be used, or ""."""
        now, found = self.answers.now(), Diagnostics()
        shows = self.console.ask(say("appearance.alternative_prompt")).strip()
        if not shows or shows in (BACK, HELP):
            return say("appearance.no_alternative")
        read_picture(on_disk(self.answers.project.world), typed, now.settled.chain[0].span_of("logo"), shows, found)
        if found.errors:
            return next(f"{error.message}. {error.hint}".strip() for error in found if error.severity == "error")
        return self._keep("logo", GivenAnswer({"file": typed, "alternative": shows}), "person")

    def _keep(self, key: str, given: GivenAnswer, kind: str) -> str:
        """Save it unless the file is then worse than before; return why, or ""."""
        world, file = on_disk(self.answers.project.world), self.answers.file
        whole = world.read(file)
        known = {(error.code, error.message) for error in self.answers.now().diagnostics}
        write_whole(world.path(file), with_answer(whole.decode(), (key,), given, kind).encode())
        found = (one for one in self.answers.now().diagnostics if one.severity == "error")
        errors = [error for error in found if (error.code, error.message) not in known]
        if errors:
            write_whole(world.path(file), whole)
        return f"{errors[0].message}. {errors[0].hint}".strip() if errors else ""


def is_colour(text: str) -> bool:
    """Return whether a text is a colour as a settings file has it, such as #1f3a5f."""
    return re.fullmatch("#[0-9A-Fa-f]{6}", text) is not None
