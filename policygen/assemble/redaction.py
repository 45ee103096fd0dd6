"""What a copy for the web leaves out of a Document: parts to fill in by hand, and where anything was written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from policygen.assemble.wording import Wording
from policygen.document.model import ClauseRecord, Document, Figure, Origin, Paragraph, Text
from policygen.document.transform import mapped
from policygen.document.walk import parts_of
from policygen.model.library import FigurePart, FormPart, GridPart
from policygen.resolve.tailoring import Planned


def is_public(planned: Planned) -> bool:
    """Tell whether a clause's words stand on the web.

    A clause of the school's own does: it is the policy. One that the library keeps off the web stays off it reworded.
    """
    return planned.clause is None or planned.clause.entry.public


def kept_parts(form: tuple[FormPart, ...]) -> tuple[FormPart, ...]:
    """Return the parts of a form that say something: pictures, and tables with words of their own."""
    return tuple(part for part in form if isinstance(part, FigurePart) or (isinstance(part, GridPart) and part.items))


def held_form(clause: str, wording: Wording) -> Paragraph:
    """Return what stands in the place of a form that is the school's own."""
    return Paragraph(id=f"{clause}/1", children=(Text(text=wording("edition.held")),))


def published_as(clause: str, number: int, wording: Wording) -> Paragraph:
    """Return what stands in the place of lines to fill in and to sign."""
    return Paragraph(id=f"{clause}/{number}", children=(Text(text=wording("edition.given_out")),))


def published(document: Document) -> Document:
    """Return a document without the places that its words came from, and without pictures that it does not show.

    Which clauses are a school's own is not told either, so of their records only a language that differs is left.
    """
    shown = {document.cover.logo} | {part.asset for part in parts_of(document) if isinstance(part, Figure)}
    made: Document = mapped(document, _unplaced)
    records = tuple(
        ClauseRecord(id=record.id, library="", version="", digest="", kind=record.kind, language=record.language)
        for record in document.clauses
        if record.language != document.language
    )
    assets = tuple(asset for asset in document.assets if asset.id in shown)
    return replace(made, clauses=records, assets=assets)


def _unplaced(node: Any) -> Any:
    return Origin(key=node.key, contact=node.contact) if isinstance(node, Origin) else node
