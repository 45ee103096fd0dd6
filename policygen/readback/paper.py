"""What was read from an edited Word file, as a sheet for the head: each edit, what it becomes, what is in its way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath
from typing import Literal

from policygen.assemble.wording import Wording
from policygen.compare.words import ChangedWords, word_diff
from policygen.diagnostics.model import Diagnostic
from policygen.document.model import (
    LONGEST_PROPERTY,
    Cell,
    Document,
    Emphasis,
    Inline,
    LineBreak,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
    Text,
)
from policygen.document.plain import words_of
from policygen.document.typography import typographic
from policygen.document.walk import parts_of
from policygen.readback.changes import BlockChange
from policygen.readback.model import Proposal, WordReading
from policygen.readback.trial import Trial

_ID = "policygen:read"
_WIDTHS = (0.07, 0.22, 0.37, 0.34)
_COLUMNS = ("number", "section", "edit", "result")
_State = Literal["taken", "asked", "remark", "refused", "done"]
_STATES: tuple[_State, ...] = ("taken", "asked", "remark", "refused", "done")
_AROUND = 8  # words that are kept around each change
_MOST = 60  # words of a paragraph that was added or removed


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told in `wording`; `names` are those of sections by clause, and of answers by key, for a reader."""

    reading: WordReading
    names: Mapping[str, str]
    wording: Wording

    def name(self, one: Proposal) -> str:
        return self.names.get(one.target) or one.title or one.target


def reading_paper(reading: WordReading, trial: Trial, model: Document) -> Document:
    """Return the sheet, in the look of the policy `model`: the edits by what can be done with them, then remarks."""
    wording = trial.school.assembler.wording
    told = _Told(reading, {**_answers(trial), **_sections(model)}, wording)
    file = PurePath(reading.file).name
    title = wording("read.title", title=words_of(model.cover.title))
    lead = wording("read.lead" if reading.proposals else "read.nothing", file=file)
    said = (lead, *(() if reading.has_bookmarks else (wording("read.no_bookmarks"),)))
    parts = []
    for state in _STATES:
        listed = [one for one in reading.proposals if _state(one) == state]
        if listed:
            parts.append(_part(state, listed, told))
    blocks = tuple(Paragraph(id=f"{_ID}/{n}", children=(Text(text=words),)) for n, words in enumerate(said, 1))
    whole = Section(id=_ID, level=1, number="", title=(), blocks=blocks, sections=tuple(parts))
    author = model.metadata.author
    return typographic(
        replace(
            model,
            policy=f"{model.policy}/read",
            kind="sheet",
            metadata=replace(model.metadata, title=f"{title} – {author}"[:LONGEST_PROPERTY], subject=title),
            words=replace(model.words, watermark=""),
            header=wording("header", school=author, title=title),
            cover=replace(model.cover, title=(Text(text=title),), status=wording("read.status"), tables=(), logo=""),
            sections=(whole,),
            clauses=(),
            assets=(),
        )
    )


def _part(state: str, listed: Sequence[Proposal], told: _Told) -> Section:
    wording = told.wording
    name = f"{_ID}-{state}"
    heading = Row(
        id=f"{name}/2/row-0",
        cells=tuple(Cell(children=(Text(text=wording(f"read.column.{column}")),)) for column in _COLUMNS),
    )
    rows = tuple(
        Row(
            id=f"{name}/2/row-{one.number}",
            cells=(
                Cell(children=(Text(text=str(one.number)),)),
                Cell(children=(Text(text=told.name(one)),)),
                Cell(children=_lines(_edits(one, wording))),
                Cell(children=_lines((Text(text=line),) for line in _result(one, told))),
            ),
        )
        for one in listed
    )
    lead = Paragraph(id=f"{name}/1", children=(Text(text=wording(f"read.lead_of.{state}")),))
    table = Table(id=f"{name}/2", widths=_WIDTHS, header=(heading,), rows=rows)
    title = (Text(text=wording(f"read.state.{state}")),)
    return Section(id=name, level=2, number="", title=title, blocks=(lead, table))


def _state(one: Proposal) -> _State:
    if one.kind == "remark":
        return "remark"
    if one.refusal is not None:
        return "done" if one.is_done else "refused"
    return "taken" if one.is_taken else "asked"


def _sections(model: Document) -> dict[str, str]:
    """Return the number and title of each section by its clause."""
    found = (part for part in parts_of(model) if isinstance(part, Section) and part.clause)
    return {part.clause: f"{part.number} {words_of(part.title)}".strip() for part in found}


def _answers(trial: Trial) -> dict[str, str]:
    """Return what each answer is called: the title of a post for all that is known of whoever holds it."""
    settled, vocabulary = trial.school.settled, trial.school.project.vocabulary
    people = {
        f"people.{role}.{field}": str(person.title.value)
        for role, person in settled.people.items()
        for field in person.fields
    }
    groups = {
        f"{group}.{key}": question.label.text
        for group, questions in vocabulary.groups.items()
        for key, question in questions.items()
    }
    return {**groups, **people}


def _edits(one: Proposal, wording: Wording) -> Iterator[tuple[Inline, ...]]:
    """Yield what was edited, a line a paragraph, with who did it if it was tracked; or what a comment is about."""
    if one.kind == "remark":
        yield (Text(text=wording("read.about", words=_cut(one.before))),)
    for edit in one.edits:
        yield _edit(edit, wording)
        if edit.author:
            yield (Text(text=wording("read.by", author=edit.author, date=_day(edit.date, wording))),)


def _edit(edit: BlockChange, wording: Wording) -> tuple[Inline, ...]:
    match edit.what:
        case "changed" | "value":
            return tuple(_marked(word_diff(edit.before, edit.after)))
        case "added":
            return (Strong(children=(Text(text=_cut(edit.after)),)),)
        case "removed":
            return (Emphasis(children=(Text(text=_cut(edit.before)),)),)
        case "moved":
            return (Text(text=wording("read.moved", words=_cut(edit.before))),)


def _marked(pieces: Sequence[ChangedWords]) -> Iterator[Inline]:
    """Yield the words with those that are new in bold and those that are gone in italics."""
    for n, piece in enumerate(pieces):
        if n:
            yield Text(text=" ")
        if piece.how == "same":
            yield Text(text=_around(piece.words.split(), first=n == 0, last=n == len(pieces) - 1))
        else:
            yield (Strong if piece.how == "added" else Emphasis)(children=(Text(text=piece.words),))


def _around(words: list[str], *, first: bool, last: bool) -> str:
    if len(words) <= (_AROUND if first or last else 2 * _AROUND):
        return " ".join(words)
    head, tail = ([] if first else words[:_AROUND]), ([] if last else words[-_AROUND:])
    return " ".join((*head, "…", *tail))


def _result(one: Proposal, told: _Told) -> Iterator[str]:
    """Yield what an edit becomes in the settings, its reason, and what is in its way; or a comment's words."""
    reading, wording = told.reading, told.wording
    if one.kind == "remark":
        comment = next(each for each in reading.comments if each.text == one.after and each.about == one.before)
        yield from one.after.split("\n")
        yield wording("read.by", author=comment.author, date=_day(comment.date, wording))
        return
    if one.kind != "none":
        yield wording(f"read.becomes.{one.kind}", before=one.before, after=one.after)
    if one.kind == "replace" and one.kept:
        yield wording("read.kept")
    if one.sure != "certain":
        yield wording(f"read.sure.{one.sure}")
    if one.needs_reason and one.refusal is None:
        yield wording("read.because", because=one.because) if one.because else wording("read.no_reason")
    if one.refusal is not None:
        yield f"{_message(one.refusal, one, told)} {one.refusal.hint}".strip()
    elif one.caution is not None:
        # Its hint is about the command, which the head does not type.
        yield _message(one.caution, one, told)


def _message(finding: Diagnostic, one: Proposal, told: _Told) -> str:
    """Return a message as a sentence, in which the section or answer has its name."""
    message = finding.message.replace(f"`{one.target}`", told.wording("read.quoted", name=told.name(one))).rstrip(".")
    return f"{message[:1].upper()}{message[1:]}."


def _day(text: str, wording: Wording) -> str:
    """Return the day of a time as the file has it (ISO 8601), or its words if that is no date."""
    try:
        return wording.date(date.fromisoformat(text[:10]))
    except ValueError:
        return text


def _cut(words: str) -> str:
    found = words.split()
    return " ".join(found) if len(found) <= _MOST else f"{' '.join(found[:_MOST])} …"


def _lines(lines: Iterable[tuple[Inline, ...]]) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for line in lines:
        found += [*((LineBreak(),) if found else ()), *line]
    return tuple(found)
