"""Rules on what a clause rests on."""

from __future__ import annotations

from collections.abc import Iterator

from policygen.diagnostics.model import Severity
from policygen.lint.model import Found, LintedLibrary, rule


@rule("unsourced-duty", "PG616", Severity.ERROR)
def unsourced_duty(library: LintedLibrary) -> Iterator[Found]:
    """A duty or prohibition that names neither a requirement nor a law: nobody could say why it binds."""
    for clause in library.project.clauses.values():
        entry = clause.entry
        if entry.kind in ("duty", "prohibition") and not entry.meets and not entry.cites:
            said = f"`{clause.name}` is a {entry.kind} and names no source"
            hint = "Name what it `meets` or `cites`, or make it advice."
            yield Found(said, entry.id.span, hint, (clause.name,))
