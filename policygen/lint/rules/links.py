"""Rules on references between files: clauses in no policy or for no school, and references that lead nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policygen.branches.axes import satisfiable
from policygen.check.templates import CROSS_REFERENCE
from policygen.lint.model import Found, LintedLibrary, rule
from policygen.model.checked import Clause
from policygen.model.conditions import Not

_NAMES_NOTHING = ("PG251", "PG253", "PG254")
_CONDITIONAL = re.compile(r"\{%[-+]?\s*(if|endif)\b")


@rule("dangling-reference", "PG613")
def dangling_reference(library: LintedLibrary) -> Iterator[Found]:
    """A reference to a clause that does not exist, is in no policy, or is left out for a school with the reference."""
    for found in library.diagnostics:
        if found.code in _NAMES_NOTHING:
            yield Found(found.message, found.span, found.hint)
    project = library.project
    for text in library.bodies:
        clause = text.clause
        for match in CROSS_REFERENCE.finditer(text.written.text):
            named = project.find_clause(match["id"], clause.library.id.text)
            target = project.clauses[named[0]] if len(named) == 1 else None
            if target is None or clause.name not in library.policies:
                continue
            span = text.span(match.start(), len(match[0]))
            if target.name not in library.policies:
                yield Found.of("PG613.no_policy", span, (clause.name,), clause=clause.name, target=target.name)
            elif not _under_condition(text.written.text, match.start()) and _can_lack(library, clause, target):
                related = {"condition": target.entry.when.span} if target.entry.when else {}
                facts = {"clause": clause.name, "target": target.name}
                yield Found.of("PG613.lacking", span, (clause.name,), related=related, **facts)


def _under_condition(text: str, offset: int) -> bool:
    depth = 0
    for tag in _CONDITIONAL.finditer(text, 0, offset):
        depth += 1 if tag[1] == "if" else -1
    return depth > 0


def _can_lack(library: LintedLibrary, clause: Clause, target: Clause) -> bool:
    if target.condition is None:
        return False
    return satisfiable(library.project, clause.condition, Not(target.condition))


@rule("unreachable", "PG614")
def unreachable(library: LintedLibrary) -> Iterator[Found]:
    """A clause whose condition can never hold."""
    for clause in library.project.clauses.values():
        when = clause.entry.when
        if when is not None and not satisfiable(library.project, clause.condition):
            yield Found.of("PG614", when.span, (clause.name,), clause=clause.name)


@rule("homeless", "PG615")
def unplaced_clause(library: LintedLibrary) -> Iterator[Found]:
    """A clause that no policy lists."""
    for clause in library.project.clauses.values():
        if clause.name not in library.policies:
            yield Found.of("PG615", clause.entry.id.span, (clause.name,), clause=clause.name)
