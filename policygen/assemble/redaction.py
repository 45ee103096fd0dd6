"""Remove what a web copy must not have: parts to fill in by hand, and the files and lines where values were set."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from policygen.assemble.wording import Wording
from policygen.document.model import ClauseRecord, Document, Figure, Origin, Paragraph, Text
from policygen.document.transform import mapped
from policygen.document.walk import parts_of
from policygen.model.library import FigurePart, FormPart, GridPart
from policygen.resolve.tailoring import Planned


def is_public(planned: Planned) -> bool:
    """Return whether copies for the web print a clause's text.

    They do for a clause that the school wrote. A clause that the library keeps off the web stays off if reworded.
    """
    return planned.clause is None or planned.clause.entry.public


def kept_parts(form: tuple[FormPart, ...]) -> tuple[FormPart, ...]:
    """Return the parts of a form that inform: pictures, and tables with text."""
    return tuple(part for part in form if isinstance(part, FigurePart) or (isinstance(part, GridPart) and part.items))


def is_said_first(kept: tuple[FormPart, ...], form: tuple[FormPart, ...]) -> bool:
    """Return whether the text that replaces the lines to fill in goes before what is kept of a form.

    It does before pictures alone: after them there may be no room for it on their page.
    """
    return 0 < len(kept) < len(form) and all(isinstance(part, FigurePart) for part in kept)


def held_form(clause: str, wording: Wording) -> Paragraph:
    """Return the text that replaces a form written by the school."""
    return Paragraph(id=f"{clause}/1", children=(Text(text=wording("edition.held")),))


def published_as(clause: str, number: int, wording: Wording) -> Paragraph:
    """Return the text that replaces lines to fill in and sign."""
    return Paragraph(id=f"{clause}/{number}", children=(Text(text=wording("edition.given_out")),))


def published(document: Document, fixed: Collection[int] = ()) -> Document:
    """Return a document without the places where values were set, and without pictures that it does not show.

    `fixed` are the identities of blocks in which there is no value.
    It does not reveal which clauses the school wrote: of their records, only a language that differs is kept.
    """
    shown = {document.cover.logo}
    if document.assets:
        shown |= {part.asset for part in parts_of(document) if isinstance(part, Figure)}
    # Neither records of clauses nor pictures have values, and records have many fields to look at.
    made: Document = mapped(replace(document, clauses=(), assets=()), _unplaced, fixed)
    records = tuple(
        ClauseRecord(id=record.id, library="", version="", digest="", kind=record.kind, language=record.language)
        for record in document.clauses
        if record.language != document.language
    )
    assets = tuple(asset for asset in document.assets if asset.id in shown)
    return replace(made, clauses=records, assets=assets)


def _unplaced(node: Any) -> Any:
    return Origin(key=node.key, contact=node.contact) if isinstance(node, Origin) else node
