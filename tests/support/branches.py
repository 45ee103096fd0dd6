"""What can be wrong with a policy for some school: every branch of it is taken, and each fault named once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import fields, is_dataclass

from policygen.branches.axes import clauses_of
from policygen.branches.walk import Branch, branches, school_of
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.model import Severity
from policygen.document.model import Document

# Shorter texts may well be alike.
LEAST_WORDS = 12


def faults(compiler: Compiler, policy: str, binding: Collection[str] = ()) -> dict[str, Branch | None]:
    """Each fault in words, with the first branch that has it; None where it is about all of them.

    `binding` are the registers whose duties hold whatever a school chooses.
    """
    found: dict[str, Branch | None] = {}
    outline = compiler.project.outlines[policy]
    unreached = {clause.name for clause in clauses_of(compiler.project, outline)}
    duties = mandatory(compiler, policy, binding)
    for branch in branches(compiler.project, policy):
        school, diagnostics = school_of(compiler, branch)
        if school is None:
            return {f"the settings do not read: {[one.message for one in diagnostics]}": branch}
        compiled = compiler.compile(school, policy)
        unreached -= {planned.name for planned in school.plans[policy].clauses}
        said = [one.message for one in (*diagnostics, *compiled.diagnostics) if one.severity is Severity.ERROR]
        said += _empty(school, policy)
        said += _repeated(school, policy, compiled.document)
        said += [f"nothing meets {name}" for name in duties if not _met(school, name)]
        for fault in said:
            found.setdefault(fault, branch)
    return {**found, **{f"no branch reaches {name}": None for name in sorted(unreached)}}


def mandatory(compiler: Compiler, policy: str, binding: Collection[str]) -> list[str]:
    """The duties and prohibitions of binding registers that the policy says it meets.

    One that a single clause meets applies to the schools that its condition chooses, and to nobody else.
    """
    project = compiler.project
    named: dict[str, list[str]] = {}
    for clause in clauses_of(project, project.outlines[policy]):
        for wanted in clause.entry.claimed:
            named.setdefault(wanted.text, []).append(clause.name)
    return [
        name
        for name, clauses in named.items()
        if name in project.requirements
        and name.partition("/")[0] in binding
        and project.requirements[name].entry.kind in ("duty", "prohibition")
        and project.requirements[name].entry.retired is None
        and len(clauses) > 1
    ]


def _met(school: School, name: str) -> bool:
    return any(
        name in {wanted.text for wanted in planned.clause.entry.claimed}
        for plan in school.plans.values()
        for planned in plan.clauses
        if planned.clause is not None
    )


def _empty(school: School, policy: str) -> Iterator[str]:
    plan = school.plans[policy]
    held = {section.section.id.text for section in plan.sections}
    moved = {left.section.id.text for left in plan.left_out if left.by == "home"}
    for section in (*plan.outline.sections, *plan.outline.appendices):
        # A section of one clause comes and goes with it; one of several has something to say to every school.
        if len(section.clauses) > 1 and section.id.text not in held | moved:
            yield f"the section {section.id.text} of {policy} is empty"


def _repeated(school: School, policy: str, document: Document) -> Iterator[str]:
    elsewhere = {c.name: other for other, plan in school.plans.items() if other != policy for c in plan.clauses}
    seen: dict[str, str] = {}
    for top in document.sections:
        for section in top.sections:
            if section.clause in elsewhere:
                yield f"{section.clause} stands in {policy} and in {elsewhere[section.clause]}"
            words = " ".join(_words(section.blocks))
            if len(words.split()) >= LEAST_WORDS and words in seen:
                yield f"{section.clause} says what {seen[words]} says"
            seen.setdefault(words, section.clause)


def _words(node: object) -> Iterator[str]:
    """Every word of a part of a Document."""
    if isinstance(node, tuple):
        for part in node:
            yield from _words(part)
    elif is_dataclass(node) and not isinstance(node, type):
        for field in fields(node):
            value = getattr(node, field.name)
            if field.name == "text":
                yield from str(value).split()
            elif not isinstance(value, str):
                yield from _words(value)
