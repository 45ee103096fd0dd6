"""Find the clauses of a project's own libraries that nobody has reviewed in the words that they have now."""

from __future__ import annotations

from collections.abc import Iterator

from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostic
from policygen.model.checked import Clause, ReviewState, review_state
from policygen.world.protocol import PACKAGED


def unreviewed(project: Project) -> Iterator[tuple[Clause, ReviewState]]:
    """Yield each clause of the project's own libraries that has words nobody has reviewed, and why it counts as such.

    A clause of an installed library is left out, because whoever keeps that library reviews it.
    """
    for clause in project.clauses.values():
        state = review_state(clause.entry)
        if state != "reviewed" and not clause.source.name.startswith(PACKAGED):
            yield clause, state


def review_findings(project: Project) -> Iterator[Diagnostic]:
    """Yield an error for each clause that is unreviewed, at its `reviewed`, or else at its id."""
    for clause, state in unreviewed(project):
        reviewed = clause.entry.reviewed
        if reviewed is None:
            yield Diagnostic.of("PG270.never", clause.entry.id.span, clause=clause.name)
        else:
            code = "PG270.changed" if state == "changed" else "PG270.unbound"
            on, by = str(reviewed.on), reviewed.by.text
            yield Diagnostic.of(code, reviewed.span, clause=clause.name, on=on, by=by)
