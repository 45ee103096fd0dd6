"""The questions that a school still has to answer, a page for each person who knows the answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from policygen.ask.questionnaire import PEOPLE_ASKED, Asked, as_document, as_text, questions_for
from policygen.ask.unfinished import Unfinished
from policygen.assemble.wording import Wording
from policygen.check.project import Project
from policygen.document.model import Document


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The questions of one school: `pages` holds each person (such as `clerk`) with what they are asked."""

    PEOPLE: ClassVar[tuple[str, ...]] = PEOPLE_ASKED

    school: str
    pages: tuple[tuple[str, tuple[Asked, ...]], ...]
    _project: Project
    _now: Unfinished
    _wording: Wording

    @classmethod
    def of(
        cls, project: Project, school: str, now: Unfinished, wording: Wording, people: Sequence[str], everything: bool
    ) -> Questionnaire:
        """Return the pages for `people`, or without any for everyone who still has a question."""
        pages = [(who, questions_for(now, who, everything=everything)) for who in people or PEOPLE_ASKED]
        return cls(school, tuple(page for page in pages if page[1] or people), project, now, wording)

    def text(self) -> str:
        """Return the pages as plain text, to print or send."""
        return as_text(self._now, self.pages, self._wording)

    def sheets(self) -> Iterator[Document]:
        """Yield each page as a Document that looks like the school's policies; its `policy` can name the file."""
        for who, questions in self.pages:
            yield as_document(self._project, self._now, who, questions, self._wording)

    def data(self) -> dict[str, object]:
        """Return the questions as data for JSON; keys are stable and always present."""
        questions = [_question(who, asked) for who, questions in self.pages for asked in questions]
        return {"version": 1, "school": self.school, "questions": questions}


def _question(who: str, asked: Asked) -> dict[str, object]:
    item = asked.item
    return {
        "key": item.key,
        "for": who,
        "needed": bool(item.needed),
        "type": item.type,
        "question": item.question,
        "help": item.help,
        "choices": dict(item.choices) if item.closed else {},
        "default": item.default_words,
        "answer": asked.answer,
        "answered_by": asked.above,
    }
