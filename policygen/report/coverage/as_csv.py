"""Coverage as a table for a spreadsheet: one row for each pair of requirement and clause, and for each without one."""

from __future__ import annotations

import csv
import io

from policygen.report.coverage.matrix import Matrix

COLUMNS = (
    "register", "requirement", "locator", "kind", "audience", "summary", "state", "because", "replaced_by", "clause",
    "clause_title", "policies",
)  # fmt: skip
# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def coverage_csv(matrix: Matrix) -> str:
    """Return CSV (RFC 4180) with a byte order mark, without which Excel takes UTF-8 for something else."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    titles = {row.name: row for row in matrix.clauses}
    for register in matrix.registers:
        for entry in register.entries:
            for clause in entry.clauses or ("",):
                row = titles.get(clause)
                writer.writerow(
                    _cell(text)
                    for text in (
                        register.id, entry.name.partition("/")[2], entry.locator, entry.kind, ", ".join(entry.audience),
                        entry.summary, entry.state, entry.because, ", ".join(entry.replaced_by), clause,
                        row.title if row else "", ", ".join(row.policies) if row else "",
                    )
                )  # fmt: skip
    for row in matrix.clauses:
        if not row.meets:
            cells = ["", *[""] * 8, row.name, row.title, ", ".join(row.policies)]
            writer.writerow(_cell(text) for text in cells)
    return "\ufeff" + stream.getvalue()


def _cell(text: str) -> str:
    text = " ".join(text.split()) if "\n" in text else text
    return f"'{text}" if text.startswith(_FORMULA) else text
