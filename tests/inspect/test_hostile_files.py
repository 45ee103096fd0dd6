"""Files that somebody made to stop verify: each is told in words, and nothing of it is unpacked whole."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Name

from policygen.document.json import NotADocument, from_json, to_json
from policygen.inspect.documents import Incomparable, carried_by
from policygen.inspect.docx import read_blocks
from policygen.inspect.docx_parts import NotReadable
from policygen.inspect.pdf_contents import Damaged, open_pdf
from policygen.inspect.pdf_fonts import UnreadablePdf
from policygen.inspect.pdf_sizes import unpacks_to_too_much
from policygen.inspect.pdf_words import read_pdf
from tests.support.projects import document, lay_out


def docx(body: bytes, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as archive:
        archive.writestr("word/document.xml", body)
    return made.getvalue()


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_docx_that_is_packed_as_word_never_packs_is_refused(packing: int) -> None:
    with pytest.raises(NotReadable, match="packed in a way"):
        read_blocks(docx(b"<a/>", packing))


def test_a_docx_that_unpacks_to_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = docx(b" " * 41_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(NotReadable, match="too large"):
        read_blocks(bomb)


def test_a_docx_of_a_million_elements_is_not_parsed() -> None:
    with pytest.raises(NotReadable, match="too large"):
        read_blocks(docx(b"<a>" + b"<b/>" * 600_000 + b"</a>"))


def pdf(packed: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<</Filter/FlateDecode>>\nstream\n" + packed + b"\nendstream\nendobj\n%%EOF"


@pytest.mark.parametrize("times", [1, 2])
def test_a_pdf_that_unpacks_to_much_is_not_opened(times: int, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = bytes(101_000_000)
    for _ in range(times):
        packed = zlib.compress(packed, 1)
    monkeypatch.setattr(pikepdf, "open", lambda *_, **__: pytest.fail("it was opened"))
    with pytest.raises(Damaged, match="unpacks"):
        open_pdf(pdf(packed))
    with pytest.raises(Incomparable, match="unpacks"):
        carried_by(pdf(packed))


def test_the_size_of_many_packed_parts_is_found_without_copies_of_the_file() -> None:
    part = b"stream\n" + zlib.compress(b"q Q ") + b"\nendstream\n"
    data = part * 200 + bytes(4_000_000)
    tracemalloc.start()
    assert not unpacks_to_too_much(data)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < len(data)


def test_a_pdf_that_is_encrypted_with_no_password_is_refused_in_words() -> None:
    made, out = page_of(b""), io.BytesIO()
    made.save(out, encryption=pikepdf.Encryption(owner="x", user=""))
    with pytest.raises(Damaged, match="it is encrypted"):
        open_pdf(out.getvalue())
    with pytest.raises(Incomparable, match="it is encrypted"):
        carried_by(out.getvalue())


def test_a_structure_tree_that_is_a_maze_is_left() -> None:
    maze = pikepdf.new()
    maze.add_blank_page()
    below = maze.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.P))
    for _ in range(30):
        below = maze.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Div, K=pikepdf.Array([below, below])))
    maze.Root.StructTreeRoot = maze.make_indirect(pikepdf.Dictionary(K=below))
    with pytest.raises(UnreadablePdf, match="circular"):
        read_pdf(maze)


def page_of(content: bytes, **resources: Any) -> pikepdf.Pdf:
    made = pikepdf.new()
    page = made.add_blank_page()
    page.obj.Contents = made.make_stream(content)
    page.obj.Resources = pikepdf.Dictionary(resources)
    made.Root.StructTreeRoot = made.make_indirect(pikepdf.Dictionary(K=pikepdf.Array()))
    return made


@pytest.mark.parametrize("content", [b"%" + b" " * 100_000, b"0 0 9999 9999 re f"], ids=["read", "painted"])
def test_a_form_counts_as_often_as_it_is_painted(content: bytes) -> None:
    """The one has many bytes and paints nothing, the other has few and paints over the page: each has its limit."""
    made = page_of(b"/Figure BMC /X Do EMC")
    below = made.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 9, 9])
    again = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=below))
    above = made.make_stream(b"/X Do\n" * 90, Type=Name.XObject, Subtype=Name.Form, Resources=again)
    for form, fits in ((below, True), (above, False)):
        made.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
        if fits:
            read_pdf(made)
            continue
        with pytest.raises(UnreadablePdf, match="more content"):
            read_pdf(made)


def test_a_page_that_is_painted_over_a_hundred_times_is_not_drawn() -> None:
    with pytest.raises(UnreadablePdf, match="more content"):
        read_pdf(page_of(b"/Artifact BMC " + b"0 0 9999 9999 re f " * 100 + b"EMC"))


def test_many_pages_of_many_pixels_are_not_drawn() -> None:
    made = page_of(b"")
    made.pages[0].obj.MediaBox = pikepdf.Array([0, 0, 1999, 1999])
    read_pdf(made)
    for _ in range(24):
        made.pages.append(made.pages[0])
    with pytest.raises(UnreadablePdf, match="more content"):
        read_pdf(made)


@pytest.mark.parametrize(
    "table", [b"beginbfrange" + b"<0000> <FFFF> <0041>\n" * 9 + b"endbfrange", b" " * 1_100_000], ids=["codes", "bytes"]
)
def test_a_font_of_more_characters_than_there_are_is_refused(table: bytes) -> None:
    made = page_of(b"BT /F 1 Tf ET")
    font = pikepdf.Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.X, ToUnicode=made.make_stream(table))
    made.pages[0].obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=made.make_indirect(font)))
    with pytest.raises(UnreadablePdf, match="more characters"):
        read_pdf(made)


def test_a_page_as_large_as_a_wall_is_not_drawn() -> None:
    made = page_of(b"")
    made.pages[0].obj.MediaBox = pikepdf.Array([0, 0, 99_999, 99_999])
    with pytest.raises(UnreadablePdf, match="too large"):
        read_pdf(made)


def test_a_document_with_a_time_that_is_none_is_refused(tmp_path: Path) -> None:
    made = document(lay_out(tmp_path))
    data = to_json(made).replace(made.metadata.created.encode(), b"A" * 40)
    with pytest.raises(NotADocument, match="not a valid time"):
        from_json(data)


def test_json_of_a_million_parts_is_not_read() -> None:
    with pytest.raises(NotADocument, match="larger"):
        from_json(b"[" + b"{}," * 300_000 + b"{}]")


def test_the_reason_why_a_pdf_cannot_be_read_names_nothing_in_the_memory_of_this_process() -> None:
    made = pikepdf.new()
    made.add_blank_page()
    del made.Root.Pages
    out = io.BytesIO()
    made.save(out)
    with pytest.raises(Incomparable) as refused:
        carried_by(out.getvalue())
    assert "object at" not in str(refused.value)
