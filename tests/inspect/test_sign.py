"""Signing: one field, by one certificate, behind what the file said before; and what is refused, in words."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from policygen.cli.sign import PACKAGES
from policygen.inspect.record import decode_signature_record
from policygen.look.look import Look
from policygen.sign.certificate import SigningRefused, load_identity
from policygen.sign.stamp import stamp
from policygen.world.disk import DiskWorld
from tests.inspect.files import CHAIR, HEAD, Built, changed
from tests.support.certificates import PASSWORD, certificate
from tests.support.cli import Ran, run
from tests.support.projects import lay_out

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(made: Built, tmp_path: Path) -> Path:
    lay_out(tmp_path)
    (tmp_path / "policy.pdf").write_bytes(made.clean)
    (tmp_path / "password").write_text(PASSWORD + "\n")
    for name in (CHAIR, HEAD):
        (tmp_path / f"{name}.p12").write_bytes(certificate(name))
    return tmp_path


def sign(folder: Path, field: str = "chair", who: str = CHAIR, *more: str) -> Ran:
    return run(
        folder, "sign", "policy.pdf", "--field", field, "--p12", f"{who}.p12", "--password-file", "password", *more
    )


def test_a_signature_is_added_behind_the_file_and_recorded_beside_it(folder: Path, made: Built) -> None:
    ran = sign(folder)
    assert (ran.code, ran.out.split(), ran.err) == (
        0,
        ["policy.pdf", "policy.pdf.record.json"],
        f"Check who signed: the certificate says {CHAIR}, but the name printed for the field chair is Jo Bell.\n"
        f"{CHAIR} has signed the field chair.\n",
    )
    data = (folder / "policy.pdf").read_bytes()
    assert data.startswith(made.clean)
    record = decode_signature_record((folder / "policy.pdf.record.json").read_bytes())
    assert (record.length, record.fields) == (len(data), ("chair", "headteacher"))
    assert [(one.field, one.signer) for one in record.signatures] == [("chair", CHAIR)]
    assert run(folder, "verify", "policy.pdf", "--record", "policy.pdf.record.json").code == 0


def test_a_further_signature_is_appended_to_the_record(folder: Path) -> None:
    sign(folder)
    first = decode_signature_record((folder / "policy.pdf.record.json").read_bytes())
    assert sign(folder, "headteacher", HEAD).code == 0
    record = decode_signature_record((folder / "policy.pdf.record.json").read_bytes())
    assert record.signatures[:1] == first.signatures
    assert [one.signer for one in record.signatures] == [CHAIR, HEAD]
    ran = run(folder, "verify", "policy.pdf", "--record", "policy.pdf.record.json", "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["good"]) == (0, True)
    assert [one["code"] for one in found["findings"] if one["kind"] == "holds"] == [
        "words", "signed", "signed", "record", "library-same",
    ]  # fmt: skip


def test_the_signed_copy_can_go_elsewhere(folder: Path, made: Built) -> None:
    assert sign(folder, "chair", CHAIR, "--out", "signed/copy.pdf").code == 0
    assert (folder / "policy.pdf").read_bytes() == made.clean
    assert (folder / "signed/copy.pdf").is_file()
    assert decode_signature_record((folder / "signed/copy.pdf.record.json").read_bytes()).file == "copy.pdf"


def test_without_a_field_the_fields_are_listed(folder: Path) -> None:
    sign(folder)
    ran = run(folder, "sign", "policy.pdf")
    assert (ran.code, ran.out.splitlines()) == (0, ["chair (signed)", "headteacher"])


def test_an_unknown_field_is_guessed(folder: Path, made: Built) -> None:
    ran = sign(folder, "headteecher")
    assert ran.code == 2
    assert "there is no field 'headteecher'. Did you mean `headteacher`?" in ran.err
    assert (folder / "policy.pdf").read_bytes() == made.clean


def refused(folder: Path, ran: Ran, words: str) -> None:
    assert ran.code == 1, ran
    assert words in ran.err
    assert not (folder / "policy.pdf.record.json").exists()


def test_a_wrong_password_is_said(folder: Path, made: Built) -> None:
    (folder / "password").write_text("wrong")
    refused(folder, sign(folder), "the password is wrong or it is not a .p12 file")
    assert (folder / "policy.pdf").read_bytes() == made.clean


@pytest.mark.parametrize(
    ("first", "days", "words"), [(-40, 30, f"the certificate of {CHAIR} expired on "), (2, 30, "is not valid before ")]
)
def test_a_certificate_that_is_not_valid_today_is_refused(folder: Path, first: int, days: int, words: str) -> None:
    (folder / f"{CHAIR}.p12").write_bytes(certificate(CHAIR, first, days))
    refused(folder, sign(folder), words)


def test_a_signed_field_is_not_signed_again(folder: Path) -> None:
    sign(folder)
    before = (folder / "policy.pdf").read_bytes()
    ran = sign(folder, "chair", HEAD)
    assert (ran.code, ran.err) == (1, "policy.pdf was not signed: the field chair is already signed.\n")
    assert (folder / "policy.pdf").read_bytes() == before


def test_a_strangers_file_is_not_signed(folder: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(folder / "policy.pdf")
    refused(folder, sign(folder), "policy.pdf was not signed: policygen did not make it.")
    (folder / "policy.pdf").write_bytes(b"no PDF")
    refused(folder, sign(folder), "the PDF is damaged")


def test_a_file_whose_words_were_edited_is_not_signed(folder: Path, made: Built) -> None:
    def empty(pdf: pikepdf.Pdf) -> None:
        pdf.pages[2].Contents = pdf.make_stream(b"")

    (folder / "policy.pdf").write_bytes(changed(made.clean, empty))
    refused(folder, sign(folder), "it failed verification. The pages differ from the document data")


def test_a_copy_for_publication_is_not_signed(folder: Path, made: Built) -> None:
    def publish(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.Names.EmbeddedFiles, pdf.Root.AF

    (folder / "policy.pdf").write_bytes(changed(made.clean, publish))
    refused(folder, sign(folder), "it has no document data attached (web copies and sheets have none)")


def test_a_record_of_another_file_is_not_written_over(folder: Path, made: Built) -> None:
    (folder / "policy.pdf.record.json").write_text("{}")
    ran = sign(folder)
    assert ran.code == 1
    assert "policy.pdf.record.json was rejected" in ran.err
    assert (folder / "policy.pdf").read_bytes() == made.clean
    assert (folder / "policy.pdf.record.json").read_text() == "{}"


def test_where_the_record_cannot_be_written_the_file_is_not_signed(
    folder: Path, made: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    from policygen.sign import sign as signing

    whole = signing.write_whole

    def full(path: Path, data: bytes) -> None:
        if path.name.endswith(".json"):
            raise OSError(28, "No space left on device", str(path))
        whole(path, data)

    monkeypatch.setattr(signing, "write_whole", full)
    ran = sign(folder)
    assert ran.code == 1
    assert "No space left on device. Nothing was signed." in ran.err
    assert (folder / "policy.pdf").read_bytes() == made.clean


# --- what is seen ----------------------------------------------------------------------------------------------------


def test_the_stamp_shows_name_role_and_date_in_the_documents_own_face(made: Built) -> None:
    with pikepdf.open(io.BytesIO(made.once)) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        seen: Any = field.AP.N
        form = seen.Resources.XObject["/Stamp"]
        fonts = [str(font.BaseFont) for font in form.Resources.Font.values()]
        embedded = ["/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in form.Resources.Font.values()]
        assert [name.partition("+")[2] for name in sorted(fonts, key=lambda name: name.partition("+")[2])] == [
            "Liberation-Sans",
            "Liberation-Sans-Bold",
        ]
        assert all(embedded)
        assert str(field.TU).startswith("Signature of ")
        left, bottom, right, top = (float(edge) for edge in field.Rect)
        assert [float(edge) for edge in form.BBox] == pytest.approx([0, 0, right - left, top - bottom], abs=0.02)


def test_a_name_that_cannot_be_shown_is_refused() -> None:
    look = Look.load(DiskWorld(ROOT))
    with pytest.raises(SigningRefused, match="has no character for 李"):
        stamp("李 Brown", "Chair", "1 May 2027", 402, 31, look)
    with pytest.raises(SigningRefused, match="too long"):
        stamp("Brown " * 30, "Chair", "1 May 2027", 402, 31, look)
    assert stamp("A name of some length that is set smaller", "Chair", "1 May 2027", 402, 31, look).startswith(b"%PDF-")


def test_the_date_is_on_the_line_for_the_date() -> None:
    look = Look.load(DiskWorld(ROOT))
    shown = pypdfium2.PdfDocument(stamp("Martin Cowley", "Chair of governors", "1 May 2027", 402.5, 31, look))
    words = shown[0].get_textpage()
    found = {said: words.get_charbox(words.search(said).get_next()[0])[0] for said in ("Martin", "Chair", "1 May")}
    shown.close()
    line_of_date = 402.5 - look.tokens.signature.date_width * 72 / 25.4
    assert found == pytest.approx({"Martin": 0, "Chair": 0, "1 May": line_of_date}, abs=1.5)


def test_a_certificate_without_a_common_name_has_its_subject() -> None:
    identity = load_identity(certificate(CHAIR), PASSWORD)
    assert identity.name == CHAIR
    identity.check(datetime.now(UTC))


# --- standards -------------------------------------------------------------------------------------------------------


def complaints(file: Path) -> list[str]:
    validation: Any = pytest.importorskip("page")
    qpdf = shutil.which("qpdf")
    if qpdf is None:
        pytest.skip("qpdf is not installed")
    found = []
    for profile in ("PDF_A_3A", "PDF_UA_1"):
        report = str(validation.validate_pdf(str(file), profile=getattr(validation.ValidationProfile, profile)))
        found += [line for line in report.splitlines() if line.startswith("[")]
    checked = subprocess.run([qpdf, "--check", str(file)], capture_output=True, text=True, check=False)
    return found + ([checked.stdout + checked.stderr] if checked.returncode else [])


@pytest.mark.conformance
def test_a_signed_file_keeps_both_standards(made: Built, tmp_path: Path) -> None:
    file = tmp_path / "policy.pdf"
    file.write_bytes(made.once)
    assert complaints(file) == []


@pytest.mark.conformance
def test_of_a_file_signed_twice_the_validator_says_only_that_the_first_covers_not_the_second(
    made: Built, tmp_path: Path
) -> None:
    # ISO 19005-3 6.4.2 asks for a digest of the whole file, which is the file as it was when it was signed: the first
    # of two signatures can cover no more. veraPDF read it as page-validation 0.11 does, and mended it
    # (veraPDF-library issue 1493).
    file = tmp_path / "policy.pdf"
    file.write_bytes(made.twice)
    found = complaints(file)
    assert len(found) == 1
    assert found[0].startswith("[PDFA3A-SIGNATURE-BYTERANGE-001]")


@pytest.mark.conformance
def test_a_docx_saved_again_by_libreoffice_holds(made: Built, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "policy.docx").write_bytes(made.docx)
    subprocess.run(
        [
            office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to",
            "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "again"), str(tmp_path / "policy.docx"),
        ],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    again = (tmp_path / "again/policy.docx").read_bytes()
    assert again != made.docx
    assert made.codes(again, made.once_record) == made.codes(made.docx, made.once_record)
    assert made.codes(again, against=made.document) == made.codes(made.docx, against=made.document)


def test_signing_says_which_packages_it_needs_whatever_an_index_has(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("policygen.cli.sign.find_spec", lambda _: None)
    refused(folder, sign(folder), " -m pip install pyhanko pyhanko-certvalidator\n")
    extra = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]["sign"]
    assert tuple(each.partition(">")[0] for each in extra) == PACKAGES
