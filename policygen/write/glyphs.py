"""Every character of a Document must have a glyph in the face it is printed in; one that has none is named."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from policygen.document.model import (
    Blank,
    Block,
    DefinitionList,
    Document,
    Emphasis,
    Figure,
    Form,
    Inline,
    LineBreak,
    Link,
    List,
    PageBreak,
    Paragraph,
    Reference,
    Section,
    SignatureBlock,
    Strong,
    Table,
)
from policygen.write.faces import Face

_WITHOUT_GLYPH = frozenset("\n\t")


class Missing(NamedTuple):
    """A `character` without a glyph, its Unicode `name`, and the id of the block (or the part) it was first met in."""

    character: str
    name: str
    block: str


class MissingGlyphs(Exception):
    """The document cannot be printed as it is; `missing` holds each character once, in reading order."""

    def __init__(self, missing: list[Missing], family: str) -> None:
        self.missing = missing
        self.family = family
        named = "; ".join(f"{one.character} (U+{ord(one.character):04X} {one.name}) in {one.block}" for one in missing)
        super().__init__(f"the font {family} has no glyph for {named}")


def missing_glyphs(document: Document, face: Face) -> list[Missing]:
    """The characters that `face` cannot print, each once, at its first place in reading order.

    ISO 14289-1 7.21.7 and ISO 19005-3 6.2.11.8 forbid references to .notdef; a font put in silently is as bad.
    Format characters (category Cf: joiners, direction marks) leave no mark on paper and need no glyph.
    """
    seen: set[str] = set()
    missing: list[Missing] = []
    for block, text in printed(document):
        for character in text:
            if character in seen:
                continue
            seen.add(character)
            if ord(character) in face.characters or character in _WITHOUT_GLYPH:
                continue
            if unicodedata.category(character) != "Cf":
                missing.append(Missing(character, unicodedata.name(character, "unnamed character"), block))
    return missing


def printed(document: Document) -> Iterator[tuple[str, str]]:
    """(block id, text) for all that a writer prints, in reading order; a part without an id is `document.cover` …"""
    cover = document.cover
    for inlines in (cover.school, cover.title):
        yield from _inlines("document.cover", inlines)
    yield "document.cover", cover.status
    for table in cover.tables:
        yield from _block(table)
    for notice in document.notices:
        yield "document.notices", notice
    yield "document.header", document.header
    words = document.words
    for word in (words.contents, words.page, words.signed, words.name, words.date, words.watermark, "0123456789"):
        yield "document.words", word
    for section in document.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[tuple[str, str]]:
    yield section.id, section.number
    yield from _inlines(section.id, section.title)
    for block in section.blocks:
        yield from _block(block)
    for inner in section.sections:
        yield from _section(inner)


def _block(block: Block) -> Iterator[tuple[str, str]]:
    match block:
        case Paragraph():
            yield from _inlines(block.id, block.children)
        case List():
            for item in block.items:
                yield item.id, item.marker
                for inner in item.blocks:
                    yield from _block(inner)
        case Table():
            yield from _inlines(block.id, block.caption)
            for row in (*block.header, *block.rows):
                for cell in row.cells:
                    yield from _inlines(row.id, cell.children)
        case DefinitionList():
            for entry in block.entries:
                yield from _inlines(entry.id, entry.term)
                for inner in entry.blocks:
                    yield from _block(inner)
        case Form():
            for field in block.fields:
                yield field.id, field.label
        case SignatureBlock():
            for signatory in block.signatories:
                yield signatory.id, signatory.role
                yield from _inlines(signatory.id, signatory.name)
        case Figure() | PageBreak():
            return


def _inlines(block: str, inlines: tuple[Inline, ...]) -> Iterator[tuple[str, str]]:
    for inline in inlines:
        match inline:
            case Emphasis() | Strong() | Link():
                yield from _inlines(block, inline.children)
            case Reference():
                yield block, inline.before + inline.number
            case Blank():
                # A gap that a pen fills at the meeting is a ruled line and no words.
                yield block, "" if inline.kind == "meeting" else inline.label
            case LineBreak():
                pass
            case _:
                yield block, inline.text
