"""What a table from a spreadsheet changes in its file; every row that could mean two things is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from policygen.check.scalars import read_date
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Refused, Span
from policygen.diagnostics.suggest import did_you_mean
from policygen.registers.edit import edited, required_missing
from policygen.registers.table import LIST_SEPARATOR, Column, EntryTable
from policygen.report.cells import is_formula, read_cell
from policygen.staff.cells import SEPARATORS, CsvCell, rows, said_separator
from policygen.staff.decode import decode_staff_file

# What somebody verified of a contact: other words in these need another date.
_VERIFIED = {"telephone", "hours", "web", "email"}


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell of an entry that the file has, and what the table says instead."""

    id: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What the table changes: cells of entries, and new entries with their cells, after the entry `new` names.

    `absent` are entries of the file that the table does not have; they stay. `places` are those of the table's cells,
    by entry and column.
    """

    table: EntryTable
    cells: tuple[CellChange, ...] = ()
    new: tuple[tuple[int, Mapping[str, str]], ...] = ()
    absent: tuple[str, ...] = ()
    wanted: tuple[Mapping[str, str], ...] = field(default=())
    places: Mapping[tuple[str, str], Span] = field(default_factory=dict)

    def lines(self) -> list[str]:
        """Return what changes, a line each."""
        found = [
            say("registers.cell", id=one.id, column=one.column, before=_short(one.before), after=_short(one.after))
            for one in self.cells
        ]
        found += [say("registers.new", id=cells["id"]) for _, cells in self.new]
        if self.absent:
            found.append(say("registers.absent", count=len(self.absent), ids=self.absent))
        return found or [say("registers.nothing", file=self.table.file)]

    @property
    def any(self) -> bool:
        """Whether the file would be another."""
        return bool(self.cells or self.new)

    def text(self) -> str:
        """Return the file's text with the changes in it. Raises CannotEdit."""
        new: dict[int, list[Mapping[str, str]]] = {}
        for number, cells in self.new:
            new.setdefault(number, []).append(cells)
        return edited(self.table, self.wanted, new)


def _short(text: str) -> str:
    return " ".join(text.split())


def take_in(table: EntryTable, name: str, data: bytes, diagnostics: Diagnostics) -> TableChanges | None:
    """Return what the bytes of a CSV file called `name` change in a table, or None with the reasons reported."""
    before = diagnostics.errors
    text = decode_staff_file(name, data, diagnostics)
    if text is None:
        return None
    said, start = said_separator(text)
    found = [(rows(name, text, one, start, Diagnostics()), one) for one in ((said,) if said else SEPARATORS)]
    known = {column.key for column in table.columns}
    best, separator = max(
        found, key=lambda one: len(known & {cell.text.strip() for cell in one[0][0]}) if one[0] else 0
    )
    rows(name, text, separator, start, diagnostics)  # for what it reports
    columns = _columns(best[0] if best else [], table, diagnostics)
    if diagnostics.errors > before:
        return None
    changes = _changes(table, columns, best[1:], diagnostics)
    return None if diagnostics.errors > before else changes


def _columns(heading: Sequence[CsvCell], table: EntryTable, diagnostics: Diagnostics) -> list[Column]:
    by_key = {column.key: column for column in table.columns}
    found = []
    for cell in heading:
        key = read_cell(cell.text.strip())
        if key not in by_key:
            diagnostics.report("PG715.column", cell.span, column=key, guess=did_you_mean(key, by_key))
        elif by_key[key] in found:
            diagnostics.report("PG715.column_twice", cell.span, column=key)
        else:
            found.append(by_key[key])
    if "id" not in {column.key for column in found}:
        span = heading[0].span if heading else None
        diagnostics.report("PG715.no_id_column", span)
    return found


def _changes(
    table: EntryTable, columns: Sequence[Column], body: Sequence[Sequence[CsvCell]], diagnostics: Diagnostics
) -> TableChanges:
    now = [dict(row) for row in table.rows]
    numbers = {row.get("id", ""): number for number, row in enumerate(now)}
    seen: dict[str, CsvCell] = {}
    places: dict[tuple[str, str], Span] = {}
    cells, new = [], []
    place = len(now) - 1
    for row in body:
        if len(row) != len(columns):
            diagnostics.report("PG715.width", row[0].span, cells=len(row), columns=len(columns))
            continue
        read = {column.key: _read(cell, column, diagnostics) for column, cell in zip(columns, row, strict=True)}
        at = next(cell for column, cell in zip(columns, row, strict=True) if column.key == "id")
        name = read["id"]
        if not name:
            diagnostics.report("PG715.no_id", at.span)
        elif name in seen:
            diagnostics.report("PG715.twice", at.span, id=name, related={"first": seen[name].span})
        elif name in numbers:
            place = numbers[name]
            for column in columns:
                old = now[place].get(column.key, "")
                if not _same(old, read[column.key], column):
                    cells.append(CellChange(name, column.key, old, read[column.key]))
                    now[place][column.key] = read[column.key]
            if missing := required_missing(now[place], table.columns):
                diagnostics.report("PG715.missing", at.span, id=name, columns=tuple(missing))
            changed = {one.column for one in cells if one.id == name}
            if changed & _VERIFIED and "verified.on" not in changed and now[place].get("verified.on"):
                columns_changed = tuple(sorted(changed & _VERIFIED))
                diagnostics.report("PG715.unverified", at.span, id=name, columns=columns_changed)
        else:
            if missing := required_missing(read, table.columns):
                diagnostics.report("PG715.missing", at.span, id=name, columns=tuple(missing))
            new.append((place, read))
        seen.setdefault(name, at)
        places |= {(name, column.key): cell.span for column, cell in zip(columns, row, strict=True)}
    absent = tuple(name for name in numbers if name not in seen)
    return TableChanges(table, tuple(cells), tuple(new), absent, tuple(now), places)


def _same(old: str, new: str, column: Column) -> bool:
    if column.kind == "list":
        return _listed(old) == _listed(new)
    if column.kind == "date" and old and new and old != new:
        try:
            return read_date(old) == read_date(new)
        except Refused:
            return False
    return old.strip() == new.strip()


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _read(cell: CsvCell, column: Column, diagnostics: Diagnostics) -> str:
    if is_formula(cell.text):
        diagnostics.report("PG715.formula", cell.span, column=column.key, character=cell.text[0])
    text = read_cell(cell.text).strip()
    if column.kind == "list":
        return LIST_SEPARATOR.join(_listed(text))
    if column.kind == "date" and text:
        try:
            return read_date(text).isoformat()
        except Refused as error:
            diagnostics.report("PG715.date", cell.span, column=column.key, message=str(error), help=error.hint)
    return text
