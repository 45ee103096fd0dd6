"""A reviewer's copy has each clause's note in the margin; a clean copy has no trace of one."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree

from policygen.document.layout import Layout
from policygen.document.model import Document
from policygen.document.overlays import Annotations, Placeholders, overlay_of
from policygen.look.look import Look
from policygen.render.docx import write_docx
from policygen.render.pdf.notes import HeadingsDiffer, add_notes
from policygen.render.pdf.seal import seal
from policygen.render.pdf.streams import ambiguous
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.world.disk import DiskWorld
from tests.support.documents import everything
from tests.support.docx_words import DocxWords, W, words

NOTE = "Meets guide/tell-1 <& “sources”>"
SAID = {"union:a": ("union:a, duty", NOTE), "union:form": ("union:form, form",), "union:nowhere": ("never",)}
NOTES = Annotations(notes=SAID)


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(DiskWorld(Path(__file__).parents[2]))


@pytest.fixture(scope="module")
def written(look: Look) -> tuple[bytes, Layout]:
    return write_pdf(everything(), look)


@pytest.fixture(scope="module")
def docx(look: Look, written: tuple[bytes, Layout]) -> bytes:
    return write_docx(everything(), written[1], look, (NOTES,))


@pytest.fixture(scope="module")
def pdf(look: Look, written: tuple[bytes, Layout]) -> bytes:
    return add_notes(written[0], everything(), NOTES, look.tokens)


def test_each_clause_with_a_note_has_a_comment_at_its_heading(docx: bytes) -> None:
    read = DocxWords(docx)
    comments = etree.fromstring(read.parts["word/comments.xml"])
    said = {one.get(f"{W}id"): ["".join(line.itertext()) for line in one.iter(f"{W}p")] for one in comments}
    assert list(said.values()) == [list(SAID["union:a"]), list(SAID["union:form"])]
    assert {one.get(f"{W}author") for one in comments} == {"policygen"}
    assert {one.get(f"{W}date") for one in comments} == {"2026-11-20T00:00:00Z"}
    for kind in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert [one.get(f"{W}id") for one in read.body.iter(f"{W}{kind}")] == list(said)
    headings = [one.getparent() for one in read.body.iter(f"{W}commentRangeStart")]
    assert [words(one) for one in headings] == ["Who it is for at Example Primary School", "What to write down"]


def test_the_package_knows_its_comments(docx: bytes) -> None:
    parts = DocxWords(docx).parts
    assert b"/word/comments.xml" in parts["[Content_Types].xml"]
    assert b'Target="comments.xml"' in parts["word/_rels/document.xml.rels"]
    styles = {one.get(f"{W}styleId") for one in etree.fromstring(parts["word/styles.xml"]).iter(f"{W}style")}
    comments = etree.fromstring(parts["word/comments.xml"])
    used = {one.get(f"{W}val") for tag in ("pStyle", "rStyle") for one in comments.iter(f"{W}{tag}")}
    assert used <= styles


def test_a_clean_word_file_is_the_annotated_one_without_its_comments(
    look: Look, written: tuple[bytes, Layout], docx: bytes
) -> None:
    clean = write_docx(everything(), written[1], look)
    parts = DocxWords(clean).parts
    assert "word/comments.xml" not in parts
    assert not any(b"omments.xml" in part or b"commentR" in part for part in parts.values() if b"w:styles" not in part)
    assert not any(b"guide/tell-1" in part for part in parts.values())
    noted = DocxWords(docx).parts
    assert list(DocxWords(docx).items()) == list(DocxWords(clean).items())
    # The board's own copy carries its Document; a reviewer's copy does not.
    carried = {name for name in parts if name not in noted}
    assert {name for name in parts if name not in carried and parts[name] != noted[name]} == {
        "[Content_Types].xml", "word/_rels/document.xml.rels", "word/document.xml"
    }  # fmt: skip


def notes(pdf: pikepdf.Pdf) -> list[tuple[int, Any]]:
    """(page, annotation) of each note; they live as long as the file is open."""
    return [
        (number, one)
        for number, page in enumerate(pdf.pages, 1)
        for one in page.get("/Annots", [])
        if one.Subtype == "/Text"
    ]


def test_each_clause_with_a_note_has_one_in_the_margin_beside_its_heading(
    pdf: bytes, written: tuple[bytes, Layout], look: Look
) -> None:
    opened = pikepdf.open(BytesIO(pdf))
    found = notes(opened)
    assert [str(note.Contents).split("\n") for _, note in found] == [
        list(SAID["union:a"]), list(SAID["union:form"])
    ]  # fmt: skip
    assert [page for page, _ in found] == [written[1].page_of[one] for one in ("union:a", "union:form")]
    edge = (look.tokens.page.width - look.tokens.page.right) * 72 / 25.4
    for _, note in found:
        assert float(note.Rect[0]) > edge
        assert (str(note.T), int(note.F)) == ("policygen", 28)
        assert str(note.M) == str(note.CreationDate) == "D:20261120000000Z"


def test_each_note_is_tagged_straight_after_its_heading(pdf: bytes) -> None:
    opened = pikepdf.open(BytesIO(pdf))
    for _, note in notes(opened):
        nums = list(opened.Root.StructTreeRoot.ParentTree.Nums)
        owner = dict(zip(map(int, nums[::2]), nums[1::2], strict=True))[int(note.StructParent)]
        assert owner.S == "/Annot"
        assert str(owner.K[0].Obj.NM) == str(note.NM)
        siblings = [one.objgen for one in owner.P.K]
        before = owner.P.K[siblings.index(owner.objgen) - 1]
        assert before.S == "/H2"


def test_a_clean_pdf_has_no_note_and_pages_break_alike(pdf: bytes, written: tuple[bytes, Layout]) -> None:
    clean = seal(written[0], everything(), written[1])
    for data in (written[0], clean):
        with pikepdf.open(BytesIO(data)) as opened:
            assert notes(opened) == []
            texts = [bytes(one) for one in opened.objects if isinstance(one, pikepdf.String)]
            streams = [one.read_bytes() for one in opened.objects if isinstance(one, pikepdf.Stream)]
        assert not any(b"guide/tell-1" in text for text in (*texts, *streams))
    with pikepdf.open(BytesIO(written[0])) as before, pikepdf.open(BytesIO(pdf)) as after:
        assert len(before.pages) == len(after.pages)
        for one, two in zip(before.pages, after.pages, strict=True):
            assert one.Contents.read_raw_bytes() == two.Contents.read_raw_bytes()


def test_a_pdf_of_another_document_gets_no_notes(written: tuple[bytes, Layout], look: Look) -> None:
    base = everything()
    with pytest.raises(HeadingsDiffer):
        add_notes(written[0], dataclasses.replace(base, sections=base.sections[1:]), NOTES, look.tokens)


def test_the_same_notes_give_the_same_bytes(pdf: bytes, docx: bytes, written: tuple[bytes, Layout], look: Look) -> None:
    assert add_notes(written[0], everything(), NOTES, look.tokens) == pdf
    assert write_docx(everything(), written[1], look, (Annotations(notes=dict(SAID)),)) == docx
    assert not ambiguous(pdf)


@pytest.mark.conformance
def test_the_reviewers_copies_conform(pdf: bytes, docx: bytes, tmp_path: Path) -> None:
    page = pytest.importorskip("page")
    for profile in (page.ValidationProfile.PDF_A_3A, page.ValidationProfile.PDF_UA_1):
        (tmp_path / "a.pdf").write_bytes(pdf)
        assert "no failures" in str(page.validate_pdf(str(tmp_path / "a.pdf"), profile=profile))
    validator = shutil.which("ooxml-validator")
    if validator is None:
        pytest.skip("there is no ooxml-validator")
    (tmp_path / "a.docx").write_bytes(docx)
    ended = subprocess.run([validator, str(tmp_path / "a.docx")], capture_output=True, text=True, check=False)
    assert '"ok": true' in ended.stdout, ended.stdout


def test_a_document_is_whole_without_its_notes() -> None:
    assert "annotations" not in {field.name for field in dataclasses.fields(Document)}


def test_a_document_has_one_overlay_of_a_kind() -> None:
    assert overlay_of((NOTES,), Annotations) is NOTES
    assert overlay_of((NOTES,), Placeholders) is None
    with pytest.raises(ValueError, match="one overlay of the kind Annotations, not 2"):
        overlay_of((NOTES, NOTES), Annotations)
