"""What the register said of each school when it was last taken in: `schools/register.csv`, a row for each school.

With it, an update can tell an answer that somebody has changed from one that still is what the register said.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from policygen.ask.yaml_text import GivenAnswer
from policygen.report.cells import exact_cell, read_cell
from policygen.world.disk import DiskWorld
from policygen.world.writing import write_whole

RECORD = "schools/register.csv"
URN, FILE, GROUP = "urn", "file", "group"


def flat(answers: Mapping[str, GivenAnswer]) -> dict[str, str]:
    """Return answers as words by key; the fields of a person have keys of their own (`people.headteacher.name`)."""
    found: dict[str, str] = {}
    for key, given in answers.items():
        match given.value:
            case bool():
                found[key] = "yes" if given.value else "no"
            case str():
                found[key] = given.value
            case tuple():
                found[key] = " ".join(given.value)
            case fields:
                found |= {f"{key}.{part}": words for part, words in fields.items() if isinstance(words, str)}
    return found


class RegisterRecord:
    """The record of a project. Each row is kept as its line of CSV, so that 25,000 schools need little memory."""

    def __init__(self, world: DiskWorld) -> None:
        self._world = world
        self._heading: tuple[str, ...] = (URN, FILE, GROUP)
        self._lines: dict[str, str] = {}
        self._changed = False
        if world.exists(RECORD):
            rows = csv.reader(io.StringIO(world.read(RECORD).decode("utf-8-sig", "replace")))
            self._heading = tuple(next(rows, self._heading))
            self._lines = {row[0]: _line(row) for row in rows if row}

    @property
    def urns(self) -> Mapping[str, str]:
        """The file of each school that has a row, by URN."""
        return {urn: self.said(urn).get(FILE, "") for urn in self._lines}

    def said(self, urn: str) -> Mapping[str, str]:
        """Return what the register said, by key; empty for a school that was never taken in."""
        line = self._lines.get(urn)
        cells = next(csv.reader([line])) if line is not None else []
        return {key: read_cell(cell) for key, cell in zip(self._heading, cells, strict=False) if cell}

    def note(self, urn: str, file: str, group: str, said: Mapping[str, str]) -> None:
        """Keep what the register says now."""
        row = {URN: urn, FILE: file, GROUP: group, **said}
        if new := [key for key in row if key not in self._heading]:
            self._heading = (*self._heading, *new)
        line = _line([exact_cell(row.get(key, "")) for key in self._heading])
        if self._lines.get(urn) != line:
            self._lines[urn], self._changed = line, True

    def save(self) -> None:
        """Write the record if it has changed. Raises OSError."""
        if self._changed:
            lines = (_line(self._heading), *(self._lines[urn] for urn in sorted(self._lines)))
            write_whole(self._world.path(RECORD), "".join(lines).encode())
            self._changed = False


def _line(cells: list[str] | tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
