"""Fields to sign in and the Document inside: named, tagged, in place, and holding nothing that is not printed."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from policygen.document.json import from_json
from policygen.document.layout import Layout
from policygen.document.model import (
    ClauseRecord,
    Document,
    Figure,
    Origin,
    Section,
    Signatory,
    SignatureBlock,
    Text,
    Value,
)
from policygen.document.printed import printed_part
from policygen.look.look import Look
from policygen.render.pdf import seal as sealing
from policygen.render.pdf import streams
from policygen.render.pdf.fields import HEIGHT, NoPlace, field_names
from policygen.render.pdf.seal import seal
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.world.disk import DiskWorld
from tests.support.documents import HARD_NAME, everything, paragraph
from tests.support.structure import elements, findings, role

from .test_pdf import dressed_up, png, with_blocks

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(DiskWorld(ROOT))


@pytest.fixture(scope="module")
def written(look: Look) -> tuple[bytes, Layout]:
    return write_pdf(everything(), look)


@pytest.fixture(scope="module")
def sealed(written: tuple[bytes, Layout]) -> bytes:
    return seal(written[0], everything(), written[1])


def made(document: Document, look: Look) -> bytes:
    data, layout = write_pdf(document, look)
    return seal(data, document, layout)


def widgets(pdf: pikepdf.Pdf) -> list[Any]:
    return [one for page in pdf.pages for one in page.get("/Annots", []) if one.Subtype == "/Widget"]


def with_approval(base: Document, **changes: Any) -> Document:
    sections = [dataclasses.replace(one, **changes) if one.id == "policygen:approval" else one for one in base.sections]
    return dataclasses.replace(base, sections=tuple(sections))


# --- fields ----------------------------------------------------------------------------------------------------------


def test_each_who_approves_has_a_field_with_a_name_and_a_tooltip(sealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        said = [(str(one.FT), str(one.T), str(one.TU), int(one.F)) for one in pdf.Root.AcroForm.Fields]
        assert [one.objgen for one in widgets(pdf)] == [one.objgen for one in pdf.Root.AcroForm.Fields]
        assert int(pdf.Root.AcroForm.SigFlags) == 1
    assert said == [
        ("/Sig", "chair", "Signature of Chair of governors", 4),
        ("/Sig", "headteacher", "Signature of Headteacher", 4),
    ]


def test_the_tooltips_words_are_the_documents(look: Look) -> None:
    base = everything()
    document = dataclasses.replace(base, words=dataclasses.replace(base.words, signature_of="Llofnod {role}"))
    with pikepdf.open(io.BytesIO(made(document, look))) as pdf:
        assert [str(one.TU) for one in widgets(pdf)] == ["Llofnod Chair of governors", "Llofnod Headteacher"]


def test_a_field_stands_on_the_ruled_lines_and_is_as_wide(written: tuple[bytes, Layout], sealed: bytes) -> None:
    layout = written[1]
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        for signatory, field in zip(layout.boxes, pdf.Root.AcroForm.Fields, strict=True):
            box = layout.boxes[signatory]
            page = pdf.pages[box.page - 1]
            left, bottom, right, top = (float(edge) for edge in field.Rect)
            assert field.P.objgen == page.objgen
            assert left == pytest.approx(box.x * 0.75, abs=0.01)
            assert right - left == pytest.approx(box.width * 0.75, abs=0.02)
            assert bottom == pytest.approx(float(page.mediabox[3]) - (box.y + box.height) * 0.75, abs=0.01)
            assert top - bottom == pytest.approx(HEIGHT, abs=0.02)
            assert [float(edge) for edge in field.AP.N.BBox] == pytest.approx([0, 0, right - left, top - bottom])


def test_a_field_is_read_right_after_the_role_of_who_signs(sealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        groups = [one for one in elements(pdf.Root.StructTreeRoot) if "/ID" in one and role(one) == "Div"]
        assert [[role(kid) for kid in one.K] for one in groups] == [["P", "Form", "P", "P", "P"]] * 2
        for group, field in zip(groups, pdf.Root.AcroForm.Fields, strict=True):
            assert [kid.Obj.objgen for kid in group.K[1].K] == [field.objgen]


def test_the_structure_still_holds_with_fields_in_it(look: Look, sealed: bytes) -> None:
    assert findings(sealed, everything()) == []
    assert findings(made(dressed_up(), look), dressed_up()) == []


def test_a_sheet_is_left_as_it_is(look: Look) -> None:
    sheet = dataclasses.replace(everything(), kind="sheet")
    data, layout = write_pdf(sheet, look)
    assert seal(data, sheet, layout) == data


def test_nobody_signs_a_draft(look: Look) -> None:
    with pikepdf.open(io.BytesIO(made(dataclasses.replace(everything(), state="draft"), look))) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "document.json" in pdf.attachments


def test_an_agreement_in_a_policy_is_for_pens_only(look: Look) -> None:
    agreement = SignatureBlock(id="union:b/2", signatories=(Signatory(id="union:b/2/1", role="Pupil"),))
    base = everything()
    signed = with_blocks(paragraph("union:b/1", "I agree."), agreement, base=base)
    document = dataclasses.replace(signed, sections=(*signed.sections, *base.sections[3:]))
    data = made(document, look)
    assert findings(data, document) == []
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [str(one.T) for one in widgets(pdf)] == ["chair", "headteacher"]


def test_no_two_fields_have_one_name() -> None:
    names = ("policygen:signatory.co.chair", "policygen:signatory.co-chair", "union:x/1", "policygen:signatory.")
    found = field_names([Signatory(id=name, role="x") for name in names])
    assert list(found.values()) == ["co-chair", "co-chair-2", "union-x-1", "signature"]


def test_a_signatory_without_a_line_stops_the_build(written: tuple[bytes, Layout]) -> None:
    with pytest.raises(NoPlace, match=r"signatory\.chair"):
        seal(written[0], everything(), dataclasses.replace(written[1], boxes={}))


# --- the Document inside ---------------------------------------------------------------------------------------------


def attachment(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return pdf.attachments["document.json"].get_file().read_bytes()


def test_the_document_is_attached_as_the_source(sealed: bytes) -> None:
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        names = list(pdf.Root.Names.EmbeddedFiles.Names)
        (file,) = pdf.Root.AF
        assert names[1].objgen == file.objgen
        assert str(file.AFRelationship) == "/Source"
        assert str(file.UF) == str(file.F) == str(names[0]) == "document.json"
        stream = file.EF.UF
        assert str(stream.Subtype) == "/application/json"
        assert str(stream.Params.CreationDate) == str(stream.Params.ModDate) == "D:20261120000000Z"
        data = stream.read_bytes()
        assert int(stream.Params.Size) == len(data)
        assert bytes(stream.Params.CheckSum) == hashlib.md5(data, usedforsecurity=False).digest()
    assert from_json(data) == printed_part(everything())


def test_links_inside_the_policy_still_lead_somewhere(written: tuple[bytes, Layout], sealed: bytes) -> None:
    def places(data: bytes) -> list[str]:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return [str(one) for one in pdf.Root.Names.Dests.Names if isinstance(one, pikepdf.String)]

    assert places(sealed) == places(written[0]) != []


def test_what_is_attached_makes_the_same_pages(look: Look) -> None:
    document = dressed_up()
    data, layout = write_pdf(document, look)
    again = write_pdf(from_json(attachment(seal(data, document, layout))), look)
    assert again == (data, layout)


def test_an_edition_to_publish_has_fields_and_nothing_inside(written: tuple[bytes, Layout]) -> None:
    with pikepdf.open(io.BytesIO(seal(written[0], everything(), written[1], attached=False))) as pdf:
        assert len(pdf.attachments) == 0
        assert "/AF" not in pdf.Root
        assert len(widgets(pdf)) == 2


def test_what_no_page_prints_is_not_attached() -> None:
    base = with_blocks(
        Figure(id="union:b/1", asset="badge", alternative="A badge", width=20),
        paragraph("union:b/2", Value(text="words", origin=Origin(key="x", file="/home/jane.doe/school.yaml", line=3))),
        paragraph("union:b/3", Value(text="words", origin=Origin(key="x", file=r"C:\Users\jane.doe\s.yaml"))),
        paragraph("union:b/4", Value(text="words", origin=Origin(key="x", file="../jane.doe/s.yaml"))),
    )
    secret = dataclasses.replace(png("A secret picture"), id="secret")
    record = ClauseRecord(
        id="union:b", library="union", version="1", digest="0" * 64, kind="duty",
        title="{% if secret %}Secret{% else %}When something happens{% endif %}", file="/home/jane.doe/x.yaml",
    )  # fmt: skip
    left_out = dataclasses.replace(record, id="union:secret")
    document = dataclasses.replace(base, assets=(png(), secret), clauses=(record, left_out))
    kept = printed_part(document)
    said = json.dumps(dataclasses.asdict(kept)).lower()
    assert "secret" not in said
    assert "jane.doe" not in said
    assert [(one.id, one.title, one.file) for one in kept.clauses] == [("union:b", "When something happens", "x.yaml")]
    assert [one.id for one in kept.assets] == ["badge"]


def test_what_is_printed_is_kept_as_it_is() -> None:
    document = dressed_up()
    kept = printed_part(document)
    same = dataclasses.replace(kept, clauses=document.clauses)
    assert same == document
    assert [one.id for one in kept.clauses] == ["union:a", "union:b", "union:form"]


# --- bytes -----------------------------------------------------------------------------------------------------------


def test_other_words_for_idle_bytes_are_found_when_a_stream_ends_ambiguously(
    written: tuple[bytes, Layout], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter((True, True, False))
    monkeypatch.setattr(sealing, "ambiguous", lambda data: next(answers))  # noqa: ARG005
    with pikepdf.open(io.BytesIO(seal(written[0], everything(), written[1]))) as pdf:
        assert [str(words) for words in pdf.Root.PieceInfo.policygen.Private] == ["-", "--"]


def test_a_second_try_gives_every_object_stream_other_bytes(monkeypatch: pytest.MonkeyPatch, look: Look) -> None:
    """Whichever of them ended ambiguously: a long policy has many."""
    data, layout = write_pdf(longer(everything()), look)
    answers = iter((False, True, False))  # of the first file's only try, and of the second's two
    monkeypatch.setattr(sealing, "ambiguous", lambda data: next(answers))  # noqa: ARG005
    first = object_streams(seal(data, longer(everything()), layout))
    second = object_streams(seal(data, longer(everything()), layout))
    assert len(first) > 2
    assert not first & second


def longer(document: Document) -> Document:
    """The document with so many headings, each a bookmark, that one object stream cannot hold what they need."""
    more = tuple(
        Section(id=f"policygen:more{n}", level=1, number="", title=(Text(text=f"More {n}"),)) for n in range(60)
    )
    return dataclasses.replace(document, sections=(*document.sections, *more))


def object_streams(data: bytes) -> set[bytes]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return {
            one.read_raw_bytes()
            for one in pdf.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Type") == pikepdf.Name.ObjStm
        }


@pytest.mark.parametrize(
    ("data", "predictor"),
    # The sum of the bytes is a line feed; then that of their differences by one predictor is one too.
    [
        (b"\n", None),
        (b"\t", 11),
        (b"\x0c", 11),
        (b"words" * 9_000 + b"=", 11),
        (bytes(one for n in range(256) for one in (n, 255, 0, n ^ 128)) + b"\xfa", 11),
        (b"\x01\x08", 2),
    ],
)
def test_no_stream_ends_in_a_line_end(sealed: bytes, data: bytes, predictor: int | None) -> None:
    body, parameters = streams.packed(data)
    assert parameters.get("Predictor") == predictor
    assert not body.endswith((b"\r", b"\n"))
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        stream = pdf.make_stream(b"")
        wanted = {f"/{name}": value for name, value in parameters.items()}
        stream.write(body, filter=pikepdf.Name.FlateDecode, decode_parms=pikepdf.Dictionary(wanted))
        assert stream.read_bytes() == data


@pytest.mark.parametrize(("data", "said"), [(b"\t", b"\t\n"), (b"\x0c", b"\x0c\n"), (b"\n", b"\n")])
def test_words_end_in_a_line_end_where_their_stream_would(data: bytes, said: bytes) -> None:
    assert streams.eased(data) == said
    for level in range(10):
        assert not zlib.compress(said, level).endswith((b"\r", b"\n"))


def test_saving_leaves_the_streams_of_the_page_as_they_are(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """qpdf takes most filters off and compresses again, which would end in the line end that was avoided."""
    monkeypatch.setattr(streams, "_AMBIGUOUS", tuple(bytes([n]) for n in range(256) if n not in (0, 1, 2)))
    data, layout = write_pdf(everything(), look)
    with pikepdf.open(io.BytesIO(data)) as before, pikepdf.open(
        io.BytesIO(seal(data, everything(), layout))
    ) as after:  # fmt: skip
        raw = [page.Contents.read_raw_bytes() for page in before.pages]
        assert raw == [page.Contents.read_raw_bytes() for page in after.pages]
        assert any("/DecodeParms" in page.Contents for page in after.pages)


def test_two_processes_with_other_hash_seeds_seal_the_same_bytes(sealed: bytes) -> None:
    script = (
        "import hashlib, pathlib; from policygen.look.look import Look; from policygen.world.disk import DiskWorld; "
        "from policygen.render.pdf_weasyprint.writer import write_pdf; from policygen.render.pdf.seal import seal; "
        "from tests.support.documents import everything; "
        "pdf, layout = write_pdf(everything(), Look.load(DiskWorld(pathlib.Path('.')))); "
        "print(hashlib.sha256(seal(pdf, everything(), layout)).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }  # fmt: skip
    assert digests == {hashlib.sha256(sealed).hexdigest()}


# --- standards -------------------------------------------------------------------------------------------------------


def all_documents() -> dict[str, Document]:
    found = {"all": everything(), "hard": everything(HARD_NAME), "dressed": dressed_up()}
    # A chair's title in Welsh, and one signatory only.
    alone = SignatureBlock(
        id="policygen:approval/2", signatories=(Signatory(id="policygen:signatory.chair", role="Cadeirydd Ŵyn (ŷ)"),)
    )
    found["one signatory"] = with_approval(everything(), blocks=(alone,))
    return found


def conforms(file: Path) -> list[str]:
    """What the validators say against a file: PDF/A-3a, PDF/UA-1 and qpdf's check."""
    validation: Any = pytest.importorskip("page")
    qpdf = shutil.which("qpdf")
    if qpdf is None:
        pytest.skip("qpdf is not installed")
    found = []
    for profile in ("PDF_A_3A", "PDF_UA_1"):
        report = str(validation.validate_pdf(str(file), profile=getattr(validation.ValidationProfile, profile)))
        if "Result: no failures" not in report:
            found.append(report)
    checked = subprocess.run([qpdf, "--check", str(file)], capture_output=True, text=True, check=False)
    if checked.returncode:
        found.append(checked.stdout + checked.stderr)
    return found


@pytest.mark.conformance
@pytest.mark.parametrize("name", list(all_documents()))
@pytest.mark.parametrize("attached", [True, False], ids=["attached", "published"])
def test_the_sealed_file_conforms(look: Look, tmp_path: Path, name: str, attached: bool) -> None:
    document = all_documents()[name]
    data, layout = write_pdf(document, look)
    file = tmp_path / "policy.pdf"
    file.write_bytes(seal(data, document, layout, attached=attached))
    assert conforms(file) == []
