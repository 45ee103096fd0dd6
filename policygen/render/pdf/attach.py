"""The Document inside its own PDF: `document.json`, the page's source, and beside it the copies for other readers."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from policygen.document.model import Document, Edition
from policygen.render.carried import DOCUMENT, carried_parts
from policygen.render.pdf.dates import pdf_date
from policygen.render.pdf.streams import eased


def attach(pdf: pikepdf.Pdf, document: Document, editions: Mapping[Edition, Document] | None = None) -> None:
    """Attach `printed_part(document)` as JSON to an open PDF, as its Source (ISO 19005-3 6.8, ISO 32000-1 7.11.4).

    What differs in other `editions` is attached as a Supplement. The attachments' dates are the document's own.
    """
    files = [(name, _file(pdf, document, name, data)) for name, data in carried_parts(document, editions or {}).items()]
    if Name.Names not in pdf.Root:
        pdf.Root.Names = Dictionary()
    # In the order of their names, as a name tree has to be (ISO 32000-1 7.9.6).
    pdf.Root.Names.EmbeddedFiles = Dictionary(
        Names=Array([each for name, file in sorted(files, key=lambda one: one[0]) for each in (String(name), file)])
    )
    pdf.Root.AF = Array([file for _, file in files])


def _file(pdf: pikepdf.Pdf, document: Document, name: str, content: bytes) -> pikepdf.Object:
    data = eased(content)
    date = String(pdf_date(document.metadata.created))
    stream = pdf.make_stream(data)
    stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/application/json")
    stream.Params = Dictionary(
        CreationDate=date,
        ModDate=date,
        Size=len(data),
        CheckSum=String(hashlib.md5(data, usedforsecurity=False).digest()),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(name),
            UF=String(name),
            Desc=String(document.metadata.title),
            AFRelationship=Name.Source if name == DOCUMENT else Name.Supplement,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
