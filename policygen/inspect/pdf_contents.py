"""A PDF opened with suspicion: the Document inside, its signature fields, and what it holds beside words."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf

from policygen.diagnostics.codes import say
from policygen.document.json import NotADocument, from_json
from policygen.document.model import Document, Edition
from policygen.inspect.pdf_allowed import Beside, look_beside
from policygen.inspect.pdf_fonts import UnreadablePdf
from policygen.inspect.pdf_sizes import unpacks_to_too_much
from policygen.inspect.pdf_told import Told, told_beside
from policygen.inspect.pdf_words import Reading, read_pdf
from policygen.render.carried import DOCUMENT, EDITIONS, editions_in

_MOST = 64_000_000  # bytes of a Document; a policy's has well under one million, pictures included


class Damaged(ValueError):
    """The file is no whole PDF; the message says what is wrong with it."""


@dataclass(slots=True)
class PdfContents:
    """What a PDF holds. `title` is what a program calls its window.

    `document` is None where there is none, or where `document_fault` says why it is not believed. `editions` are the
    copies for other readers beside it. `digest` is the SHA-256 of the attached bytes.
    """

    maker: str = ""
    title: str = ""
    document: Document | None = None
    document_fault: str = ""
    editions: dict[Edition, Document] = field(default_factory=dict)
    digest: str = ""
    beside: Beside = field(default_factory=Beside)
    told: Told = field(default_factory=Told)
    reading: Reading | None = None
    reading_fault: str = ""

    @property
    def fields(self) -> dict[str, bool]:
        """Return the signature fields: name -> whether it is signed."""
        return self.beside.fields

    @property
    def ours(self) -> bool:
        return self.maker.startswith("policygen ")


def open_pdf(data: bytes) -> PdfContents:
    """Read a PDF. Raises Damaged if it is cut short or broken: nothing is repaired silently."""
    if b"%%EOF" not in data[-64:]:
        raise Damaged(say("verify.cut_short"))
    if unpacks_to_too_much(data):
        raise Damaged(say("verify.unpacks_large"))
    found = PdfContents()
    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise Damaged(say("verify.encrypted"))
            _fill(found, pdf)
            if pdf.get_warnings():
                raise Damaged(say("verify.parts_unreadable"))
    except Damaged:
        raise
    except pikepdf.PasswordError as error:
        raise Damaged(say("verify.locked")) from error
    except pikepdf.PdfError as error:
        raise Damaged(say("verify.bytes_changed")) from error
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError, RuntimeError, ArithmeticError) as error:
        raise Damaged(say("verify.structure")) from error
    return found


def _fill(found: PdfContents, pdf: pikepdf.Pdf) -> None:
    found.maker = str(pdf.docinfo.get("/Creator", ""))
    found.title = str(pdf.docinfo.get("/Title", ""))
    found.beside = look_beside(pdf)
    found.told = told_beside(pdf)
    _document(found, pdf)
    try:
        found.reading = read_pdf(pdf)
    except UnreadablePdf as error:
        found.reading_fault = str(error)


def _document(found: PdfContents, pdf: pikepdf.Pdf) -> None:
    names = list(pdf.attachments)
    if DOCUMENT not in names:
        return
    data = _attached(found, pdf, DOCUMENT)
    if data is None:
        return
    found.digest = hashlib.sha256(data).hexdigest()
    try:
        found.document = from_json(data)
        editions = _attached(found, pdf, EDITIONS) if EDITIONS in names else None
        found.editions = editions_in(data, editions) if editions is not None else {}
    except (NotADocument, RecursionError) as error:
        found.document_fault = str(error) or say("verify.document_deep")


def _attached(found: PdfContents, pdf: pikepdf.Pdf, name: str) -> bytes | None:
    """Return what is attached under a name; None, with the fault noted, for what cannot be trusted."""
    try:
        file = pdf.attachments[name].get_file()
        data = bytes(file.read_bytes())
    except (pikepdf.PdfError, ValueError, KeyError) as error:
        found.document_fault = say("verify.not_unpacked", reason=str(error))[:120]
        return None
    parameters: Any = file.obj.get("/Params", {})
    stated = parameters.get("/CheckSum")
    if stated is not None and bytes(stated) != hashlib.md5(data, usedforsecurity=False).digest():
        found.document_fault = say("verify.checksum")
        return None
    if len(data) > _MOST:
        found.document_fault = say("verify.document_large")
        return None
    return data
