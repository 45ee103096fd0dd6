"""Tables that people give as CSV: who confirmed which version, who works at a school, which copies are published.

They come from spreadsheets and forms, in any encoding and with any separator that those use. Nothing in them is
believed or run; a cell is only compared with what the project knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policygen.diagnostics.model import Diagnostics, Span
from policygen.report.status.model import PolicyStatus
from policygen.staff.cells import SEPARATORS, CsvCell, rows, said_separator
from policygen.staff.decode import decode_staff_file


@dataclass(frozen=True, slots=True)
class GivenTable:
    """The heading of a table and its rows; a row may have fewer cells than the heading. `text` is the whole file."""

    name: str
    heading: tuple[CsvCell, ...]
    rows: tuple[tuple[CsvCell, ...], ...]
    text: str

    def column(self, *names: str) -> int | None:
        """Return the number of the first column whose heading is one of `names`, compared by letters and digits."""
        wanted = {letters_of(name) for name in names}
        return next((n for n, cell in enumerate(self.heading) if letters_of(cell.text) in wanted), None)


def read_given_table(name: str, data: bytes, diagnostics: Diagnostics) -> GivenTable | None:
    """Return the table in the bytes of a CSV file, which messages call `name`; None, reported, if it has none.

    The separator is the one that a line `sep=` names, else the one that gives the heading the most cells.
    """
    text = decode_staff_file(name, data, diagnostics)
    if text is None:
        return None
    said, start = said_separator(text)
    best: tuple[int, list[list[CsvCell]], Diagnostics] | None = None
    for separator in (said,) if said else SEPARATORS:
        found = Diagnostics()
        table = rows(name, text, separator, start, found)
        width = len(table[0]) if table else 0
        if best is None or width > best[0]:
            best = width, table, found
    if best is None or not best[1]:
        diagnostics.report("PG881.empty", Span(name, 1, 1), file=name)
        return None
    diagnostics.extend(best[2])
    heading, *below = (tuple(row) for row in best[1])
    return GivenTable(name, heading, tuple(below), text)


def cell_at(row: Sequence[CsvCell], column: int | None) -> str:
    """Return a cell's words on one line; "" if there is no such column, or the row is shorter.

    The apostrophe that keeps a spreadsheet from taking a cell for a formula is removed.
    """
    if column is None or column >= len(row):
        return ""
    text = " ".join(row[column].text.split())
    return text[1:] if text[:2] in ("'=", "'+", "'-", "'@") else text


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, in small letters, to compare headings and names by."""
    return "".join(character for character in text.casefold() if character.isalnum())


def headings(table: GivenTable) -> Iterator[str]:
    """Yield the headings as messages quote them."""
    return (" ".join(cell.text.split()) for cell in table.heading if cell.text.strip())


def school_names(policies: Iterable[PolicyStatus]) -> dict[str, str]:
    """Return the ids of schools by what people call them: the id, or the name if only one school has it."""
    found: dict[str, set[str]] = {}
    for one in policies:
        for text in (one.school, one.name):
            found.setdefault(letters_of(text), set()).add(one.school)
    ids = {one.school for one in policies}
    named = {name: next(iter(schools)) for name, schools in found.items() if name and len(schools) == 1}
    return {**named, **{letters_of(school): school for school in ids}}
