"""Sheets: an agreement or form of a policy as a separate Document, to hand out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from policygen.assemble.redaction import kept_parts
from policygen.assemble.wording import Wording
from policygen.check.project import Project
from policygen.document.model import (
    LONGEST_PROPERTY,
    Blank,
    Cell,
    Document,
    Figure,
    Inline,
    Paragraph,
    Reference,
    Row,
    Section,
    Table,
    Text,
)
from policygen.document.plain import words_of
from policygen.document.transform import mapped
from policygen.document.typography import typographic
from policygen.document.walk import walk

VERSION_ROOM = 22.0  # millimetres for a pen


def sheets_of(project: Project, policy: str, document: Document, wording: Wording) -> dict[str, Document]:
    """Return the agreements and forms of a policy as separate Documents, by file name."""
    found = {}
    title = words_of(document.cover.title)
    for name in project.outlines[policy].sheets:
        for clause in project.find_clause(name.text):
            entry = project.clauses[clause].entry
            # What is filled in by hand is given out by the school, not published.
            if document.edition == "web" and (not entry.public or len(kept_parts(entry.form)) < len(entry.form)):
                continue
            sheet = sheet_of(document, clause, title, wording)
            if sheet is not None:
                found[file_name(clause)] = sheet
    return found


def sheet_of(document: Document, clause: str, title: str, wording: Wording) -> Document | None:
    """Return one clause of a policy as a sheet; None if the policy does not have it.

    Its references are to the policy, so each one names the policy, and the section by number and title; `title` is the
    policy's. Its status names the policy and its version, so a signed sheet shows which version it belongs to.
    """
    found = next((s for top in document.sections for s in top.sections if s.clause == clause), None)
    if found is None:
        return None

    titles = {inner.id: words_of(inner.title) for top in document.sections for inner in top.sections}

    def elsewhere(node: Any) -> Any:
        if isinstance(node, Reference):
            number = node.before + node.number
            return Text(text=wording("reference.of", reference=number, title=titles[node.target], policy=title))
        return node

    # A heading within it follows the sheet's title.
    inner = tuple(replace(part, level=2, number="") for part in found.sections)
    section = mapped(replace(found, level=1, number="", new_page=False, sections=inner), elsewhere)
    heading = section.title
    name = words_of(heading)
    kept = {section.id, *_figures(section)}
    return typographic(
        replace(
            document,
            policy=f"{document.policy}/{clause}",
            kind="sheet",
            metadata=replace(document.metadata, title=f"{name} – {document.metadata.author}"),
            header=wording("header", school=document.metadata.author, title=name),
            cover=replace(document.cover, title=heading, status=_status(document, title, wording), tables=()),
            sections=(replace(section, title=()),),
            clauses=tuple(record for record in document.clauses if record.id == clause),
            assets=tuple(asset for asset in document.assets if asset.id in kept or asset.id == document.cover.logo),
        )
    )


def approval_sheet(document: Document, wording: Wording) -> Document | None:
    """Return what the meeting signs as a separate sheet: the policy's title, version, approval and signatures.

    None for a draft, which nobody signs, and for a document without an approval.
    """
    approval = next((section for section in document.sections if section.id == "policygen:approval"), None)
    if approval is None or document.state == "draft":
        return None
    gap = Blank(label=wording("cover.version"), key="policy.version", kind="meeting", width=VERSION_ROOM)
    facts: tuple[tuple[str, tuple[Inline, ...]], ...] = (
        ("policy", document.cover.title),
        ("version", version_of(document) or (gap,)),
    )
    rows = tuple(
        Row(
            id=f"policygen:approval/sheet/{key}",
            cells=(Cell(children=(Text(text=wording(f"approval.sheet.{key}")),)), Cell(children=cell)),
        )
        for key, cell in facts
    )
    table = Table(id="policygen:approval/sheet", widths=(0.3, 0.7), rows=rows, row_headers=True)
    use = Paragraph(id="policygen:approval/sheet/use", children=(Text(text=wording("approval.sheet.use")),))
    title = wording("approval.sheet.title")
    section = replace(
        approval, title=(), number="", kind="body", new_page=False, blocks=(table, use, *approval.blocks)
    )  # fmt: skip
    return typographic(
        replace(
            document,
            policy=f"{document.policy}/approval",
            kind="sheet",
            metadata=replace(document.metadata, title=f"{title} – {document.metadata.title}"[:LONGEST_PROPERTY]),
            cover=replace(document.cover, title=(Text(text=title),), tables=()),
            sections=(section,),
            clauses=(),
            assets=tuple(asset for asset in document.assets if asset.id == document.cover.logo),
        )
    )


def version_of(document: Document) -> tuple[Inline, ...]:
    """Return the version as the policy's cover prints it; empty where it prints none."""
    rows = (row for table in document.cover.tables for row in table.rows)
    return next((row.cells[1].children for row in rows if row.id == "policygen:cover.dates/version"), ())


def _status(document: Document, title: str, wording: Wording) -> str:
    """Say of which version of which policy a sheet is; forms that are no policy's hand their status on as it is."""
    version, status = words_of(version_of(document)), document.cover.status
    return wording("state.version", policy=title, version=version, status=status) if version else status


def file_name(clause: str) -> str:
    """Return the file name, without its ending, of a clause's sheet: `union:forms.incident` → forms-incident."""
    return clause.partition(":")[2].replace(".", "-")


def _figures(section: Section) -> set[str]:
    return {part.asset for part in walk(section) if isinstance(part, Figure)}
