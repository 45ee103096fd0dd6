"""The register's open schools in memory, to be found by name, town, URN or postcode. The file is read once.

A school takes about a kilobyte: its row as bytes, with only the columns that are read of it.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from dataclasses import dataclass, field
from pathlib import Path

from policygen.check.project import Project
from policygen.intake.register.facts import RegisteredSchool, RowReader
from policygen.intake.register.fates import unfit_kind
from policygen.intake.register.format import RegisterFormat, load_register_format
from policygen.intake.register.rows import RegisterRow, open_register
from policygen.source.reading import LimitedDiagnostics

MOST_SCHOOLS = 100_000
LONGEST_QUERY, _MOST_WORDS, _RANKED = 100, 8, 500
_SHOWN = ("urn", "name", "town", "postcode", "authority")
_BETWEEN = "\x1f"  # counts as a blank (Unicode), and no cell has a blank but U+0020
_URN = re.compile(r"[0-9]{6}")
# A postcode, or the beginning of one that has a figure: an area, a district, then a figure and two letters.
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?(?:[0-9][A-Z]{0,2})?")


@dataclass(frozen=True, slots=True)
class FoundSchool:
    """What tells a school of the register from others."""

    urn: str
    name: str
    town: str
    postcode: str
    authority: str


@dataclass(slots=True)
class RegisterIndex:
    """Finds schools. Once it is filled it does not change, so threads can share it."""

    project: Project
    layout: RegisterFormat = field(default_factory=load_register_format)
    _file: str = ""
    _rows: list[bytes] = field(default_factory=list)
    _urns: dict[int, int] = field(default_factory=dict)
    _words: dict[str, array[int]] = field(default_factory=dict)
    _sorted: list[str] = field(default_factory=list)
    _postcodes: list[tuple[str, int]] = field(default_factory=list)

    @classmethod
    def read(cls, project: Project, path: Path, diagnostics: LimitedDiagnostics) -> RegisterIndex | None:
        """Read an export; None if it cannot be used. What is wrong with it, or with single rows, is reported.

        Raises OSError.
        """
        made = cls(project, _file=str(path))
        reader = RowReader(project, made.layout, LimitedDiagnostics())
        with path.open("rb") as stream:
            table = open_register(str(path), stream, made.layout, diagnostics)
            for row in table.rows() if table is not None else ():
                if made._wants(row, reader):
                    made._add(row)
                if len(made._rows) > MOST_SCHOOLS:
                    diagnostics.report("PG952", row.start, most=f"{MOST_SCHOOLS:,}")
                    return None
        made._sorted, made._postcodes = sorted(made._words), sorted(made._postcodes)
        return made if table is not None else None

    def __len__(self) -> int:
        return len(self._rows)

    def find(self, typed: str, most: int = 20) -> tuple[tuple[FoundSchool, ...], int]:
        """Return the schools for what somebody typed, the likeliest first, `most` of them, and how many there are.

        That is a URN, a postcode or its beginning, or words, of which each begins a word of the school's name or town.
        """
        words = _words_of(typed[:LONGEST_QUERY])[:_MOST_WORDS]
        compact = "".join(words).upper()
        if _URN.fullmatch(compact):
            found = [self._urns[int(compact)]] if int(compact) in self._urns else []
        elif _POSTCODE.fullmatch(compact) and (found := self._at(compact)):
            pass
        else:
            found = self._called(words)
        if len(found) <= _RANKED:
            key = " ".join(words)
            found.sort(key=lambda number: _rank(" ".join(_words_of(self._found(number).name)), key))
        return tuple(self._found(number) for number in found[:most]), len(found)

    def school(self, urn: str) -> RegisteredSchool | None:
        """Return what the register says of a school, None for one that it does not have or that is not open."""
        number = self._urns.get(int(urn)) if _URN.fullmatch(urn) else None
        if number is None:
            return None
        row = self._row(number)
        return RowReader(self.project, self.layout, LimitedDiagnostics()).school(row, urn)

    def _wants(self, row: RegisterRow, reader: RowReader) -> bool:
        urn = row.cell(self.layout.columns["urn"])
        if not row.cells or not _URN.fullmatch(urn) or int(urn) in self._urns:
            return False
        return row.cell(self.layout.columns["status"]) in self.layout.status.open and unfit_kind(row, reader) is None

    def _add(self, row: RegisterRow) -> None:
        number, columns = len(self._rows), self.layout.columns
        self._rows.append(_BETWEEN.join(row.cell(column) for column in columns.values()).encode())
        self._urns[int(row.cell(columns["urn"]))] = number
        for word in {*_words_of(row.cell(columns["name"])), *_words_of(row.cell(columns["town"]))}:
            self._words.setdefault(word, array("I")).append(number)
        if postcode := row.cell(columns["postcode"]).replace(" ", "").upper():
            self._postcodes.append((postcode, number))

    def _row(self, number: int) -> RegisterRow:
        text = self._rows[number].decode()
        places = {name: n for n, name in enumerate(self.layout.columns.values())}
        return RegisterRow(self._file, 1, tuple(text.split(_BETWEEN)), text, places)

    def _found(self, number: int) -> FoundSchool:
        row = self._row(number)
        urn, name, *others = (row.cell(self.layout.columns[key]) for key in _SHOWN)
        town, postcode, authority = ("" if words in self.layout.silent else words for words in others)
        return FoundSchool(urn, name, town, postcode, authority)

    def _at(self, postcode: str) -> list[int]:
        start = bisect_left(self._postcodes, (postcode, 0))
        end = bisect_left(self._postcodes, (f"{postcode}\uffff", 0))
        return [number for _, number in self._postcodes[start:end]]

    def _called(self, words: list[str]) -> list[int]:
        found: set[int] | None = None
        for word in sorted(words, key=len, reverse=True):
            start, end = bisect_left(self._sorted, word), bisect_left(self._sorted, f"{word}\uffff")
            here = {number for each in self._sorted[start:end] for number in self._words[each]}
            found = here if found is None else found & here
            if not found:
                return []
        return sorted(found or ())


def _words_of(text: str) -> list[str]:
    """Return the words of a text in small letters, without accents and apostrophes."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", re.sub("['’]", "", plain).casefold())


def _rank(name: str, typed: str) -> tuple[bool, bool, str]:
    return name != typed, not name.startswith(typed), name
