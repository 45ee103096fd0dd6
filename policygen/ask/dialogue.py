"""The interview in a terminal: one question at a time, each answer checked and kept before the next is asked."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal, Protocol

from policygen.ask.answers import Answers, holds_together, own_field_of, post_of, usual_title
from policygen.ask.interview import PERSON, InterviewQuestion
from policygen.ask.unfinished import Unfinished
from policygen.diagnostics.codes import say

WIDTH = 88
BACK, HELP, STOP = "<", "?", "stop"


class Stopped(Exception):
    """The person wants to continue another day. The answers so far are in the file."""


class Console(Protocol):
    """Shows questions and reads answers. `ask` and `confirm` raise Stopped when there is no more input."""

    def say(self, text: str = "") -> None: ...

    def ask(self, prompt: str, default: str = "") -> str: ...

    def confirm(self, question: str) -> bool: ...


@dataclass
class Dialogue:
    """Asks what is missing in a school's answers, and saves each at once."""

    answers: Answers
    console: Console
    topic: str = ""

    def run(self) -> bool:
        """Ask the first questions, then offer the others, and tell if they were wanted. Raises Stopped, CannotEdit."""
        self._through(Unfinished.unasked)
        now = self.answers.now()
        if not now.missing() and now.further():
            count = len(now.further())
            self.console.say()
            self._wrapped(say("ask.further", count=count))
            if self.console.ask(say("ask.further_prompt"), "n").lower().startswith("y"):
                self._through(Unfinished.further)
                return True
        return False

    def change(self, key: str) -> None:
        """Ask one question again, then the first questions that the change has brought up. Raises as `run` does."""
        now = self.answers.now()
        item, before = now.interview.item(key), {item.key for item in now.unasked()}
        if item is not None:
            self._one(now, item, item.question)
        self._through(lambda changed: [item for item in changed.unasked() if item.key not in before])

    def _through(self, unanswered: Callable[[Unfinished], list[InterviewQuestion]]) -> None:
        """Ask each unanswered question once; going back asks the previous one again and shows its answer."""
        trail: list[str] = []
        at = 0
        while True:
            now = self.answers.now()
            left = [item.key for item in unanswered(now) if item.key not in trail]
            if at == len(trail):
                if not left:
                    return
                trail.append(left.pop(0))
            item = now.interview.item(trail[at])
            if item is None or not item.is_asked(now.tested):
                del trail[at]
                continue
            place = say("ask.place", question=item.question, number=at + 1, all=len(trail) + len(left))
            back = self._one(now, item, place)
            at = max(at - 1, 0) if back else at + 1

    def _one(self, now: Unfinished, item: InterviewQuestion, place: str) -> bool:
        """Ask one question until the answer can be used; tell whether the person wants to go back.

        `place` is the question with its number among those that are asked.
        """
        self._head(now, item, place)
        current = now.answer(item) or ""
        while True:
            typed = self._typed(item, current)
            if typed == BACK:
                return True
            if typed == HELP:
                self._help(item)
                continue
            if not typed or (typed == current and item.type != PERSON):
                return False
            problem = self.answers.give(item.key, typed)
            if problem:
                self._wrapped(say("ask.not_accepted", reason=problem))
                continue
            if item.type == PERSON and typed not in ("none", "vacant") and self._beside(item, typed):
                current = self.answers.now().answer(item) or ""
                continue
            return False

    def _head(self, now: Unfinished, item: InterviewQuestion, place: str) -> None:
        topic = next(topic.title for topic in now.interview.topics if item in topic.items)
        if topic != self.topic:
            self.topic = topic
            self.console.say(f"\n{topic}\n{'─' * len(topic)}")
        self.console.say()
        self._wrapped(place)
        self._wrapped(item.help, "  ")
        for choice, meaning in enumerate(item.choices.values() if item.closed else (), 1):
            self.console.say(f"  {choice:>2}  {meaning}")
        if item.type in ("lines", "list"):
            self.console.say(say(f"ask.{item.type}"))
        unanswered = item.default_words or (
            item.falls_back and say("ask.falls_back", role=f"{item.falls_back[0].lower()}{item.falls_back[1:]}")
        )
        if unanswered and not now.answer(item):
            self._wrapped(say("ask.unanswered", words=unanswered), "  ")

    def _typed(self, item: InterviewQuestion, current: str) -> str:
        if item.type not in ("lines", "list"):
            return self.console.ask(say("ask.name_prompt" if item.type == PERSON else "ask.prompt"), current).strip()
        lines: list[str] = []
        while line := self.console.ask(say("ask.prompt"), current if not lines else "").strip():
            if line in (BACK, HELP):
                return line
            lines.append(line)
            if lines in (["none"], [current]):
                break
        return "\n".join(lines)

    def _help(self, item: InterviewQuestion) -> None:
        self._wrapped(item.help, "  ")
        if item.type == "many_of":
            self.console.say(say("ask.help_many"))
        if item.type == PERSON:
            self.console.say(say("ask.help_person" if item.needed else "ask.help_person_none"))
        elif not item.needed and not item.closed:
            self.console.say(say("ask.help_none"))
        self.console.say(say("ask.help_keys"))

    def _beside(self, item: InterviewQuestion, name: str) -> bool:
        """Ask for what goes with a name; tell whether the person wants to go back to the name."""
        steps: list[Callable[[], bool]] = [
            *([partial(self._post, item, name)] if self._asks_post(item) else ()),
            *(partial(self._contact, item, name, field) for field in self._contacts(item)),
        ]
        at = 0
        while at < len(steps):
            at += -1 if steps[at]() else 1
            if at < 0:
                return True
        return False

    def _asks_post(self, item: InterviewQuestion) -> bool:
        return item.signs or not holds_together(item, self.answers.now())

    def _post(self, item: InterviewQuestion, name: str) -> bool:
        """Ask people who sign for the title of the post, others for another post; tell whether to go back."""
        if not self._asks_post(item):
            return False
        now = self.answers.now()
        usual = usual_title(item, now)
        prompt = say("ask.title_prompt" if item.signs else "ask.post_prompt")
        known = post_of(item, now)
        while True:
            words = self.console.ask(prompt, known).strip()
            if words == BACK:
                return True
            if words == "vacant":
                self.console.say(say("ask.vacant_here"))
            elif words == HELP:
                self.console.say(say("ask.keep_or_none" if known != usual else "ask.keep_person"))
            elif problem := self.answers.give(item.key, name, post=words):
                self._wrapped(say("ask.not_accepted", reason=problem))
            else:
                return False

    def _contacts(self, item: InterviewQuestion) -> tuple[Literal["telephone", "email"], ...]:
        """Return the ways of reaching the post that the library prints; those of several people are in the file."""
        if holds_together(item, self.answers.now()):
            return ()
        return (*(("telephone",) if item.prints_telephone else ()), *(("email",) if item.prints_email else ()))

    def _contact(self, item: InterviewQuestion, name: str, field: Literal["telephone", "email"]) -> bool:
        """Ask for the number or the e-mail address of a post; tell whether to go back."""
        now = self.answers.now()
        known = own_field_of(item, now, field)
        while True:
            words = self.console.ask(say(f"ask.{field}_prompt"), known).strip()
            if words == BACK:
                return True
            if words in (HELP, "vacant"):
                self.console.say(say("ask.keep_or_none" if known else "ask.keep_person"))
                continue
            given = {"telephone": words} if field == "telephone" else {"email": words}
            problem = self.answers.give(item.key, name, **given)
            if not problem:
                return False
            self._wrapped(say("ask.not_accepted", reason=problem))

    def _wrapped(self, text: str, indent: str = "") -> None:
        self.console.say(textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent))
