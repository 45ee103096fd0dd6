"""The status of each policy of one school, from its settings, the libraries and the adoption records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from policygen.adoption.record import AdoptionRecord
from policygen.adoption.records import read_records
from policygen.build.reviews import next_review
from policygen.compile.bases import tailored_clauses
from policygen.compile.compiler import Compiler
from policygen.compile.school import Compiled, School
from policygen.diagnostics.model import Diagnostics
from policygen.document.model import Document
from policygen.document.plain import words_of
from policygen.report.status.model import LibraryEdition, PolicyState, PolicyStatus


def policy_statuses(compiler: Compiler, school: School, as_of: date) -> tuple[PolicyStatus, ...]:
    """Return the status of each policy that the school's board approves; guides and forms have none."""
    names = [policy for policy, plan in school.plans.items() if plan.outline.kind == "policy"]
    old = _old_words(school, names)
    return tuple(_status(compiler, school, policy, as_of, tuple(old.get(policy, ()))) for policy in names)


def _status(compiler: Compiler, school: School, policy: str, as_of: date, old: tuple[str, ...]) -> PolicyStatus:
    compiled = compiler.compile(school, policy)
    records = read_records(compiler.project.world, school.id, policy, Diagnostics())
    last, common = (records[-1] if records else None), compiled.adoptions.common
    errors = compiled.diagnostics.errors + school.diagnostics.errors
    review = next_review(compiler, school, policy)
    name = school.settled.settings.get("school.name")
    return PolicyStatus(
        school=school.id,
        name=str(name.value or "") if name is not None else "",
        policy=policy,
        title=words_of(compiled.document.cover.title),
        state=_state(compiled, records, errors),
        errors=errors,
        adopted_on=last.on if last else None,
        minute=last.minute if last else "",
        version=last.version if last else "",
        common_on=common.on if common else None,
        common_by=common.body if common else "",
        libraries=_libraries(compiler, compiled.document, last),
        review_on=review,
        overdue=review is not None and review < as_of,
        old_words=old,
    )


def _state(compiled: Compiled, records: Sequence[AdoptionRecord], errors: int) -> PolicyState:
    if errors:
        return "draft"
    if compiled.adoptions.holds:
        return "adopted"
    return "changed" if records else "for-approval"


def _libraries(compiler: Compiler, now: Document, last: AdoptionRecord | None) -> tuple[LibraryEdition, ...]:
    """Return the libraries that the policy has clauses of, now or in the words that were adopted."""
    known = compiler.project.libraries
    adopted = _versions(last.document) if last else {}
    names = sorted({*adopted, *_versions(now)})
    return tuple(
        LibraryEdition(name, adopted.get(name, ""), known[name].version.text if name in known else "") for name in names
    )


def _versions(document: Document) -> dict[str, str]:
    """Return the libraries of a Document's clauses with their versions, without the clauses that a school wrote."""
    found: dict[str, set[str]] = {}
    for clause in document.clauses:
        if clause.version:
            found.setdefault(clause.library, set()).add(clause.version)
    return {name: ", ".join(sorted(versions)) for name, versions in found.items()}


def _old_words(school: School, policies: Sequence[str]) -> dict[str, list[str]]:
    """Return the clauses that were reworded or left out before their words changed, by the policies that list them."""
    found: dict[str, list[str]] = {}
    for one in tailored_clauses(school.project, school.settled.chain):
        if not one.changed:
            continue
        for policy in policies:
            plan = school.plans[policy]
            names = {*(each.name for each in plan.clauses), *(each.name for each in plan.left_out)}
            if one.now.clause in names:
                found.setdefault(policy, []).append(one.now.clause)
    return found
