"""Set out the questions for one person on a page to hand out: a Document to print, or plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from policygen.ask.interview import PERSON, InterviewQuestion
from policygen.ask.unfinished import Unfinished
from policygen.assemble.wording import Wording, fixed_words
from policygen.check.project import Project
from policygen.document.model import (
    LONGEST_PROPERTY,
    Cover,
    Document,
    Form,
    FormField,
    Metadata,
    Origin,
    Paragraph,
    Section,
    Text,
    Value,
)
from policygen.document.typography import typographic
from policygen.resolve.settled import Settled

PEOPLE_ASKED = ("clerk", "head", "lead", "it", "business-manager")
WIDTH = 88
LONG_ANSWER = 3  # ruled lines for an address or a list


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, with its answer (or "") and the trust's or council's file that gives it."""

    item: InterviewQuestion
    answer: str
    above: str


def questions_for(now: Unfinished, knows: str, *, everything: bool = False) -> tuple[Asked, ...]:
    """Return the questions for the person `knows`, needed ones first; with `everything`, answered ones too.

    Answers that a trust or council has locked are left out.
    """
    items = [item for item in now.asked() if item.knows == knows]
    items.sort(key=lambda item: not item.needed)
    found = (Asked(item, now.answer(item) or "", now.from_above(item)) for item in items)
    return tuple(asked for asked in found if everything or not asked.answer)


def as_text(now: Unfinished, pages: Sequence[tuple[str, tuple[Asked, ...]]], wording: Wording) -> str:
    """Return the pages, one per person, as plain text to print or to send."""
    lines: list[str] = []
    for knows, questions in pages:
        title = wording("questions.title", who=wording(f"questions.knows.{knows}"))
        lines += [*([""] if lines else []), title, "=" * len(title), ""]
        lines += textwrap.wrap(_lead(now.settled, questions, wording), WIDTH) if questions else []
        lines += [] if questions else [wording("questions.nothing")]
        for number, asked in enumerate(questions, 1):
            lines += ["", *textwrap.wrap(f"{number}. {_question(asked.item, wording)}", WIDTH)]
            lines += [
                line
                for note in (asked.item.help, *_notes(asked, wording))
                for line in textwrap.wrap(note, WIDTH, initial_indent="   ", subsequent_indent="   ")
            ]
            lines += [f"   [ ] {meaning}" for meaning in asked.item.choices.values()] if asked.item.closed else []
            lines += [] if asked.item.closed else ["", f"   {'_' * 60}"]
    return "\n".join((*lines, ""))


def as_document(
    project: Project, now: Unfinished, knows: str, questions: Sequence[Asked], wording: Wording
) -> Document:
    """Return the page of one person as a sheet that looks like the school's policies."""
    who = wording(f"questions.knows.{knows}")
    title = wording("questions.title", who=who)
    setting = now.settled.settings["school.name"]
    name = str(setting.value or now.settled.id)
    # The date of the wording, not today's date, so that the same settings give the same file.
    released = max(library.released for library in project.libraries.values())
    created = project.world.source_date or datetime(released.year, released.month, released.day, tzinfo=UTC)
    lead = _lead(now.settled, questions, wording) if questions else wording("questions.nothing")
    notices = (wording("specimen"),) if now.settled.specimen else ()
    colour = next((file.model.colour for file in now.settled.chain if file.model.colour is not None), None)
    return typographic(
        Document(
            policy=f"questions-{knows}",
            school=now.settled.id,
            state="for-approval",
            language=wording("language"),
            metadata=Metadata(
                title=f"{title} – {name}"[:LONGEST_PROPERTY],
                author=name[:LONGEST_PROPERTY],
                subject=wording("questions.subject"),
                keywords=notices,
                created=created.strftime("%Y-%m-%dT%H:%M:%SZ"),
            ),
            words=fixed_words(wording, "for-approval"),
            cover=Cover(school=(_value(name, setting.origin),), title=(Text(text=title),), status=""),
            sections=(
                Section(
                    id="policygen:questions",
                    level=1,
                    number="",
                    title=(),
                    blocks=(Paragraph(id="policygen:questions/1", children=(Text(text=lead),)),),
                    sections=tuple(_section(n, asked, wording) for n, asked in enumerate(questions, 1)),
                ),
            ),
            clauses=(),
            header=name,
            kind="sheet",
            notices=notices,
            colour=colour.text if colour is not None else "",
        )
    )


def _lead(settled: Settled, questions: Sequence[Asked], wording: Wording) -> str:
    needed = sum(bool(asked.item.needed) for asked in questions)
    how = "all" if needed == len(questions) else "some" if needed else "none"
    name = settled.settings["school.name"].value
    return wording("questions.lead", school=str(name or settled.id), needed=wording(f"questions.needed.{how}"))


def _question(item: InterviewQuestion, wording: Wording) -> str:
    return f"{item.question} ({wording('questions.mark')})" if item.needed else item.question


def _notes(asked: Asked, wording: Wording) -> Iterator[str]:
    """Yield what follows the help: the answer, or what applies without one, and how to tick."""
    item = asked.item
    if asked.above:
        yield wording("questions.above", file=asked.above.removeprefix("schools/"), answer=asked.answer)
    elif asked.answer:
        yield wording("questions.now", answer=asked.answer)
    elif item.default_words or item.falls_back:
        yield wording("questions.unanswered", answer=item.default_words or item.falls_back)
    if item.closed:
        yield wording("questions.tick_some" if item.type == "many_of" else "questions.tick_one")


def _section(number: int, asked: Asked, wording: Wording) -> Section:
    here = f"policygen:questions/{asked.item.key}"
    notes = " ".join((asked.item.help, *_notes(asked, wording)))
    return Section(
        id=here,
        level=2,
        number="",
        title=(Text(text=f"{number}. {_question(asked.item, wording)}"),),
        blocks=(
            Paragraph(id=f"{here}/help", children=(Text(text=notes),)),
            Form(id=f"{here}/answer", fields=tuple(_fields(asked.item, here, wording))),
        ),
    )


def _fields(item: InterviewQuestion, here: str, wording: Wording) -> Iterator[FormField]:
    if item.closed:
        for value, meaning in item.choices.items():
            yield FormField(id=f"{here}/{value}", label=meaning, kind="tick")
    elif item.type == PERSON:
        yield FormField(id=f"{here}/name", label=wording("questions.name"))
        yield FormField(id=f"{here}/post", label=wording("questions.post"))
    elif item.type == "date":
        yield FormField(id=f"{here}/date", label=wording("questions.answer"), kind="date")
    else:
        lines = LONG_ANSWER if item.type in ("lines", "list") else 1
        yield FormField(id=f"{here}/text", label=wording("questions.answer"), lines=lines)


def _value(words: str, origin: Origin) -> Value:
    return Value(text=words, origin=origin)
