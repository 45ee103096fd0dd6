"""The record of a signed file, kept beside it: its digest, its fields, who signed when, and which Document it holds.

All of it can be made again from the file; what it adds is that somebody kept it. Anybody who can change the file and
the record can make them agree: keep it where the file is not.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from policygen.diagnostics.codes import say
from policygen.inspect.pdf_contents import PdfContents

if TYPE_CHECKING:
    from policygen.inspect.signatures import Signature

KIND = "policygen signatures"
SCHEMA = 1


class NotASignatureRecord(ValueError):
    """The file is no record of signatures; the message says why."""


@dataclass(frozen=True, slots=True)
class Signed:
    """One signing: `sha256` and `length` are those of the file right after it; `on` is ISO 8601 with its zone."""

    field: str
    signer: str
    certificate: str
    on: str
    sha256: str
    length: int


@dataclass(frozen=True, slots=True)
class SignatureRecord:
    """`sha256` is the file's, `document` that of the attached Document's JSON, `words` that of its words in a DOCX."""

    file: str
    sha256: str
    length: int
    document: str
    words: str
    fields: tuple[str, ...]
    signatures: tuple[Signed, ...]


def record_of(
    name: str, data: bytes, opened: PdfContents, signatures: list[Signature], words: str = ""
) -> SignatureRecord:
    """Return the record of a PDF; `signatures` are those in it, in order, `words` from `digest_of_words`."""
    return SignatureRecord(
        file=name,
        sha256=_sha256(data),
        length=len(data),
        document=opened.digest,
        words=words,
        fields=tuple(opened.fields),
        signatures=tuple(
            Signed(
                field=one.field, signer=one.signer, certificate=one.certificate,
                on=one.time.isoformat() if one.time else "", sha256=_sha256(data[: one.end]), length=one.end,
            )
            for one in signatures
        ),
    )  # fmt: skip


def encode_signature_record(record: SignatureRecord) -> bytes:
    """Return the record's file: indented UTF-8 JSON with a final newline."""
    content = {"record": KIND, "schema": SCHEMA, **asdict(record)}
    return json.dumps(content, indent=1, ensure_ascii=False).encode() + b"\n"


def decode_signature_record(data: bytes) -> SignatureRecord:
    """Return the record that `encode_signature_record` wrote. Raises NotASignatureRecord."""
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotASignatureRecord(say("record.not_json", reason=str(error))) from error
    if not isinstance(found, dict) or found.get("record") != KIND:
        raise NotASignatureRecord(say("record.no_signatures"))
    if found.get("schema") != SCHEMA:
        raise NotASignatureRecord(say("record.version", found=str(found.get("schema")), known=SCHEMA))
    try:
        return SignatureRecord(
            **{name: _of(found[name], str) for name in ("file", "sha256", "document", "words")},
            length=_of(found["length"], int),
            fields=tuple(_of(name, str) for name in _of(found["fields"], list)),
            signatures=tuple(_signed(one) for one in _of(found["signatures"], list)),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise NotASignatureRecord(say("record.damaged", reason=str(error))) from error


def _signed(found: Any) -> Signed:
    names = ("field", "signer", "certificate", "on", "sha256")
    return Signed(**{name: _of(found[name], str) for name in names}, length=_of(found["length"], int))


def _of(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise ValueError(f"{value!r:.60} is no {kind.__name__}")
    return value


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
