"""Telephone numbers, e-mail addresses and words with a short part at a hyphen stay on one line, in every format."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from policygen.document.model import Link, Paragraph, Reference, Text
from policygen.look.look import Look
from policygen.render.docx import write_docx
from policygen.render.docx.words import block_words
from policygen.render.html.web_page import write_html
from policygen.render.pdf_typst.words import Place, said
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.render.unbroken import pieces, with_no_break_spaces
from policygen.world.disk import DiskWorld
from tests.render.test_docx import layout_of, with_blocks
from tests.support.documents import paragraph, table, value
from tests.support.docx_words import DocxWords

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(DiskWorld(ROOT))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Ring 01632 960102, at any hour.", ["01632 960102"]),
        ("Childline (0800 1111) or 116 123", ["0800 1111", "116 123"]),
        ("+44 1632 960102 or (01632) 960102", ["+44 1632 960102", "(01632) 960102"]),
        ("0808 800 5000 and 0345 600 9006.", ["0808 800 5000", "0345 600 9006"]),
        ("Write to schools-dpo@westshire.example.", ["schools-dpo@westshire.example"]),
        ("the co-headteachers’ e-mail, a grown-up", ["co-headteachers", "e-mail", "grown-up"]),
        ("part (section 4.2 “Pupils”), section 550C", ["section 4.2", "section 550C"]),
        ("in section A.1, sections 406 and 407", ["section A.1"]),
        ("on 3 December 2026, 1998 c 29, 2 to 3", []),
        ("child-on-child abuse, up-to-date, self-incriminatingly", []),
        ("a-very-long.address.indeed@a-school-with-a-long-name.example", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_is_kept_on_one_line(text: str, kept: list[str]) -> None:
    found = pieces(text)
    assert [piece.text for piece in found if piece.kind] == kept
    assert "".join(piece.text for piece in found) == text


def test_a_no_break_space_is_only_in_telephone_numbers() -> None:
    assert with_no_break_spaces("Ring 01632 960102, e-mail a-b@c.example") == (
        "Ring 01632\u00a0960102, e-mail a-b@c.example"
    )


def paragraphs(kept: str) -> tuple[Paragraph, ...]:
    """Paragraphs that reach the end of the line at each place of `kept`."""
    return tuple(Paragraph(id=f"a.b#{n}", children=(Text(text="x " * n + kept),)) for n in range(20, 50))


@pytest.mark.parametrize("kept", ["01632 960102", "co-headteachers", "schools-dpo@westshire.example"])
def test_no_line_of_the_pdf_breaks_within_one_and_its_words_stay_as_they_are(kept: str, look: Look) -> None:
    document = with_blocks(*paragraphs(kept))
    data, _ = write_pdf(document, look)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    lines = [line.strip() for page in pages for line in page.splitlines()]
    assert sum(line.endswith(kept) for line in lines) == 30
    assert kept in write_html(document, look).decode()


def test_a_column_has_room_for_a_word_with_one_letter_before_its_hyphen(look: Look) -> None:
    head = ("Service, account and its school e-mail", "What it is for")
    tables = (replace(table(f"a.b#{n}", head, ("", "")), widths=(n / 100, 1 - n / 100)) for n in range(12, 28, 3))
    pages = pypdfium2.PdfDocument(write_pdf(with_blocks(*tables), look)[0])
    assert sum(page.get_textpage().get_text_range().count("e-mail") for page in pages) == 6


def test_word_has_no_break_spaces_and_the_words_that_are_compared_are_the_same(look: Look) -> None:
    document = with_blocks(*paragraphs("01632 960102"))
    written = DocxWords(write_docx(document, layout_of(document), look))
    texts = [node.text or "" for node in written.body.iter("{*}t") if "01632" in (node.text or "")]
    assert len(texts) == 30
    assert all("01632\u00a0960102" in text for text in texts)
    assert any(re.fullmatch("x+01632960102", words) for words in block_words(written.body).values())


def test_in_word_the_number_of_a_section_stays_with_the_word_but_not_in_a_narrow_column(look: Look) -> None:
    here = Reference(target="test:section", number="1", before="section ")
    document = with_blocks(
        paragraph("p", "See ", here, "; section 4.2 “Pupils”."), table("t", ("A",), ("section 4.2",))
    )
    written = DocxWords(write_docx(document, layout_of(document), look))
    texts = [node.text or "" for node in written.body.iter("{*}t")]
    assert "section\u00a0" in texts
    assert "; section\u00a04.2 “Pupils”." in texts
    assert "section 4.2" in texts
    assert "Seesection1;section4.2“Pupils”." in block_words(written.body).values()


def test_a_number_to_ring_is_a_link_without_a_line_under_it_and_an_address_has_one(look: Look) -> None:
    ring, post = value("01632 960102", "contacts.office.telephone"), value("office@b.example", "contacts.office.email")
    document = with_blocks(paragraph("p", ring, ", ", post))
    written = DocxWords(write_docx(document, layout_of(document), look))
    links = list(written.body.iter("{*}hyperlink"))
    styles = {"".join(link.itertext()): [one.tag for one in link.iter("{*}rStyle")] for link in links}
    assert styles["01632\u00a0960102"] == []
    assert len(styles["office@b.example"]) == 1
    assert 'class="nb" href="tel:' in write_html(document, look).decode()


def test_a_link_to_an_address_stays_on_one_line_too(look: Look) -> None:
    kept = "schools-dpo@westshire.example"
    blocks = (paragraph(f"p{n}", "x " * n, value(kept, "contacts.office.email")) for n in range(20, 50))
    data, _ = write_pdf(with_blocks(*blocks), look)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]
    assert sum(line.strip().endswith(kept) for page in pages for line in page.splitlines()) == 30


@pytest.mark.parametrize(
    ("words", "place", "held"),
    [
        ("www.oakfield.sch.uk", "text", True),
        ("www.oakfield.sch.uk", "roomy", True),
        ("www.oakfield.sch.uk", "narrow", False),
        ("www.oak-field.sch.uk", "roomy", False),
        ("www.oakfield.westshire.sch.uk", "roomy", False),
    ],
)
def test_typst_parts_no_address_in_a_table_whose_column_has_room_for_it(words: str, place: Place, held: bool) -> None:
    linked = Link(target=f"https://{words}", children=(Text(text=words),))
    expected = (("nb", words) if held else words,)
    for child in (value(words, "school.website"), linked):
        assert [part[2] for part in said((child,), place) if isinstance(part, tuple)] == [expected]
