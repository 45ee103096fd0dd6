"""A redline in Word and PDF: all changes accepted it has the new words, all rejected the old ones.

The Word file is read by an independent reader (tests/support/tracked_changes.py), the PDF by its tags.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from policygen.compare.redlining import redlined
from policygen.document.model import Document, List, Text
from policygen.document.transform import mapped
from policygen.render.docx import write_docx
from policygen.render.engine import RenderingError
from policygen.render.pdf_weasyprint.page import stylesheet
from policygen.render.pdf_weasyprint.writer import write_pdf
from tests.support.documents import everything
from tests.support.docx_words import DocxWords
from tests.support.library import library
from tests.support.random_documents import changed_document, random_document
from tests.support.redlines import HEARD, W, house_look, read_redline, redline, written
from tests.support.sampling import sampled
from tests.support.tracked_changes import all_accepted, all_rejected, change_ids, changes


@pytest.mark.parametrize("seed", sampled(range(200), 10, trial=True))
def test_accepting_all_gives_the_new_words_and_rejecting_all_the_old(seed: int) -> None:
    old = random_document(seed)
    new = changed_document(old, seed + 1)
    data = redline(old, new)
    assert read_redline(all_accepted(data)) == read_redline(written(new))
    assert read_redline(all_rejected(data)) == read_redline(written(old))
    ids = change_ids(data)
    assert len(ids) == len(set(ids))


@pytest.fixture(scope="module")
def specimens() -> tuple[Document, Document]:
    """The same policy of two schools: people, answers, clauses and rows that one of them does not have."""
    compiler = library()
    made = []
    for name in ("allhallows", "foxmere"):
        school = compiler.school(name)
        assert school is not None
        made.append(compiler.compile(school, "e-safety").document)
    return made[0], made[1]


def test_a_specimen_against_another_gives_both_back(specimens: tuple[Document, Document]) -> None:
    old, new = specimens
    data = redline(old, new)
    assert len(changes(data)) > 200
    assert read_redline(all_accepted(data)) == read_redline(written(new))
    assert read_redline(all_rejected(data)) == read_redline(written(old))
    assert redline(old, new) == data


def test_each_change_names_who_made_it_and_when(specimens: tuple[Document, Document]) -> None:
    old, new = specimens
    found = changes(redline(old, new))
    assert "Foxmere Primary Academy" in {author for _, author, _ in found}
    assert {date for _, _, date in found} == {new.metadata.created}
    assert {how for how, _, _ in found} == {"ins", "del"}


def test_a_redline_carries_no_document_to_adopt(specimens: tuple[Document, Document]) -> None:
    with zipfile.ZipFile(BytesIO(redline(*specimens))) as archive:
        assert "customXml/item3.xml" not in archive.namelist()
    with zipfile.ZipFile(BytesIO(written(specimens[1]))) as archive:
        assert "customXml/item3.xml" in archive.namelist()


def test_the_contents_list_stays_a_field_when_its_first_and_last_entries_go() -> None:
    old = everything()
    new = replace(old, sections=old.sections[1:-1])
    data = redline(old, new)
    assert read_redline(all_accepted(data)) == read_redline(written(new))
    assert read_redline(all_rejected(data)) == read_redline(written(old))
    for one in (data, all_accepted(data), all_rejected(data)):
        body = DocxWords(one).body
        marks = [mark.get(f"{W}fldCharType") for mark in body.iter(f"{W}fldChar")]
        assert marks.count("begin") == marks.count("separate") == marks.count("end")
        opening = [node for node in body.iter(f"{W}instrText", f"{W}delInstrText") if "TOC" in (node.text or "")]
        assert [node.tag for node in opening] == [f"{W}instrText"]


def test_a_heading_that_word_did_not_count_before_gets_its_old_form_back() -> None:
    old = everything()
    odd = replace(old, sections=(replace(old.sections[0], number="7"), *old.sections[1:]))
    data = redline(odd, old)
    assert read_redline(all_accepted(data)) == read_redline(written(old))
    assert read_redline(all_rejected(data)) == read_redline(written(odd))


# --- PDF --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pdf() -> bytes:
    old = everything()
    document, revisions = redlined(old, mapped(old, _reworded), HEARD)
    return write_pdf(document, house_look(), (revisions,))[0]


def _reworded(node: Any) -> Any:
    if isinstance(node, Text):
        return replace(node, text=node.text.replace("tell the lead", "tell the headteacher"))
    return replace(node, items=node.items[1:]) if isinstance(node, List) and node.id == "union:a/2" else node


def test_the_pdf_says_to_a_listener_what_was_inserted_and_deleted(pdf: bytes) -> None:
    assert sorted(heard(pdf)) == [
        ("/LineThrough", " deleted: lead end. "),
        ("/LineThrough", " deleted: staff and governors end. "),
        ("/Underline", " inserted: headteacher end. "),
    ]


def heard(data: bytes) -> list[tuple[str, str]]:
    """The decoration of each change in the PDF's tags, with what a screen reader says of it."""
    found = []
    with pikepdf.open(BytesIO(data)) as opened:
        for element in structure(opened.Root.StructTreeRoot):
            form = element.get("/A")
            if element.S == "/Span" and form is not None and "/TextDecorationType" in form:
                page = next(one for one in opened.pages if one.obj.objgen == element.Pg.objgen)
                words = said(page)
                found.append((str(form.TextDecorationType), "".join(words[int(kid)] for kid in element.K)))
    return found


def structure(element: Any) -> Iterator[Any]:
    for kid in element.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from structure(kid)


def said(page: pikepdf.Page) -> dict[int, str]:
    """The words of each marked sequence of a page: what stands for it, or what its glyphs mean."""
    fonts = {str(name): to_unicode(font) for name, font in page.Resources.Font.items()}
    found: dict[int, str] = {}
    inside: list[int] = []
    font = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                properties = operands[1] if len(operands) > 1 else {}
                inside.append(int(properties["/MCID"]) if "/MCID" in properties else -1)
                found[inside[-1]] = str(properties.get("/ActualText", ""))
            case "EMC":
                inside.pop()
            case "Tf":
                font = str(operands[0])
            case "TJ" if inside:
                codes = b"".join(bytes(one) for one in operands[0] if isinstance(one, pikepdf.String))
                pairs = (int.from_bytes(codes[n : n + 2], "big") for n in range(0, len(codes), 2))
                found[inside[-1]] += "".join(fonts[font].get(code, "") for code in pairs)
    return found


def to_unicode(font: Any) -> dict[int, str]:
    pairs = re.findall(r"<([0-9a-fA-F]{4})> <([0-9a-fA-F]+)>\n", font.ToUnicode.read_bytes().decode("ascii"))
    return {int(code, 16): bytes.fromhex(letters).decode("utf-16-be") for code, letters in pairs}


def test_the_pdf_marks_changes_without_colour_too() -> None:
    style = stylesheet(everything(), house_look())
    assert re.search(r"ins \{[^}]*underline", style)
    assert re.search(r"del \{[^}]*line-through", style)
    assert re.search(r"\.changed \{[^}]*border-right", style)


def test_a_projects_own_templates_that_mark_no_changes_are_refused() -> None:
    document, revisions = redlined(everything(), everything("Another School"), HEARD)
    texts = tuple(
        (name, replace(text, text=text.text.replace("<ins>", "").replace("<del>", "")))
        for name, text in house_look().pdf
    )
    with pytest.raises(RenderingError, match="do not show changes"):
        write_pdf(document, replace(house_look(), pdf=texts), (revisions,))


@pytest.mark.conformance
@pytest.mark.parametrize("seed", range(0, 200, 20))
def test_the_files_conform(seed: int, tmp_path: Path) -> None:
    validation: Any = pytest.importorskip("page")
    validator = shutil.which("ooxml-validator")
    old = random_document(seed)
    document, revisions = redlined(old, changed_document(old, seed + 1), HEARD)
    data, layout = write_pdf(document, house_look(), (revisions,))
    file = tmp_path / "redline.pdf"
    file.write_bytes(data)
    for profile in (validation.ValidationProfile.PDF_A_3A, validation.ValidationProfile.PDF_UA_1):
        report = str(validation.validate_pdf(str(file), profile=profile))
        assert "Result: no failures" in report, report
    if validator is None:
        pytest.skip("there is no ooxml-validator")
    file = tmp_path / "redline.docx"
    file.write_bytes(write_docx(document, layout, house_look(), (revisions,)))
    ended = subprocess.run([validator, str(file)], capture_output=True, text=True, check=False)
    assert '"ok": true' in ended.stdout, ended.stdout
