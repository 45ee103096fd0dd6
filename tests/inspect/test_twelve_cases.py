"""The twelve cases of issue 3, each with a record and without: what is found, and whether what can be checked holds.

A finding reads `kind:code`; what cannot be told is as much an answer as the rest.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import random
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from lxml import etree
from pikepdf import Array, Dictionary, Name
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from policygen.document.json import from_json
from policygen.document.model import Document
from policygen.inspect.pdf_contents import open_pdf
from policygen.inspect.record import SignatureRecord, record_of
from policygen.render.docx.parts import BLOCKS
from policygen.render.docx.words import digest
from policygen.render.pdf.attach import attach
from tests.inspect.files import CHAIR, Built, changed, with_part, with_text
from tests.support.projects import lay_out

WORDS, LIBRARY = "holds:words", "holds:library-same"
BYTES, SHAPES, UNSIGNED = "unknown:bytes", "unknown:shapes", "unknown:unsigned"
NAMED, SIGNER = "unknown:signer-name", "unknown:signer"
SIGNED, RECORD, NO_RECORD = "holds:signed", "holds:record", "fails:record"


def unsigned_record(made: Built) -> SignatureRecord:
    """The record that is kept of a file before anybody signs it."""
    return record_of("policy.pdf", made.clean, open_pdf(made.clean), [])


# --- 1 to 3: clean, signed, signed twice -----------------------------------------------------------------------------


def test_a_clean_file_is_consistent_and_nothing_shows_that_it_is_genuine(made: Built) -> None:
    assert made.codes(made.clean) == (True, [WORDS, UNSIGNED, BYTES, SHAPES, LIBRARY])
    assert made.codes(made.clean, unsigned_record(made)) == (True, [WORDS, UNSIGNED, RECORD, SHAPES, LIBRARY])
    words = {finding.code: finding.words for finding in made.report(made.clean).findings}
    assert "or signatures were removed. Without a record, nobody can tell which" in words["unsigned"]
    assert "cannot be shown to be genuine" in words["unsigned"]


def test_a_signed_file_holds_and_its_own_certificate_proves_a_key_only(made: Built) -> None:
    assert made.codes(made.once) == (True, [WORDS, SIGNED, NAMED, SIGNER, SHAPES, LIBRARY])
    assert made.codes(made.once, made.once_record) == (True, [WORDS, SIGNED, NAMED, SIGNER, RECORD, SHAPES, LIBRARY])
    words = {finding.code: finding.words for finding in made.report(made.once).findings}
    assert words["signed"].startswith(f"Signed by {CHAIR} in the field chair on ")
    assert words["signed"].endswith("The signature is intact and covers the whole file.")
    assert "it proves that the signer had its key but not who the signer is" in words["signer"]


def test_a_file_signed_twice_holds_and_says_what_the_first_signature_covers(made: Built) -> None:
    twice = [WORDS, SIGNED, NAMED, SIGNER, SIGNED, NAMED, SIGNER]
    assert made.codes(made.twice) == (True, [*twice, SHAPES, LIBRARY])
    assert made.codes(made.twice, made.twice_record) == (True, [*twice, RECORD, SHAPES, LIBRARY])
    first, second = (finding.words for finding in made.report(made.twice).findings if finding.code == "signed")
    assert first.endswith("Only signatures have been added since.")
    assert second.endswith("covers the whole file.")


@pytest.mark.parametrize("added", [b"\n% extra", b"\n"])
def test_what_was_added_behind_the_last_signature_is_not_called_a_signature(made: Built, added: bytes) -> None:
    for data in (made.once, made.twice):
        report = made.report(data + added)
        words = {finding.code: finding.words for finding in report.findings}
        assert "Only signatures have been added" not in words["signed"]
        assert words["signature-tail"].startswith("No signature covers the last ")
    assert "unknown:signature-tail" not in made.codes(made.twice)[1]


def test_a_record_of_the_first_signature_says_that_something_was_added_behind(made: Built) -> None:
    report = made.report(made.twice, made.once_record)
    assert [finding.words for finding in report.findings if finding.kind == "fails"] == [
        "This is not the recorded file: something was added after its end."
    ]


# --- 4 and 5: truncated, a byte flipped ------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.2, 0.6, 0.999])
def test_a_truncated_file_is_damaged(made: Built, share: float) -> None:
    for data, record in ((made.clean, unsigned_record(made)), (made.twice, made.twice_record)):
        cut = data[: int(len(data) * share)]
        assert made.codes(cut) == (False, ["fails:damaged"])
        assert made.codes(cut, record) == (False, ["fails:damaged", NO_RECORD])


def test_a_file_cut_back_to_before_a_signature_is_told_by_its_record_only(made: Built) -> None:
    assert made.twice.startswith(made.once)
    assert made.codes(made.twice[: len(made.once)])[0]
    good, codes = made.codes(made.twice[: len(made.once)], made.twice_record)
    assert not good
    assert [code for code in codes if code.startswith("fails")] == [NO_RECORD, "fails:record-signature"]


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def test_a_flipped_byte_that_changes_no_word_is_seen_with_a_record_only(made: Built) -> None:
    place = made.clean.index(b"Universal Accessibility")  # in the name of a schema, which nobody is shown
    assert made.codes(flipped(made.clean, place)) == (True, [WORDS, UNSIGNED, BYTES, SHAPES, LIBRARY])
    assert made.codes(flipped(made.clean, place), unsigned_record(made)) == (
        False,
        [WORDS, UNSIGNED, NO_RECORD, SHAPES, LIBRARY],
    )


def test_a_flipped_byte_of_a_signed_file_breaks_the_signature(made: Built) -> None:
    place = made.once.index(b"Universal Accessibility")
    assert made.codes(flipped(made.once, place))[1][:2] == [WORDS, "fails:signature-broken"]


@pytest.mark.conformance
def test_no_flipped_byte_passes_in_a_signed_file_or_beside_a_record(made: Built) -> None:
    chance = random.Random(3)  # noqa: S311 - which bytes
    contents = made.once.rindex(b"/Contents <") + len("/Contents <")
    places = [contents + 40, made.once.index(b">", contents) - 3, *chance.sample(range(len(made.once)), 25)]
    for place in places:
        assert not made.report(flipped(made.once, place)).good, place
        assert not made.report(flipped(made.once, place), made.once_record).good, place
    record = unsigned_record(made)
    for place in chance.sample(range(len(made.clean)), 25):
        assert not made.report(flipped(made.clean, place), record).good, place


# --- 6: words edited by another tool ---------------------------------------------------------------------------------


def cut_words(pdf: pikepdf.Pdf) -> None:
    """Take the longest line of the third page out of its content."""

    def edit(instructions: list[Any]) -> list[Any]:
        shown = [each for each in instructions if str(each.operator) in ("TJ", "Tj")]
        longest = max(shown, key=lambda each: len(pikepdf.unparse_content_stream([each])))
        return [each for each in instructions if each is not longest]

    with_text(pdf, 2, edit)


def add_words(pdf: pikepdf.Pdf) -> None:
    """Show a line of the third page once more, outside of the structure."""

    def edit(instructions: list[Any]) -> list[Any]:
        start = next(n for n, each in enumerate(instructions) if str(each.operator) == "BT")
        end = next(n for n, each in enumerate(instructions) if n > start and str(each.operator) == "ET")
        text = [each for each in instructions[start : end + 1] if str(each.operator) not in ("BDC", "BMC", "EMC")]
        return [*instructions, *text]

    with_text(pdf, 2, edit)


def read_otherwise(pdf: pikepdf.Pdf) -> None:
    """Have a heading read out as other words than it shows."""
    element = next(each for each in pdf.objects if isinstance(each, Dictionary) and each.get("/S") == Name.H1)
    element.ActualText = pikepdf.String("Other words")


def lay_over(pdf: pikepdf.Pdf) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.FreeText, Rect=[0, 0, 99, 99], Contents="not adopted")
    pdf.pages[2].Annots = Array([*pdf.pages[2].get("/Annots", []), pdf.make_indirect(note)])


def lead_astray(pdf: pikepdf.Pdf) -> None:
    link = next(a for page in pdf.pages for a in page.get("/Annots", []) if "/URI" in a.get("/A", {}))
    link.A.URI = pikepdf.String("https://elsewhere.example/")


EDITS = {cut_words: "words", add_words: "words", read_otherwise: "words", lead_astray: "words", lay_over: "additions"}


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
def test_words_edited_by_another_tool_do_not_hold(made: Built, edit: Any) -> None:
    assert f"fails:{EDITS[edit]}" in made.codes(changed(made.clean, edit))[1]
    assert f"fails:{EDITS[edit]}" in made.codes(changed(made.once, edit))[1]
    assert "fails:signature-broken" in made.codes(changed(made.once, edit))[1]
    assert NO_RECORD in made.codes(changed(made.clean, edit), unsigned_record(made))[1]


def test_the_passage_that_was_edited_is_shown_with_its_page(made: Built) -> None:
    found = next(f for f in made.report(changed(made.clean, cut_words)).findings if f.code == "words")
    assert found.words == "The pages differ from the document data in 1 place."
    assert found.details[0].startswith("page 3: the document data says “")


def test_words_edited_behind_a_signature_are_found_though_it_stays_whole(made: Built) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(made.once))
    page = writer.root["/Pages"]["/Kids"][2].get_object()
    page["/Contents"] = writer.add_object(StreamObject(stream_data=b"q Q"))
    writer.update_container(page)
    target = io.BytesIO()
    writer.write(target)
    codes = made.codes(target.getvalue())[1]
    assert codes[:2] == ["fails:words", "fails:signature-after"]
    assert NO_RECORD in made.codes(target.getvalue(), made.once_record)[1]


# --- 7: attachment replaced ------------------------------------------------------------------------------------------


def other_document(document: Document) -> Document:
    return dataclasses.replace(document, cover=dataclasses.replace(document.cover, status="Adopted 1 May 2020"))


def test_a_replaced_attachment_does_not_say_what_the_pages_say(made: Built) -> None:
    for data, record in ((made.clean, unsigned_record(made)), (made.once, made.once_record)):
        spoilt = changed(data, lambda pdf: attach(pdf, other_document(made.document)))
        assert "fails:words" in made.codes(spoilt)[1]
        assert {NO_RECORD, "fails:record-document"} < set(made.codes(spoilt, record)[1])


def test_an_attachment_that_is_no_document_is_not_believed(made: Built) -> None:
    def spoil(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AF[0].EF.F.write(b'{"schema": 1}')

    codes = made.codes(changed(made.clean, spoil))[1]
    assert codes == ["fails:document-broken", UNSIGNED, BYTES]

    def spoil_with_its_sum(pdf: pikepdf.Pdf) -> None:
        spoil(pdf)
        pdf.Root.AF[0].EF.F.Params.CheckSum = pikepdf.String(
            hashlib.md5(b'{"schema": 1}', usedforsecurity=False).digest()
        )

    assert made.codes(changed(made.clean, spoil_with_its_sum))[1] == codes


def test_an_attachment_that_is_not_what_its_checksum_says_is_not_believed(made: Built) -> None:
    def spoil(pdf: pikepdf.Pdf) -> None:
        stream = pdf.Root.AF[0].EF.F
        data = stream.read_bytes()
        stream.write(data + b" ")

    # It still reads as the same Document; only its checksum tells.
    spoilt = changed(made.clean, spoil)
    with pikepdf.open(io.BytesIO(spoilt)) as pdf:
        assert from_json(pdf.attachments["document.json"].get_file().read_bytes()) is not None
    assert made.codes(spoilt)[1] == ["fails:document-broken", UNSIGNED, BYTES]


def test_an_attachment_with_the_same_words_is_told_by_record_or_signature_only(made: Built) -> None:
    same_words = dataclasses.replace(made.document, colour="#112233")
    spoilt = changed(made.clean, lambda pdf: attach(pdf, same_words))
    assert made.codes(spoilt)[0]
    assert "fails:record-document" in made.codes(spoilt, unsigned_record(made))[1]


def test_without_its_attachment_nothing_can_be_compared_but_with_another_copy(made: Built) -> None:
    def take_out(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.Names.EmbeddedFiles, pdf.Root.AF

    bare = changed(made.clean, take_out)
    assert made.codes(bare) == (False, ["unknown:document-missing", UNSIGNED, BYTES])
    assert made.codes(bare, against=made.document)[1] == [WORDS, UNSIGNED, BYTES, SHAPES, LIBRARY]


def test_a_document_given_to_go_by_is_believed_more_than_the_one_inside(made: Built) -> None:
    assert made.codes(made.clean, against=made.document)[1] == [WORDS, UNSIGNED, BYTES, SHAPES, LIBRARY]
    good, codes = made.codes(made.clean, against=other_document(made.document))
    assert not good
    assert codes[:2] == ["fails:document-other", "fails:words"]


# --- 8: signature stripped -------------------------------------------------------------------------------------------


def strip(pdf: pikepdf.Pdf) -> None:
    for field in pdf.Root.AcroForm.Fields:
        if "/V" in field:
            del field.V
            field.AP.N = pdf.make_stream(b"q Q", Type=Name.XObject, Subtype=Name.Form, BBox=field.AP.N.BBox)


def test_a_stripped_signature_is_told_by_the_record_only(made: Built) -> None:
    stripped = changed(made.once, strip)
    assert made.codes(stripped) == (True, [WORDS, UNSIGNED, BYTES, SHAPES, LIBRARY])
    assert made.codes(stripped, made.once_record) == (
        False,
        [WORDS, UNSIGNED, NO_RECORD, "fails:record-signature", SHAPES, LIBRARY],
    )


def test_the_look_of_a_signature_without_one_does_not_hold(made: Built) -> None:
    def strip_badly(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.AcroForm.Fields[0].V

    assert "fails:looks-signed" in made.codes(changed(made.once, strip_badly))[1]


# --- 9: another library version --------------------------------------------------------------------------------------


def library(folder: Path, version: str, words: str) -> Path:
    world = lay_out(folder)
    for name, old, new in (
        ("library", 'version: "1.0"', f'version: "{version}"'),
        ("basics", "keeps its pupils", words),
    ):
        path = folder / f"clauses/home/{name}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")
    return world.root


def test_another_version_of_the_library_takes_nothing_from_a_file(made: Built, tmp_path: Path) -> None:
    other = library(tmp_path, "1.1", "holds its pupils")
    for record in (None, made.once_record):
        report = made.report(made.once, record, library=other)
        assert report.good
        found = report.findings[-1]
        assert (found.kind, found.code) == ("unknown", "library-other")
        assert "(1.0 in the file, 1.1 here)" in found.words
        assert found.details == ("home:basics.why has different wording",)


def test_other_words_under_the_same_version_do_not_hold(made: Built, tmp_path: Path) -> None:
    report = made.report(made.once, library=library(tmp_path, "1.0", "holds its pupils") / "clauses")
    assert not report.good
    assert report.codes()[-1] == "fails:library-differs"
    assert report.findings[-1].details == ("home:basics.why has different wording",)


def test_a_newer_library_with_the_same_words_holds(made: Built, tmp_path: Path) -> None:
    assert made.codes(made.once, library=library(tmp_path, "1.1", "keeps its pupils"))[1][-1] == LIBRARY


def test_a_folder_without_a_library_is_said(made: Built, tmp_path: Path) -> None:
    assert made.codes(made.once, library=tmp_path)[1][-1] == "unknown:library-unread"


# --- 10 and 11: a DOCX edited in a clause, re-saved unedited ---------------------------------------------------------

DOCX_OWN, DOCX_PARTS, DOCX_SAME = "unknown:docx-own-word", "unknown:docx-parts", "holds:docx-against"


def edited(data: bytes) -> bytes:
    def edit(part: bytes) -> bytes:
        assert b"online" in part
        return part.replace(b" keeps its pupils safe online", b" keeps its pupils offline", 1)

    return with_part(data, "word/document.xml", edit)


def test_a_docx_as_built_holds(made: Built) -> None:
    assert made.codes(made.docx) == (True, ["holds:docx-words", DOCX_SAME, DOCX_OWN, DOCX_PARTS, LIBRARY])
    with_record = (True, ["holds:docx-words", RECORD, DOCX_SAME, DOCX_PARTS, LIBRARY])
    assert made.codes(made.docx, made.once_record) == with_record


def test_a_clause_edited_in_a_docx_is_named(made: Built) -> None:
    report = made.report(edited(made.docx))
    # What it was made from is the library's; nothing says that the edited words are.
    edit = "unknown:library-edited"
    assert report.codes() == ["fails:docx-words", "fails:docx-against", DOCX_OWN, DOCX_PARTS, edit]
    assert report.findings[0].details == ("home:basics.why/1: different words",)
    assert not report.good
    assert made.codes(edited(made.docx), made.once_record)[1][:2] == ["fails:docx-words", NO_RECORD]
    against = made.report(edited(made.docx), against=made.document)
    assert against.codes()[:2] == ["fails:docx-words", "fails:docx-against"]
    assert "“keeps its pupils safe online. " in against.findings[1].details[0]
    assert "“keeps its pupils offline. " in against.findings[1].details[0]


def test_an_edit_with_its_digest_mended_is_found_by_the_document_inside_or_a_record(made: Built) -> None:
    from policygen.inspect.docx import read_blocks

    spoilt = edited(made.docx)
    words = read_blocks(spoilt).words

    def mend(part: bytes) -> bytes:
        tree = etree.fromstring(part)
        for block in tree.iter(f"{{{BLOCKS}}}block"):
            block.set("words", digest(words[block.get("bookmark", "")]))
        return etree.tostring(tree)

    mended = with_part(spoilt, "customXml/item1.xml", mend)
    assert made.codes(mended)[1][:2] == ["holds:docx-words", "fails:docx-against"]
    assert NO_RECORD in made.codes(mended, made.once_record)[1]
    assert "fails:docx-against" in made.codes(mended, against=made.document)[1]


def test_a_paragraph_put_in_or_taken_out_is_found(made: Built) -> None:
    for change in ("in", "out"):
        opened = docx.Document(io.BytesIO(made.docx))
        paragraph = next(each for each in opened.paragraphs if "keeps its pupils" in each.text)
        if change == "in":
            paragraph.insert_paragraph_before("The governors may ignore this.")
        else:
            paragraph._p.getparent().remove(paragraph._p)
        target = io.BytesIO()
        opened.save(target)
        assert made.codes(target.getvalue())[1][0] == "fails:docx-words", change


def test_a_docx_saved_again_unedited_holds(made: Built) -> None:
    target = io.BytesIO()
    docx.Document(io.BytesIO(made.docx)).save(target)
    assert target.getvalue() != made.docx
    assert made.codes(target.getvalue()) == made.codes(made.docx)
    assert made.codes(target.getvalue(), made.once_record) == made.codes(made.docx, made.once_record)


# --- 12: a stranger's file -------------------------------------------------------------------------------------------


def test_a_strangers_file_was_not_made_here(made: Built) -> None:
    stranger = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(stranger)
    assert made.codes(stranger.getvalue()) == (False, ["fails:stranger"])
    assert made.codes(stranger.getvalue(), made.once_record)[1][:2] == ["fails:stranger", NO_RECORD]
    letter = io.BytesIO()
    docx.Document().save(letter)
    assert made.codes(letter.getvalue()) == (False, ["fails:stranger"])
    assert made.codes(b"Dear governors") == (False, ["fails:stranger"])
