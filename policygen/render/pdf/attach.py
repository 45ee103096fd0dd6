"""The Document inside its own PDF: `document.json`, the page's source, with nothing that the page does not print."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from policygen.document.json import to_json
from policygen.document.model import Document, Figure, Origin, Section
from policygen.document.plain import words_of
from policygen.document.transform import mapped
from policygen.document.walk import parts_of
from policygen.render.pdf.dates import pdf_date
from policygen.render.pdf.streams import eased

NAME = "document.json"


def attach(pdf: pikepdf.Pdf, document: Document) -> None:
    """Attach `printed_part(document)` as JSON to an open PDF, as its Source (ISO 19005-3 6.8, ISO 32000-1 7.11.4).

    The attachment's dates are the document's own.
    """
    data = eased(to_json(printed_part(document)))
    date = String(pdf_date(document.metadata.created))
    stream = pdf.make_stream(data)
    stream.Type, stream.Subtype = Name.EmbeddedFile, Name("/application/json")
    stream.Params = Dictionary(
        CreationDate=date,
        ModDate=date,
        Size=len(data),
        CheckSum=String(hashlib.md5(data, usedforsecurity=False).digest()),
    )
    file = pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(NAME),
            UF=String(NAME),
            Desc=String(document.metadata.title),
            AFRelationship=Name.Source,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
    if Name.Names not in pdf.Root:
        pdf.Root.Names = Dictionary()
    pdf.Root.Names.EmbeddedFiles = Dictionary(Names=Array([String(NAME), file]))
    pdf.Root.AF = Array([file])


def printed_part(document: Document) -> Document:
    """The document without what its pages do not show.

    Left out are pictures and clauses that no page holds; a clause's title is the words printed, not its source, where
    words for other schools stand too; of a file outside the project only the name is told, not who keeps it where.
    """
    parts = list(parts_of(document))
    titles = {part.clause: words_of(part.title) for part in parts if isinstance(part, Section) and part.clause}
    shown = {document.cover.logo} | {part.asset for part in parts if isinstance(part, Figure)}
    stripped: Document = mapped(
        replace(
            document,
            clauses=tuple(
                replace(record, title=titles[record.id], file=_told(record.file))
                for record in document.clauses
                if record.id in titles
            ),
            assets=tuple(asset for asset in document.assets if asset.id in shown),
        ),
        _without_path,
    )
    return stripped


def _without_path(node: Any) -> Any:
    return replace(node, file=_told(node.file)) if isinstance(node, Origin) else node


@lru_cache(maxsize=1024)
def _told(file: str) -> str:
    """`file` when it lies in the project, else its name alone."""
    windows = PureWindowsPath(file)
    if windows.is_absolute() or windows.root or windows.drive or ".." in windows.parts:
        return windows.name
    return str(PurePosixPath(file)) if file else ""
