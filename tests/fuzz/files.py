"""Targets that come as files: pictures, staff lists, DOCX, PDF, a school's ZIP file, records and Documents."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pikepdf
from hypothesis import strategies as st
from PIL import Image

from policygen.adoption.correction import decode_correction
from policygen.adoption.group_record import decode_group_record
from policygen.adoption.record import decode_adoption_record
from policygen.adoption.sealing import NotAnAdoptionRecord, content_digest
from policygen.check.pictures import read_picture
from policygen.diagnostics.model import Diagnostics, Span
from policygen.document.json import to_json
from policygen.inspect.documents import Incomparable, carried_by
from policygen.inspect.docx import verify_docx
from policygen.inspect.findings import Verification
from policygen.inspect.pdf import verify_pdf
from policygen.inspect.record import NotASignatureRecord, decode_signature_record
from policygen.intake.gap.reading import PolicyUnreadable, read_policy
from policygen.look.look import Look
from policygen.portable.contents import NotASchoolFile
from policygen.portable.reading import unpack
from policygen.staff.csv import read_staff
from policygen.world.disk import DiskWorld, packaged_root
from policygen.world.memory import MemoryWorld
from tests.portable.hostile import KEPT, SETTINGS, Part, archive, listed, school_zip
from tests.support.projects import document, lay_out

from .harness import Target, spoiled
from .structures import (
    changed_jpeg,
    changed_json,
    changed_package,
    changed_pdf,
    changed_png,
    changed_tree,
    changed_xml,
    csv_table,
    from_seed,
)

_XML = (b"<w:t>", b"</w:t>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"xmlns:w='x'", b"<a/>" * 50, b"<!--", b"]]>")
_SVG = (
    b"<use href='#a'/>",
    b"<g id='a'>",
    b"</g>",
    b"<text>a</text>",
    b"viewBox='0 0 1 1'",
    b"fill='url(#a)'",
    b"style='x:y'",
    b"<mask id='a'/>",
    b"1e999",
    b"nan",
    b"transform='scale(0)'",
    b"<style>a{b:c}</style>",
    b"<svg>",
    b"&amp;",
)
_CSV = (
    b'"',
    b",",
    b";",
    b"\t",
    b"sep=;\n",
    b"Name",
    b"Role",
    b"=1+1",
    b"\xe2\x80\x8b",
    b"\r",
    b"\xef\xbb\xbf",
    b"\xe9",
)
_PDF = (
    b"/K 5 0 R",
    b"/P 3 0 R",
    b"/MCID 0",
    b"/S /Span",
    b"/ActualText (a)",
    b"/Kids [1 0 R]",
    b"stream\n",
    b"endobj",
    b"/Parent 1 0 R",
    b"/FlateDecode",
    b"/ASCIIHexDecode",
    b"/LZWDecode",
    b"null",
    b"<<",
    b">>",
    b"[",
    b"]",
    b"/Length 9",
    b"BDC",
    b"EMC",
    b"Tj",
)
_JSON = (
    b"null",
    b"{}",
    b"[]",
    b'"schema": 99',
    b"1e999",
    b"true",
    b'"\\ud800"',
    b'"kind": "table"',
    b"-0",
    b"NaN",
    b'"2026-02-30"',
)


@cache
def _document() -> Any:
    return document(lay_out(Path(tempfile.mkdtemp(prefix="policygen-fuzz-"))))


@cache
def _look() -> Look:
    return Look.load(DiskWorld(packaged_root()))


def _json() -> bytes:
    return to_json(_document())


def picture_read(data: bytes) -> None:
    """Read and check a picture; nothing draws it."""
    read_picture(
        MemoryWorld(files={"schools/a.svg": data}), "schools/a.svg", Span("a", 1, 1), "A picture", Diagnostics()
    )


@cache
def _pictures() -> list[bytes]:
    root = Path(__file__).parents[2]
    seeds = [path.read_bytes() for path in root.glob("schools/**/*.svg")]
    seeds.append(
        b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><g id='a'><path d='M0 0L9 9'/></g>"
        b"<use href='#a'/></svg>"
    )
    for form, mode in (("PNG", "RGBA"), ("PNG", "P"), ("PNG", "1"), ("JPEG", "RGB")):
        made = io.BytesIO()
        Image.new(mode, (12, 9)).save(made, form)
        seeds.append(made.getvalue())
    return seeds


def staff_read(data: bytes) -> None:
    """Read a staff list."""
    read_staff("staff.csv", data, Diagnostics())


def docx_read(data: bytes) -> None:
    """Verify a DOCX beside what is written for its Document, and read the Document that it carries."""
    verify_docx(data, Verification("a.docx"), look=_look())
    with suppress(PolicyUnreadable):
        read_policy("a.docx", data)
    carried_by(b"PK\x03\x04" + data[4:])


@cache
def _docx() -> bytes:
    from policygen.document.layout import Layout
    from policygen.document.walk import ids_of
    from policygen.render.docx import write_docx

    made = _document()
    layout = Layout(engine="fuzz", pages=1, page_of=dict.fromkeys(ids_of(made), 1))
    return write_docx(made, layout, _look())


def _inside_docx() -> st.SearchStrategy[bytes]:
    """Spoil one part of a DOCX and pack it again, or spoil the packed bytes."""
    with zipfile.ZipFile(io.BytesIO(_docx())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    names = ["word/document.xml", *(name for name in parts if name.startswith("customXml/item"))]

    def packed(name: str, data: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
            for each in names:
                archive.writestr(each, data if each == name else parts[each])
        return made.getvalue()

    inside = [spoiled([parts[name]], _XML).map(lambda data, name=name: packed(name, data)) for name in names]
    return st.one_of(*inside, spoiled([_docx()], (b"PK\x01\x02", b"../", b"\x0e\x00")))


def pdf_read(data: bytes) -> None:
    """Verify a PDF, its letters and what its pages show, and read the Document that it carries."""
    verify_pdf(data, Verification("a.pdf"), look=_look())
    with suppress(PolicyUnreadable):
        read_policy("a.pdf", data)
    carried_by(b"%PDF-" + data[5:])


@cache
def _pdf() -> bytes:
    """A small tagged PDF whose parts are not packed, so that a change changes what they say."""
    made = pikepdf.new()
    page = made.add_blank_page()
    page.Contents = made.make_stream(b"/P <</MCID 0>> BDC BT /F 9 Tf 1 0 0 1 9 9 Tm <01> Tj ET EMC /Artifact BMC EMC")
    cmap = made.make_stream(b"1 beginbfchar <01> <0041> endbfchar 1 beginbfrange <02> <09> <0042> endbfrange")
    font = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, ToUnicode=cmap))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    page.Annots = pikepdf.Array([pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=pikepdf.Dictionary(URI="http://a"))])
    root = made.make_indirect(pikepdf.Dictionary())
    paragraph = made.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.P, P=root, K=0, Pg=page.obj))
    item = made.make_indirect(
        pikepdf.Dictionary(S=pikepdf.Name.Lbl, P=paragraph, K=pikepdf.Array([0]), Pg=page.obj, ActualText="b")
    )
    root.K = pikepdf.Array([paragraph, item])
    root.RoleMap = pikepdf.Dictionary(A=pikepdf.Name.P)
    made.Root.StructTreeRoot = root
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="chair")]))
    made.docinfo["/Creator"] = "policygen 1"
    made.attachments["document.json"] = pikepdf.AttachedFileSpec(made, _json())
    out = io.BytesIO()
    made.save(out, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable, static_id=True)
    return out.getvalue()


@cache
def _built_pdf() -> bytes:
    """A policy as policygen builds it, with fonts: verify compares its letters and draws its pages."""
    from policygen.render.pdf.seal import seal
    from policygen.render.pdf_weasyprint.writer import write_pdf

    pdf, layout = write_pdf(_document(), _look())
    return seal(pdf, _document(), layout)


def _signed(data: bytes) -> bytes:
    """Mend a PDF's table of contents, as an attacker would: qpdf writes what it still understands."""
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as opened:
            out = io.BytesIO()
            opened.save(out, compress_streams=False, static_id=True)
            return out.getvalue()
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return data


def zip_read(data: bytes) -> None:
    """Unpack a school's file."""
    with tempfile.TemporaryDirectory(prefix="policygen-fuzz-") as folder:
        path = Path(folder, "school.zip")
        path.write_bytes(data)
        unpack(path, Path(folder, "out"))


def _resealed(data: bytes) -> bytes:
    """Give a record that was changed the digest of what it says now."""
    try:
        found = json.loads(data)
        found["digest"] = content_digest({key: value for key, value in found.items() if key != "digest"})
        return json.dumps(found).encode()
    except (ValueError, TypeError, RecursionError, AttributeError):
        return data


def record_read(data: bytes) -> None:
    """Read a record of every kind."""
    for read in (decode_adoption_record, decode_group_record, decode_correction, decode_signature_record, carried_by):
        try:
            read(data)
        except (NotAnAdoptionRecord, NotASignatureRecord, Incomparable):
            continue


def _records() -> list[bytes]:
    folder = Path(__file__).parents[1] / "data/adoption"
    return [path.read_bytes() for path in sorted(folder.rglob("*.json")) if path.stat().st_size < 100_000]


def _changed_picture(random: Random) -> bytes:
    seed = random.choice(_pictures())
    if seed.startswith(b"\x89PNG"):
        return changed_png(seed, random)
    return changed_jpeg(seed, random) if seed.startswith(b"\xff\xd8") else changed_xml(seed, random)


def _changed_docx() -> st.SearchStrategy[bytes]:
    with zipfile.ZipFile(io.BytesIO(_docx())) as packed:
        return from_seed(changed_package({name: packed.read(name) for name in packed.namelist()}))


def _changed_school(random: Random) -> bytes:
    """A school's file whose list, names and headers were changed, and whose digests may be right all the same."""
    parts = [Part(SETTINGS, random.choice((b"specimen: true\n", b"x" * 5000, b"\xff"))), KEPT]
    for _ in range(random.randrange(3)):
        at = random.randrange(len(parts))
        parts[at] = replace(
            parts[at],
            **random.choice(
                (
                    {"name": random.choice(_ODD_NAMES)},
                    {"method": random.choice((0, 1, 9, 12, 14, 99))},
                    {"flags": random.choice((0, 1, 0x40, 0x2000, 0xFFFF))},
                    {"size": random.choice((0, 1, 2**31, 2**32 - 1))},
                    {"crc": random.randrange(2**32)},
                    {"mode": random.choice((0o120777, 0o020666, 0o40755, 0))},
                    {"extra": random.choice((b"\1\0\x08\0" + b"\xff" * 8, b"up\5\0\1\0\0\0\0", b"\0" * 65_000))},
                    {"offset": random.randrange(300)},
                    {"data": b"\0" * 400_000},
                    {"packed": bytes(random.randrange(256) for _ in range(20))},
                )
            ),
        )
    contents = listed(*parts)
    if random.random() < 0.6:
        tree = changed_tree(json.loads(contents.data), random)
        contents = replace(contents, data=json.dumps(tree).encode("utf-8", "surrogatepass"))
    if random.random() < 0.2:
        parts *= 2
    return archive(*parts, contents, count=random.choice((None, None, None, 0, 1, 65_535)))


_ODD_NAMES: tuple[str | bytes, ...] = (
    SETTINGS, "schools/hilltop/kept/../a", "schools/x.yaml", "con", "a/" * 300, "", b"\xff", "clauses/a.yaml", "/a",
    "schools/hilltop/adopted/online/2026-12-03.json", "schools/hilltop/logo.svg", "school.json", "schools/" + "a" * 400,
)  # fmt: skip


def _changed_records() -> st.SearchStrategy[bytes]:
    makers: list[Callable[[Random], bytes]] = [changed_json(data) for data in _records()]
    return from_seed(lambda random: random.choice(makers)(random)).map(_resealed)


TARGETS = (
    Target("pictures", spoiled(_pictures(), _SVG) | from_seed(_changed_picture), picture_read),
    Target(
        "staff",
        spoiled(
            [
                b"Name,Role,E-mail\nAnn Reed,Teacher,a@b.org\n'=Jo,Head,\n",
                b'sep=;\n"Surname";First name\nBell;"Jo ""J"""\n',
            ],
            _CSV,
        )
        | from_seed(csv_table),
        staff_read,
    ),
    Target("docx", st.deferred(lambda: _inside_docx() | _changed_docx()), docx_read, (Incomparable,)),
    Target(
        "pdf",
        st.deferred(
            lambda: st.one_of(
                spoiled([_pdf()], _PDF),
                spoiled([_pdf()], _PDF).map(_signed),
                from_seed(changed_pdf(_pdf())),
                from_seed(changed_pdf(_built_pdf())),
            )
        ),
        pdf_read,
        (Incomparable,),
    ),
    Target(
        "zip",
        st.deferred(
            lambda: (
                spoiled(
                    [school_zip(), school_zip(settings=b"x" * 5000)],
                    (b"PK\x01\x02", b"PK\x05\x06", b"../", b"\xff\xff\xff\xff"),
                )
                | from_seed(_changed_school)
            )
        ),
        zip_read,
        (NotASchoolFile,),
    ),
    Target(
        "records",
        st.deferred(
            lambda: st.one_of(spoiled(_records(), _JSON), spoiled(_records(), _JSON).map(_resealed), _changed_records())
        ),
        record_read,
    ),
    Target(
        "documents",
        st.deferred(lambda: spoiled([_json()], _JSON) | from_seed(changed_json(_json()))),
        carried_by,
        (Incomparable,),
    ),
)
