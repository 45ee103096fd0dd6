"""Redlines as Word files, and what a person reads in one: by an independent reader (tests/support/docx_words.py)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from lxml import etree

from policygen.compare.redlining import redlined
from policygen.document.layout import Layout
from policygen.document.model import Document, Section
from policygen.document.revisions import HeardMarks, Revisions
from policygen.look.look import Look
from policygen.render.docx import write_docx
from policygen.world.disk import DiskWorld
from tests.support.docx_words import DocxWords, words

ROOT = Path(__file__).parents[2]
HEARD = HeardMarks(inserted="inserted:", after_inserted="end.", deleted="deleted:", after_deleted="end.")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def house_look() -> Look:
    return Look.load(DiskWorld(ROOT))


def every(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from every(section.sections)


def written(document: Document, *overlays: Revisions) -> bytes:
    """A DOCX in whose contents every page is the first."""
    layout = Layout(engine="", pages=1, page_of={section.id: 1 for section in every(document.sections)})
    return write_docx(document, layout, house_look(), overlays)


def redline(old: Document, new: Document) -> bytes:
    document, revisions = redlined(old, new, HEARD)
    return written(document, revisions)


def read_redline(data: bytes) -> list[tuple[str, str, str]]:
    """What a person reads: each paragraph's style, counted number and words; then headers and footers."""
    found = DocxWords(data)
    # A paragraph with a gap to fill in by hand has wider lines: an old one, but for that gap, is read the same.
    styles = {"PolicyPenText": "BodyText"}
    body = [
        (styles.get(one.style, one.style), one.label, one.words)
        for one in found.paragraphs
        if (one.label + one.words).strip()
    ]
    margins = [
        (name, "", words(paragraph))
        for name in sorted(found.parts)
        if name.startswith(("word/header", "word/footer"))
        for paragraph in etree.fromstring(found.parts[name]).iter(f"{W}p")
    ]
    return [*body, *((name, label, text) for name, label, text in margins if text.strip())]
