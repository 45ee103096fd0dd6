"""Make two Documents from a staff list and a policy: a register of signatures, and a receipt for each person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policygen.assemble.sheets import version_of
from policygen.assemble.wording import Wording
from policygen.document.model import (
    LONGEST_PROPERTY,
    Blank,
    Cell,
    Document,
    Inline,
    Origin,
    Paragraph,
    Row,
    Section,
    Signatory,
    SignatureBlock,
    Table,
    Text,
    Value,
)
from policygen.document.plain import words_of
from policygen.document.typography import typographic
from policygen.staff.csv import Member

# Shares of the width for name, role, signature and date; millimetres of a row that is signed in by hand.
REGISTER_WIDTHS = (0.27, 0.25, 0.3, 0.18)
REGISTER_ROW = 13.0


def register(document: Document, members: Sequence[Member], wording: Wording) -> Document:
    """A table of the people on the list with room to sign, as a sheet in the look of the policy `document`."""
    columns = [wording(f"staff.register.{key}") for key in ("name", "role", "signature", "date")]
    rows = tuple(
        Row(
            id=f"policygen:register/2/row-{number}",
            cells=(Cell(children=_name(member)), Cell(children=_role(member)), Cell(), Cell()),
            height=REGISTER_ROW,
        )
        for number, member in enumerate(members, 2)
    )
    heading = Row(id="policygen:register/2/row-1", cells=tuple(Cell(children=(Text(text=word),)) for word in columns))
    table = Table(
        id="policygen:register/2", widths=REGISTER_WIDTHS, header=(heading,), rows=rows, row_headers=True
    )  # fmt: skip
    statement = _statement("policygen:register/1", "staff.register.statement", document, wording)
    section = Section(
        id="policygen:register", level=1, number="", title=(), blocks=(statement, table)
    )  # fmt: skip
    return _sheet(document, "register", wording("staff.register.title"), (section,))


def receipts(document: Document, members: Sequence[Member], wording: Wording) -> Document:
    """A page for each person, which says that they have read and understood the policy `document`, to be signed."""
    title = wording("staff.receipt.title")
    sections = []
    for number, member in enumerate(members, 1):
        name = f"policygen:receipt-{number}"
        signatory = Signatory(
            id=f"{name}/4", role=member.role or wording("staff.receipt.role"), name=_name(member)
        )  # fmt: skip
        blocks = (
            _statement(f"{name}/1", "staff.receipt.statement", document, wording),
            Paragraph(id=f"{name}/2", children=(Text(text=wording("staff.receipt.rights")),)),
            SignatureBlock(id=f"{name}/3", signatories=(signatory,)),
        )
        # The sheet's own title stands over the first; each further one begins a page under the same words.
        heading: tuple[Inline, ...] = (Text(text=title),) if number > 1 else ()
        sections.append(
            Section(id=name, level=1, number="", title=heading, blocks=blocks, new_page=number > 1)
        )  # fmt: skip
    return _sheet(document, "receipts", title, tuple(sections))


def _statement(block_id: str, key: str, document: Document, wording: Wording) -> Paragraph:
    before, after = wording.parts(key)
    lead, _, rest = before.partition("{policy}")
    policy = Text(text=lead + words_of(document.cover.title) + rest)
    version = version_of(document) or (Blank(label=wording("cover.version"), kind="meeting", width=22.0),)
    return Paragraph(id=block_id, children=(policy, *version, Text(text=after)))


def _name(member: Member) -> tuple[Inline, ...]:
    return (Value(text=member.name, origin=Origin(key="staff.name", file=member.file, line=member.line)),)


def _role(member: Member) -> tuple[Inline, ...]:
    origin = Origin(key="staff.role", file=member.file, line=member.line)
    return (Value(text=member.role, origin=origin),) if member.role else ()


def _sheet(document: Document, name: str, title: str, sections: tuple[Section, ...]) -> Document:
    policy = words_of(document.cover.title)
    return typographic(
        replace(
            document,
            policy=f"{document.policy}/{name}",
            kind="sheet",
            metadata=replace(
                document.metadata, title=f"{title} – {policy} – {document.metadata.author}"[:LONGEST_PROPERTY]
            ),
            cover=replace(document.cover, title=(Text(text=title),), tables=()),
            sections=sections,
            clauses=(),
            assets=tuple(asset for asset in document.assets if asset.id == document.cover.logo),
        )
    )
