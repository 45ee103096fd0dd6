"""What tests/peers/limits.py calls a limit of a program it loses of any file, and not only of policygen's.

The files here are made by python-docx, by LibreOffice, by pikepdf or by hand. A program that reads better in a new
version fails here, and its limit can go.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
import pikepdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from PIL import Image

from tests.peers import limits, programs

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.conformance
DESCRIBED = "A red square"
# Level by level: the format of the count, and the text around it (ECMA-376 17.9).
BODY = (("decimal", "%1"), ("decimal", "%1.%2"))
APPENDIX = (("upperLetter", "Appendix %1"), ("decimal", "%1.%2"))
LETTERED = (("lowerLetter", "(%1)"),)


@pytest.fixture(scope="module", autouse=True)
def _installed() -> None:
    if not (programs.PYTHON.exists() and programs.NODE_MODULES.exists()):
        pytest.skip("the other programs are not installed")


@pytest.fixture(scope="module")
def shown_by(browser: Browser) -> programs.Reader:
    return programs.docx_preview(browser)


@pytest.fixture(scope="module")
def word(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Word file of python-docx, with numbered headings, a lettered list, a picture and a table with an empty cell."""
    folder = tmp_path_factory.mktemp("minimal")
    Image.new("RGB", (20, 20), "#aa0000").save(folder / "square.png")
    document = docx.Document()
    numbers = [_numbering(document, levels) for levels in (BODY, APPENDIX, LETTERED)]
    for number, level, words in (
        (0, 0, "First"), (0, 1, "Inside first"), (0, 0, "Second"), (0, 1, "Inside second"),
        (1, 0, "Annex"), (1, 1, "Inside annex"),
    ):  # fmt: skip
        _numbered(document.add_heading(words, level + 1), numbers[number], level)
    for words in ("keep it", "tell us"):
        _numbered(document.add_paragraph(words, style="List Number"), numbers[2], 0)
    document.add_picture(str(folder / "square.png"), width=Mm(10))
    document.inline_shapes[0]._inline.docPr.set("descr", DESCRIBED)
    table = document.add_table(rows=2, cols=2)
    for row, column, said in ((0, 0, "When"), (0, 1, "Who"), (1, 0, "noon")):
        table.cell(row, column).text = said
    link = document.add_paragraph()
    link.add_run("Ring ").bold = True
    _link(link, "tel:999", "999")
    link.add_run(".").bold = True
    last = document.add_paragraph("the end of the list", style="List Bullet")
    last.paragraph_format.space_after = 0
    document.sections[0].footer.paragraphs[0].text = "A footer"
    path = folder / "minimal.docx"
    document.save(str(path))
    return path


def _numbering(document: Any, levels: tuple[tuple[str, str], ...]) -> int:
    root = document.part.numbering_part.element
    number = max((int(each.get(qn("w:abstractNumId"))) for each in root.iter(qn("w:abstractNum"))), default=0) + 50
    made = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (kind, text) in enumerate(levels)
    )
    kind = "multilevel" if len(levels) > 1 else "singleLevel"
    made = f'<w:multiLevelType w:val="{kind}"/>{made}'
    abstract = parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}">{made}</w:abstractNum>')
    root.insert(0, abstract)
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'))
    return number


def _numbered(paragraph: Any, number: int, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = number


def _link(paragraph: Any, target: str, words: str) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    relation = paragraph.part.relate_to(target, kind, is_external=True)
    run = f"<w:r><w:rPr><w:b/></w:rPr><w:t>{words}</w:t></w:r>"
    paragraph._p.append(parse_xml(f'<w:hyperlink {nsdecls("w", "r")} r:id="{relation}">{run}</w:hyperlink>'))


@pytest.fixture(scope="module")
def pdf(word: Path) -> Path:
    """What LibreOffice makes of it: a tagged PDF."""
    options = '{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
    command = [
        "soffice", f"-env:UserInstallation=file://{word.parent}/profile", "--headless",
        "--convert-to", f"pdf:writer_pdf_Export:{options}", "--outdir", str(word.parent), str(word),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return word.with_suffix(".pdf")


def told(reader: programs.Reader, file: Path) -> dict[str, Any]:
    (found,) = reader([file])
    return found


# --- Word files -----------------------------------------------------------------------------------------------------


def test_docx2python_writes_every_number_in_one_way(word: Path) -> None:
    found = told(programs.WORD["docx2python"], word)
    assert [marker for _, counted, marker, _ in found["items"] if counted] == ["a)", "b)"]
    headings = [line.strip() for line in found["text"].split("\n") if "nside" in line or "Annex" in line]
    assert headings == ["1)\tInside first", "1)\tInside second", "A)\tAnnex", "1)\tInside annex"]


def test_markitdown_drops_links_that_are_not_of_the_web(word: Path) -> None:
    found = told(programs.WORD["markitdown"], word)
    assert found["links"] == []
    assert "Ring 999**.**" in found["text"]


def test_abiword_prints_numbers_in_its_own_way(word: Path) -> None:
    if "abiword" in programs.missing():
        pytest.skip("AbiWord is not installed")
    shown = re.sub(r"\s+", " ", told(programs.abiword, word)["shown"])
    for label in ("1. First", "1.1. Inside first", "2. Second", "1.2. Inside second", "a. keep it"):
        assert label in shown


def test_abiword_and_docx_preview_read_no_descriptions(word: Path, shown_by: programs.Reader) -> None:
    if "abiword" in programs.missing():
        pytest.skip("AbiWord is not installed")
    assert told(shown_by, word)["alternatives"] == [""]
    assert told(programs.abiword, word)["alternatives"] == [""]


def test_docx_preview_counts_all_parts_of_a_number_alike(word: Path, shown_by: programs.Reader) -> None:
    shown = re.sub(r"\s+", " ", told(shown_by, word)["shown"])
    assert "Appendix A Annex" in shown
    assert "1.1 Inside annex" in shown


@pytest.mark.parametrize("program", [name for name, kind in limits.NOT_TOLD if kind == "numbers"])
def test_these_tell_no_numbers(program: str, word: Path) -> None:
    found = told(programs.WORD[program], word)
    assert "Inside second" in found["text"]
    assert not re.search(r"2\.1|Appendix", found["text"])


@pytest.mark.parametrize("program", [name for name, kind in limits.NOT_TOLD if kind == "markers"])
def test_these_tell_no_markers(program: str, word: Path) -> None:
    found = told(programs.WORD[program], word)
    assert {marker for _, counted, marker, _ in found["items"] if counted} == {""}


# --- PDF files ------------------------------------------------------------------------------------------------------


def test_these_tell_no_descriptions(pdf: Path) -> None:
    with pikepdf.open(pdf) as opened:
        assert DESCRIBED in [str(one.get("/Alt", "")) for one in opened.objects if isinstance(one, pikepdf.Dictionary)]
    for command in (["pdfinfo", "-struct-text", pdf], ["pdfinfo", "-struct", pdf], ["pdftotext", pdf, "-"]):
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        assert DESCRIBED not in ran.stdout
    (found,) = programs.packaged("MuPDF")([pdf])
    assert DESCRIBED not in str(found)


def test_pypdf_tells_no_lists_or_tables(pdf: Path) -> None:
    found = told(programs.PDF["pypdf"], pdf)
    assert set(found) == {"outline", "links", "alternatives", "text", "complaints"}
    listed = subprocess.run(
        [programs.PYTHON, "-c", "import pypdf; print(*dir(pypdf.PdfReader))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    asked = re.compile("(get_)?(structure|struct_tree|tables|lists)(_.*)?")
    assert not list(filter(asked.fullmatch, listed.stdout.split()))


def test_mupdf_adds_the_footer_to_the_last_item(pdf: Path) -> None:
    with pikepdf.open(pdf) as opened:
        assert b"/Artifact" in opened.pages[0].Contents.read_bytes()
    (found,) = programs.packaged("MuPDF")([pdf])
    assert "the end of the list'}, {'text': 'A footer'}]" in str(found["pages"])


def test_mupdf_leaves_out_empty_cells(pdf: Path) -> None:
    (table,) = told(programs.PDF["MuPDF"], pdf)["tables"]
    assert [len(row) for row in table] == [2, 1]


def test_mupdf_warns_of_a_space_that_is_not_drawn(tmp_path: Path) -> None:
    content = (
        b"/P <</MCID 0>> BDC BT /F 12 Tf 50 100 Td (two) Tj ET EMC\n"
        b"/P <</MCID 1 /ActualText ( )>> BDC BT ET EMC\n"
        b"/P <</MCID 2>> BDC BT /F 12 Tf 75 100 Td (words) Tj ET EMC"
    )
    found = told(programs.PDF["MuPDF"], _by_hand(tmp_path, content, "/P", {}, 3))
    assert any("ActualText with no position" in one for one in found["complaints"])
    assert "two words" in found["text"]


def test_poppler_warns_of_any_form_that_is_described(tmp_path: Path) -> None:
    content = b"/Form <</MCID 0>> BDC BT /F 12 Tf 50 100 Td (....) Tj ET EMC"
    attributes = {"/O": pikepdf.Name("/PrintField"), "/Role": pikepdf.Name("/tv"), "/Desc": pikepdf.String("Your name")}
    found = told(programs.poppler, _by_hand(tmp_path, content, "/Form", attributes, 1))
    assert [one for one in found["complaints"] if "Wrong Attribute 'Desc' in element Form" in one]


def _by_hand(folder: Path, content: bytes, role: str, attributes: dict[str, Any], marks: int) -> Path:
    """A page with one structure element, which has all marked content of the page."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(300, 200))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    page.Contents = pdf.make_stream(content)
    root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot))
    element = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem, S=pikepdf.Name(role), P=root, Pg=page.obj, K=pikepdf.Array(range(marks))
        )
    )
    if attributes:
        element.A = pikepdf.Dictionary(attributes)
    root.K = pikepdf.Array([element])
    owners = pikepdf.Array([element] * marks)
    root.ParentTree = pikepdf.Dictionary(Nums=pikepdf.Array([0, owners]))
    page.StructParents = 0
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = pikepdf.Dictionary(Marked=True)
    path = folder / "by-hand.pdf"
    pdf.save(path)
    return path


# --- web pages ------------------------------------------------------------------------------------------------------

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Minimal</title>{head}</head>
<body>{body}</body></html>"""


def test_nu_says_that_a_picture_is_forbidden_that_is_allowed(tmp_path: Path, browser: Browser) -> None:
    head = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; img-src data:">'
    dot = "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSI4IiBoZWlnaHQ9IjgiLz4="
    body = f'<p><img src="data:image/svg+xml;base64,{dot}" alt="A dot" id="dot"></p>'
    file = _page(tmp_path, head, body)
    assert any(
        "Resource violates Content Security Policy" in one for one in told(programs.nu_checker, file)["complaints"]
    )
    page = browser.new_page()
    page.goto(file.as_uri())
    assert page.evaluate("document.getElementById('dot').naturalWidth") == 8
    page.close()


def test_nu_calls_the_role_of_a_list_without_markers_unnecessary(tmp_path: Path) -> None:
    file = _page(tmp_path, "", '<ul role="list" style="list-style: none"><li>One</li></ul>')
    assert told(programs.nu_checker, file)["complaints"] == [
        "warning: The “list” role is unnecessary for element “ul”."
    ]


def test_nu_warns_of_headings_that_are_not_shown_together(tmp_path: Path) -> None:
    body = "<main><div><h1>Without a script</h1></div><section hidden><h1>With one</h1></section></main>"
    (said, *_) = told(programs.nu_checker, _page(tmp_path, "", body))["complaints"]
    assert said.startswith("warning: Consider using the “h1” element")


def test_nu_takes_a_block_of_data_for_a_script(tmp_path: Path, browser: Browser) -> None:
    """HTML Standard, 4.12.1: a data block is not run, so that no policy on scripts is asked."""
    head = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-AAAA'\">"
    file = _page(tmp_path, head, '<p>Words</p><script type="application/json" id="data">{"a": 1}</script>')
    assert any("Inline script violates" in one for one in told(programs.nu_checker, file)["complaints"])
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(file.as_uri())
    assert said == []
    assert page.evaluate("JSON.parse(document.getElementById('data').textContent).a") == 1
    page.close()


def _page(folder: Path, head: str, body: str) -> Path:
    path = folder / "minimal.html"
    path.write_text(PAGE.format(head=head, body=body), encoding="utf-8")
    return path


# --- the list of limits ---------------------------------------------------------------------------------------------


def test_each_limit_has_its_proof_here() -> None:
    proofs = {limit.proof for those in limits.LIMITS.values() for limit in those} | set(limits.NOT_TOLD.values())
    assert {f"test_{proof}" for proof in proofs} <= set(globals())
