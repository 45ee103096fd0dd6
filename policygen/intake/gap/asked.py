"""What a policy is asked: the requirements that apply to it, and how much each word of them says."""

from __future__ import annotations

from collections.abc import Collection

from policygen.check.project import Project
from policygen.compile.school import School
from policygen.intake.gap.matching import WordWeights
from policygen.intake.gap.synonyms import Synonyms
from policygen.model.checked import Requirement
from policygen.report.coverage.matrix import matrix

# What no policy has to meet, and what neither the policy nor the school that was named has to.
_NEVER = frozenset(("retired", "not-applicable"))
_NOT_HERE = frozenset(("elsewhere", "unmet"))
_NOT_AT_SCHOOL = frozenset(("if-chosen",))


def requirements_asked(
    project: Project, policy: str | None, school: School | None, registers: Collection[str] = ()
) -> tuple[Requirement, ...]:
    """Return the requirements that apply to a policy and to a school, in the order of their registers.

    Those of a policy are the ones that its clauses meet; by default they are those of all registers, or of some. For a
    school, those whose clauses it would not have, and those that ask nothing of it, are left out.
    """
    left_out = _NEVER | (_NOT_HERE if policy is not None else frozenset())
    left_out |= _NOT_AT_SCHOOL if school is not None else frozenset()
    states = {entry.name: entry.state for entry in matrix(project, policy=policy, school=school).entries}
    return tuple(
        one
        for name, one in project.requirements.items()
        if states[name] not in left_out and (not registers or name.partition("/")[0] in registers)
    )


def requirements_retired(project: Project) -> tuple[Requirement, ...]:
    """Return the requirements that were retired: what a policy must not, or need not, say today."""
    return tuple(one for one in project.requirements.values() if one.entry.retired is not None)


def weights_of(project: Project, synonyms: Synonyms) -> WordWeights:
    """Return how rare words are in the library: its requirements and its clauses."""
    texts = [one.entry.summary.text for one in project.requirements.values()]
    texts += [f"{one.entry.title.text}. {one.entry.text.text}" for one in project.clauses.values()]
    return WordWeights.over(synonyms.terms(text) for text in texts)
