"""Transcripts of a Document and of its PDF, which must be the same: headings, items, cells and texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, assert_never

from policygen.document.model import (
    Block,
    DefinitionList,
    Document,
    Figure,
    Form,
    Link,
    List,
    PageBreak,
    Paragraph,
    Section,
    SignatureBlock,
    Table,
    Value,
)
from policygen.document.plain import printed_words
from policygen.document.walk import parts_of
from policygen.inspect.pdf_words import TaggedText
from policygen.inspect.squeezing import squeezed
from policygen.render.link_targets import address


class TranscriptLine(NamedTuple):
    """`words` are squeezed, for comparing; `text` is for a reader, `page` 0 where it is not known."""

    kind: str
    words: str
    text: str
    page: int = 0


def transcript_line(kind: str, text: str, page: int = 0) -> TranscriptLine | None:
    """Return one line of a transcript; None where the text has no words."""
    words = squeezed(text)
    return TranscriptLine(kind, words, " ".join(text.split()), page) if words else None


def in_document(document: Document) -> list[TranscriptLine]:
    """Return the transcript of a Document, without its contents list."""
    return [one for one in _document(document) if one]


def _document(document: Document) -> Iterator[TranscriptLine | None]:
    cover = document.cover
    if cover.logo:
        yield transcript_line(
            "figure", next((asset.alternative for asset in document.assets if asset.id == cover.logo), "")
        )
    yield transcript_line("text", printed_words(cover.school))
    yield transcript_line("text" if document.kind == "policy" else "heading", printed_words(cover.title))
    if document.kind == "policy":
        yield transcript_line("text", cover.status)
        yield from (transcript_line("text", notice) for notice in document.notices)
    for table in cover.tables:
        yield from _block(table, document)
    for section in document.sections:
        yield from _section(section, document)


def _section(section: Section, document: Document) -> Iterator[TranscriptLine | None]:
    yield transcript_line("heading", f"{section.number} {printed_words(section.title)}")
    for block in section.blocks:
        yield from _block(block, document)
    for inner in section.sections:
        yield from _section(inner, document)


def _block(block: Block, document: Document) -> Iterator[TranscriptLine | None]:
    match block:
        case Paragraph(children=children):
            yield transcript_line("text", printed_words(children))
        case List(items=items):
            for item in items:
                first, *rest = [one for inner in item.blocks for one in _block(inner, document)] or [None]
                yield transcript_line("item", f"{item.marker} {first.text if first else ''}")
                yield from rest
        case Table(caption=caption, header=header, rows=rows):
            yield transcript_line("text", printed_words(caption))
            for row in (*header, *rows):
                yield from (transcript_line("cell", printed_words(cell.children)) for cell in row.cells)
        case DefinitionList(entries=entries):
            for one in entries:
                yield transcript_line("text", printed_words(one.term))
                for inner in one.blocks:
                    yield from _block(inner, document)
        case Form(fields=fields):
            yield from (transcript_line("text", field.label) for field in fields)
        case SignatureBlock(signatories=signatories):
            words = document.words
            for signatory in signatories:
                yield transcript_line("text", signatory.role)
                yield transcript_line("text", words.signed)
                yield transcript_line("text", f"{words.name} {printed_words(signatory.name)}")
                yield transcript_line("text", words.date)
        case Figure(alternative=alternative):
            yield transcript_line("figure", alternative)
        case PageBreak():
            pass
        case _:
            assert_never(block)


def contents_of(document: Document) -> list[TranscriptLine]:
    """Return the entries of the contents list, without their page numbers."""
    if document.kind != "policy":
        return []
    entries = [entry for section in document.sections for entry in (section, *section.sections)]
    found = [transcript_line("contents", f"{entry.number} {printed_words(entry.title)}") for entry in entries]
    return [one for one in found if one]


def in_pdf(pieces: Sequence[TaggedText], contents: str) -> tuple[list[TranscriptLine], list[TranscriptLine]]:
    """Return the transcript of a PDF's pieces, and the entries of its contents list, whose heading is `contents`.

    An entry's words are those before its page number.
    """
    found: list[TranscriptLine | None] = []
    entries: list[TranscriptLine | None] = []
    marker = ""
    for piece in pieces:
        if piece.role == "TOCI":
            entries.append(transcript_line("contents", re.sub(r"\s*\d+$", "", piece.text), piece.page))
        elif re.fullmatch(r"H\d", piece.role):
            if piece.text != contents or entries or piece.role != "H1":
                found.append(transcript_line("heading", piece.text, piece.page))
        elif piece.role == "Lbl":
            marker = piece.text
        elif marker:
            found.append(transcript_line("item", f"{marker} {piece.text}", piece.page))
            marker = ""
        else:
            kind = {"TH": "cell", "TD": "cell", "Figure": "figure"}.get(piece.role, "text")
            found.append(transcript_line(kind, piece.text, piece.page))
    if marker:
        found.append(transcript_line("item", marker))
    return [one for one in found if one], [one for one in entries if one]


def contacts_of(document: Document) -> Iterator[str]:
    """Yield the addresses that stand behind a Document's telephone numbers, e-mail addresses and the like."""
    return (found for part in parts_of(document) if isinstance(part, Value) and (found := address(part)))


def links_of(document: Document) -> Iterator[str]:
    """Yield the addresses that a Document links to."""
    return (part.target for part in parts_of(document) if isinstance(part, Link))
