"""The register's CSV file as rows, one at a time: columns by name, UTF-8 or Windows-1252, damaged rows found again."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.diagnostics.suggest import nearest
from policygen.intake.register.format import RegisterFormat
from policygen.staff import cells

# A row has some 3,000 characters. A cell in quotation marks can go on over lines, but one that never ends would take in
# all that follows it.
LONGEST_LINE, MOST_LINES = 1_000_000, 20
_OTHER_FILES = ((b"PK\x03\x04", "PG870.archive"), (b"\xff\xfe", "PG870.utf16"), (b"\xfe\xff", "PG870.utf16"))
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A row that begins on `line`: `cells` in the file's order, and its `text`, in which a cell's place is found.

    `places` gives the number of each column by its name, as written and in small letters. A damaged row, which was
    reported, has no cells.
    """

    file: str
    line: int
    cells: tuple[str, ...]
    text: str
    places: Mapping[str, int]

    @property
    def is_blank(self) -> bool:
        return not any(cell.strip() for cell in self.cells)

    @property
    def start(self) -> Span:
        return Span(self.file, self.line, 1)

    def cell(self, column: str) -> str:
        """Return the words of a cell on one line, "" if the file has no such column."""
        place = self._place(column)
        return " ".join(self.cells[place].split()) if place is not None and self.cells else ""

    def _place(self, column: str) -> int | None:
        return self.places[column] if column in self.places else self.places.get(column.casefold())

    def span(self, column: str) -> Span:
        """Return the place of a cell, or of the row if the file has no such column."""
        place = self._place(column)
        found = cells.rows(self.file, self.text, ",", 0, Diagnostics())
        if place is None or not found or place >= len(found[0]):
            return self.start
        at = found[0][place].span
        return Span(self.file, self.line + at.line - 1, at.column)


class RegisterTable:
    """A register's file, read as far as its heading. The rows are read once, when they are asked for."""

    def __init__(self, file: str, lines: _Lines, heading: RegisterRow, diagnostics: Diagnostics) -> None:
        self.file, self._lines, self.places = file, lines, heading.places
        self.names = tuple(cell.strip() for cell in heading.cells)
        self._width = len(heading.cells)
        self._diagnostics = diagnostics

    def has(self, column: str) -> bool:
        return column.casefold() in self.places

    def rows(self) -> Iterator[RegisterRow]:
        """Yield every row but empty lines. A row that cannot be read is reported and has no cells."""
        while (line := self._lines.next()) is not None:
            if line.strip():
                yield self._row(line)

    def _row(self, first: str) -> RegisterRow:
        start, text, more = self._lines.number, first, list[str]()
        while text.count('"') % 2 and len(more) < MOST_LINES and (line := self._lines.next()) is not None:
            more.append(line)
            text += f"\n{line}"
        found = _cells(text)
        if found is not None and len(found) > self._width and not any(found[self._width :]):
            found = found[: self._width]
        if found is not None and len(found) == self._width:
            return RegisterRow(self.file, start, tuple(found), text, self.places)
        # What follows an unclosed quotation mark is rows of their own.
        self._lines.put_back(more)
        alone = _cells(first)
        if alone is None:
            self._diagnostics.report("PG871.quotes", Span(self.file, start, first.find('"') + 1))
        else:
            self._diagnostics.report("PG871.width", Span(self.file, start, 1), cells=len(alone), columns=self._width)
        return RegisterRow(self.file, start, (), first, self.places)


class _Lines:
    """The lines of a stream without their ends, decoded one by one: an export is UTF-8 or Windows-1252."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._put_back: deque[str] = deque()
        self.number = 0

    def next(self) -> str | None:
        """Return the next line, None at the end; `number` is then its number. One that is too long is cut."""
        if self._put_back:
            self.number += 1
            return self._put_back.popleft()
        data = self._stream.readline(LONGEST_LINE)
        if not data:
            return None
        self.number += 1
        rest = data
        while rest and not rest.endswith(b"\n"):
            rest = self._stream.readline(LONGEST_LINE)
        return _decoded(data.rstrip(b"\r\n"))

    def put_back(self, lines: Collection[str]) -> None:
        self._put_back.extendleft(reversed(list(lines)))
        self.number -= len(lines)


def open_register(
    file: str, stream: BinaryIO, layout: RegisterFormat, diagnostics: Diagnostics
) -> RegisterTable | None:
    """Read the heading of a register's file, which findings call `file`; None if it cannot be used (reported).

    Adds PG870 for another kind of file or a missing column.
    """
    start = stream.read(4)
    stream.seek(0)
    for mark, code in _OTHER_FILES:
        if start.startswith(mark):
            diagnostics.report(code, Span(file, 1, 1))
            return None
    lines = _Lines(stream)
    first = lines.next()
    if first is None or not first.strip():
        diagnostics.report("PG870.empty", Span(file, 1, 1))
        return None
    first = first.removeprefix(_BYTE_ORDER_MARK)
    names = [name.strip() for name in _cells(first) or ()]
    places: dict[str, int] = {}
    for place, name in enumerate(names):
        for each in (name, name.casefold()):
            places.setdefault(each, place)
    heading = RegisterRow(file, 1, tuple(names), first, places)
    return RegisterTable(file, lines, heading, diagnostics) if _usable(heading, layout, diagnostics) else None


def _usable(heading: RegisterRow, layout: RegisterFormat, diagnostics: Diagnostics) -> bool:
    """Report needed columns that are missing or twice there, and the others that are missing."""
    names = [name.casefold() for name in heading.cells]
    if not any(column.casefold() in heading.places for column in layout.columns.values()):
        diagnostics.report("PG870.other", heading.start)
        return False
    missing = [column for key, column in layout.columns.items() if column.casefold() not in heading.places]
    needed = [layout.columns[key] for key in layout.required if layout.columns[key] in missing]
    before = diagnostics.errors
    for column in needed:
        near = nearest(column, [name for name in heading.cells if name])
        guess = say("suggest.did_you_mean", guess=near) if near else ""
        diagnostics.report("PG870.column", heading.start, column=column, guess=guess)
    for column in layout.columns.values():
        if names.count(column.casefold()) > 1:
            diagnostics.report("PG870.twice", heading.span(column), column=column)
    others = [column for column in missing if column not in needed]
    if others and not needed:
        diagnostics.report("PG872.columns", heading.start, columns=others, count=len(others))
    return diagnostics.errors == before


def _cells(text: str) -> list[str] | None:
    """Return the cells of one row, or None if its quotation marks cannot be understood."""
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error:
        return None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("windows-1252", "replace")
