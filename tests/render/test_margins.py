"""A running header or footer of more lines than usual has room: the text begins below it, and ends above it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document as Docx

from policygen.document.layout import Layout
from policygen.document.model import Document, Section
from policygen.look.look import Look
from policygen.render.docx import write_docx
from policygen.render.margins import fit_margins, footer_lines
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.world.disk import DiskWorld
from tests.support.documents import everything, paragraph, text

ROOT = Path(__file__).parents[2]
FEDERATION = "The Federation of Saint Bartholomew and All Hallows Church of England Voluntary Aided Schools, "


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(DiskWorld(ROOT))


def with_long_lines() -> Document:
    plain = everything()
    blocks = tuple(paragraph(f"p{n}", f"Paragraph {n}.") for n in range(60))
    return replace(
        plain,
        kind="sheet",
        header=f"{FEDERATION * 2}Header ends",
        notices=("Specimen: invented school and people", FEDERATION, "Notice ends"),
        cover=replace(plain.cover, status=f"{FEDERATION * 3}Status ends", tables=()),
        sections=(Section(id="union:x", level=1, number="", title=text("Heading"), blocks=blocks),),
    )


def heights(pdf: bytes, page: int, words: str) -> tuple[float, float]:
    """The lowest and the highest point of words on a page, in points from its foot."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        on_page = document[page].get_textpage()
        found = on_page.search(words).get_next()
        assert found is not None, words
        boxes = [on_page.get_charbox(found[0] + n) for n in range(found[1])]
        return min(box[1] for box in boxes), max(box[3] for box in boxes)
    finally:
        document.close()


@pytest.mark.parametrize(("large", "clear"), [(False, 6), (True, 22)])
def test_no_line_of_the_text_lies_on_the_header_or_the_footer(large: bool, clear: float) -> None:
    """In large print, where the header is no smaller than the text, it is as far away as a paragraph."""
    look = Look.load(DiskWorld(ROOT), large_print=large)
    pdf, layout = write_pdf(with_long_lines(), look)
    last = max(n for n in range(60) if layout.page_of[f"p{n}"] == 2)
    first = min(n for n in range(60) if layout.page_of[f"p{n}"] == 2)
    assert heights(pdf, 1, "Notice ends")[0] > heights(pdf, 1, f"Paragraph {first}.")[1] + clear
    document = pypdfium2.PdfDocument(pdf)
    on_page = document[1].get_textpage()
    places = on_page.search("The Federation")
    footer = 0.0
    while (found := places.get_next()) is not None:
        top = on_page.get_charbox(found[0])[3]
        footer = max(footer, top if top < 400 else 0.0)
    document.close()
    assert heights(pdf, 1, f"Paragraph {last}.")[0] > footer + clear


def test_usual_lines_change_nothing(look: Look) -> None:
    assert fit_margins(look.tokens, everything(), look.face) is look.tokens


def test_word_has_the_same_margins(look: Look) -> None:
    document = with_long_lines()
    page = fit_margins(look.tokens.for_kind("sheet"), document, look.face).page
    layout = Layout(engine="test", pages=2, page_of={"union:x": 1})
    made = Docx(BytesIO(write_docx(document, layout, look))).sections[0]
    assert page.top > look.tokens.page.top
    assert page.bottom > look.tokens.page.bottom
    assert made.top_margin is not None
    assert made.top_margin.mm == pytest.approx(page.top, abs=0.1)


@pytest.mark.parametrize(
    ("status", "lines"),
    [
        ("Mobile phones policy, version 1.0 · For approval", ["Mobile phones policy, version 1.0 ·", "For approval"]),
        (
            "Mobile phones policy, version 1.0 · For approval · Copy for staff",
            ["Mobile phones policy, version 1.0 ·", "For approval · Copy for staff"],
        ),
        ("Phones policy · For approval", ["Phones policy · For approval"]),
        (
            "Draft: not in force until the school’s policies are approved",
            ["Draft: not in force until the school’s", "policies are approved"],
        ),
        # Between its parts alone it would take three lines.
        (
            "Online safety and mobile phones policy, version 1.0 · For approval · Copy for staff",
            ["Online safety and mobile phones policy,", "version 1.0 · For approval · Copy for staff"],
        ),
    ],
)  # fmt: skip
def test_the_lines_of_a_footer_end_between_the_parts_of_the_status_where_they_can(
    status: str, lines: list[str]
) -> None:
    look = Look.load(DiskWorld(ROOT), large_print=True)
    plain = with_long_lines()
    document = replace(plain, cover=replace(plain.cover, status=status))
    assert footer_lines(look.tokens.for_kind("sheet"), document, look.face) == lines
    written = write_pdf(document, look)[0]
    words = pypdfium2.PdfDocument(written)[1].get_textpage().get_text_range()
    assert "\n".join(lines) in "\n".join(line.strip() for line in words.splitlines())
