"""Where pages break: a contents list a few lines too long is set closer; what belongs together stays together."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document as Docx

from policygen.document.layout import Layout
from policygen.document.model import Document, Form, FormField, Section
from policygen.look.look import Look
from policygen.render.contents import fit_contents
from policygen.render.docx import write_docx
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.world.disk import DiskWorld
from tests.support.documents import bullets, everything, paragraph, table, text

ROOT = Path(__file__).parents[2]
FILLER = "Words that fill a line of this page, and go on to the next, so that twenty of them fill it. "


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(DiskWorld(ROOT))


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


ITEMS = tuple(f"Item {n} of what we do" for n in range(1, 6))
CLOSING = "Ask if in doubt."


def with_a_list(lines: int) -> Document:
    """A section of `lines` paragraphs, a list of five short items and a line that closes it."""
    before = tuple(paragraph(f"p{n}", "A line.") for n in range(lines))
    blocks = (*before, bullets("l", *ITEMS), paragraph("closing", CLOSING))
    return replace(
        everything(),
        sections=(Section(id="union:x", level=1, number="1", title=text("Heading"), blocks=blocks),),
    )


def test_no_one_item_and_no_closing_line_stands_alone_on_a_page(look: Look) -> None:
    parted = set()
    for lines in range(20, 36):
        pdf, layout = write_pdf(with_a_list(lines), look)
        pages = [page_lines(pdf, page) for page in range(2, layout.pages)]
        counts = [sum("of what we do" in line for line in page) for page in pages]
        assert 1 not in counts, (lines, counts)
        assert not any(CLOSING in page and not count for page, count in zip(pages, counts, strict=True)), lines
        parted |= {count for count in counts if 0 < count < len(ITEMS)}
    assert parted == {2, 3}


def test_word_keeps_the_same_items_together(look: Look) -> None:
    document = with_a_list(3)
    layout = Layout(engine="test", pages=1, page_of={"union:x": 1})
    found = Docx(BytesIO(write_docx(document, layout, look)))
    kept = {p.text: bool(p.paragraph_format.keep_with_next) for p in found.paragraphs if "of what we do" in p.text}
    assert [kept[said] for said in ITEMS] == [True, False, False, True, True]


def test_a_table_of_one_row_does_not_take_what_follows_along(look: Look) -> None:
    small = table("t", ("Version", "What changed"), ("1", "First version"))
    after = table("u", ("Clause", "Why"), *(("2.2", "A reason"),) * 3)
    over = set()
    for lines in range(18, 32):
        before = tuple(paragraph(f"p{n}", "A line.") for n in range(lines))
        sections = (
            Section(id="union:x", level=1, number="1", title=text("Heading"), blocks=(*before, small)),
            Section(id="union:y", level=1, number="2", title=text("Heading"), blocks=(paragraph("lead", "So:"), after)),
        )
        _, layout = write_pdf(replace(everything(), sections=sections), look)
        over.add((layout.page_of["t"], layout.page_of["u"]))
    assert (3, 4) in over


WORD = "word of a long cell "
TALL = {
    "second": (("Lead", "Short"), ("Head", WORD * 900), ("Chair", "Short")),
    "first": (("Head", WORD * 500), ("Chair", "Short")),
    "only": (("Head", WORD * 300),),
    "last": (("Lead", "Short"), ("Head", WORD * 500)),
    "three": (("Lead", WORD * 100), ("Head", WORD * 100), ("Chair", WORD * 100)),
    "nine": tuple(("Lead", WORD * 40) for _ in range(9)),
}


def with_rows(rows: tuple[tuple[str, str], ...], lines: int) -> Document:
    before = tuple(paragraph(f"p{n}", "A line.") for n in range(lines))
    inner = Section(
        id="union:y",
        level=2,
        number="1.1",
        title=text("Under this heading"),
        blocks=(table("t", ("Who", "What"), *rows),),
    )
    outer = Section(id="union:x", level=1, number="1", title=text("Heading"), blocks=before, sections=(inner,))
    return replace(everything(), sections=(outer,))


@pytest.mark.parametrize("rows", TALL.values(), ids=TALL)
def test_a_row_taller_than_a_page_has_its_header_and_its_heading(look: Look, rows: tuple[tuple[str, str], ...]) -> None:
    for lines in (0, 20, 23, 24, 25, 26, 27):
        pdf, layout = write_pdf(with_rows(rows, lines), look)
        pages = [page_lines(pdf, page) for page in range(2, layout.pages)]
        holding = [page for page in pages if any("long cell" in line for line in page)]
        assert len(holding) > 1
        assert all("Who What" in page for page in holding), lines
        headed = next(page for page in pages if any("Under this heading" in line for line in page))
        assert "Who What" in headed, lines


def test_word_may_break_such_a_row_and_no_other(look: Look) -> None:
    document = with_rows(TALL["second"], 3)
    layout = Layout(engine="test", pages=9, page_of={"union:x": 1, "union:y": 1})
    found = Docx(BytesIO(write_docx(document, layout, look)))
    rows = found.tables[-1].rows
    kept = [bool(row._tr.xpath("w:trPr/w:cantSplit")) for row in rows]
    assert kept == [True, True, False, True]
    bound = [all(p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs) for row in rows]
    assert bound == [True, False, False, False]


def with_a_question(lines: int) -> Document:
    """A sheet of `lines` paragraphs, then a question: its title, long help, and room for two answers and two boxes."""
    before = tuple(paragraph(f"p{n}", "A line.") for n in range(lines))
    fields = (
        FormField(id="q/name", label="Name"),
        FormField(id="q/post", label="Post"),
        FormField(id="q/yes", label="Yes", kind="tick"),
        FormField(id="q/no", label="No", kind="tick"),
    )
    blocks = (paragraph("help", "What helps to answer it, in some words. " * 7), Form(id="form", fields=fields))
    question = Section(id="question", level=2, number="", title=text("Who is it?"), blocks=blocks)
    first = Section(id="union:x", level=1, number="", title=text("Heading"), blocks=before, sections=(question,))
    return replace(everything(), kind="sheet", sections=(first,))


def test_a_question_is_on_one_page_with_its_answer(look: Look) -> None:
    parts = ("question", "help", "q/name", "q/post", "q/yes", "q/no")
    starts = set()
    for lines in range(8, 26, 2):
        _, layout = write_pdf(with_a_question(lines), look)
        assert len({layout.page_of[part] for part in parts}) == 1, lines
        starts.add(layout.page_of["question"])
    assert len(starts) == 2


def test_word_keeps_a_question_together(look: Look) -> None:
    layout = Layout(engine="test", pages=1, page_of={"union:x": 1, "question": 1})
    found = list(Docx(BytesIO(write_docx(with_a_question(1), layout, look))).paragraphs)
    start = next(n for n, one in enumerate(found) if one.text == "Who is it?")
    kept = [bool(p.paragraph_format.keep_with_next or p.style.paragraph_format.keep_with_next) for p in found[start:]]
    # Title, help, two labels with a line each, and a box; the last box holds on to nothing.
    assert kept[:8] == [True] * 7 + [False]


def test_an_approval_that_nobody_signs_is_not_alone_on_a_page(look: Look) -> None:
    back = Section(
        id="policygen:approval", level=1, number="", title=text("Approval"), kind="back",
        blocks=(paragraph("said", "This copy is for approval."),),
    )  # fmt: skip
    over = False
    for lines in range(28, 36):
        before = tuple(paragraph(f"p{n}", "A line.") for n in range(lines))
        section = Section(id="union:x", level=1, number="1", title=text("Heading"), blocks=before)
        document = replace(everything(), sections=(section, back))
        pdf, layout = write_pdf(document, look)
        assert "A line." in page_lines(pdf, layout.page_of["said"] - 1), lines
        over = over or layout.page_of["said"] == 4
    assert over
    found = list(Docx(BytesIO(write_docx(document, layout, look))).paragraphs)
    last = [one for one in found if one.text == "A line."][-1]
    assert last.paragraph_format.keep_with_next
