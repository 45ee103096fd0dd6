"""Walks a policy's branches: settings of invented schools that together cover every branch, settled and planned."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace

from policygen.branches.axes import VACANT, Option, axes_of, clauses_of, sample_of, satisfying
from policygen.branches.pairs import pairwise
from policygen.check.answers import type_answer
from policygen.check.conditions import Answer, evaluate
from policygen.check.project import Project
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.model.library import MovesIn, OutlineFile
from policygen.model.vocabulary import Question
from policygen.world.memory import OverlaidWorld

SCHOOL = "branch"
FILE = f"schools/{SCHOOL}.yaml"


@dataclass(frozen=True, slots=True)
class Branch:
    """One combination: answers by `group.key` to the questions that are asked, and the policies that it builds."""

    policy: str
    answers: MappingType[str, Option]
    policies: tuple[str, ...]

    def __str__(self) -> str:
        said = ", ".join(f"{key.partition('.')[2]}: {value}" for key, value in sorted(self.answers.items()))
        return say("branches.branch", policies=self.policies, answers=said)


def branches(project: Project, policy: str) -> Iterator[Branch]:
    """Yield combinations that cover each pair of answers that a policy depends on, and each clause with a condition.

    A clause whose condition can never be met is in no combination; `policygen lint` reports it.
    """
    axes = axes_of(project, policy)
    outline = project.outlines[policy]
    clauses = clauses_of(project, outline)
    homes = _homes(project, outline)
    unreached = {clause.name: clause.condition for clause in clauses if clause.condition}
    untried = {(axis.key, option) for axis in axes for option in axis.options}
    first = {axis.key: axis.options[0] for axis in axes}
    for row in pairwise(axes):
        branch = branch_of(project, policy, row)
        answer = answers_to(project, branch)
        unreached = {
            name: left
            for name, left in unreached.items()
            if homes.get(name) in branch.policies or not evaluate(left, answer).holds
        }
        untried -= set(branch.answers.items())
        yield branch
    # A row can have an answer to a question that its other answers leave unasked.
    for axis in axes:
        for option in axis.options:
            if (axis.key, option) in untried and not axis.key.startswith("policies."):
                yield branch_of(project, policy, {**first, **asking(project, axis.key), axis.key: option})
    for name, condition in unreached.items():
        wanted = satisfying(project, condition)
        if wanted is not None:
            asked = {key: option for full in wanted for key, option in asking(project, full).items()}
            without: dict[str, Option] = {f"policies.{homes[name]}": False} if name in homes else {}
            yield branch_of(project, policy, {**first, **asked, **wanted, **without})


def _homes(project: Project, outline: OutlineFile) -> dict[str, str]:
    """Return the policy that has a clause instead of this one where a school takes both, by the clause's full name."""
    return {
        name: entry.unless.text
        for section in outline.all_sections
        for entry in section.clauses
        if isinstance(entry, MovesIn)
        for name in project.find_clause(entry.clause.text)
    }


def asking(project: Project, full: str) -> dict[str, Option]:
    """Return answers with which a question is asked, and those questions are asked in turn."""
    group, _, key = full.partition(".")
    question = project.vocabulary.groups.get(group, {}).get(key)
    asked = project.reader.read(question.asked) if question is not None and question.asked is not None else None
    wanted = (satisfying(project, asked) or {}) if asked is not None else {}
    found: dict[str, Option] = {}
    for other in wanted:
        found |= asking(project, other)
    return {**found, **wanted}


def answers_to(project: Project, branch: Branch) -> Callable[[str], Answer]:
    """Return the answers of a branch as conditions read them; the vocabulary's defaults fill the gaps."""

    def answer(key: str) -> Answer:
        for group in ("school", "choices"):
            value = branch.answers.get(f"{group}.{key}")
            question = project.vocabulary.groups[group].get(key)
            if value is None and question is not None and question.default is not None:
                typed = type_answer(key, question.default, question, Diagnostics()).value
                return typed if isinstance(typed, bool | str | int | tuple) else str(typed)
            if question is not None:
                return value
        return None

    return answer


def branch_of(project: Project, policy: str, row: MappingType[str, Option]) -> Branch:
    """Return the branch with these answers by `group.key`, and invented answers to the questions that need one."""
    beside = tuple(key.partition(".")[2] for key, value in row.items() if key.startswith("policies.") and value)
    answers = {key: value for key, value in row.items() if not key.startswith("policies.")}
    for group in ("school", "choices"):
        for key, question in project.vocabulary.groups[group].items():
            if f"{group}.{key}" not in answers and question.default is None and not question.optional:
                answers[f"{group}.{key}"] = _sample(project, key, question)
    branch = Branch(policy, answers, (policy, *beside))
    for group in ("school", "choices"):
        for key, question in project.vocabulary.groups[group].items():
            asked = project.reader.read(question.asked) if question.asked is not None else None
            if asked is not None and not evaluate(asked, answers_to(project, branch)).holds:
                left = {name: value for name, value in branch.answers.items() if name != f"{group}.{key}"}
                branch = replace(branch, answers=left)
    return branch


def _sample(project: Project, key: str, question: Question) -> Option:
    if key == "nation":
        return next(iter(sorted(library.nation.text for library in project.libraries.values())), None)
    if question.type == "yes_no":
        return False
    if question.closed:
        first = next(iter(question.values))
        return (first,) if question.type == "many_of" else first
    return sample_of(question)


def settings_text(project: Project, branch: Branch) -> str:
    """Return a branch as the text of a settings file, without its unanswered questions."""
    groups: dict[str, dict[str, object]] = {"school": {}, "choices": {}}
    people = []
    for role in project.vocabulary.people:
        held = branch.answers.get(f"people.{role}", True)
        if held == VACANT:
            people.append(f"{role}: {VACANT}")
        elif held is not None:
            holder = held if isinstance(held, str) else role
            people.append(f"{role}: {{name: Person {holder.replace('_', ' ')}}}")
    policy: dict[str, object] = {}
    for full, value in branch.answers.items():
        group, _, key = full.partition(".")
        if value is None or group == "people":
            continue
        said = {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
        (policy if group == "policy" else groups[group])[key] = said
    document = {**groups, "policies": dict.fromkeys(branch.policies, policy)}
    # Flow style in quotes is both JSON and YAML; a scalar's type is the vocabulary's, so the quotes change nothing.
    lines = [f"{group}: {json.dumps(held, ensure_ascii=False)}" for group, held in document.items()]
    return "\n".join(("specimen: true", *lines, "people:", *(f"  {line}" for line in people))) + "\n"


def school_of(compiler: Compiler, branch: Branch) -> tuple[School | None, Diagnostics]:
    """Return the invented school of a branch, settled and planned, with the findings on its settings."""
    diagnostics = Diagnostics()
    project = compiler.project
    files = {FILE: settings_text(project, branch).encode()}
    there = replace(project, world=OverlaidWorld(project.world, files))
    walker = Compiler(there, diagnostics, compiler.assembler, {SCHOOL: FILE})
    return walker.school(SCHOOL, diagnostics), diagnostics
