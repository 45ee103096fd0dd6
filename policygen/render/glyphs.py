"""Every character of a Document must have a glyph in the face it is printed in; one that has none is named."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from policygen.diagnostics.codes import say
from policygen.document.model import Document
from policygen.document.plain import own_words
from policygen.document.revisions import NO_REVISIONS, Revisions
from policygen.document.walk import TreePart, inside, parts_of
from policygen.look.fonts import Face

_WITHOUT_GLYPH = frozenset("\n\t")


class Missing(NamedTuple):
    """A `character` without a glyph, its Unicode `name`, and the id of the block (or the part) it was first met in."""

    character: str
    name: str
    block: str


class MissingGlyphs(Exception):
    """The document cannot be printed as it is; `missing` lists each character once, in reading order."""

    def __init__(self, missing: list[Missing], family: str) -> None:
        self.missing = missing
        self.family = family
        named = "; ".join(
            say("render.glyph", character=m.character, code=f"{ord(m.character):04X}", name=m.name, block=m.block)
            for m in missing
        )
        super().__init__(say("render.no_glyph", family=family, characters=named))


def missing_glyphs(document: Document, face: Face, revisions: Revisions = NO_REVISIONS) -> list[Missing]:
    """The characters that `face` cannot print, each once, at its first place in reading order.

    ISO 14289-1 7.21.7 and ISO 19005-3 6.2.11.8 forbid references to .notdef; a font put in silently is as bad.
    Format characters (category Cf: joiners, direction marks) leave no mark on paper and need no glyph.
    """
    if not revisions.words and _can_print(face, document):
        return []
    seen: set[str] = set()
    missing: list[Missing] = []
    for block, text in chain(printed(document), _revised(revisions)):
        for character in text:
            if character in seen:
                continue
            seen.add(character)
            if ord(character) in face.characters or character in _WITHOUT_GLYPH:
                continue
            if unicodedata.category(character) != "Cf":
                missing.append(Missing(character, unicodedata.name(character, "unnamed character"), block))
    return missing


def _can_print(face: Face, document: Document) -> bool:
    """Tell whether all is well, as it nearly always is: which block a character is in takes three times as long."""
    words = (document.cover.status, *(text for _, text in _around(document)))
    used = {*"".join((*words, *map(own_words, parts_of(document))))} - _WITHOUT_GLYPH
    return face.characters.issuperset(map(ord, used))


def printed(document: Document) -> Iterator[tuple[str, str]]:
    """(block id, text) for all that a writer prints, in reading order; a part without an id is `document.cover` …"""
    cover = document.cover
    yield from _texts("document.cover", *cover.school, *cover.title)
    yield "document.cover", cover.status
    yield from _texts("document.cover", *cover.tables)
    yield from _around(document)
    yield from _texts("", *document.sections)


def _around(document: Document) -> Iterator[tuple[str, str]]:
    """What is printed beside the cover and the sections."""
    for notice in document.notices:
        yield "document.notices", notice
    yield "document.header", document.header
    words = document.words
    for word in (words.contents, words.page, words.signed, words.name, words.date, words.watermark, "0123456789"):
        yield "document.words", word


def _revised(revisions: Revisions) -> Iterator[tuple[str, str]]:
    for block, pieces in revisions.words.items():
        yield from _texts(block, *(child for piece in pieces for child in piece.children))


def _texts(block: str, *parts: TreePart) -> Iterator[tuple[str, str]]:
    """(id, text) for each part and what is in it; words without an id of their own have that of what they stand in."""
    for part in parts:
        here = getattr(part, "id", block)
        yield here, own_words(part)
        yield from _texts(here, *inside(part))
