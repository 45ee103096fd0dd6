"""A kind of block or inline content that a writer does not know stops it: words never vanish in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from policygen.document.fingerprint import fingerprint_parts
from policygen.document.layout import Layout
from policygen.document.model import Document
from policygen.document.plain import words_of
from policygen.document.walk import ids_of, parts_of
from policygen.inspect.transcript import in_document
from policygen.look.look import Look
from policygen.look.texts import TemplateRefused
from policygen.render.docx import write_docx
from policygen.render.glyphs import printed
from policygen.render.html.web_page import write_html
from policygen.render.markdown import write_markdown
from policygen.render.pdf_weasyprint.page import html_for_pdf
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.world.disk import DiskWorld
from tests.support.documents import everything, paragraph

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Verse:
    """A kind of block that no writer knows."""

    id: str = "union:b/verse"
    words: str = "words that must not vanish"
    type: str = "verse"


@dataclass(frozen=True)
class Footnote:
    """A kind of inline content that no writer knows."""

    words: str = "words that must not vanish"
    type: str = "footnote"


# As kinds that the product has: the templates read no others.
Verse.__module__ = Footnote.__module__ = "policygen.document.model"


def holding(part: Any) -> Document:
    """`everything` with a part of a kind that is not known, among blocks or in a paragraph."""
    document = everything()
    block: Any = part if isinstance(part, Verse) else paragraph("union:b/note", "before", part)
    clause = replace(document.sections[1].sections[0], blocks=(block,))
    section = replace(document.sections[1], sections=(clause,))
    return replace(document, sections=(document.sections[0], section))


def _docx(document: Document, look: Look) -> None:
    known = dict.fromkeys(ids_of(everything()), 1)
    write_docx(document, Layout(engine="none", pages=1, page_of=known), look)


# In a template of the look the error comes with the words of the sandbox that it runs in.
REFUSED = (AssertionError, TemplateRefused)
WRITERS: dict[str, Callable[[Document, Look], object]] = {
    "docx": _docx,
    "pdf": write_pdf,
    "page": html_for_pdf,
    "html": write_html,
    "md": lambda document, _: write_markdown(document),
    "verify": lambda document, _: in_document(document),
    "fingerprint": lambda document, _: fingerprint_parts(document),
    "walk": lambda document, _: list(parts_of(document)),
    "glyphs": lambda document, _: list(printed(document)),
}


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(DiskWorld(ROOT))


@pytest.mark.parametrize("part", [Verse(), Footnote()], ids=["block", "inline"])
@pytest.mark.parametrize("writer", WRITERS)
def test_a_kind_that_is_not_known_is_refused(writer: str, part: object, look: Look) -> None:
    with pytest.raises(REFUSED, match=r"Verse|Footnote"):
        WRITERS[writer](holding(part), look)


@pytest.mark.parametrize("template", ["pages", "web"])
def test_each_page_template_refuses_it_by_itself(template: str, look: Look) -> None:
    """The PDF's page is read for glyphs first; its templates refuse what they do not know all the same."""
    write = html_for_pdf if template == "pages" else write_html
    for part in (Verse(), Footnote()):
        with pytest.raises(TemplateRefused, match="templates do not know"):
            write(holding(part), look)


def test_plain_words_refuse_it_too() -> None:
    unknown: Any = Footnote()
    with pytest.raises(AssertionError, match="Footnote"):
        words_of((unknown,))
