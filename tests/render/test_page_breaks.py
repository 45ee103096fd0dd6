"""Where pages break: a contents list a few lines too long is set closer; what belongs together stays together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields, is_dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import pypdfium2
import pytest
from docx import Document as Docx

from policygen.document.layout import Layout
from policygen.document.model import (
    Block,
    Cell,
    Document,
    Form,
    FormField,
    LineBreak,
    Paragraph,
    Row,
    Section,
    Text,
)
from policygen.look.look import Look
from policygen.render.cell_lines import BULLET
from policygen.render.contents import fit_contents
from policygen.render.docx import write_docx
from policygen.render.page_breaks import held_items, table_breaks
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


@dataclass(frozen=True)
class Trial:
    """What became of some sections after `lines` lines: the text of each of their pages, and where each part is.

    `page_of` counts from 0, the page on which the sections begin.
    """

    lines: int
    pages: list[list[str]]
    page_of: dict[str, int]


def trials(
    look: Look,
    made: Callable[[tuple[Paragraph, ...]], tuple[Section, ...]],
    counts: Iterable[int],
    kind: Literal["policy", "sheet"] = "policy",
) -> list[Trial]:
    """Try `made` after each count of lines, all in one PDF, where each try begins on a page of its own."""
    counts = list(counts)
    sections: list[Section] = []
    starts = []
    for count in counts:
        first, *others = (renamed(one, f"/{count}") for one in made(filler(count)))
        starts.append(first.id)
        sections += [replace(first, new_page=True), *others]
    pdf, layout = write_pdf(replace(everything(), kind=kind, sections=tuple(sections)), look)
    begins = [layout.page_of[start] for start in starts]
    found = []
    for count, begin, end in zip(counts, begins, [*begins[1:], layout.pages + 1], strict=True):
        pages = [page_lines(pdf, page - 1) for page in range(begin, end)]
        names = {
            name.removesuffix(f"/{count}"): page - begin for name, page in layout.page_of.items() if begin <= page < end
        }
        found.append(Trial(count, pages, names))
    return found


def filler(count: int) -> tuple[Paragraph, ...]:
    return tuple(paragraph(f"p{n}", "A line.") for n in range(count))


def renamed(part: Any, ending: str) -> Any:
    """A part of a Document with this at the end of each id in it."""
    if isinstance(part, tuple):
        return tuple(renamed(one, ending) for one in part)
    if not is_dataclass(part):
        return part
    values = {one.name: renamed(getattr(part, one.name), ending) for one in fields(part)}
    if "id" in values:
        values["id"] += ending
    return replace(part, **values)


def test_a_table_is_on_the_page_of_the_paragraph_that_leads_to_it(look: Look) -> None:
    rows = table("t", ("Clause", "Why"), *(("2.2", "A reason"),) * 5)

    def made(before: tuple[Paragraph, ...]) -> tuple[Section, ...]:
        return (section(*before, paragraph("lead", "So:"), rows),)

    for trial in trials(look, made, range(28, 36)):
        assert trial.page_of["lead"] == trial.page_of["t"], trial.lines


def test_of_a_table_that_is_parted_no_fewer_than_three_rows_go_over(look: Look) -> None:
    rows = table("t", ("Clause", "Why"), *((f"2.{n}", "A reason") for n in range(12)))
    over = set()
    for trial in trials(look, lambda before: (section(*before, rows),), range(20, 32)):
        if trial.page_of["t"] == 0:
            over.add(sum(line.startswith("2.") for page in trial.pages[1:2] for line in page))
    assert over - {0}
    assert not over & {1, 2}


def section(*blocks: Block, sections: tuple[Section, ...] = ()) -> Section:
    return Section(id="union:x", level=1, number="1", title=text("Heading"), blocks=blocks, sections=sections)


def page_lines(pdf: bytes, page: int) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [line.strip() for line in document[page].get_textpage().get_text_bounded().splitlines()]
    finally:
        document.close()


ITEMS = tuple(f"Item {n} of what we do" for n in range(1, 6))
CLOSING = "Ask if in doubt."


def with_a_list(before: tuple[Paragraph, ...]) -> tuple[Section, ...]:
    """A section of lines, a list of five short items and a line that closes it."""
    return (section(*before, bullets("l", *ITEMS), paragraph("closing", CLOSING)),)


def test_no_one_item_and_no_closing_line_stands_alone_on_a_page(look: Look) -> None:
    parted = set()
    for trial in trials(look, with_a_list, range(20, 36)):
        counts = [sum("of what we do" in line for line in page) for page in trial.pages]
        assert 1 not in counts, (trial.lines, counts)
        closed = [page for page, count in zip(trial.pages, counts, strict=True) if CLOSING in page and not count]
        assert not closed, trial.lines
        parted |= {count for count in counts if 0 < count < len(ITEMS)}
    assert parted == {2, 3}


def test_word_keeps_the_same_items_together(look: Look) -> None:
    document = replace(everything(), sections=with_a_list(filler(3)))
    layout = Layout(engine="test", pages=1, page_of={"union:x": 1})
    found = Docx(BytesIO(write_docx(document, layout, look)))
    kept = {p.text: bool(p.paragraph_format.keep_with_next) for p in found.paragraphs if "of what we do" in p.text}
    assert [kept[said] for said in ITEMS] == [True, False, False, True, True]


@pytest.mark.parametrize(("words", "held"), [("Short words. ", [0, 1]), (FILLER, [1])], ids=["short", "long"])
def test_three_long_items_may_be_parted_after_the_first(look: Look, words: str, held: list[int]) -> None:
    """Held to the second, the first and the last would take a list of three, and its heading, over to the next page."""
    block = bullets("l", words, words, words)
    assert held_items(block, (), look.tokens.lists) == {block.items[n].id for n in held}


@pytest.mark.parametrize(
    ("rows", "height", "whole", "bound"), [(4, 20, True, False), (4, 30, False, False), (7, 18, False, True)]
)
def test_a_table_of_few_rows_that_needs_more_than_half_a_page_may_be_parted(
    look: Look, rows: int, height: float, whole: bool, bound: bool
) -> None:
    """Heights in millimetres; moved whole, it would leave half a page empty."""
    made = table("t", ("When", "What"), *[("", "")] * rows)
    made = replace(made, rows=tuple(replace(row, height=height) for row in made.rows))
    breaks = table_breaks(made, look.tokens)
    assert (breaks.whole, breaks.bound) == (whole, bound)


def test_a_table_of_one_row_does_not_take_what_follows_along(look: Look) -> None:
    small = table("t", ("Version", "What changed"), ("1", "First version"))
    after = table("u", ("Clause", "Why"), *(("2.2", "A reason"),) * 3)
    second = Section(id="union:y", level=1, number="2", title=text("Heading"), blocks=(paragraph("lead", "So:"), after))
    tried = trials(look, lambda before: (section(*before, small), second), range(18, 32))
    assert (0, 1) in {(trial.page_of["t"], trial.page_of["u"]) for trial in tried}


WORD = "word of a long cell "
TALL = {
    "second": (("Lead", "Short"), ("Head", WORD * 300), ("Chair", "Short")),
    "first": (("Head", WORD * 250), ("Chair", "Short")),
    "only": (("Head", WORD * 200),),
    "last": (("Lead", "Short"), ("Head", WORD * 250)),
    "three": (("Lead", WORD * 100), ("Head", WORD * 100), ("Chair", WORD * 100)),
    "nine": tuple(("Lead", WORD * 40) for _ in range(9)),
}


def with_rows(rows: tuple[tuple[str, str], ...], before: tuple[Paragraph, ...]) -> tuple[Section, ...]:
    inner = Section(
        id="union:y",
        level=2,
        number="1.1",
        title=text("Under this heading"),
        blocks=(table("t", ("Who", "What"), *rows),),
    )
    return (section(*before, sections=(inner,)),)


@pytest.mark.parametrize("rows", TALL.values(), ids=TALL)
def test_a_row_taller_than_a_page_has_its_header_and_its_heading(look: Look, rows: tuple[tuple[str, str], ...]) -> None:
    for trial in trials(look, lambda before: with_rows(rows, before), (0, 20, 23, 24, 25, 26, 27)):
        holding = [page for page in trial.pages if any("long cell" in line for line in page)]
        assert len(holding) > 1
        assert all("Who What" in page for page in holding), trial.lines
        headed = next(page for page in trial.pages if any("Under this heading" in line for line in page))
        assert "Who What" in headed, trial.lines


def test_the_label_of_such_a_row_stays_with_the_first_of_its_lines_with_a_bullet(look: Look) -> None:
    line = (Text(text=f"{BULLET}Item {WORD * 6}"), LineBreak())
    cells = (Cell(children=text("Label")), Cell(children=(line * 12)[:-1]))
    tall = table("t", ("Who", "What"), ("Lead", "Short"))
    tall = replace(tall, rows=(*tall.rows, Row(id="t/tall", cells=cells)), row_headers=True)
    for trial in trials(look, lambda before: (section(*before, tall),), (24, 25)):
        labelled = [page for page in trial.pages if any("Label" in line for line in page)]
        assert all(any("Item" in line for line in page) for page in labelled), trial.lines


def test_word_may_break_such_a_row_and_no_other(look: Look) -> None:
    document = replace(everything(), sections=with_rows(TALL["second"], filler(3)))
    layout = Layout(engine="test", pages=9, page_of={"union:x": 1, "union:y": 1})
    found = Docx(BytesIO(write_docx(document, layout, look)))
    rows = found.tables[-1].rows
    kept = [bool(row._tr.xpath("w:trPr/w:cantSplit")) for row in rows]
    assert kept == [True, True, False, True]
    bound = [all(p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs) for row in rows]
    assert bound == [True, False, False, False]


def with_a_question(before: tuple[Paragraph, ...]) -> tuple[Section, ...]:
    """Lines, then a question: its title, long help, and room for two answers and two boxes."""
    parts = (
        FormField(id="q/name", label="Name"),
        FormField(id="q/post", label="Post"),
        FormField(id="q/yes", label="Yes", kind="tick"),
        FormField(id="q/no", label="No", kind="tick"),
    )
    blocks = (paragraph("help", "What helps to answer it, in some words. " * 7), Form(id="form", fields=parts))
    question = Section(id="question", level=2, number="", title=text("Who is it?"), blocks=blocks)
    return (replace(section(*before, sections=(question,)), number=""),)


def test_a_question_is_on_one_page_with_its_answer(look: Look) -> None:
    parts = ("question", "help", "q/name", "q/post", "q/yes", "q/no")
    starts = set()
    for trial in trials(look, with_a_question, range(8, 26, 2), "sheet"):
        assert len({trial.page_of[part] for part in parts}) == 1, trial.lines
        starts.add(trial.page_of["question"])
    assert len(starts) == 2


def test_word_keeps_a_question_together(look: Look) -> None:
    layout = Layout(engine="test", pages=1, page_of={"union:x": 1, "question": 1})
    document = replace(everything(), kind="sheet", sections=with_a_question(filler(1)))
    found = list(Docx(BytesIO(write_docx(document, layout, look))).paragraphs)
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
        document = replace(everything(), sections=(section(*filler(lines)), back))
        pdf, layout = write_pdf(document, look)
        assert "A line." in page_lines(pdf, layout.page_of["said"] - 1), lines
        over = over or layout.page_of["said"] == 4
    assert over
    found = list(Docx(BytesIO(write_docx(document, layout, look))).paragraphs)
    last = [one for one in found if one.text == "A line."][-1]
    assert last.paragraph_format.keep_with_next
