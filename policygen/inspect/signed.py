"""Report on signatures and their record: what was signed, what changed later, and what only a record can show."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from policygen.diagnostics.codes import say
from policygen.inspect.findings import Verification
from policygen.inspect.pdf_contents import PdfContents
from policygen.inspect.record import NotASignatureRecord, SignatureRecord, decode_signature_record
from policygen.render.pdf.fields import is_name_of, printed_names

if TYPE_CHECKING:
    from policygen.inspect.signatures import Signature


def check_signatures(data: bytes, opened: PdfContents, recorded: bool, report: Verification) -> list[Signature]:
    """Report on each signature of a PDF; return those that could be read."""
    if not any(opened.fields.values()) and b"/ByteRange" not in data:
        if opened.fields and not recorded:
            fields = list(opened.fields)
            report.unknown("unsigned", say("verify.unsigned_no_record", count=len(fields), fields=fields))
        elif opened.fields:
            fields = list(opened.fields)
            report.unknown("unsigned", say("verify.unsigned", count=len(fields), fields=fields))
        else:
            report.unknown("unsigned", say("verify.no_fields"))
        return []
    try:
        from policygen.inspect.signatures import signatures
    except ImportError:
        report.unknown("signatures-unread", say("verify.signatures_unread"))
        return []
    found = signatures(data)
    if not found:
        report.fails("signature-broken", say("verify.signature_gone"))
    readable = [one for one in found if not one.fault]
    unsigned = len(data) - max((one.end for one in readable), default=len(data))
    for one in found:
        _signature(one, opened, report, more=unsigned > 0)
    if unsigned > 0 and all(one.whole and one.covers and one.after for one in readable):
        # Such as the answer of a certificate's issuer, which another program added; or a line end.
        report.unknown("signature-tail", say("verify.signature_tail", count=unsigned))
    return readable


def _signature(one: Signature, opened: PdfContents, report: Verification, *, more: bool) -> None:
    """Report on one signature; `more` says that no signature covers the end of the file."""
    name = one.field or say("verify.no_field")
    if one.fault:
        report.fails("signature-broken", say("verify.signature_unreadable", field=name))
        return
    when = say("verify.when", time=f"{one.time:%Y-%m-%d at %H:%M %Z}") if one.time else ""
    if not one.whole:
        report.fails("signature-broken", say("verify.signature_broken", field=name, signer=one.signer, when=when))
    elif not one.covers:
        report.fails("signature-part", say("verify.signature_part", field=name, signer=one.signer))
    elif not one.after:
        report.fails("signature-after", say("verify.signature_after", field=name, signer=one.signer))
    else:
        key = "verify.signed_whole" if one.last else "verify.signed_part" if more else "verify.signed_then"
        report.holds("signed", say(key, field=name, signer=one.signer, when=when))
    if one.field not in opened.fields:
        report.fails("signature-place", say("verify.signature_place", field=name))
    printed = printed_names(opened.document).get(one.field, "") if opened.document is not None else ""
    if printed and not is_name_of(one.signer, printed):
        report.unknown("signer-name", say("verify.signer_name", field=name, signer=one.signer, printed=printed))
    fingerprint = f"{one.certificate[:16]}…"
    if one.self_made:
        report.unknown("signer", say("verify.self_made", signer=one.signer, fingerprint=fingerprint))
    else:
        facts = say("verify.issued", signer=one.signer, issuer=one.issuer, fingerprint=fingerprint)
        report.unknown("signer", facts)
    if one.time is not None and not one.valid_then:
        report.fails("signer-time", say("verify.signer_time", signer=one.signer, when=when))


def check_record(
    data: bytes, opened: PdfContents | None, signatures: list[Signature], record: bytes, report: Verification
) -> SignatureRecord | None:
    """Report how a PDF compares with its record. `opened` is None for a file that cannot be read."""
    kept = read_record(record, report)
    if kept is None:
        return None
    digest = hashlib.sha256(data).hexdigest()
    if digest == kept.sha256:
        report.holds("record", say("verify.record_same", count=len(kept.signatures)))
        return kept
    beginning = hashlib.sha256(data[: kept.length]).hexdigest() == kept.sha256 and len(data) > kept.length
    if beginning:
        report.fails("record", say("verify.record_longer"))
    elif len(data) != kept.length:
        report.fails("record", say("verify.record_length", bytes=f"{len(data):,}", recorded=f"{kept.length:,}"))
    else:
        report.fails("record", say("verify.record_bytes"))
    if opened is None:
        return kept
    if opened.digest and opened.digest != kept.document:
        report.fails("record-document", say("verify.record_document"))
    here = {(one.field, one.certificate) for one in signatures}
    for signed in kept.signatures:
        if (signed.field, signed.certificate) not in here:
            said = say("verify.record_signature", signer=signed.signer, field=signed.field, on=signed.on[:10])
            report.fails("record-signature", said)
    return kept


def read_record(record: bytes, report: Verification) -> SignatureRecord | None:
    """Return the record, or None if it cannot be read, which is reported."""
    try:
        return decode_signature_record(record)
    except NotASignatureRecord as error:
        report.fails("record-broken", say("verify.record_broken", reason=str(error)))
        return None
