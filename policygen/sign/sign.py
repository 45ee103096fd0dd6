"""Signing a field of a built PDF, and the record beside it: both are written, or neither."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pikepdf

from policygen.assemble.wording import Wording, WordsUnusable
from policygen.diagnostics.codes import say
from policygen.diagnostics.suggest import did_you_mean
from policygen.document.model import Document
from policygen.inspect.docx import words_of_document
from policygen.inspect.findings import Verification
from policygen.inspect.pdf import verify_pdf
from policygen.inspect.pdf_contents import Damaged, PdfContents, open_pdf
from policygen.inspect.record import (
    NotASignatureRecord,
    SignatureRecord,
    decode_signature_record,
    encode_signature_record,
    record_of,
)
from policygen.inspect.signatures import signatures
from policygen.look.look import Look
from policygen.render.docx.words import digest_of_words
from policygen.render.pdf.fields import field_names, printed_names, signatories
from policygen.sign.apply import apply
from policygen.sign.certificate import Identity, SigningRefused
from policygen.sign.stamp import stamp
from policygen.world.disk import DiskWorld
from policygen.world.writing import write_whole


def fields_of(data: bytes) -> dict[str, bool]:
    """The signature fields of a PDF that policygen made -> whether each is signed. Raises SigningRefused."""
    return _ours(data)[0].fields


def sign(
    data: bytes, field: str, identity: Identity, now: datetime, world: DiskWorld, name: str
) -> tuple[bytes, SignatureRecord]:
    """Return the PDF with `field` signed by `identity`, and its record; `name` is the file's name in it.

    Refuses, as SigningRefused, a file that does not verify: what is signed is what its Document says.
    """
    opened, document = _ours(data)
    if field not in opened.fields:
        raise SigningRefused(say("sign.no_field", field=field, guess=did_you_mean(field, opened.fields)).strip())
    if opened.fields[field]:
        raise SigningRefused(say("sign.signed", field=field))
    identity.check(now)
    report = Verification(name)
    look = Look.load(world)
    verify_pdf(data, report, look=look)
    if not report.good:
        reason = (report.objections or report.findings)[0].words
        raise SigningRefused(say("sign.not_verified", reason=reason))
    left, bottom, right, top = _rectangle(data, field)
    roles = {name: signer.role for signer in signatories(document) for name in [_field(document, signer.id)]}
    try:
        day = Wording.load(world).date(now.date())
    except WordsUnusable as error:
        raise SigningRefused(str(error)) from error
    shown = stamp(identity.name, roles.get(field, field), day, right - left, top - bottom, look)
    signed = apply(data, field, identity, shown)
    return signed, _record(signed, name, digest_of_words(words_of_document(document, look)))


def printed_name(data: bytes, field: str) -> str:
    """Return the name that is printed under a field for who signs there; "" where none is. Raises SigningRefused."""
    return printed_names(_ours(data)[1]).get(field, "")


def record_path(file: Path) -> Path:
    """Return the path of a file's record: `policy.pdf.record.json` beside `policy.pdf`."""
    return file.with_name(f"{file.name}.record.json")


def write(out: Path, data: bytes, record: SignatureRecord) -> None:
    """Write a signed file and its record: both, or neither.

    What an existing record says of earlier signatures is kept. Raises OSError, and SigningRefused for a
    record of another file.
    """
    beside = record_path(out)
    record = _continued(beside, record)
    before = out.read_bytes() if out.exists() else None
    write_whole(out, data)
    try:
        write_whole(beside, encode_signature_record(record))
    except BaseException:
        if before is None:
            out.unlink(missing_ok=True)
        else:
            write_whole(out, before)
        raise


def _continued(beside: Path, record: SignatureRecord) -> SignatureRecord:
    """`record`, after making sure that the one before it is its beginning: signings are appended, never replaced."""
    if not beside.exists():
        return record
    try:
        earlier = decode_signature_record(beside.read_bytes())
    except NotASignatureRecord as error:
        raise SigningRefused(say("sign.bad_record", file=beside.name, reason=str(error))) from error
    count = len(earlier.signatures)
    if earlier.document != record.document or earlier.signatures != record.signatures[:count]:
        raise SigningRefused(say("sign.other_record", file=beside.name))
    return replace(record, signatures=(*earlier.signatures, *record.signatures[count:]))


def _record(signed: bytes, name: str, words: str) -> SignatureRecord:
    return record_of(name, signed, open_pdf(signed), signatures(signed), words)


def _ours(data: bytes) -> tuple[PdfContents, Document]:
    try:
        opened = open_pdf(data)
    except Damaged as error:
        raise SigningRefused(say("sign.damaged", reason=str(error))) from error
    if opened.document_fault:
        raise SigningRefused(say("sign.document_broken", reason=opened.document_fault))
    if opened.document is None:
        raise SigningRefused(say("sign.no_document" if opened.ours else "sign.not_ours"))
    if not opened.fields:
        raise SigningRefused(say("sign.no_fields"))
    return opened, opened.document


def _field(document: Document, signatory: str) -> str:
    return field_names(signatories(document))[signatory]


def _rectangle(data: bytes, field: str) -> tuple[float, float, float, float]:
    with pikepdf.open(BytesIO(data)) as pdf:
        for each in pdf.Root.AcroForm.Fields:
            if str(each.T) == field:
                left, bottom, right, top = (float(edge) for edge in each.Rect)
                return left, bottom, right, top
    raise SigningRefused(say("sign.no_page", field=field))
