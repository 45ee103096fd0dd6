"""The pages of large print: no word is broken, nothing is crowded or alone, and there is room for large handwriting."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx as python_docx
import pypdfium2
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Twips
from lxml import etree

from policygen.document.model import (
    Cell,
    Document,
    Section,
    Signatory,
    SignatureBlock,
    Table,
)
from policygen.inspect.docx import verify_docx
from policygen.inspect.findings import Verification
from policygen.look.look import Look
from policygen.render.contents import fit_contents
from policygen.render.docx import write_docx
from policygen.render.html.web_page import write_html
from policygen.render.pdf_weasyprint.page import html_for_pdf
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.world.disk import DiskWorld
from tests.render.test_large_print import drawing, figure
from tests.render.test_page_breaks import with_clauses
from tests.support.documents import bullets, everything, paragraph, table, text
from tests.support.docx_words import DocxWords
from tests.support.painted import Painted, painted
from tests.support.pdf_words import read_words

ROOT = Path(__file__).parents[2]
POINTS = 72 / 25.4  # in a millimetre
PORTRAIT, LANDSCAPE = (595, 842), (842, 595)
SEVEN = (
    "When, and who took it",
    "Student and class",
    "What was taken and why",
    "Where it is kept",
    "Parents told: when, and who by",
    "Kept longer: why, who decided, until when",
    "Given back: when, and to",
)


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(DiskWorld(ROOT), large_print=True)


def sheet(*blocks: object, more: tuple[Section, ...] = ()) -> Document:
    """A sheet to hand out with these blocks under a heading."""
    first = Section(id="union:x", level=1, number="", title=text("Devices"), blocks=blocks)  # type: ignore[arg-type]
    document = everything()
    return replace(document, kind="sheet", cover=replace(document.cover, tables=()), sections=(first, *more))


def written_in(block_id: str, heads: tuple[str, ...], rows: int = 3, height: float = 12.0) -> Table:
    """A table of empty rows to write in, `height` in millimetres."""
    made = table(block_id, heads, *[("",) * len(heads)] * rows)
    return replace(made, rows=tuple(replace(row, height=height, cells=(Cell(),) * len(heads)) for row in made.rows))


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    opened = pypdfium2.PdfDocument(pdf)
    return [(round(page.get_width()), round(page.get_height())) for page in opened]


def lines(pdf: bytes) -> dict[int, dict[int, str]]:
    """The lines of the text by page and by their height on it, without header and footer."""
    found: dict[int, dict[int, str]] = defaultdict(lambda: defaultdict(str))
    for one in painted(pdf):
        if 70 < one.top < 770:
            found[one.page][round(one.top)] += one.character
    return found


def on_page(pdf: bytes, page: int) -> list[Painted]:
    return [one for one in painted(pdf) if one.page == page]


def words(marks: list[Painted]) -> str:
    return "".join(one.character for one in marks)


# --- columns --------------------------------------------------------------------------------------------------------


def test_a_table_whose_longest_words_have_no_room_upright_is_on_a_page_on_its_side(look: Look) -> None:
    after = paragraph("union:x/3", "Afterwards.")
    pdf, _ = write_pdf(sheet(paragraph("union:x/1", "Before. " * 40), written_in("union:x/2", SEVEN), after), look)
    assert sizes(pdf) == [PORTRAIT, LANDSCAPE, PORTRAIT]
    opened = pypdfium2.PdfDocument(pdf)
    shown = opened[1].get_textpage().get_text_range().split()
    assert set(" ".join(SEVEN).split()) <= set(shown)


def test_a_table_that_fits_stays_upright(look: Look) -> None:
    assert sizes(write_pdf(sheet(written_in("union:x/2", SEVEN[:4])), look)[0]) == [PORTRAIT]


def test_a_table_on_its_side_is_held_together_by_the_height_of_that_page_as_in_word(look: Look) -> None:
    """Three rows of 20 mm need more than half of a page on its side, and less than half of an upright one."""
    document = sheet(written_in("union:x/2", SEVEN, rows=7, height=20.0))
    assert 'class="bound' not in html_for_pdf(document, look)
    rows = python_docx.Document(BytesIO(write_docx(document, write_pdf(document, look)[1], look))).tables[0].rows
    assert not any(p.paragraph_format.keep_with_next for cell in rows[-2].cells for p in cell.paragraphs)


def test_in_word_it_is_a_section_on_its_side(look: Look) -> None:
    after = paragraph("union:x/3", "Afterwards.")
    document = sheet(paragraph("union:x/1", "Before. " * 40), written_in("union:x/2", SEVEN), after)
    opened = python_docx.Document(BytesIO(write_docx(document, write_pdf(document, look)[1], look)))
    upright, side = WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE
    assert [one.orientation for one in opened.sections] == [upright, side, upright]
    width = sum(int(column.get(qn("w:w"))) for column in opened.tables[0]._tbl.iter(qn("w:gridCol")))
    wide = opened.sections[1]
    assert wide.page_width is not None
    assert wide.left_margin is not None
    assert wide.right_margin is not None
    assert width == pytest.approx((wide.page_width - wide.left_margin - wide.right_margin) / Twips(1), abs=3)


def test_no_empty_page_follows_a_table_on_its_side(look: Look) -> None:
    document = sheet(paragraph("union:x/1", "Before. " * 40), written_in("union:x/2", SEVEN))
    opened = python_docx.Document(BytesIO(write_docx(document, write_pdf(document, look)[1], look)))
    assert [one.orientation for one in opened.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]


def test_a_heading_goes_with_a_table_on_its_side(look: Look) -> None:
    inner = Section(
        id="union:y", level=2, number="", title=text("What was taken"), blocks=(written_in("union:y/1", SEVEN),)
    )
    document = sheet(paragraph("union:x/1", "Before. " * 40))
    document = replace(document, sections=(replace(document.sections[0], sections=(inner,)),))
    pdf, layout = write_pdf(document, look)
    assert sizes(pdf) == [PORTRAIT, LANDSCAPE]
    assert layout.page_of["union:y"] == 2
    body = DocxWords(write_docx(document, layout, look)).body
    order = [child.tag for child in body.iter(qn("w:sectPr"), qn("w:tbl"))]
    assert order == [qn("w:sectPr"), qn("w:tbl"), qn("w:sectPr")]
    end = next(part for part in body.iterchildren(qn("w:p")) if part.find(".//" + qn("w:sectPr")) is not None)
    assert "".join(end.getnext().itertext()) == "What was taken"  # type: ignore[union-attr]


def test_verify_passes_a_table_on_its_side_and_tells_of_one_beside_an_upright_page(look: Look) -> None:
    document = replace(everything(), sections=(*everything().sections, *sheet(written_in("union:x/2", SEVEN)).sections))
    data = write_docx(document, write_pdf(document, look)[1], look)
    report = Verification("large.docx")
    verify_docx(data, report, against=document, look=look)
    assert [one.words for one in report.findings if one.kind == "fails"] == []
    made = BytesIO()
    with ZipFile(BytesIO(data)) as opened, ZipFile(made, "w") as changed:
        for name in opened.namelist():
            part = opened.read(name)
            if name == "word/document.xml":
                # The page is upright again, and the table as wide as before.
                part = part.replace(b'w:w="16838" w:h="11906" w:orient="landscape"', b'w:w="11906" w:h="16838"')
            changed.writestr(name, part)
    report = Verification("large.docx")
    verify_docx(made.getvalue(), report, against=document, look=look)
    assert any("a table that is wider than the page" in one.details for one in report.findings)


def test_the_number_of_a_section_of_an_appendix_is_not_broken(look: Look) -> None:
    """Where there is room for "G." at the end of a line, and none for the "1"."""
    blocks = [
        paragraph(f"union:x/{n}", f"{'m' * n} and sign the receipt (section G.1 of the policy).") for n in range(1, 25)
    ]
    shown = {line for page in lines(write_pdf(sheet(*blocks), look)[0]).values() for line in page.values()}
    assert not [line for line in shown if line.endswith("G.")]


# --- margins --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status", ["For approval", "Acceptable use policy, version 2026.1 · For approval", "version 2026.10 · " * 4]
)
def test_there_is_a_gap_between_the_footers_words_and_the_page_number(look: Look, status: str) -> None:
    document = sheet(paragraph("union:x/1", "Words."))
    document = replace(document, cover=replace(document.cover, status=status))
    pdf, layout = write_pdf(document, look)
    foot = [one for one in on_page(pdf, 1) if one.top < 90]
    last = sorted((one for one in foot if one.top < min(each.top for each in foot) + 4), key=lambda one: one.left)
    assert words(last).endswith("Page1of1")
    number, before = last[-len("Page1of1") :], last[: -len("Page1of1")]
    assert before
    assert number[0].left - before[-1].right >= 6 * POINTS - 1
    # In Word the lines are broken where the number needs the room, or it would follow without a blank.
    footer = etree.fromstring(ZipFile(BytesIO(write_docx(document, layout, look))).read("word/footerDefault.xml"))
    broken = ["".join(one.text or "\n" for one in footer.iter(qn("w:t"), qn("w:br")))]
    first = broken[0].partition("Page")[0].split("\n")
    assert (len(first) > 1) is (len(status) > 20)
    assert all(len(line) < 45 for line in first)


def test_the_margins_hold_the_lines_that_there_are(look: Look) -> None:
    """A header of one line leaves more of the page to the text than one of three."""

    def top(document: Document) -> float:
        pdf = write_pdf(document, look)[0]
        return max(one.top for one in on_page(pdf, 1) if words([one]) == "Q")

    plain = replace(sheet(paragraph("union:x/1", "Q.")), notices=(), header="School")
    assert top(plain) > top(replace(plain, header="A school with a long name. " * 7)) + 40


# --- covers and contents --------------------------------------------------------------------------------------------


def policy(people: int) -> Document:
    """A policy whose cover names so many people, and says a few things about the copy."""
    rows = tuple(
        (f"Designated safeguarding lead {n}", "Gwendolyn Featherstonehaugh, Deputy headteacher") for n in range(people)
    )
    key = replace(table("policygen:people", *rows, header=False, row_headers=True), caption=text("Key people"))
    facts = (("Version", "1"), ("Who approves it", "the board"), ("Date approved", ""), ("Next review", "2027"))
    copy = replace(table("policygen:copy", *facts, header=False, row_headers=True), caption=text("About this copy"))
    document = everything()
    return replace(document, cover=replace(document.cover, tables=(key, copy)))


@pytest.mark.parametrize("people", [2, 9])
def test_the_contents_begin_on_the_second_page(look: Look, people: int) -> None:
    pdf, layout = write_pdf(policy(people), look)
    assert "Contents" in words(on_page(pdf, 2))
    assert ("Aboutthiscopy" in words(on_page(pdf, 2))) is (people > 2)
    paragraphs = DocxWords(write_docx(policy(people), layout, look)).paragraphs
    heading = next(one for one in paragraphs if one.style == "TOCHeading")
    assert (heading.element.find(f"{qn('w:pPr')}/{qn('w:pageBreakBefore')}") is None) is (people > 2)


def test_nothing_hangs_beside_the_cover_and_the_contents_so_they_begin_where_the_header_does(look: Look) -> None:
    pdf, layout = write_pdf(policy(2), look)
    page = look.tokens.page
    for number in (1, 2):
        assert min(one.left for one in on_page(pdf, number)) == pytest.approx(
            (page.left - page.number_column) * POINTS, abs=8
        )
    styles = etree.fromstring(ZipFile(BytesIO(write_docx(policy(2), layout, look))).read("word/styles.xml"))
    left = {one.get(qn("w:styleId")): one.find(f"{qn('w:pPr')}/{qn('w:ind')}") for one in styles}
    assert {int(left[name].get(qn("w:left"))) for name in ("PolicySchool", "Title", "Subtitle", "TOCHeading")} == {
        -1077
    }


def test_the_contents_are_set_closer_where_that_saves_a_page_of_a_few_lines(look: Look) -> None:
    counts = Counter(fit_contents(look.tokens, with_clauses(n)).type.contents2.line for n in range(30, 60))
    assert len(counts) > 1


# --- forms ----------------------------------------------------------------------------------------------------------


def test_rows_to_write_in_are_as_much_taller_as_lines_to_write_on(look: Look) -> None:
    ordinary = Look.load(DiskWorld(ROOT))
    document = sheet(written_in("union:x/2", ("When", "What"), height=12.0))

    def heights(of: Look) -> set[int]:
        body = DocxWords(write_docx(document, write_pdf(document, of)[1], of)).body
        return {int(one.get(qn("w:val"))) for one in body.iter(qn("w:trHeight"))}

    share = look.tokens.form.line_height / ordinary.tokens.form.line_height
    (usual,), (large,) = heights(ordinary), heights(look)
    assert large == pytest.approx(usual * share, rel=0.01)
    # As tall in the PDF: rows that fit a page at their usual height need a second one.
    rows = sheet(written_in("union:x/2", ("When", "What"), rows=17, height=12.0))
    assert len(sizes(write_pdf(rows, look)[0])) == 2


def test_the_last_of_those_who_sign_is_not_alone_on_a_page(look: Look) -> None:
    roles = tuple(Signatory(id=f"union:s/{n}", role=f"Signer {n}", name=()) for n in range(1, 4))
    for above in range(2, 9):
        blocks = (bullets("union:l", *["Words."] * above), SignatureBlock(id="union:s", signatories=roles))
        _, layout = write_pdf(sheet(*blocks), look)
        pages = [layout.boxes[one.id].page for one in roles]
        assert pages[-1] == pages[-2], above


def test_of_many_who_sign_the_first_are_under_the_sentence_that_they_sign(look: Look) -> None:
    roles = tuple(Signatory(id=f"union:s/{n}", role=f"Signer {n}", name=()) for n in range(1, 5))
    blocks = (paragraph("union:x/1", "Signed by"), SignatureBlock(id="union:s", signatories=roles))
    _, layout = write_pdf(sheet(*[paragraph(f"union:x/0{n}", "Words.") for n in range(4)], *blocks), look)
    assert [layout.boxes[one.id].page for one in roles] == [1, 1, 2, 2]


# --- pictures -------------------------------------------------------------------------------------------------------

STEPS = "Chart of the steps. Danger: ring 999. A child at risk: tell the lead, e.g. at once. Anything else: keep it."


def test_a_chart_is_told_as_a_list(look: Look) -> None:
    asset = replace(drawing("6"), alternative=STEPS)
    document = replace(sheet(replace(figure(), alternative=STEPS)), assets=(*everything().assets, asset))
    pdf, layout = write_pdf(document, look)
    starts = [line for line in lines(pdf)[1].values() if line.startswith("•")]
    assert starts == ["•Danger:ring999.", "•Achildatrisk:tellthelead,e.g.atonce.", "•Anythingelse:keepit."]
    assert [piece.text for piece in read_words(pdf) if piece.role == "Figure"] == [STEPS]
    items = [
        (one.style, one.words) for one in DocxWords(write_docx(document, layout, look)).paragraphs if one.words in STEPS
    ]
    assert ("BodyText", "Chart of the steps.") in items
    assert [said for style, said in items if style == "ListBullet"] == STEPS.split(". ", 1)[1].replace(
        ". A", ".|A"
    ).split("|")
    assert write_html(document, look).decode().count('class="step"') == 4


# --- ends of pages --------------------------------------------------------------------------------------------------


def test_a_page_before_an_appendix_has_no_fewer_than_four_lines(look: Look) -> None:
    """Each section begins a page and has a line more than the one before; some of them just spill."""
    made = tuple(
        Section(
            id=f"union:p{n}", level=1, number="", title=text(f"Part {n}"), new_page=n > 14,
            blocks=(
                *(paragraph(f"union:p{n}/{k}", "A line of words.") for k in range(9)),
                paragraph(f"union:p{n}/z", "There are many words here. " * n),
                *((paragraph(f"union:p{n}/y", "A last line."),) if n % 2 else ()),
            ),
        )
        for n in range(14, 30)
    )  # fmt: skip
    pdf = write_pdf(replace(sheet(), sections=made), look)[0]
    few = {number: list(page.values()) for number, page in lines(pdf).items() if len(page) < 4}
    assert few == {}
    assert len(sizes(pdf)) > len(made)


def test_in_word_three_who_need_more_than_half_a_page_may_sign_on_two(look: Look) -> None:
    ordinary = Look.load(DiskWorld(ROOT))
    roles = tuple(Signatory(id=f"union:s/{n}", role=f"Signer {n}", name=()) for n in range(1, 4))
    document = sheet(bullets("union:l", "Words."), SignatureBlock(id="union:s", signatories=roles))

    def ends_free(of: Look) -> list[bool]:
        body = DocxWords(write_docx(document, write_pdf(document, of)[1], of)).body
        rows = list(body.iter(qn("w:tr")))
        return [not bound(row) for row in rows[1::2]]

    def bound(row: etree._Element) -> bool:
        last = list(row.iter(qn("w:p")))[-1]
        return last.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None

    assert ends_free(ordinary) == [False, False, True]
    assert ends_free(look) == [True, False, True]
