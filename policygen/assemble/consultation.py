"""Who was consulted on a policy and when, as a table among its last parts, and which groups are still to be asked."""

from __future__ import annotations

import re
from collections.abc import Iterable

from policygen.assemble.placeholders import Hole
from policygen.assemble.wording import Wording, in_sentence
from policygen.document.model import Cell, Document, Row, Section, Table, Text, Value
from policygen.document.plain import words_of

_ID = "policygen:consultation"


def consultation(hole: Hole | None, wording: Wording) -> Section | None:
    """Return the table of what `policy.consulted` answers, one row an entry; None where it is not answered."""
    if hole is None or not isinstance(hole.raw, tuple) or not hole.raw:
        return None
    rows = []
    for number, entry in enumerate(hole.raw, 2):
        cells = (Cell(children=(Value(text=words, origin=hole.origin),) if words else ()) for words in _parted(entry))
        rows.append(Row(id=f"{_ID}/1/row-{number}", cells=tuple(cells)))
    heading = tuple(Cell(children=(Text(text=wording(f"consultation.{key}")),)) for key in ("who", "when"))
    table = Table(
        id=f"{_ID}/1",
        widths=(0.56, 0.44),
        header=(Row(id=f"{_ID}/1/row-1", cells=heading),),
        rows=tuple(rows),
        row_headers=True,
    )
    title = (Text(text=wording("consultation.title")),)
    return Section(id=_ID, level=1, number="", title=title, blocks=(table,), kind="back")


def consulted(document: Document) -> tuple[str, ...]:
    """Return who was consulted, as a Document prints it, an entry for each row of its table."""
    return tuple(who for who, _ in consulted_on(document))


def consulted_on(document: Document) -> tuple[tuple[str, str], ...]:
    """Return who was consulted and when ("" if that is not told), as a Document prints it."""
    tables = (part for section in document.sections if section.id == _ID for part in section.blocks)
    rows = (row for table in tables if isinstance(table, Table) for row in table.rows)
    return tuple((words_of(row.cells[0].children), words_of(row.cells[1].children)) for row in rows)


def still_to_discuss(groups: Iterable[str], entries: Iterable[str], wording: Wording) -> str:
    """Return a sentence that names the groups which none of the entries names; "" if there are none.

    A group was asked if an entry contains its words as whole words, in capitals or not.
    """
    asked = [_folded(entry) for entry in entries]
    left = [group for group in groups if not any(_names(entry, _folded(group)) for entry in asked)]
    if not left:
        return ""
    return wording("consultation.to_discuss", groups="; ".join(in_sentence(group) for group in left))


def _names(entry: str, group: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(group)}(?!\w)", entry) is not None


def _folded(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _parted(entry: str) -> tuple[str, str]:
    """Part who from when: at the first semicolon, else at the last comma that figures follow."""
    who, mark, when = entry.partition(";")
    if not mark:
        who, mark, when = entry.rpartition(",")
        if not any(character.isdigit() for character in when) or not mark:
            return entry, ""
    return who.strip(), when.strip()
