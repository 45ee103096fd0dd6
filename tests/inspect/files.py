"""A small policy built, signed and spoilt, for the tests of signing and verifying."""

from __future__ import annotations

import base64
import io
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pikepdf
from PIL import Image

from policygen.document.model import Asset, Document, Figure
from policygen.inspect.findings import Verification
from policygen.inspect.record import SignatureRecord, encode_signature_record
from policygen.inspect.verify import verify
from policygen.look.look import Look
from policygen.render.docx import write_docx
from policygen.render.pdf.seal import seal
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.sign.certificate import load_identity
from policygen.sign.sign import sign
from policygen.world.protocol import World
from tests.support.certificates import PASSWORD, certificate
from tests.support.projects import document

CHAIR, HEAD = "Jo Brown", "Alex Green"


@dataclass(frozen=True)
class Built:
    """A policy of the small project as PDF and DOCX, then signed once and twice, with the record of each."""

    world: World
    document: Document
    clean: bytes
    docx: bytes
    once: bytes
    once_record: SignatureRecord
    twice: bytes
    twice_record: SignatureRecord

    def report(self, data: bytes, record: SignatureRecord | None = None, **options: Any) -> Verification:
        kept = encode_signature_record(record) if record else None
        return verify("policy", data, self.world, record=kept, **options)

    def codes(self, data: bytes, record: SignatureRecord | None = None, **options: Any) -> tuple[bool, list[str]]:
        """Whether all that can be checked holds, and what was found."""
        report = self.report(data, record, **options)
        return report.good, report.codes()


def built(world: World) -> Built:
    made = document(world)
    look = Look.load(world)
    pdf, layout = write_pdf(made, look)
    clean = seal(pdf, made, layout)
    once, once_record = signed(clean, "chair", CHAIR, world)
    twice, twice_record = signed(once, "headteacher", HEAD, world)
    return Built(world, made, clean, write_docx(made, layout, look), once, once_record, twice, twice_record)


STEPS = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 200" width="300" height="200">
<rect x="5" y="5" width="290" height="190" fill="none" stroke="#000"/>
<text x="20" y="60" font-size="24">Stop. Do not reply.</text>
<text x="20" y="120" font-size="24">Tell an <tspan font-weight="bold">adult</tspan></text></svg>"""


def pictured(world: World) -> bytes:
    """The PDF of the small policy with a logo of pixels on its cover and a drawing in its first clause."""
    made = document(world)
    logo = io.BytesIO()
    Image.radial_gradient("L").resize((240, 160)).save(logo, "PNG")
    assets = (
        _asset("logo", "image/png", logo.getvalue(), (240, 160)),
        _asset("steps", "image/svg+xml", STEPS, (300, 200)),
    )
    steps = Figure(id="online/steps", asset="steps", alternative="Two steps", width=90.0)
    first, *others = made.sections
    sections = (replace(first, blocks=(*first.blocks, steps)), *others)
    made = replace(made, cover=replace(made.cover, logo="logo"), assets=assets, sections=sections)
    pdf, layout = write_pdf(made, Look.load(world))
    return seal(pdf, made, layout)


def _asset(name: str, media_type: str, data: bytes, size: tuple[int, int]) -> Asset:
    held = base64.b64encode(data).decode()
    return Asset(id=name, media_type=media_type, data=held, alternative=name, width=size[0], height=size[1])


def signed(data: bytes, field: str, name: str, world: World) -> tuple[bytes, SignatureRecord]:
    identity = load_identity(certificate(name), PASSWORD)
    return sign(data, field, identity, datetime.now(UTC), world, "policy.pdf")


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """A PDF as another tool saves it after `change`."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        with warnings.catch_warnings(action="ignore"):  # of what is odd in the change: that is its purpose
            pdf.save(target)
    return target.getvalue()


def named(change: Callable[..., None]) -> str:
    """The name of a test by its change."""
    return change.__name__


def told(made: Built, data: bytes, record: SignatureRecord | None = None) -> str:
    """What fails in a file, or cannot be told though it has to be, in words."""
    report = made.report(data, record)
    assert not report.good
    return "\n".join(line for one in report.objections for line in (one.words, *one.details))


def with_text(pdf: pikepdf.Pdf, page: int, edit: Callable[[list[Any]], list[Any]]) -> None:
    """Put `edit` of a page's content instructions in the place of its content."""
    instructions: list[Any] = list(pikepdf.parse_content_stream(pdf.pages[page]))
    pdf.pages[page].Contents = pdf.make_stream(pikepdf.unparse_content_stream(edit(instructions)))


def with_part(data: bytes, name: str, edit: Callable[[bytes], bytes]) -> bytes:
    """A DOCX with `edit` of one part in its place."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for each in old.namelist():
            new.writestr(each, edit(old.read(each)) if each == name else old.read(each))
    return target.getvalue()
