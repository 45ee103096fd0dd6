"""The Document that a file holds: JSON, an adoption record, or a PDF or DOCX that carries its Document."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from policygen.adoption.record import decode_adoption_record, is_record
from policygen.adoption.sealing import NotAnAdoptionRecord
from policygen.compare.align import Compared
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.document.json import NotADocument, document_digest, from_json
from policygen.document.model import Document
from policygen.inspect.pdf_sizes import unpacks_to_too_much
from policygen.render.carried import DOCUMENT, EDITIONS, Carried, editions_in
from policygen.world.disk import read_limited

if TYPE_CHECKING:
    from policygen.inspect.docx import Blocks

_ZIP = b"PK\x03\x04"


class Incomparable(Refused):
    """The file holds no Document that can be read; the message is for a person."""


class NoDocumentInside(Incomparable):
    """The file is a PDF or DOCX that carries no Document."""


def load_compared(file: Path) -> Compared:
    """Return the Document of a file. Raises Incomparable, OSError."""
    return compared_from(file, read_limited(file, str(file)))


def compared_from(file: Path, data: bytes) -> Compared:
    """Return the Document in the bytes of a file. Raises Incomparable."""
    if data.startswith(_ZIP):
        found, carried = _in_docx(data)
        return Compared(file, carried.document, found.is_edited)
    return Compared(file, carried_by(data).document)


def carried_by(data: bytes) -> Carried:
    """Return what the bytes of a file carry. Raises Incomparable."""
    try:
        if data.startswith(b"%PDF-"):
            return _in_pdf(data)
        if data.startswith(_ZIP):
            return _in_docx(data)[1]
        document = _in_json(data)
        return Carried(document, {}, document_digest(document))
    except RecursionError as error:
        raise Incomparable(say("verify.document_deep")) from error
    except (NotADocument, NotAnAdoptionRecord) as error:
        raise Incomparable(str(error)) from error


def _in_json(data: bytes) -> Document:
    try:
        found = json.loads(data)
    except ValueError as error:
        raise Incomparable(say("verify.no_such_file")) from error
    return decode_adoption_record(data).document if is_record(found) else from_json(data)


def _in_pdf(data: bytes) -> Carried:
    import pikepdf

    if unpacks_to_too_much(data):
        raise Incomparable(say("verify.pdf_unreadable", reason=say("verify.unpacks_large")))
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise Incomparable(say("verify.pdf_unreadable", reason=say("verify.encrypted")))
            attached = {
                name: bytes(pdf.attachments[name].get_file().read_bytes())
                for name in (DOCUMENT, EDITIONS)
                if name in pdf.attachments
            }
    except (
        pikepdf.PdfError, pikepdf.PasswordError, AttributeError, KeyError, TypeError, ValueError, RuntimeError
    ) as error:  # fmt: skip
        # qpdf names what it reads: the object in this process's memory, which says nothing to a reader.
        reason = re.sub(r"^stream <\S+ object at \w+>(?: \(.*?\))?: ", "", str(error))
        raise Incomparable(say("verify.pdf_unreadable", reason=reason)) from error
    if DOCUMENT not in attached:
        raise NoDocumentInside(say("verify.pdf_no_document"))
    document = from_json(attached[DOCUMENT])
    editions = editions_in(attached[DOCUMENT], attached[EDITIONS]) if EDITIONS in attached else {}
    return Carried(document, editions, document_digest(document))


def _in_docx(data: bytes) -> tuple[Blocks, Carried]:
    from policygen.inspect.docx import read_blocks
    from policygen.inspect.docx_parts import NotReadable

    try:
        found = read_blocks(data)
    except NotReadable as error:
        raise Incomparable(say("verify.docx_damaged", reason=str(error)).rstrip(".")) from error
    if found.carried is None:
        if found.carried_fault:
            raise Incomparable(found.carried_fault)
        raise NoDocumentInside(say("verify.docx_no_document"))
    return found, found.carried
