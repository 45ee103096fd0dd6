"""Coverage as plain text: every requirement, then every clause, and the shares last, where a terminal stops."""

from __future__ import annotations

from collections.abc import Iterator

from policygen.report.coverage.matrix import MEANINGS, CoverageEntry, Matrix, percent, share_of


def coverage_table(matrix: Matrix) -> str:
    """Return the matrix as text; ends with a line end."""
    return "\n".join([*_requirements(matrix), *_clauses(matrix), *_shares(matrix)]) + "\n"


def _requirements(matrix: Matrix) -> Iterator[str]:
    for register in matrix.registers:
        yield f"{register.id}: {register.title}"
        for entry in register.entries:
            yield f"  {entry.name.partition('/')[2]:24} {_said(entry)}"
            if not entry.settled:
                yield f"  {'':24}   {entry.locator}: {' '.join(entry.summary.split())}"
        yield ""


def _said(entry: CoverageEntry) -> str:
    named = ", ".join(entry.clauses)
    if entry.state == "met":
        return named
    said = MEANINGS[entry.state] + (f" ({entry.because})" if entry.because else "")
    if entry.state == "retired":
        return said + (f", replaced by {', '.join(entry.replaced_by)}" if entry.replaced_by else "")
    return f"{said}: {named}" if named else said


def _clauses(matrix: Matrix) -> Iterator[str]:
    yield "Clauses"
    for row in matrix.clauses:
        where = ", ".join(row.policies) or "in no policy"
        yield f"  {row.name} ({where})"
        yield f"  {'':24} {', '.join(row.meets) or 'meets no requirement'}"
    yield ""


def _shares(matrix: Matrix) -> Iterator[str]:
    width = max((len(register.id) for register in matrix.registers), default=0)
    yield f"Coverage of {matrix.scope}"
    for register in matrix.registers:
        open_entries = sum(not entry.settled for entry in register.entries)
        yield (
            f"  {register.id:{width}} {percent(register.share):>8} of {len(register.entries):4}"
            f"   met {register.count('met'):4}   retired {register.count('retired'):3} ({percent(register.retired)})"
            f"   open {open_entries:3}"
        )
    yield f"  {'all':{width}} {percent(share_of(matrix.entries)):>8} of {len(matrix.entries):4}"
