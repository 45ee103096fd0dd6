"""The interview in a terminal: one question at a time, each answer checked and kept before the next is asked."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from policygen.ask.interview import PERSON, InterviewQuestion
from policygen.ask.reading import NotAnAnswer, read_answer
from policygen.ask.unfinished import Unfinished
from policygen.ask.yaml_text import CannotEdit, GivenAnswer, with_answer
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.world.disk import DiskWorld
from policygen.world.writing import write_whole

WIDTH = 88
BACK, HELP, STOP = "<", "?", "stop"


class Stopped(Exception):
    """The person wants to continue another day. The answers so far are in the file."""


class Console(Protocol):
    """Where questions are shown and answers are typed. `ask` raises Stopped when no more can come."""

    def say(self, text: str = "") -> None: ...

    def ask(self, prompt: str, default: str = "") -> str: ...


@dataclass
class Dialogue:
    """Asks what is missing in `file`. The file itself records the progress: it is written after each answer."""

    world: DiskWorld
    project: Project
    file: str
    console: Console
    topic: str = ""

    def run(self) -> Unfinished:
        """Ask the first questions, then offer the others. Returns the settings as they then are. Raises Stopped."""
        self._through(Unfinished.unasked)
        now = self._now()
        if not now.missing() and now.further():
            count = len(now.further())
            self.console.say()
            self._wrapped(say("ask.further", count=count))
            if self.console.ask(say("ask.further_prompt"), "n").lower().startswith("y"):
                self._through(Unfinished.further)
        return self._now()

    def _now(self) -> Unfinished:
        found = Unfinished.load(self.project, self.file)
        if found is None:
            raise CannotEdit(say("ask.unreadable", file=self.file))
        return found

    def _through(self, unanswered: Callable[[Unfinished], list[InterviewQuestion]]) -> None:
        """Ask each unanswered question once; going back asks the previous one again and shows its answer."""
        trail: list[str] = []
        at = 0
        while True:
            now = self._now()
            left = [item.key for item in unanswered(now) if item.key not in trail]
            if at == len(trail):
                if not left:
                    return
                trail.append(left.pop(0))
            item = now.interview.item(trail[at])
            if item is None or not item.is_asked(now.tested):
                del trail[at]
                continue
            back = self._one(now, item, at + 1, len(trail) + len(left))
            at = max(at - 1, 0) if back else at + 1

    def _one(self, now: Unfinished, item: InterviewQuestion, number: int, count: int) -> bool:
        """Ask one question until the answer can be used; tell whether the person wants to go back."""
        self._head(now, item, number, count)
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
            problem = self._taken(item, typed, now)
            if not problem:
                return False
            self._wrapped(say("ask.not_accepted", reason=problem))

    def _taken(self, item: InterviewQuestion, typed: str, before: Unfinished) -> str:
        """Save an answer; return why it cannot be used, or "". An answer that cannot be used changes nothing."""
        whole = self.world.read(self.file)
        try:
            given = read_answer(item, typed)
            if item.type == PERSON and given.state == "answered":
                given = _same_person(item, given, before)
                self._keep(item, given)
                given = self._person(item, given)
            self._keep(item, given)
        except (NotAnAnswer, CannotEdit) as error:
            write_whole(self.world.path(self.file), whole)
            return f"{error}. {getattr(error, 'hint', '')}".strip()
        known = {(error.code, error.message) for error in before.diagnostics}
        errors = [d for d in self._now().diagnostics if d.severity == "error" and (d.code, d.message) not in known]
        if not errors:
            return ""
        write_whole(self.world.path(self.file), whole)
        return f"{errors[0].message}. {errors[0].hint}".strip()

    def _head(self, now: Unfinished, item: InterviewQuestion, number: int, count: int) -> None:
        topic = next(topic.title for topic in now.interview.topics if item in topic.items)
        if topic != self.topic:
            self.topic = topic
            self.console.say(f"\n{topic}\n{'─' * len(topic)}")
        self.console.say()
        self._wrapped(say("ask.place", question=item.question, number=number, all=count))
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

    def _person(self, item: InterviewQuestion, given: GivenAnswer) -> GivenAnswer:
        """Ask for what goes with the name: for people who sign, the title of the post; for others, another post."""
        assert isinstance(given.value, dict)  # noqa: S101 - read_answer makes a person's fields
        key, usual = ("title", item.label) if item.signs else ("post", "")
        prompt = say("ask.title_prompt" if item.signs else "ask.post_prompt")
        known = given.value.get(key, usual)
        while (words := self.console.ask(prompt, known).strip()) in (BACK, HELP, "vacant"):
            if words == "vacant":
                self.console.say(say("ask.vacant_here"))
                continue
            self.console.say(say("ask.keep_or_none" if known != usual else "ask.keep_person"))
        if words in ("none", usual):
            return GivenAnswer({**given.value, key: ""})
        read_answer(item, words)
        return GivenAnswer({**given.value, key: words})

    def _keep(self, item: InterviewQuestion, given: GivenAnswer) -> None:
        """Save the answer in the file; what the meeting needs to know goes under each policy."""
        text = self.world.read(self.file).decode("utf-8")
        if item.group == "policy":
            now = self._now()
            for policy in now.policies(item):
                # Where the trust has answered for a policy, its answer stays.
                if now.settled.policies[policy][item.name].how != "inherited":
                    text = with_answer(text, ("policies", policy, item.name), given, item.type)
        else:
            text = with_answer(text, (item.group, item.name), given, item.type)
        write_whole(self.world.path(self.file), text.encode())

    def _wrapped(self, text: str, indent: str = "") -> None:
        self.console.say(textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent))


def _same_person(item: InterviewQuestion, given: GivenAnswer, before: Unfinished) -> GivenAnswer:
    """Return a person with what the school's file already says about them; a new name starts empty."""
    assert isinstance(given.value, dict)  # noqa: S101 - read_answer makes a person's fields
    person = before.settled.people[item.name]
    own = {name: str(field.value) for name, field in person.fields.items() if field.how == "school" and field.value}
    same = person.held_by == item.name and own.get("name") == given.value["name"]
    return GivenAnswer(own) if same else given
