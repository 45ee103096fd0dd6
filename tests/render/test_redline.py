"""A redline in Word: all changes accepted it has the new words, all rejected the old ones, by an independent reader."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from policygen.compare.redlining import redlined
from policygen.document.layout import Layout
from policygen.document.model import Document, Section
from policygen.document.revisions import HeardMarks, Revisions
from policygen.look.look import Look
from policygen.render.docx import write_docx
from policygen.world.disk import DiskWorld
from tests.support.docx_words import DocxWords, words
from tests.support.random_documents import changed_document, random_document
from tests.support.sampling import sampled
from tests.support.tracked_changes import all_accepted, all_rejected, change_ids

ROOT = Path(__file__).parents[2]
HEARD = HeardMarks(inserted="inserted:", after_inserted="end.", deleted="deleted:", after_deleted="end.")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def look() -> Look:
    return Look.load(DiskWorld(ROOT))


def every(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from every(section.sections)


def written(document: Document, *overlays: Revisions) -> bytes:
    """A DOCX in whose contents every page is the first."""
    layout = Layout(engine="", pages=1, page_of={section.id: 1 for section in every(document.sections)})
    return write_docx(document, layout, look(), overlays)


def redline(old: Document, new: Document) -> bytes:
    document, revisions = redlined(old, new, HEARD)
    return written(document, revisions)


def read(data: bytes) -> list[tuple[str, str, str]]:
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


@pytest.mark.parametrize("seed", sampled(range(200), 10))
def test_accepting_all_gives_the_new_words_and_rejecting_all_the_old(seed: int) -> None:
    old = random_document(seed)
    new = changed_document(old, seed + 1)
    data = redline(old, new)
    assert read(all_accepted(data)) == read(written(new))
    assert read(all_rejected(data)) == read(written(old))
    ids = change_ids(data)
    assert len(ids) == len(set(ids))
