"""Coverage by schools and by kinds of school: which of them have words that meet each requirement."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib import resources
from typing import Literal

from jinja2 import Environment

from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.report.cells import formula_safe
from policygen.report.coverage.matrix import CoverageEntry, matrix, percent
from policygen.report.coverage.writers import meaning
from policygen.report.usage import load_schools
from policygen.word_copies.copy import model_school
from policygen.word_copies.kinds import Target, base_of
from policygen.word_copies.required import required_keys

Kind = Literal["school", "kind"]
# What the columns can be, by the word that people use.
BY: Mapping[str, tuple[Kind, ...]] = {"schools": ("school",), "kinds": ("kind",), "both": ("school", "kind")}
VERSION = 1
_COLUMNS_IN_A_LINE = 3


@dataclass(frozen=True, slots=True)
class GridColumn:
    """One school, or one kind of school, with its share of the requirements, from 0 to 1."""

    kind: Kind
    id: str
    share: Fraction


@dataclass(frozen=True, slots=True)
class GridRow:
    """One requirement, and what each column has of it, in the order of the columns."""

    register: str
    entries: tuple[CoverageEntry, ...]

    @property
    def open(self) -> int:
        """In how many columns it is open."""
        return sum(not entry.settled for entry in self.entries)


@dataclass(frozen=True, slots=True)
class CoverageGrid:
    """Requirements by schools and kinds of school; within a register those open in most columns come first."""

    columns: tuple[GridColumn, ...]
    rows: tuple[GridRow, ...]


def coverage_grid(
    compiler: Compiler,
    by: str,
    registers: Collection[str] = (),
    requirements: Collection[str] = (),
    *,
    policy: str | None = None,
    only_open: bool = False,
) -> CoverageGrid:
    """Return the coverage of every school that can be settled, every kind in clauses/models.yaml, or both (see `BY`).

    `registers` and `requirements` are those to show, by default all; with `only_open`, only what is open in a column.
    """
    found = [
        (kind, name, matrix(compiler.project, policy=policy, school=school).only(registers, requirements))
        for kind, name, school in settled_schools(compiler, BY[by])
    ]
    columns = tuple(GridColumn(kind, name, one.share) for kind, name, one in found)
    rows = [
        GridRow(register.id, tuple(one.registers[place].entries[number] for _, _, one in found))
        for place, register in enumerate(found[0][2].registers if found else ())
        for number in range(len(register.entries))
    ]
    order = {row.register: place for place, row in reversed(list(enumerate(rows)))}
    shown = (row for row in rows if row.open or not only_open)
    return CoverageGrid(columns, tuple(sorted(shown, key=lambda row: (order[row.register], -row.open))))


def settled_schools(compiler: Compiler, kinds: Collection[Kind]) -> Iterator[tuple[Kind, str, School]]:
    """Yield the project's schools, and a school of each kind in clauses/models.yaml, that can be settled."""
    if "school" in kinds:
        yield from (("school", name, school) for name, school in load_schools(compiler).items())
    if "kind" in kinds:
        uses = required_keys(compiler.project, ())
        for kind in compiler.project.models:
            base = base_of(compiler.project, Target(kind=kind), Diagnostics())
            if base is not None:
                yield "kind", kind, model_school(compiler, base, Diagnostics(), uses).school


def _sign(entry: CoverageEntry) -> str:
    if not entry.settled:
        return say("coverage.sign_open")
    return say("coverage.sign_met" if entry.state == "met" else "coverage.sign_settled")


def _table(grid: CoverageGrid) -> str:
    return "\n".join(_lines(grid)) + "\n"


def _lines(grid: CoverageGrid) -> Iterator[str]:
    width = max((len(column.id) for column in grid.columns), default=0)
    named = [
        f"{number:2} {column.id:{width}} {percent(column.share):>7}" for number, column in enumerate(grid.columns, 1)
    ]
    for first in range(0, len(named), _COLUMNS_IN_A_LINE):
        yield "   ".join(named[first : first + _COLUMNS_IN_A_LINE])
    yield say("coverage.signs")
    names = max((len(row.entries[0].name) for row in grid.rows), default=0)
    heads = " ".join(f"{number:2}" for number in range(1, len(grid.columns) + 1))
    register = ""
    for row in grid.rows:
        if row.register != register:
            register = row.register
            yield ""
            yield f"{register:{names}} {heads}"
        yield f"{row.entries[0].name:{names}} {' '.join(f' {_sign(entry)}' for entry in row.entries)}"
    if not grid.rows:
        yield say("coverage.none_open")


def _csv(grid: CoverageGrid) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(["register", "requirement", "locator", "summary", "open", *(column.id for column in grid.columns)])
    for row in grid.rows:
        one = row.entries[0]
        cells = [row.register, one.name.partition("/")[2], one.locator, one.summary, str(row.open)]
        writer.writerow(formula_safe(text) for text in (*cells, *(entry.state for entry in row.entries)))
    return "\ufeff" + stream.getvalue()


def _json(grid: CoverageGrid) -> str:
    document = {
        "version": VERSION,
        "columns": [
            {"kind": column.kind, "id": column.id, "share": round(float(column.share), 4)} for column in grid.columns
        ],
        "requirements": [
            {
                "name": row.entries[0].name,
                "locator": row.entries[0].locator,
                "summary": row.entries[0].summary,
                "open": row.open,
                "states": [entry.state for entry in row.entries],
                "because": [entry.because for entry in row.entries],
            }
            for row in grid.rows
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _html(grid: CoverageGrid) -> str:
    """Return a page that needs no script, font or network (WCAG 2.2, level AA)."""
    text = resources.files("policygen.report.coverage").joinpath("grid.html.j2").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
    return template.render(grid=grid, sign=_sign, meaning=meaning, percent=percent)


_WRITERS: Mapping[str, Callable[[CoverageGrid], str]] = {"table": _table, "csv": _csv, "html": _html, "json": _json}


def grid_text(grid: CoverageGrid, form: str) -> str:
    """Return the grid in one of COVERAGE_FORMATS, with a line end. Raises KeyError for another."""
    return _WRITERS[form](grid)
