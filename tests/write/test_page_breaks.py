"""Where pages break: a contents list a few lines too long is set closer; what belongs together stays together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from policygen.document.model import Document, Section
from policygen.write.contents import fit_contents
from policygen.write.look import Look
from policygen.write.pdf import write_pdf
from tests.support.documents import everything, paragraph, table, text

ROOT = Path(__file__).parents[2]
FILLER = "Words that fill a line of this page, and go on to the next, so that twenty of them fill it. "


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(ROOT / "templates")


def with_clauses(count: int, title: str = "What we do") -> Document:
    """A policy of eleven sections, as policies have, and `count` clauses in the first."""
    clauses = tuple(
        Section(id=f"union:c{n}", level=2, number=f"1.{n}", title=text(title), blocks=(paragraph(f"c{n}/1", "Words."),))
        for n in range(1, count + 1)
    )
    first = Section(id="policygen:first", level=1, number="1", title=text("First"), sections=clauses)
    others = tuple(Section(id=f"policygen:s{n}", level=1, number=str(n), title=text("Another")) for n in range(2, 12))
    return replace(everything(), sections=(first, *others))


@pytest.mark.parametrize(("clauses", "closer"), [(20, False), (36, True), (60, False)])
def test_a_list_is_set_closer_where_that_brings_it_onto_one_page(look: Look, clauses: int, closer: bool) -> None:
    fitted = fit_contents(look.tokens, with_clauses(clauses)).type.contents2
    assert (fitted.line < look.tokens.type.contents2.line) is closer


def test_titles_of_two_lines_count_as_two(look: Look) -> None:
    long = "A title that goes on for longer than one line of a contents list can hold, and so has two"
    assert fit_contents(look.tokens, with_clauses(17, long)).type != look.tokens.type


def test_the_list_stands_on_one_page_of_the_pdf(look: Look) -> None:
    _, layout = write_pdf(with_clauses(36), look)
    assert layout.page_of["policygen:first"] == 3


def test_a_table_is_on_the_page_of_the_paragraph_that_leads_to_it(look: Look) -> None:
    rows = table("t", ("Clause", "Why"), *(("2.2", "A reason"),) * 5)
    for lines in range(28, 36):
        before = tuple(paragraph(f"p{n}", "A line.") for n in range(lines))
        section = Section(
            id="union:x", level=1, number="1", title=text("Heading"), blocks=(*before, paragraph("lead", "So:"), rows)
        )
        _, layout = write_pdf(replace(everything(), sections=(section,)), look)
        assert layout.page_of["lead"] == layout.page_of["t"], lines


def test_of_a_table_that_is_parted_no_fewer_than_three_rows_go_over(look: Look) -> None:
    rows = table("t", ("Clause", "Why"), *((f"2.{n}", "A reason") for n in range(12)))
    over = set()
    for lines in range(20, 32):
        before = tuple(paragraph(f"p{n}", "A line.") for n in range(lines))
        section = Section(id="union:x", level=1, number="1", title=text("Heading"), blocks=(*before, rows))
        pdf, layout = write_pdf(replace(everything(), sections=(section,)), look)
        if layout.page_of["t"] == 3:
            over.add(sum(line.startswith("2.") for line in page_lines(pdf, 3)))
    assert over - {0}
    assert not over & {1, 2}


def page_lines(pdf: bytes, page: int) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [line.strip() for line in document[page].get_textpage().get_text_bounded().splitlines()]
    finally:
        document.close()
