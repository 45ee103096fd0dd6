"""A notice for one kind of reader, such as staff: the sections that they have to read again, in their new words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policygen.assemble.wording import Wording, in_sentence
from policygen.compare.report import comparison_sheet
from policygen.document.model import Document, Emphasis, Inline, Paragraph, Section, Strong, Table, Text
from policygen.document.plain import words_of
from policygen.report.board.page import named_with_others, people_row, shown_first, table_of_lines
from policygen.report.board.sentences import joined_sentences, sentence_inline
from policygen.report.board.told import PolicyChanges, ToldChange

_ID = "policygen:notice"
_WIDTHS = (0.27, 0.73)
_Row = tuple[str, Sequence[tuple[Inline, ...]]]  # its heading, and its lines


def reader_notice(
    reader: str, changes: PolicyChanges, told: Sequence[ToldChange], *, most: int | None = None
) -> Document:
    """Return the sheet with at most so many changes in full; the others are named. `told` are the reader's."""
    new, wording = changes.new, changes.wording
    rows = list(_rows(changes, told, most))
    lead = _lead(reader, rows, wording)
    blocks: tuple[Paragraph | Table, ...] = (Paragraph(id=f"{_ID}/1", children=(Text(text=lead),)),)
    if rows:
        blocks += (table_of_lines(f"{_ID}/2", _WIDTHS, rows),)
    section = Section(id=_ID, level=1, number="", title=(), blocks=blocks)
    return comparison_sheet(new, "notice", _title(reader, new, wording), new.cover.status, (section,), wording)


def notice_lines(reader: str, changes: PolicyChanges, *, color: bool = False) -> Iterator[str]:
    """Yield the same for a terminal, with new words as {+…+} and old ones as [-…-], or in colour."""
    new, wording = changes.new, changes.wording
    rows = list(_rows(changes, changes.told(reader), None))
    yield f"{_title(reader, new, wording)}, {words_of(new.cover.school)}"
    yield _marked(wording, color) if rows else _lead(reader, rows, wording)
    for heading, lines in rows:
        yield from ("", heading)
        yield from (f"  {''.join(_shown(part, color) for part in line)}" for line in lines)


def _title(reader: str, new: Document, wording: Wording) -> str:
    who = in_sentence(wording(f"board.readers.{reader}"))
    return wording("board.notice.title", title=words_of(new.cover.title), readers=who)


def _lead(reader: str, rows: Sequence[_Row], wording: Wording) -> str:
    who = in_sentence(wording(f"board.readers.{reader}"))
    return wording("board.notice.lead" if rows else "board.notice.nothing", readers=who)


def _marked(wording: Wording, color: bool) -> str:
    new = _shown(Strong(children=(Text(text=wording("board.notice.new_words")),)), color)
    old = _shown(Emphasis(children=(Text(text=wording("board.notice.old_words")),)), color)
    return wording("board.notice.marked", new=new, old=old)


def _rows(changes: PolicyChanges, told: Sequence[ToldChange], most: int | None) -> Iterator[_Row]:
    wording = changes.wording
    shown = shown_first(told, most)
    for n, one in enumerate(told):
        if n in shown:
            yield _heading(one, wording), list(_lines(one, wording))
    rest = [one.section for n, one in enumerate(told) if n not in shown]
    if rest:
        yield wording("board.notice.more"), [(Text(text="; ".join(rest)),)]
    yield from people_row(changes)


def _heading(one: ToldChange, wording: Wording) -> str:
    section = named_with_others(one, wording)
    return wording("board.item.added", section=section) if one.how == "added" else section


def _lines(one: ToldChange, wording: Wording) -> Iterator[tuple[Inline, ...]]:
    if one.how == "removed":
        yield (Text(text=wording("board.notice.removed")),)
        return
    if one.how == "added":
        yield (Text(text=joined_sentences([piece.text for sentence in one.sentences for piece in sentence.pieces])),)
        return
    for sentence in one.sentences:
        yield sentence_inline(sentence, wording)


def _shown(part: Inline, color: bool) -> str:
    words = "".join(c if c.isprintable() else "\ufffd" for c in words_of((part,)))
    match part:
        case Strong():
            return f"\x1b[32m{words}\x1b[0m" if color else f"{{+{words}+}}"
        case Emphasis():
            return f"\x1b[31m{words}\x1b[0m" if color else f"[-{words}-]"
        case _:
            return words
