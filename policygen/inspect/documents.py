"""The Document that a file holds: a Document as JSON, an adoption record, or a PDF that has its Document attached."""

from __future__ import annotations

import json
from pathlib import Path

from policygen.adoption.record import NotAnAdoptionRecord, decode_adoption_record, is_record
from policygen.compare.align import Compared
from policygen.diagnostics.codes import say
from policygen.document.json import NotADocument, from_json
from policygen.document.model import Document

ATTACHMENT = "document.json"


class Incomparable(ValueError):
    """The file holds no Document that can be read; the message is for a person."""


def load_compared(file: Path) -> Compared:
    """Return the Document of a file. Raises Incomparable, OSError."""
    data = file.read_bytes()
    try:
        if data.startswith(b"%PDF-"):
            return Compared(file, from_json(_attached(file)))
        if data.startswith(b"PK\x03\x04"):
            raise Incomparable(say("verify.docx_no_document"))
        return Compared(file, _document(data))
    except RecursionError as error:
        raise Incomparable(say("verify.document_deep")) from error
    except (NotADocument, NotAnAdoptionRecord) as error:
        raise Incomparable(str(error)) from error


def _document(data: bytes) -> Document:
    try:
        found = json.loads(data)
    except ValueError as error:
        raise Incomparable(say("verify.no_such_file")) from error
    return decode_adoption_record(data).document if is_record(found) else from_json(data)


def _attached(file: Path) -> bytes:
    import pikepdf

    try:
        with pikepdf.open(file) as pdf:
            if ATTACHMENT not in pdf.attachments:
                raise Incomparable(say("verify.pdf_no_document"))
            return bytes(pdf.attachments[ATTACHMENT].get_file().read_bytes())
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise Incomparable(say("verify.pdf_unreadable", reason=str(error))) from error
