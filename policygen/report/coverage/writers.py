"""Coverage as plain text, for a spreadsheet, as a web page, and for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from fractions import Fraction
from importlib import resources
from typing import get_args

from jinja2 import Environment

from policygen.diagnostics.codes import say
from policygen.report.cells import formula_safe
from policygen.report.coverage.matrix import CoverageEntry, Matrix, percent, share_of
from policygen.report.coverage.states import State

# The version of the JSON.
VERSION = 1
COLUMNS = (
    "register", "requirement", "locator", "kind", "audience", "summary", "state", "because", "replaced_by", "clause",
    "clause_title", "policies",
)  # fmt: skip


def coverage_table(matrix: Matrix) -> str:
    """Return every requirement, then every clause, and the shares last, where a terminal stops.

    If only what is open is asked for, the clauses and the registers without anything open are left out.
    """
    clauses = [] if matrix.only_open else _clauses(matrix)
    lines = [*_requirements(matrix)] or [say("coverage.none_open"), ""]
    return "\n".join([*lines, *clauses, *_shares(matrix)]) + "\n"


def _requirements(matrix: Matrix) -> Iterator[str]:
    for register in matrix.registers:
        shown = matrix.shown(register)
        if matrix.only_open and not shown:
            continue
        yield f"{register.id}: {register.title}"
        for entry in shown:
            yield f"  {entry.name.partition('/')[2]:24} {_said(entry)}"
            if not entry.settled:
                yield f"  {'':24}   {entry.locator}: {' '.join(entry.summary.split())}"
        yield ""


def _said(entry: CoverageEntry) -> str:
    named = ", ".join(entry.clauses)
    if entry.state == "met":
        return named + (say("coverage.reading", reading=entry.reading) if entry.reading else "")
    said = meaning(entry.state) + (f" ({entry.because})" if entry.because else "")
    if entry.state == "retired":
        return said + (say("coverage.replaced_by", names=", ".join(entry.replaced_by)) if entry.replaced_by else "")
    return f"{said}: {named}" if named else said


def meaning(state: State) -> str:
    """Return what a state means, in the words that reports print."""
    return say(f"coverage.state_{state.replace('-', '_')}")


def _clauses(matrix: Matrix) -> Iterator[str]:
    yield say("coverage.clauses")
    for row in matrix.clauses:
        where = ", ".join(row.policies) or say("coverage.not_in_policy")
        yield f"  {row.name} ({where})"
        yield f"  {'':24} {', '.join(row.meets) or say('coverage.meets_none')}"
    yield ""


def _shares(matrix: Matrix) -> Iterator[str]:
    width = max((len(register.id) for register in matrix.registers), default=0)
    yield say("coverage.title", scope=matrix.scope)
    for register in matrix.registers:
        open_entries = sum(not entry.settled for entry in register.entries)
        counts = say(
            "coverage.counts",
            met=f"{register.count('met'):4}",
            retired=f"{register.count('retired'):3}",
            share=percent(register.retired),
            open=f"{open_entries:3}",
        )
        yield f"{_share(register.id, register.share, len(register.entries), width)}   {counts}"
    yield _share(say("coverage.all"), share_of(matrix.entries), len(matrix.entries), width)
    verdicts = matrix.verdicts
    yield f"  {say('coverage.verdicts', judged=verdicts.judged, total=verdicts.claims)}"
    for clause, requirement in verdicts.outdated:
        yield say("coverage.outdated", clause=clause, requirement=requirement)


def _share(name: str, share: Fraction, total: int, width: int) -> str:
    return f"  {name:{width}} {say('coverage.share', share=f'{percent(share):>8}', total=f'{total:4}')}"


def coverage_csv(matrix: Matrix) -> str:
    """Return a row for each pair of requirement and clause, and for each without one, as CSV (RFC 4180).

    It begins with a byte order mark, without which Excel reads UTF-8 as another encoding.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    titles = {row.name: row for row in matrix.clauses}
    for register in matrix.registers:
        for entry in matrix.shown(register):
            for clause in entry.clauses or ("",):
                row = titles.get(clause)
                writer.writerow(
                    formula_safe(text)
                    for text in (
                        register.id, entry.name.partition("/")[2], entry.locator, entry.kind, ", ".join(entry.audience),
                        entry.summary, entry.state, entry.because, ", ".join(entry.replaced_by), clause,
                        row.title if row else "", ", ".join(row.policies) if row else "",
                    )
                )  # fmt: skip
    for row in () if matrix.only_open else matrix.clauses:
        if not row.meets:
            cells = ["", *[""] * 8, row.name, row.title, ", ".join(row.policies)]
            writer.writerow(formula_safe(text) for text in cells)
    return "\ufeff" + stream.getvalue()


def coverage_html(matrix: Matrix) -> str:
    """Return a page that needs no script, font or network (WCAG 2.2, level AA); its ids are unique."""
    text = resources.files("policygen.report.coverage").joinpath("page.html.j2").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
    return template.render(
        matrix=matrix,
        known={row.name for row in matrix.clauses},
        entries={entry.name for register in matrix.registers for entry in matrix.shown(register)},
        meanings={state: meaning(state) for state in get_args(State)},
        percent=percent,
        share=percent(share_of(matrix.entries)),
    )


def coverage_json(matrix: Matrix) -> str:
    """Return JSON; keys are stable and always present, and shares are numbers from 0 to 1."""
    document = {
        "version": VERSION,
        "scope": matrix.scope,
        "share": round(float(share_of(matrix.entries)), 4),
        "registers": [
            {
                "id": register.id,
                "title": register.title,
                "share": round(float(register.share), 4),
                "retired": round(float(register.retired), 4),
                "requirements": [asdict(entry) for entry in matrix.shown(register)],
            }
            for register in matrix.registers
        ],
        "clauses": [asdict(row) for row in matrix.clauses],
        "verdicts": asdict(matrix.verdicts),
        "unreviewed": list(matrix.unreviewed),
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


_WRITERS: Mapping[str, Callable[[Matrix], str]] = {
    "table": coverage_table,
    "csv": coverage_csv,
    "html": coverage_html,
    "json": coverage_json,
}
COVERAGE_FORMATS = tuple(_WRITERS)


def coverage_text(matrix: Matrix, form: str) -> str:
    """Return the coverage in one of COVERAGE_FORMATS, with a line end. Raises KeyError for another."""
    return _WRITERS[form](matrix)
