"""Changing a finished answer in a terminal: choose the question by topic or by words, see its answer, give another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policygen.ask.appearance import Appearance
from policygen.ask.dialogue import BACK, HELP, Dialogue
from policygen.ask.interview import InterviewQuestion, Topic
from policygen.ask.unfinished import Unfinished
from policygen.diagnostics.codes import say


@dataclass(frozen=True, slots=True)
class ChangingAnswers:
    """Asks which answer to change until the person wants no other. Raises Stopped, CannotEdit, as the dialogue does."""

    dialogue: Dialogue

    def run(self) -> None:
        """Change answers one by one; each is checked and saved as in the interview."""
        console = self.dialogue.console
        while True:
            now = self.dialogue.answers.now()
            topics = _topics(now)
            console.say()
            console.say(say("changing.which"))
            for number, topic in enumerate(topics, 1):
                console.say(f"  {number:>2}  {topic.title}")
            console.say(f"  {len(topics) + 1:>2}  {say('appearance.topic')}")
            typed = console.ask(say("changing.which_prompt")).strip()
            if typed in ("", BACK):
                return
            if typed == HELP:
                console.say(say("changing.help"))
                continue
            if typed == str(len(topics) + 1) or typed.casefold() in say("appearance.topic").casefold().split():
                Appearance(self.dialogue.answers, console).run()
                continue
            found = _found(now, topics, typed)
            if not found:
                console.say(say("changing.not_found", text=typed, last=len(topics) + 1))
                continue
            item = found[0] if len(found) == 1 else self._one_of(now, found)
            if item is not None:
                self.dialogue.change(item.key)

    def _one_of(self, now: Unfinished, items: Sequence[InterviewQuestion]) -> InterviewQuestion | None:
        """Show questions with their answers, and return the one that the person chooses."""
        console = self.dialogue.console
        console.say()
        for number, item in enumerate(items, 1):
            console.say(f"  {number:>2}  {answer_line(now, item)}")
        while True:
            typed = console.ask(say("changing.number_prompt")).strip()
            if typed in ("", BACK):
                return None
            if typed.isdecimal() and 1 <= int(typed) <= len(items):
                return items[int(typed) - 1]
            console.say(say("changing.number_again", last=len(items)))


def answer_line(now: Unfinished, item: InterviewQuestion) -> str:
    """Return a question's label with its answer on one line."""
    answer = now.answer(item)
    words = " / ".join(answer.split("\n")) if answer is not None else say("changing.unanswered")
    above = now.from_above(item)
    key = "changing.from_above" if above else "changing.answer"
    return say(key, label=item.label, answer=words, file=above.removeprefix("schools/"))


def _topics(now: Unfinished) -> list[Topic]:
    """Return the topics with the questions that the school can answer, given its other answers."""
    asked = {item.key for item in now.asked()}
    topics = (Topic(each.title, tuple(i for i in each.items if i.key in asked)) for each in now.interview.topics)
    return [topic for topic in topics if topic.items]


def _found(now: Unfinished, topics: Sequence[Topic], typed: str) -> Sequence[InterviewQuestion]:
    """Return a topic's questions, or those in whose label, question, key or answer all of the words occur."""
    if typed.isdecimal():
        return topics[int(typed) - 1].items if 1 <= int(typed) <= len(topics) else ()
    words = typed.casefold().split()
    items = [item for topic in topics for item in topic.items]
    labelled = [item for item in items if _holds(words, item.label, item.key)]
    return labelled or [i for i in items if _holds(words, i.label, i.question, i.key, now.answer(i) or "")]


def _holds(words: Sequence[str], *texts: str) -> bool:
    whole = " ".join(texts).casefold()
    return all(word in whole for word in words)
