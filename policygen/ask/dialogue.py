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
from policygen.world.disk import World, write_whole

WIDTH = 88
BACK, HELP, STOP = "<", "?", "stop"


class Stopped(Exception):
    """The person wants to go on another day. What was answered stands in the file."""


class Console(Protocol):
    """Where questions are put and answers come from. `ask` raises Stopped where no more can come."""

    def say(self, text: str = "") -> None: ...

    def ask(self, prompt: str, default: str = "") -> str: ...


@dataclass
class Dialogue:
    """Asks what `file` lacks. The file itself is the record of how far it came; it is written after each answer."""

    world: World
    project: Project
    file: str
    console: Console
    topic: str = ""

    def run(self) -> Unfinished:
        """Ask the first questions, then offer the others. Returns how the school stands. Raises Stopped."""
        self._through(Unfinished.unasked)
        now = self._now()
        if not now.missing() and now.further():
            count = len(now.further())
            self.console.say()
            self._wrapped(
                f"Nothing that is needed is missing. {count} further questions have wording that is right as it is; "
                "answer them where your school does things its own way."
            )
            if self.console.ask("Go through them now? (y/n)", "n").lower().startswith("y"):
                self._through(Unfinished.further)
        return self._now()

    def _now(self) -> Unfinished:
        found = Unfinished.load(self.project, self.file)
        if found is None:
            raise CannotEdit(f"{self.file} cannot be read any more; `policygen check` says why")
        return found

    def _through(self, unanswered: Callable[[Unfinished], list[InterviewQuestion]]) -> None:
        """Ask what is unanswered, once each; going back asks again what was asked before, with the answer it has."""
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
            back = self._one(now, item, f"{at + 1} of {len(trail) + len(left)}")
            at = max(at - 1, 0) if back else at + 1

    def _one(self, now: Unfinished, item: InterviewQuestion, place: str) -> bool:
        """Ask one question until its answer reads; tell whether the person wants to go back."""
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
            problem = self._taken(item, typed, now)
            if not problem:
                return False
            self._wrapped(f"That does not work: {problem}")

    def _taken(self, item: InterviewQuestion, typed: str, before: Unfinished) -> str:
        """Keep an answer; return why it cannot be one, empty where it is. What does not fit leaves no trace."""
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

    def _head(self, now: Unfinished, item: InterviewQuestion, place: str) -> None:
        topic = next(topic.title for topic in now.interview.topics if item in topic.items)
        if topic != self.topic:
            self.topic = topic
            self.console.say(f"\n{topic}\n{'─' * len(topic)}")
        self.console.say()
        self._wrapped(f"{item.question}  ({place})")
        self._wrapped(item.help, "  ")
        for number, meaning in enumerate(item.choices.values() if item.closed else (), 1):
            self.console.say(f"  {number:>2}  {meaning}")
        if item.type == "lines":
            self.console.say("  One line at a time; an empty line ends it.")
        if item.type == "list":
            self.console.say("  One entry a line; an empty line ends it.")
        unanswered = item.default_words or (
            item.falls_back and f"the {item.falls_back[0].lower()}{item.falls_back[1:]}"
        )
        if unanswered and not now.answer(item):
            self._wrapped(f"Enter alone leaves: {unanswered}.", "  ")

    def _typed(self, item: InterviewQuestion, current: str) -> str:
        if item.type not in ("lines", "list"):
            return self.console.ask("Name:" if item.type == PERSON else ">", current).strip()
        lines: list[str] = []
        while line := self.console.ask(">", current if not lines else "").strip():
            if line in (BACK, HELP):
                return line
            lines.append(line)
            if lines in (["none"], [current]):
                break
        return "\n".join(lines)

    def _help(self, item: InterviewQuestion) -> None:
        self._wrapped(item.help, "  ")
        if item.type == "many_of":
            self.console.say("  Several answers: their numbers with commas between, such as 1, 3.")
        if item.type == PERSON:
            none = "" if item.needed else ", `none` where there is no such post"
            self.console.say(f"  Type the name; `vacant` where nobody holds the post now{none}.")
        elif not item.needed and not item.closed:
            self.console.say("  `none` says that the school has no such thing.")
        self.console.say("  Enter alone leaves the question as it is, < goes back, `stop` ends for today.")

    def _person(self, item: InterviewQuestion, given: GivenAnswer) -> GivenAnswer:
        """Ask what stands beside the name: the title of who signs, another post of anyone else."""
        assert isinstance(given.value, dict)  # noqa: S101 - read_answer makes a person's fields
        key, usual = ("title", item.label) if item.signs else ("post", "")
        prompt = "The school's title for this post" if item.signs else "Another post this person holds, if any"
        known = given.value.get(key, usual)
        while (words := self.console.ask(f"  {prompt}:", known).strip()) in (BACK, HELP, "vacant"):
            if words == "vacant":
                self.console.say("  `vacant` stands in the place of the name: < at the next question comes back here.")
                continue
            self.console.say(f"  Enter alone leaves it as it is{', `none` takes it away' if known != usual else ''}.")
        if words in ("none", usual):
            return GivenAnswer({**given.value, key: ""})
        read_answer(item, words)
        return GivenAnswer({**given.value, key: words})

    def _keep(self, item: InterviewQuestion, given: GivenAnswer) -> None:
        """Put the answer into the file; what the meeting needs to know goes to each policy that goes to a meeting."""
        text = self.world.read(self.file).decode("utf-8")
        if item.group == "policy":
            now = self._now()
            for policy in now.policies(item):
                # What a trust has answered for one of them stays as the trust has it.
                if now.settled.policies[policy][item.name].how != "inherited":
                    text = with_answer(text, ("policies", policy, item.name), given, item.type)
        else:
            text = with_answer(text, (item.group, item.name), given, item.type)
        write_whole(self.world.path(self.file), text.encode())

    def _wrapped(self, text: str, indent: str = "") -> None:
        self.console.say(textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent))


def _same_person(item: InterviewQuestion, given: GivenAnswer, before: Unfinished) -> GivenAnswer:
    """Return a person with what the school's file says of them already; another name begins anew."""
    assert isinstance(given.value, dict)  # noqa: S101 - read_answer makes a person's fields
    person = before.settled.people[item.name]
    own = {name: str(field.value) for name, field in person.fields.items() if field.how == "school" and field.value}
    same = person.held_by == item.name and own.get("name") == given.value["name"]
    return GivenAnswer(own) if same else given
