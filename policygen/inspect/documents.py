"""The Document that a file holds: a Document as JSON, an adoption record, or a PDF that has its Document attached."""

from __future__ import annotations

import json
from pathlib import Path

from policygen.adoption.record import NotAnAdoptionRecord, decode_adoption_record, is_record
from policygen.compare.align import Compared
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
            raise Incomparable("a DOCX does not hold its Document; give the PDF or JSON of the same build")
        return Compared(file, _document(data))
    except RecursionError as error:
        raise Incomparable("it is nested too deeply to be a Document") from error
    except (NotADocument, NotAnAdoptionRecord) as error:
        raise Incomparable(str(error)) from error


def _document(data: bytes) -> Document:
    try:
        found = json.loads(data)
    except ValueError as error:
        raise Incomparable("it is neither a Document (JSON), an adoption record nor a PDF made here") from error
    return decode_adoption_record(data).document if is_record(found) else from_json(data)


def _attached(file: Path) -> bytes:
    import pikepdf

    try:
        with pikepdf.open(file) as pdf:
            if ATTACHMENT not in pdf.attachments:
                raise Incomparable("this PDF has no Document attached; give the JSON of the same build")
            return bytes(pdf.attachments[ATTACHMENT].get_file().read_bytes())
    except (pikepdf.PdfError, pikepdf.PasswordError) as error:
        raise Incomparable(f"this PDF cannot be read: {error}") from error
