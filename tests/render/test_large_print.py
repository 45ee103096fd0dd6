"""Large print: the same words as ever, none under 18 points, upright and without underlining, in every format."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from docx.oxml.ns import qn
from lxml import etree

from policygen.document.json import document_digest
from policygen.document.model import Asset, Document, Emphasis, Figure, Section
from policygen.document.printed import printed_part
from policygen.inspect.docx import verify_docx
from policygen.inspect.findings import Verification
from policygen.inspect.pdf import verify_pdf
from policygen.look.look import Look
from policygen.render.described import is_described
from policygen.render.docx import write_docx
from policygen.render.html.web_page import write_html
from policygen.render.pdf.seal import seal
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.world.disk import DiskWorld
from tests.support.documents import everything, paragraph, table, text
from tests.support.docx_words import DocxWords
from tests.support.painted import painted
from tests.support.pdf_words import read_artefacts, read_words
from tests.support.readback import in_document, in_docx, in_html, in_pdf

ROOT = Path(__file__).parents[2]
LEAST = 18.0  # points
# Styles that set no words: a gap between tables, a page break, and rules made of underscores.
NO_WORDS = {"PolicySpacer", "PolicyFormLine", "PolicyFormDate", "PolicyFormSignature", "CommentReference"}
CHART = "A chart: first look, then tell somebody."


@pytest.fixture(scope="module")
def ordinary() -> Look:
    return Look.load(DiskWorld(ROOT))


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(DiskWorld(ROOT), large_print=True)


def drawing(size: str, *, inside: str = "Look, then tell", more: str = "") -> Asset:
    """A drawing 100 units wide with words of a size in it."""
    words = f'<text x="0" y="9" font-size="{size}" {more}>{inside}</text>' if inside else '<rect width="9" height="9"/>'
    data = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 20">{words}</svg>'.encode()
    return Asset(
        id="chart",
        media_type="image/svg+xml",
        data=base64.b64encode(data).decode(),
        alternative=CHART,
        width=100,
        height=20,
    )


def figure(width: float = 100) -> Figure:
    return Figure(id="union:z/2", asset="chart", alternative=CHART, width=width)


def with_chart(asset: Asset) -> Document:
    """One of everything, words in italics and a figure among it."""
    emphasised = paragraph("union:z/1", "Not ", Emphasis(children=text("ever")), ".")
    narrow = replace(table("union:z/3", ("Topic", "What"), ("safeguarding", "word " * 40)), widths=(0.05, 0.95))
    last = Section(
        id="union:z", level=1, number="", title=text("Last"), blocks=(emphasised, figure(), narrow), kind="body"
    )
    document = everything()
    return replace(document, sections=(*document.sections, last), assets=(*document.assets, asset))


@pytest.fixture(scope="module")
def document() -> Document:
    return with_chart(drawing("6"))


@pytest.fixture(scope="module")
def pdf(document: Document, look: Look) -> bytes:
    return write_pdf(document, look)[0]


@pytest.fixture(scope="module")
def docx(document: Document, look: Look) -> bytes:
    return write_docx(document, write_pdf(document, look)[1], look)


# --- sizes ----------------------------------------------------------------------------------------------------------


def test_no_character_of_a_pdf_is_painted_smaller_than_18_points(pdf: bytes) -> None:
    sizes = {round(one.size, 1) for one in painted(pdf)}
    assert min(sizes) == LEAST
    assert max(sizes) > LEAST  # headings are larger still


def test_no_style_of_a_docx_is_smaller_than_18_points(docx: bytes) -> None:
    with ZipFile(BytesIO(docx)) as opened:
        parts = {
            name: etree.fromstring(opened.read(name))
            for name in opened.namelist()
            if name.startswith("word/") and name.endswith(".xml")
        }
    found = {}
    for style in parts["word/styles.xml"].iter(qn("w:style"), qn("w:rPrDefault")):
        for size in (*style.iter(qn("w:sz")), *style.iter(qn("w:szCs"))):
            found[style.get(qn("w:styleId"), "default")] = int(size.get(qn("w:val"))) / 2
    assert found["default"] == LEAST
    assert {name: size for name, size in found.items() if size < LEAST and name not in NO_WORDS} == {}
    runs = [
        int(size.get(qn("w:val"))) / 2
        for name, part in parts.items()
        if name != "word/styles.xml"
        for size in part.iter(qn("w:sz"))
    ]
    assert [size for size in runs if size < LEAST] == []


def test_a_web_page_begins_at_18_points_and_sets_nothing_smaller(document: Document, look: Look) -> None:
    page = write_html(document, look).decode()
    screen = page[page.index("@media screen") : page.index("@media print")]
    assert "font-size: 150.0%" in screen  # of the 12 points that a browser begins with
    assert [float(size) for size in re.findall(r"font-size: ([\d.]+)rem", screen) if float(size) < 1] == []
    on_paper = page[page.index("@media print") :]
    assert [float(size) for size in re.findall(r"font-size: ([\d.]+)pt", on_paper) if float(size) < LEAST] == []


def test_a_page_is_left_room_for_its_words(pdf: bytes, look: Look) -> None:
    page = look.tokens.page
    right = (page.width - page.right) * 72 / 25.4
    left = (page.left - page.number_column) * 72 / 25.4
    assert [one for one in painted(pdf) if one.right > right + 1 or one.left < left - 1] == []


# --- how words are set apart ----------------------------------------------------------------------------------------


def test_no_word_is_in_italics(document: Document, pdf: bytes, docx: bytes, ordinary: Look) -> None:
    def faces(data: bytes) -> set[str]:
        with pikepdf.open(BytesIO(data)) as opened:
            return {str(font.BaseFont) for page in opened.pages for font in page.Resources.Font.values()}

    assert any("Italic" in face for face in faces(write_pdf(document, ordinary)[0]))
    assert not any("Italic" in face for face in faces(pdf))
    styles = etree.fromstring(ZipFile(BytesIO(docx)).read("word/styles.xml"))
    assert list(styles.iter(qn("w:i"))) == []
    assert list(DocxWords(docx).body.iter(qn("w:i"))) == []


def test_links_are_not_underlined_on_paper(docx: bytes, document: Document, look: Look) -> None:
    assert list(etree.fromstring(ZipFile(BytesIO(docx)).read("word/styles.xml")).iter(qn("w:u"))) == []
    page = write_html(document, look).decode()
    assert "text-decoration: underline" not in page[page.index("@media print") :]


def test_the_footer_and_not_a_watermark_says_that_a_draft_is_one(
    document: Document, look: Look, ordinary: Look
) -> None:
    draft = replace(
        document,
        cover=replace(document.cover, status="Draft, not for signature"),
        words=replace(document.words, watermark="DRAFT"),
    )
    assert any("DRAFT" in "".join(words) for words in read_artefacts(write_pdf(draft, ordinary)[0]))
    pdf, layout = write_pdf(draft, look)
    shown = ["".join(words) for words in read_artefacts(pdf)]
    assert not any("DRAFT" in words for words in shown)
    assert all("Draft, not for signature" in words for words in shown[1:])
    assert b"DRAFT" not in ZipFile(BytesIO(write_docx(draft, layout, look))).read("word/headerDefault.xml")


# --- pictures and tables --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asset", "width", "described"),
    [
        (drawing("6"), 100, True),  # 17.0 pt
        (drawing("6"), 106, False),
        (drawing("6.4px"), 100, False),
        (drawing("2em"), 100, True),  # of an unknown size
        (drawing("1", inside=""), 100, False),
        (drawing("12.8", more='transform="translate(3 4) scale(.5)"'), 100, False),
        (drawing("12", more='transform="translate(3 4) scale(.5)"'), 100, True),
        (drawing("3.2", more='transform="rotate(90), scale(2, 3)"'), 100, False),
        (drawing("9", more='transform="skewX(80)"'), 100, True),
        (drawing("9", more='style="font: italic 2px serif"'), 100, True),
    ],
)
def test_a_picture_is_described_where_its_words_would_be_too_small(
    look: Look, ordinary: Look, asset: Asset, width: float, described: bool
) -> None:
    assert is_described(figure(width), (asset,), look.tokens) is described
    assert not is_described(figure(width), (asset,), ordinary.tokens)


def test_a_described_picture_is_still_a_figure_to_a_screen_reader(pdf: bytes) -> None:
    assert [piece.text for piece in read_words(pdf) if piece.role == "Figure"][-1] == CHART
    assert CHART.replace(" ", "") in "".join(one.character for one in painted(pdf))


def test_a_readable_picture_is_shown(look: Look) -> None:
    pdf, layout = write_pdf(with_chart(drawing("12")), look)
    assert CHART.replace(" ", "") not in "".join(one.character for one in painted(pdf))
    docx = write_docx(with_chart(drawing("12")), layout, look)
    assert len(list(DocxWords(docx).body.iter(qn("w:drawing")))) == 1


def test_no_word_is_broken_in_a_narrow_column(pdf: bytes) -> None:
    cells = [piece.text for piece in read_words(pdf) if piece.role in ("TH", "TD")]
    assert "safeguarding" in cells
    assert not any("safeguardin g" in cell or cell == "safeguardin" for cell in cells)


# --- the same words -------------------------------------------------------------------------------------------------


def test_large_print_has_the_words_of_the_ordinary_edition(
    document: Document, pdf: bytes, docx: bytes, look: Look
) -> None:
    wanted = in_document(document)
    described = ("text", CHART.replace(" ", ""))
    assert in_pdf(pdf, document.words.contents) == wanted
    for found in (in_docx(docx, document.words.contents), in_html(write_html(document, look))):
        assert [one for one in found if one != described] == wanted
        assert found.count(described) == 1


def test_a_large_print_copy_passes_verify(document: Document, docx: bytes, ordinary: Look) -> None:
    report = Verification("large.docx")
    verify_docx(docx, report, against=document, look=ordinary)
    assert [one.words for one in report.findings if one.kind == "fails"] == []
    other = replace(document, sections=document.sections[:-1])
    report = Verification("large.docx")
    verify_docx(docx, report, against=other, look=ordinary)
    assert "docx-against" in [one.code for one in report.findings if one.kind == "fails"]


def test_other_words_in_the_place_of_a_picture_are_found(document: Document, docx: bytes, ordinary: Look) -> None:
    made = BytesIO()
    with ZipFile(BytesIO(docx)) as opened, ZipFile(made, "w") as changed:
        for name in opened.namelist():
            data = opened.read(name)
            changed.writestr(name, data.replace(b"then tell somebody", b"then tell nobody"))
    report = Verification("large.docx")
    verify_docx(made.getvalue(), report, against=document, look=ordinary)
    assert "docx-against" in [one.code for one in report.findings if one.kind == "fails"]


def test_the_file_carries_the_same_document(document: Document, pdf: bytes, look: Look) -> None:
    sealed = seal(pdf, document, write_pdf(document, look)[1], attached=True)
    report = Verification("large.pdf")
    found = verify_pdf(sealed, report)
    assert found is not None
    assert document_digest(found) == document_digest(printed_part(document))
