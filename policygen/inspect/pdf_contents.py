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
from policygen.inspect.pdf_fonts import UnreadablePdf
from policygen.inspect.pdf_sizes import unpacks_to_too_much
from policygen.inspect.pdf_words import Reading, read_pdf
from policygen.render.carried import DOCUMENT, EDITIONS, editions_in

_MOST = 64_000_000  # bytes of a Document; a policy's has well under one million, pictures included
_QUIET = (b"", b"q Q")


class Damaged(ValueError):
    """The file is no whole PDF; the message says what is wrong with it."""


@dataclass(slots=True)
class PdfContents:
    """What a PDF holds. `document` is None where there is none, or where `document_fault` says why it is not believed.

    `editions` are the copies for other readers beside it. `digest` is the SHA-256 of the attached bytes. `fields` maps
    a signature field to whether it is signed, `dressed` are unsigned ones that show something. `addresses` are where
    links lead; `extras` name what policygen never makes.
    """

    maker: str = ""
    document: Document | None = None
    document_fault: str = ""
    editions: dict[Edition, Document] = field(default_factory=dict)
    digest: str = ""
    fields: dict[str, bool] = field(default_factory=dict)
    dressed: list[str] = field(default_factory=list)
    addresses: set[str] = field(default_factory=set)
    extras: list[str] = field(default_factory=list)
    reading: Reading | None = None
    reading_fault: str = ""

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
    _document(found, pdf)
    _form(found, pdf.Root)
    for number, page in enumerate(pdf.pages, 1):
        for annotation in page.get("/Annots", []):
            _annotation(found, annotation, number)
    active = [name for name in ("/OpenAction", "/AA") if name in pdf.Root]
    active += [name for name in ("/JavaScript",) if name in pdf.Root.get("/Names", {})]
    found.extras += [say("verify.active", kind=name[1:]) for name in active]
    try:
        found.reading = read_pdf(pdf)
    except UnreadablePdf as error:
        found.reading_fault = str(error)


def _document(found: PdfContents, pdf: pikepdf.Pdf) -> None:
    names = list(pdf.attachments)
    found.extras += [say("verify.attachment", name=name) for name in names if name not in (DOCUMENT, EDITIONS)]
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


def _form(found: PdfContents, root: Any) -> None:
    for each in root.get("/AcroForm", {}).get("/Fields", []):
        name = str(each.get("/T", ""))
        if each.get("/FT") != "/Sig":
            found.extras.append(say("verify.field", name=name))
            continue
        found.fields[name] = "/V" in each
        shown = each.get("/AP", {}).get("/N")
        if "/V" not in each and shown is not None:
            quiet = isinstance(shown, pikepdf.Stream) and shown.read_bytes().strip() in _QUIET
            if not quiet:
                found.dressed.append(name)


def _annotation(found: PdfContents, annotation: Any, page: int) -> None:
    kind = str(annotation.get("/Subtype", ""))
    action = annotation.get("/A", {})
    if kind == "/Link" and action.get("/S", "/URI") in ("/URI", "/GoTo"):
        if "/URI" in action:
            found.addresses.add(str(action.URI))
    elif not (kind == "/Widget" and annotation.get("/FT") == "/Sig" and not action):
        found.extras.append(say("verify.annotation", page=page, kind=kind[1:] or say("verify.no_kind")))
