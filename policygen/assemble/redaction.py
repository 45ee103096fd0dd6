"""Remove what a web copy must not have: parts to fill in by hand, and the files and lines where values were set."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from operator import is_not
from typing import Any

from policygen.assemble.moulds import PrintedBlocks
from policygen.assemble.wording import Wording
from policygen.document.model import (
    ClauseRecord,
    Document,
    Emphasis,
    Figure,
    Link,
    Origin,
    Paragraph,
    Section,
    Strong,
    Text,
    Value,
)
from policygen.document.transform import altered
from policygen.document.typography import INLINES, PARTS
from policygen.document.walk import blocks_within
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


def published(document: Document, known: PrintedBlocks | None = None) -> Document:
    """Return a document without the places where values were set, and without pictures that it does not show.

    `known` are the blocks in which there is no value. It learns how the sections are printed: as those that they were
    made of, without places.
    It does not reveal which clauses the school wrote: of their records, only a language that differs is kept.
    """
    known = PrintedBlocks() if known is None else known
    shown = {document.cover.logo}
    if document.assets:
        shown |= {block.asset for block in blocks_within(document.sections) if isinstance(block, Figure)}
    records = tuple(
        ClauseRecord(id=record.id, library="", version="", digest="", kind=record.kind, language=record.language)
        for record in document.clauses
        if record.language != document.language
    )
    return replace(
        document,
        cover=_unplaced(document.cover),
        sections=tuple([_section(section, known) for section in document.sections]),
        clauses=records,
        assets=tuple(asset for asset in document.assets if asset.id in shown),
    )


def _section(section: Section, known: PrintedBlocks) -> Section:
    title, blocks = _each(section.title, ()), _each(section.blocks, known.fixed)
    sections = tuple([_section(one, known) for one in section.sections])
    if title is section.title and blocks is section.blocks and not any(map(is_not, sections, section.sections)):
        return section
    made: Section = altered(section, {"title": title, "blocks": blocks, "sections": sections})
    known.copies[id(made)] = made, section, _of_printed
    return made


def _of_printed(section: Section, printed: Section, known: PrintedBlocks) -> Section:
    """Return a printed section without places; `section` is what it was before it was printed."""
    blocks = [
        one if id(block) in known.fixed else _unplaced(one)
        for block, one in zip(section.blocks, printed.blocks, strict=True)
    ]
    within = zip(section.sections, printed.sections, strict=True)
    changes = {
        "title": _each(printed.title, ()),
        "blocks": tuple(blocks),
        "sections": tuple([_of_printed(*pair, known) for pair in within]),
    }
    made: Section = altered(printed, changes)
    return made


def _unplaced(part: Any, fixed: Collection[int] = ()) -> Any:
    """Return a part of a Document without the files and lines where values were set; the same if it has none.

    `fixed` are the identities of parts within it that have none.
    """
    if isinstance(part, Value):
        origin = part.origin
        if not origin.file and not origin.line:
            return part
        return Value(text=part.text, origin=Origin(key=origin.key, contact=origin.contact), lang=part.lang)
    changes: dict[str, Any] = {}
    for name in _HELD.get(type(part), ()):
        found = getattr(part, name)
        made = _each(found, fixed)
        if made is not found:
            changes[name] = made
    return altered(part, changes) if changes else part


def _each(parts: tuple[Any, ...], fixed: Collection[int]) -> tuple[Any, ...]:
    made = [part if type(part) is Text or id(part) in fixed else _unplaced(part, fixed) for part in parts]
    for one, part in zip(made, parts, strict=True):
        if one is not part:
            return tuple(made)
    return parts


# The fields of each kind of part in which a value can be.
_HELD: Mapping[type, tuple[str, ...]] = {
    kind: (*INLINES.get(kind, ()), *PARTS.get(kind, ())) for kind in (*INLINES, *PARTS) if kind is not Document
} | dict.fromkeys((Emphasis, Strong, Link), ("children",))
