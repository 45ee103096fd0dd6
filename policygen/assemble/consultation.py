"""The consultation record: who was consulted on a policy, and when, as a table among its last parts."""

from __future__ import annotations

from policygen.assemble.placeholders import Hole
from policygen.assemble.wording import Wording
from policygen.document.model import Cell, Row, Section, Table, Text, Value


def consultation(hole: Hole | None, wording: Wording) -> Section | None:
    """Return the table of what `policy.consulted` answers, one row an entry; None where it is not answered."""
    if hole is None or not isinstance(hole.raw, tuple) or not hole.raw:
        return None
    rows = []
    for number, entry in enumerate(hole.raw, 2):
        cells = (Cell(children=(Value(text=words, origin=hole.origin),) if words else ()) for words in _parted(entry))
        rows.append(Row(id=f"policygen:consultation/1/row-{number}", cells=tuple(cells)))
    heading = tuple(Cell(children=(Text(text=wording(f"consultation.{key}")),)) for key in ("who", "when"))
    table = Table(
        id="policygen:consultation/1",
        widths=(0.56, 0.44),
        header=(Row(id="policygen:consultation/1/row-1", cells=heading),),
        rows=tuple(rows),
        row_headers=True,
    )
    title = (Text(text=wording("consultation.title")),)
    return Section(id="policygen:consultation", level=1, number="", title=title, blocks=(table,), kind="back")


def _parted(entry: str) -> tuple[str, str]:
    """Part who from when: at the first semicolon, else at the last comma that figures follow."""
    who, mark, when = entry.partition(";")
    if not mark:
        who, mark, when = entry.rpartition(",")
        if not any(character.isdigit() for character in when) or not mark:
            return entry, ""
    return who.strip(), when.strip()
