"""The PDF says what the Document says, to eyes, screen readers and machines, and the Layout says where."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from policygen.document.layout import Layout
from policygen.document.model import (
    Asset,
    Blank,
    Block,
    Document,
    Emphasis,
    Figure,
    Link,
    Paragraph,
    Reference,
    Section,
    Strong,
    Text,
    Value,
)
from policygen.document.walk import ids_of
from policygen.look.look import Look
from policygen.render.engine import RenderingError, ResourceRefused
from policygen.render.glyphs import printed
from policygen.render.pdf_weasyprint.tagging import TaggingError
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.world.disk import DiskWorld
from tests.support.documents import HARD_NAME, bullets, everything, lettered, paragraph, table, text, value
from tests.support.painted import painted
from tests.support.pdf_words import TaggedText, read_artefacts, read_words

ROOT = Path(__file__).parents[2]
MM = 96 / 25.4  # CSS pixels in a millimetre


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(DiskWorld(ROOT))


@pytest.fixture(scope="module")
def written(look: Look) -> tuple[bytes, Layout]:
    return write_pdf(everything(), look)


@pytest.fixture(scope="module")
def words(written: tuple[bytes, Layout]) -> list[TaggedText]:
    return read_words(written[0])


@pytest.fixture(scope="module")
def dressed(look: Look) -> tuple[bytes, Layout]:
    return write_pdf(dressed_up(), look)


def with_blocks(*blocks: Block, base: Document | None = None) -> Document:
    document = base or everything()
    clause = dataclasses.replace(document.sections[1].sections[0], blocks=blocks)
    section = dataclasses.replace(document.sections[1], sections=(clause,))
    return dataclasses.replace(document, sections=(document.sections[0], section))


def png(alternative: str = "The school's badge") -> Asset:
    data = io.BytesIO()
    Image.new("RGB", (40, 20), "#7a1f2b").save(data, "PNG")
    encoded = base64.b64encode(data.getvalue()).decode()
    return Asset(id="badge", media_type="image/png", data=encoded, alternative=alternative, width=40, height=20)


def svg(body: str) -> Asset:
    data = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{body}</svg>'.encode()
    return Asset(
        id="drawing", media_type="image/svg+xml", data=base64.b64encode(data).decode(), alternative="A drawing"
    )


def dressed_up() -> Document:
    """A draft in a pale colour with pictures, Welsh, gaps and links, beside what `everything` holds."""
    base = everything()
    extra = Section(
        id="union:x",
        level=2,
        number="2.2",
        title=text("Gaps, pictures and Welsh"),
        blocks=(
            Paragraph(id="union:x/1", lang="cy", children=text("Mae'r polisi hwn i bawb yn Ŵyn.")),
            paragraph(
                "union:x/2",
                "In Welsh ",
                Value(text="Diogelu plant", lang="cy", origin=value("").origin),
                "; by ",
                Blank(label="Name of the lead"),
                ".",
            ),
            paragraph(
                "union:x/3",
                Emphasis(children=text("two")),
                " ",
                Strong(children=text("words")),
                " ",
                Link(
                    target="https://www.example.org/",
                    children=(Strong(children=text("write")), Text(text=" "), value("to us now")),
                ),
            ),
            paragraph(
                "union:x/6",
                "Ring ",
                value("01632 960101", "contacts.office.telephone"),
                " or write to ",
                value("office@school.example", "contacts.office.email"),
            ),
            Figure(id="union:x/4", asset="drawing", alternative="A black square", width=20),
            table("union:x/5", *[("Who", "What"), *[(f"person {n}", "reads it. " * 20) for n in range(30)]]),
        ),
    )
    section = dataclasses.replace(base.sections[1], sections=(*base.sections[1].sections, extra))
    return dataclasses.replace(
        base,
        state="draft",
        colour="#ffd500",
        assets=(png(), svg('<rect width="9" height="9"/>')),
        cover=dataclasses.replace(base.cover, logo="badge"),
        words=dataclasses.replace(base.words, watermark="DRAFT"),
        sections=(base.sections[0], section, *base.sections[2:]),
    )


def texts(pieces: list[TaggedText], *roles: str) -> list[str]:
    return [piece.text for piece in pieces if piece.role in roles]


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def test_all_that_the_document_prints_is_in_the_file(written: tuple[bytes, Layout]) -> None:
    found = squeezed(" ".join(piece.text for piece in read_words(written[0])))
    for page in read_artefacts(written[0]):
        found += squeezed("".join(page))
    for block, said in printed(everything()):
        if said not in ("Page {page} of {pages}", "0123456789"):
            assert squeezed(said) in found, f"{said!r} of {block}"


def test_headings_are_number_and_title_in_the_order_of_the_document(words: list[TaggedText]) -> None:
    assert texts(words, "H1", "H2", "H3") == [
        "Contents",
        "1 About this policy",
        "1.1 Who it is for at Example Primary School",
        "2 What we do",
        "2.1 When something happens",
        "Appendix A Incident form",
        "A.1 What to write down",
        "Approval",
        "Version history",
    ]


def test_list_markers_are_the_documents_own_and_stand_in_lbl(words: list[TaggedText]) -> None:
    assert texts(words, "Lbl") == ["•", "•", "(a)", "(b)", "(c)", "(a)", "(b)", "(i)", "(ii)", "(c)"]


def test_a_sentence_of_values_and_references_reads_as_one(words: list[TaggedText]) -> None:
    assert (
        "This policy covers Example Primary School, its staff and everyone who helps; see section 2.1 and "
        "the help page." in texts(words, "P")
    )


def test_a_hard_name_is_printed_exactly(look: Look) -> None:
    data, _ = write_pdf(everything(HARD_NAME), look)
    said = read_words(data)
    assert HARD_NAME in texts(said, "P")
    assert f"1.1 Who it is for at {HARD_NAME}" in texts(said, "H2")
    assert f"{HARD_NAME} · Online safety policy" in read_artefacts(data)[1]


def test_a_blank_between_two_elements_is_not_lost(dressed: tuple[bytes, Layout]) -> None:
    assert "two words write to us now" in texts(read_words(dressed[0]), "P")


def test_the_contents_list_gives_the_page_of_each_section(
    words: list[TaggedText], written: tuple[bytes, Layout]
) -> None:
    page_of = written[1].page_of
    assert [piece.text for piece in words if piece.role == "TOCI"] == [
        f"1 About this policy {page_of['policygen:section.one']}",
        f"1.1 Who it is for at Example Primary School {page_of['union:a']}",
        f"2 What we do {page_of['policygen:section.two']}",
        f"2.1 When something happens {page_of['union:b']}",
        f"Appendix A Incident form {page_of['policygen:appendix.form']}",
        f"A.1 What to write down {page_of['union:form']}",
        f"Approval {page_of['policygen:approval']}",
        f"Version history {page_of['policygen:history']}",
    ]


def test_header_and_footer_are_artefacts_on_every_page_but_the_cover(written: tuple[bytes, Layout]) -> None:
    cover, *pages = read_artefacts(written[0])
    assert "".join(cover) == ""
    for number, page in enumerate(pages, 2):
        assert [said for said in page if said] == [
            "Example Primary School · Online safety policy",
            "Specimen: invented school and people",
            "For approval",
            f"Page {number} of {written[1].pages}",
        ]


def test_a_draft_says_so_on_every_page_and_only_as_an_artefact(dressed: tuple[bytes, Layout]) -> None:
    assert all("DRAFT" in page for page in read_artefacts(dressed[0]))
    assert "DRAFT" not in [piece.text for piece in read_words(dressed[0])]


def test_words_of_the_header_cannot_leave_their_string(look: Look) -> None:
    hard = 'a"} @page{size:A5} </style><h1>x</h1> \\22 \n b'
    data, _ = write_pdf(dataclasses.replace(everything(), header=hard), look)
    assert squeezed(hard) in squeezed("".join(read_artefacts(data)[2]))


def test_language_changes_are_marked(dressed: tuple[bytes, Layout]) -> None:
    assert [piece.text for piece in read_words(dressed[0]) if piece.lang == "cy"] == ["Mae'r polisi hwn i bawb yn Ŵyn."]
    with pikepdf.open(io.BytesIO(dressed[0])) as pdf:
        assert [str(element.S) for element in elements(pdf) if element.get("/Lang") == "cy"] == ["/Span", "/Span"]


def test_table_headers_have_a_scope(written: tuple[bytes, Layout]) -> None:
    with pikepdf.open(io.BytesIO(written[0])) as pdf:
        scopes = [str(element.A.Scope) for element in elements(pdf) if element.S == "/TH"]
    assert scopes == ["/Row"] * 2 + ["/Column"] * 6


def test_each_list_item_has_a_label_and_a_body(written: tuple[bytes, Layout]) -> None:
    with pikepdf.open(io.BytesIO(written[0])) as pdf:
        items = [[str(kid.S) for kid in element.K] for element in elements(pdf) if element.S == "/LI"]
    assert items == [["/Lbl", "/LBody"]] * 12


def test_a_picture_has_its_alternative_and_its_box_on_the_page(dressed: tuple[bytes, Layout]) -> None:
    with pikepdf.open(io.BytesIO(dressed[0])) as pdf:
        figures = [element for element in elements(pdf) if element.S == "/Figure"]
        assert [str(figure.Alt) for figure in figures] == ["The school's badge", "A black square"]
        left, bottom, right, top = (float(edge) for edge in figures[0].A.BBox)
    assert (right - left) / (top - bottom) == pytest.approx(2, abs=0.01)
    assert 600 < bottom < top < 842


def test_a_link_has_one_annotation_however_much_stands_in_it(dressed: tuple[bytes, Layout]) -> None:
    with pikepdf.open(io.BytesIO(dressed[0])) as pdf:
        links = [link for page in pdf.pages for link in page.get("/Annots", []) if "/A" in link]
        assert [str(link.A.URI) for link in links] == [
            "https://www.example.org/help",
            "https://www.example.org/",
            "tel:01632960101",
            "mailto:office@school.example",
        ]


def test_header_rows_repeat_on_each_page_of_a_table_as_artefacts(dressed: tuple[bytes, Layout]) -> None:
    pieces = read_words(dressed[0])
    table = [piece for piece in pieces if (piece.role, piece.text) == ("TH", "Who")]
    rows = {piece.page for piece in pieces if piece.text.startswith("person ")}
    repeated = [number for number, page in enumerate(read_artefacts(dressed[0]), 1) if "Who" in page]
    assert len(table) == 2  # there are two tables with such a column
    assert len(rows) > 1
    assert set(repeated) == rows - {table[-1].page}


def test_title_language_and_dates_come_from_the_document(written: tuple[bytes, Layout]) -> None:
    with pikepdf.open(io.BytesIO(written[0])) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
        assert str(pdf.docinfo.Title) == "Online safety policy – Example Primary School"
        assert str(pdf.docinfo.Author) == "Example Primary School"
        assert str(pdf.docinfo.Subject) == "Online safety policy"
        assert str(pdf.docinfo.Keywords) == "online safety"
        assert str(pdf.docinfo.CreationDate).startswith("D:20261120000000")
        assert str(pdf.docinfo.ModDate) == str(pdf.docinfo.CreationDate)
        xmp = pdf.Root.Metadata.read_raw_bytes()
    assert b'pdfuaid:part="1"' in xmp
    assert b"policygen" in xmp


def test_bookmarks_are_the_headings(written: tuple[bytes, Layout]) -> None:
    with pikepdf.open(io.BytesIO(written[0])) as pdf, pdf.open_outline() as outline:
        named = [(item.title, [inner.title for inner in item.children]) for item in outline.root]
    assert named == [
        ("Contents", []),
        ("1 About this policy", ["1.1 Who it is for at Example Primary School"]),
        ("2 What we do", ["2.1 When something happens"]),
        ("Appendix A Incident form", ["A.1 What to write down"]),
        ("Approval", []),
        ("Version history", []),
    ]


def test_every_font_is_the_houses_and_embedded(dressed: tuple[bytes, Layout]) -> None:
    with pikepdf.open(io.BytesIO(dressed[0])) as pdf:
        names = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
    assert names
    assert all("Liberation-Sans" in name for name in names)


def test_each_section_and_block_has_the_page_its_words_are_on(
    written: tuple[bytes, Layout], words: list[TaggedText]
) -> None:
    layout = written[1]
    assert set(layout.page_of) == set(ids_of(everything()))
    first = {piece.text: piece.page for piece in reversed(words) if piece.page > 2}
    assert layout.page_of["policygen:section.one"] == first["1 About this policy"] == 3
    assert layout.page_of["union:b/2/2/1"] == first["tell the lead"]
    assert layout.page_of["policygen:appendix.form"] == first["Appendix A Incident form"]
    assert layout.page_of["union:form/3"] == first["After the page break."]
    assert layout.page_of["policygen:history/1/row-1"] == first["First version"]


def test_pages_are_counted_and_the_engine_is_named(written: tuple[bytes, Layout]) -> None:
    with pikepdf.open(io.BytesIO(written[0])) as pdf:
        assert written[1].pages == len(pdf.pages)
    assert written[1].engine.startswith("weasyprint ")


def test_each_signatory_has_the_box_of_the_lines_for_signature_and_date(
    written: tuple[bytes, Layout], look: Look
) -> None:
    layout = written[1]
    assert list(layout.boxes) == ["policygen:signatory.chair", "policygen:signatory.headteacher"]
    for signatory, box in layout.boxes.items():
        assert box.page == layout.page_of[signatory]
        assert box.width > 200
        assert box.height > 30
        # From the edge of the text to the other: the line for the date is part of it.
        page = look.tokens.page
        assert box.x / MM == pytest.approx(page.left, abs=0.2)
        assert (box.x + box.width) / MM == pytest.approx(page.width - page.right, abs=0.5)


@pytest.mark.parametrize("lines", range(0, 44, 4))
def test_a_signature_block_is_never_parted_from_the_words_before_it(look: Look, lines: int) -> None:
    base = everything()
    filler = tuple(paragraph(f"union:b/{n}", "One line.") for n in range(lines))
    section = dataclasses.replace(base.sections[1], sections=(), blocks=filler)
    _, layout = write_pdf(dataclasses.replace(base, sections=(section, base.sections[3])), look)
    assert len({page for name, page in layout.page_of.items() if ":approval" in name or ":signatory" in name}) == 1


@pytest.mark.parametrize("lines", range(20, 36, 3))
def test_no_heading_stands_at_the_foot_of_a_page(look: Look, lines: int) -> None:
    filler = tuple(paragraph(f"union:b/{n}", "One line.") for n in range(lines))
    document = with_blocks(*filler)
    last = Section(id="last", level=1, number="9", title=text("Last"), sections=(
        Section(id="inner", level=2, number="9.1", title=text("Inner"), blocks=(bullets("b", "one", "two"),)),
    ))  # fmt: skip
    _, layout = write_pdf(dataclasses.replace(document, sections=(*document.sections, last)), look)
    assert layout.page_of["last"] == layout.page_of["inner"] == layout.page_of["b"]


def test_a_picture_that_reaches_out_stops_the_build(look: Look, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(base64.b64decode(png().data))
    asset = svg(f'<image href="{secret.as_uri()}" width="9" height="9"/>')
    figure = Figure(id="union:b/1", asset="drawing", alternative="A drawing", width=20)
    document = dataclasses.replace(with_blocks(figure), assets=(asset,))
    with pytest.raises(ResourceRefused) as refused:
        write_pdf(document, look)
    assert refused.value.urls == (secret.as_uri(),)


@pytest.mark.parametrize(("mode", "form"), [("CMYK", "jpeg"), ("I;16", "png")])
def test_a_picture_for_the_press_is_printed_in_rgb(look: Look, mode: str, form: str) -> None:
    data = io.BytesIO()
    Image.new(mode, (40, 20)).save(data, form)
    encoded = base64.b64encode(data.getvalue()).decode()
    asset = dataclasses.replace(png(), media_type=f"image/{form}", data=encoded)
    figure = Figure(id="union:b/1", asset="badge", alternative="A badge", width=20)
    with pikepdf.open(io.BytesIO(write_pdf(dataclasses.replace(with_blocks(figure), assets=(asset,)), look)[0])) as pdf:
        spaces = [str(stream.get("/ColorSpace")) for stream in pdf.objects if stream_of_image(stream)]
    assert spaces == ["/DeviceRGB"]


def test_a_row_taller_than_a_page_loses_no_word(look: Look) -> None:
    rows = table("union:b/1", ("Who", "What"), ("all", "word " * 1500 + "last"))
    said = " ".join(piece.text for piece in read_words(write_pdf(with_blocks(rows), look)[0]))
    assert said.count("word") == 1500
    assert "last" in said


def test_a_pale_colour_is_darkened_in_print(dressed: tuple[bytes, Layout]) -> None:
    with pikepdf.open(io.BytesIO(dressed[0])) as pdf:
        assert b"1 0.835294 0 rg" not in pdf.pages[2].Contents.read_bytes()


def test_words_that_look_like_markup_ask_for_nothing(look: Look) -> None:
    hard = '<img src="file:///etc/passwd"><link rel=attachment href="file:///etc/passwd">'
    data, _ = write_pdf(with_blocks(paragraph("union:b/1", hard)), look)
    assert hard in texts(read_words(data), "P")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.attachments) == 0


def test_a_warning_of_the_engine_is_an_error(look: Look) -> None:
    figure = Figure(id="union:b/1", asset="drawing", alternative="A drawing", width=20)
    document = dataclasses.replace(with_blocks(figure), assets=(svg("<rect"),))
    with pytest.raises(RenderingError, match="Failed to load image"):
        write_pdf(document, look)


@pytest.mark.parametrize(
    ("css", "error", "said"),
    [
        ("p { color: nonsense }", RenderingError, "color: nonsense"),
        ('@import url("file:///etc/passwd");', ResourceRefused, "file:///etc/passwd"),
    ],
)
def test_a_faulty_stylesheet_is_refused_at_every_document(
    look: Look, css: str, error: type[Exception], said: str
) -> None:
    sheet = "policy.css.j2"
    pdf = tuple((name, dataclasses.replace(one, text=css) if name == sheet else one) for name, one in look.pdf)
    for _ in range(2):
        with pytest.raises(error, match=said):
            write_pdf(everything(), dataclasses.replace(look, pdf=pdf))


def test_a_page_set_in_another_font_than_the_house_face_is_an_error(look: Look) -> None:
    stranger = dataclasses.replace(look, face=dataclasses.replace(look.face, family="Another Sans"))
    with pytest.raises(RenderingError, match="set in Liberation Sans instead of Another Sans"):
        write_pdf(everything(), stranger)


def test_a_picture_that_says_nothing_is_an_error(look: Look) -> None:
    figure = Figure(id="union:b/1", asset="badge", alternative="", width=20)
    document = dataclasses.replace(with_blocks(figure), assets=(png(""),))
    with pytest.raises(TaggingError, match="a picture has no alternative text"):
        write_pdf(document, look)


def test_two_processes_with_other_hash_seeds_write_the_same_bytes(dressed: tuple[bytes, Layout]) -> None:
    script = (
        "import hashlib, pathlib; from policygen.look.look import Look; from policygen.world.disk import DiskWorld; "
        "from policygen.render.pdf_weasyprint.writer import write_pdf; "
        "from tests.render.test_pdf import dressed_up; "
        "print(hashlib.sha256(write_pdf(dressed_up(), Look.load(DiskWorld(pathlib.Path('.'))))[0]).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert digests == {hashlib.sha256(dressed[0]).hexdigest()}


@pytest.mark.conformance
@pytest.mark.parametrize("profile", ["PDF_A_3A", "PDF_UA_1"])
@pytest.mark.parametrize(
    "document", [everything(), everything(HARD_NAME), dressed_up()], ids=["all", "hard", "dressed"]
)
def test_the_file_conforms(document: Document, profile: str, look: Look, tmp_path: Path) -> None:
    validation: Any = pytest.importorskip("page")
    file = tmp_path / "policy.pdf"
    file.write_bytes(write_pdf(document, look)[0])
    report = str(validation.validate_pdf(str(file), profile=getattr(validation.ValidationProfile, profile)))
    assert "Result: no failures" in report, report


def stream_of_image(thing: Any) -> bool:
    return isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"


def elements(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The structure elements in reading order; they live as long as `pdf` is open."""

    def walk(element: Any) -> Iterator[Any]:
        for kid in element.get("/K", []):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield kid
                yield from walk(kid)

    yield from walk(pdf.Root.StructTreeRoot)


def test_a_list_is_painted_in_the_order_that_it_is_read_in(look: Look) -> None:
    """Browsers copy and search in the order of painting: markers painted last would be together at the page's end."""
    document = with_blocks(lettered("union:l", "keep the evidence", "tell the lead"), bullets("union:m", "and more"))
    data, _ = write_pdf(document, look)
    opened = pypdfium2.PdfDocument(data)
    painted = re.sub(r"\s+", " ", "".join(page.get_textpage().get_text_range() for page in opened))
    opened.close()
    assert "(a) keep the evidence (b) tell the lead • and more" in painted


@pytest.mark.parametrize("width", [156.5, 157.3, 157.9, 159])
def test_words_that_fit_but_for_the_blank_after_them_stay_on_their_line(look: Look, width: float) -> None:
    """WeasyPrint 70 broke after the first word."""
    page = dataclasses.replace(look.tokens.page, right=look.tokens.page.width - look.tokens.page.left - width)
    large = dataclasses.replace(look.tokens.type.body, size=18.0)
    tokens = dataclasses.replace(look.tokens, page=page, type=dataclasses.replace(look.tokens.type, body=large))
    words = "If there may be a sexual image of a child, nobody looks: "
    block = paragraph("union:w/1", words, Reference(target="union:a", before="section ", number="6.4"), ".")
    section = Section(id="union:w", level=1, number="", title=text("Lines"), blocks=(block,))
    document = dataclasses.replace(everything(), sections=(*everything().sections, section))
    data, _ = write_pdf(document, dataclasses.replace(look, tokens=tokens))
    lines: dict[tuple[int, int], str] = {}
    for one in painted(data):
        place = one.page, round(one.top)
        lines[place] = lines.get(place, "") + one.character
    (line,) = (one for one in lines.values() if one.startswith("If"))
    assert line.startswith("Iftheremaybeasexualimageofachild,nobody")
