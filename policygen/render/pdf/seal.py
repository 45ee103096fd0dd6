"""The last pass over a PDF: signature fields for those who approve it, and the Document inside."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, StreamDecodeLevel, String

from policygen.document.layout import Layout
from policygen.document.model import Document, Edition
from policygen.render.pdf.attach import attach
from policygen.render.pdf.dates import pdf_date
from policygen.render.pdf.fields import add_fields, signatories
from policygen.render.pdf.streams import ambiguous


def seal(
    pdf: bytes,
    document: Document,
    layout: Layout,
    *,
    attached: bool = True,
    editions: Mapping[Edition, Document] | None = None,
) -> bytes:
    """The PDF that `write_pdf` made, with a signature field for each signatory and the Document attached.

    `editions` are the copies for other readers that the board's copy carries. The PDF conforms as it did. A sheet comes
    back as it is; without `attached` (for an edition to publish) it gets fields only. The bytes depend on the arguments
    alone. Raises NoPlace.
    """
    attached = attached and document.kind == "policy"
    if not attached and not signatories(document):
        return pdf
    sealed = b""
    for idle in range(8):
        with pikepdf.open(BytesIO(pdf)) as opened:
            add_fields(opened, document, layout)
            if attached:
                attach(opened, document, editions)
            _lengthen(opened, document, idle)
            target = BytesIO()
            opened.save(
                target,
                fix_metadata_version=False,
                object_stream_mode=ObjectStreamMode.generate,
                stream_decode_level=StreamDecodeLevel.none,
                deterministic_id=True,
            )
        sealed = target.getvalue()
        if not ambiguous(sealed):
            break
    return sealed


def _lengthen(pdf: pikepdf.Pdf, document: Document, idle: int) -> None:
    """Give the file objects of no meaning (ISO 32000-1 14.5), so that the streams made last end in other bytes.

    Objects of their own, not only words: they move the others' numbers, and with them the bytes of every object stream.
    """
    if idle:
        date = String(pdf_date(document.metadata.created))
        words = Array(pdf.make_indirect(String("-" * (place + 1))) for place in range(idle))
        pdf.Root[Name.PieceInfo] = Dictionary(policygen=Dictionary(LastModified=date, Private=words))
