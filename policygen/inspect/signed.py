"""Signatures and the record of them, in words: what was signed, what came after, and what only a record can tell."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from policygen.inspect.findings import Report
from policygen.inspect.pdf_contents import PdfContents
from policygen.inspect.record import NotASignatureRecord, SignatureRecord, decode_signature_record

if TYPE_CHECKING:
    from policygen.inspect.signatures import Signature


def check_signatures(data: bytes, opened: PdfContents, recorded: bool, report: Report) -> list[Signature]:
    """Report each signature of a PDF; return those that could be read."""
    if not any(opened.fields.values()) and b"/ByteRange" not in data:
        if opened.fields and not recorded:
            report.unknown(
                "unsigned",
                f"Nobody has signed it ({_names(list(opened.fields))}), or signatures were taken out: without a record "
                "the two cannot be told apart. It can be consistent, but not shown to be genuine.",
            )
        elif opened.fields:
            report.unknown(
                "unsigned", f"Nobody has signed it ({_names(list(opened.fields))}): nothing shows who made it."
            )
        else:
            report.unknown("unsigned", "It has no fields to sign: nothing shows who made it.")
        return []
    try:
        from policygen.inspect.signatures import signatures
    except ImportError:
        report.unknown(
            "signatures-unread",
            "It is signed, and signatures cannot be checked here: install policygen with its extra, "
            "pip install 'policygen[sign]'.",
        )
        return []
    found = signatures(data)
    if not found:
        report.fails("signature-broken", "It was signed, and the signature is no longer in its field.")
    for one in found:
        _signature(one, opened, report)
    return [one for one in found if not one.fault]


def _signature(one: Signature, opened: PdfContents, report: Report) -> None:
    name = one.field or "in the file"
    if one.fault:
        report.fails("signature-broken", f"The signature {name} cannot be read: the file was changed after it.")
        return
    when = f" on {one.time:%Y-%m-%d at %H:%M %Z}" if one.time else ""
    if not one.whole:
        report.fails(
            "signature-broken", f"The signature {name} by {one.signer} is broken: the file was changed after it{when}."
        )
    elif not one.covers:
        report.fails("signature-part", f"The signature {name} by {one.signer} covers only a part of what was signed.")
    elif not one.after:
        report.fails(
            "signature-after", f"After {one.signer} signed ({name}), something other than a signature was changed."
        )
    else:
        rest = "the whole file" if one.last else "all that was there then; since then only signatures were added"
        report.holds(
            "signed", f"Signed by {one.signer} in the field {name}{when}. The signature is whole and covers {rest}."
        )
    if one.field not in opened.fields:
        report.fails("signature-place", f"The signature {name} stands in no field of the approval.")
    who = (
        f"{one.signer} made the certificate for themselves: it proves that the signer had its key, not who that is."
        if one.self_made
        else f"That the signer is {one.signer} is the word of {one.issuer}, whom policygen neither knows nor asks."
    )
    report.unknown("signer", f"{who} Compare its fingerprint, {one.certificate[:16]}…, with the person.")
    if one.time is not None and not one.valid_then:
        report.fails("signer-time", f"The certificate of {one.signer} was not valid when it signed{when}.")


def check_record(
    data: bytes, opened: PdfContents | None, signatures: list[Signature], record: bytes, report: Report
) -> SignatureRecord | None:
    """Report how a PDF stands to its record. `opened` is None for a file that cannot be read."""
    kept = read_record(record, report)
    if kept is None:
        return None
    digest = hashlib.sha256(data).hexdigest()
    if digest == kept.sha256:
        report.holds("record", f"Byte for byte the file that was recorded, with {_count(len(kept.signatures))}.")
        return kept
    beginning = hashlib.sha256(data[: kept.length]).hexdigest() == kept.sha256 and len(data) > kept.length
    why = (
        "the recorded file is its beginning, and something was added behind it"
        if beginning
        else f"it is {len(data):,} bytes, the recorded one {kept.length:,}"
        if len(data) != kept.length
        else "it is as long, and other bytes stand in it"
    )
    report.fails("record", f"This is not the file that was recorded: {why}.")
    if opened is None:
        return kept
    if opened.digest and opened.digest != kept.document:
        report.fails("record-document", "The Document inside is not the one that was recorded.")
    here = {(one.field, one.certificate) for one in signatures}
    for signed in kept.signatures:
        if (signed.field, signed.certificate) not in here:
            report.fails(
                "record-signature",
                f"{signed.signer} signed in the field {signed.field} on {signed.on[:10]}, says the record; that "
                "signature is not in the file: it was taken out, or this is an earlier copy.",
            )
    return kept


def read_record(record: bytes, report: Report) -> SignatureRecord | None:
    """The record, or None where it is reported that it cannot be read."""
    try:
        return decode_signature_record(record)
    except NotASignatureRecord as error:
        report.fails("record-broken", f"The record cannot be believed: {error}.")
        return None


def _names(fields: list[str]) -> str:
    return (
        f"the field{'' if len(fields) == 1 else 's'} {' and '.join(fields)} {'is' if len(fields) == 1 else 'are'} empty"
    )


def _count(signatures: int) -> str:
    return f"{signatures or 'no'} signature{'' if signatures == 1 else 's'}"
