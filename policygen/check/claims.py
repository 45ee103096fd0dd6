"""Read what clauses claim to do for requirements: the condition of each claim, and whether somebody has judged it."""

from __future__ import annotations

from collections.abc import Callable

from policygen.check.conditions import Answer, evaluate
from policygen.check.dates import known_today, report_future
from policygen.check.project import Project
from policygen.check.proofs import No
from policygen.check.vocabulary import check_possible
from policygen.diagnostics.model import Diagnostics
from policygen.model.checked import Claim, Clause, verdict_state
from policygen.model.conditions import Condition
from policygen.model.library import ClauseEntry, MeetsEntry
from policygen.source.nodes import Node


def read_claims(
    project: Project, entry: ClauseEntry, condition: Condition | None, diagnostics: Diagnostics
) -> tuple[Claim, ...]:
    """Return the claims of a clause that schools have under `condition`, in order.

    A claim whose own condition cannot be read is left out; the mistake is reported, as is a condition that no school
    with the clause meets, or that all of them do.
    """
    found = []
    for one in entry.meets:
        if not isinstance(one, MeetsEntry):
            found.append(Claim(one.text, "met", None, judged=False, outdated=False))
            continue
        if one.judged is not None:
            report_future(one.judged.on, one.judged.span, known_today(project.world), diagnostics)
        own = project.reader.read(one.when) if one.when is not None else None
        if own is not None and one.when is not None:
            # What asks nothing of a school need not be about a school that has the clause.
            _check_together(project, own, one.when, condition if one.status != "not_applicable" else None, diagnostics)
        if own is None and one.when is not None:
            continue
        requirement = project.requirements.get(one.text)
        summary = requirement.entry.summary.text if requirement is not None else ""
        state = verdict_state(entry, one, summary)
        found.append(Claim(one.text, one.status, own, judged=state == "judged", outdated=state == "outdated"))
    return tuple(found)


def _check_together(
    project: Project, own: Condition, node: Node, of_clause: Condition | None, diagnostics: Diagnostics
) -> None:
    if of_clause is None:
        check_possible(project.prover, own, node, diagnostics)
        return
    prover = project.prover
    formula, given = prover.formula(own), prover.formula(of_clause)
    if not prover.possible(formula, given):
        diagnostics.report("PG262.never_when", node.span)
    elif not prover.possible(No(formula), given):
        diagnostics.report("PG262.always_when", node.span)


def holds(claim: Claim, answer: Callable[[str], Answer]) -> bool:
    """Return whether a claim is about a school with these answers."""
    return claim.condition is None or evaluate(claim.condition, answer).holds


def met_at(clause: Clause, answer: Callable[[str], Answer]) -> tuple[str, ...]:
    """Return the requirements that a clause as published meets, all or part of them, at a school with these answers."""
    return tuple([claim.name for claim in clause.claims if claim.status != "not_applicable" and holds(claim, answer)])
