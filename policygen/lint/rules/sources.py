"""Rules on what a clause rests on."""

from __future__ import annotations

from collections.abc import Iterator

from policygen.lint.model import Found, LintedLibrary, rule


@rule("unsourced-duty", "PG616")
def unsourced_duty(library: LintedLibrary) -> Iterator[Found]:
    """A duty or prohibition that names neither a requirement nor a law, so nothing says why it is binding."""
    for clause in library.project.clauses.values():
        entry = clause.entry
        if entry.kind in ("duty", "prohibition") and not entry.meets and not entry.cites:
            yield Found.of("PG616", entry.id.span, (clause.name,), clause=clause.name, kind=entry.kind)
