"""The state of a requirement: what the library, one policy or one school has of it, and which clauses say so."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from typing import Literal, NamedTuple

from policygen.check.claims import holds
from policygen.check.conditions import evaluate
from policygen.check.project import Project
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.model.checked import Claim, Requirement
from policygen.report.usage import ClauseUsage, clause_usage

State = Literal[
    "met", "retired", "not-applicable", "partly", "read-again", "reviewed-before", "unreviewed", "not-checked",
    "if-chosen", "left-out", "elsewhere", "unmet",
]  # fmt: skip


class Standing(NamedTuple):
    """A state with the clauses behind it, and the reason for any state but met."""

    state: State
    clauses: tuple[str, ...] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class States:
    """What the clauses say of each requirement.

    `listed` are the policies of each clause, `unread` the clauses whose words nobody has reviewed, and `early` the
    claims that were reviewed before a new edition of the source came. `held` is how the school has each clause.
    """

    project: Project
    claims: MappingType[str, list[tuple[str, Claim]]]
    listed: MappingType[str, tuple[str, ...]]
    unread: Collection[str]
    early: Collection[tuple[str, str]]
    policy: str | None
    school: School | None
    held: MappingType[str, list[ClauseUsage]]

    @classmethod
    def over(
        cls,
        project: Project,
        listed: MappingType[str, tuple[str, ...]],
        unread: Collection[str],
        early: Collection[tuple[str, str]],
        policy: str | None,
        school: School | None,
    ) -> States:
        claims: dict[str, list[tuple[str, Claim]]] = {}
        for name, clause in project.clauses.items():
            for claim in clause.claims:
                claims.setdefault(claim.name, []).append((name, claim))
        return cls(project, claims, listed, unread, early, policy, school, clause_usage(school) if school else {})

    def of(self, requirement: Requirement) -> Standing:
        """Return the state of a requirement."""
        claims = self.claims.get(requirement.name, [])
        if requirement.entry.retired is not None:
            names = tuple(name for name, _ in claims)
            return Standing("retired", names, requirement.entry.retired.because.text)
        if self.school is not None:
            return self._at_school(claims, self.school)
        return self._in_library([(name, claim) for name, claim in claims if claim.status != "not_applicable"])

    def _in_library(self, claims: list[tuple[str, Claim]]) -> Standing:
        policy = self.policy
        here = [
            (name, claim)
            for name, claim in claims
            if (policy in self.listed.get(name, ()) if policy else name in self.listed)
        ]
        if here:
            return self._best(here)
        return self._not_here(claims)

    def _best(self, claims: list[tuple[str, Claim]]) -> Standing:
        """Return the best of claims whose words are there: reviewed before unreviewed, all of it before part of it."""
        met = dict.fromkeys(name for name, claim in claims if claim.status == "met")
        read = [name for name in met if name not in self.unread]
        early = {name for name, claim in claims if (name, claim.name) in self.early}
        if again := tuple(name for name in read if name not in early):
            return Standing("met", again)
        if read:
            return Standing("reviewed-before", tuple(read))
        if met:
            return Standing("unreviewed", tuple(met))
        return Standing("partly", tuple(dict.fromkeys(name for name, _ in claims)))

    def _at_school(self, claims: list[tuple[str, Claim]], school: School) -> Standing:
        """Return the best that the school has: published words, then reworded ones, then what it does not have."""
        answer = school.settled.tested
        about = [(name, claim) for name, claim in claims if holds(claim, answer)]
        found = [
            (name, claim, at)
            for name, claim in about
            if claim.status != "not_applicable"
            for at in self.held.get(name, ())
            if self._within(at)
        ]
        published = [(name, claim) for name, claim, at in found if at.how == "published"]
        best = self._best(published) if published else None
        if best is not None and best.state == "met":
            return best
        for name, claim in about:
            # Without a condition nobody has said which schools it asks nothing of.
            if claim.status == "not_applicable" and claim.condition is not None:
                return Standing("not-applicable", (name,), evaluate(claim.condition, answer).because)
        return best or self._not_held(claims, found, school)

    def _not_held(
        self, claims: list[tuple[str, Claim]], found: list[tuple[str, Claim, ClauseUsage]], school: School
    ) -> Standing:
        order: tuple[tuple[State, str], ...] = (
            ("not-checked", "replaced"),
            ("if-chosen", "condition"),
            ("left-out", "tailoring"),
        )
        for state, how in order:
            here = [(name, at) for name, _, at in found if at.how == how]
            if here:
                reasons = dict.fromkeys(at.because for _, at in here if at.because)
                return Standing(state, tuple(dict.fromkeys(name for name, _ in here)), "; ".join(reasons))
        elsewhere = {
            name: evaluate(claim.condition, school.settled.tested).because
            for name, claim in claims
            if claim.condition is not None and claim.status != "not_applicable"
            for at in self.held.get(name, ())
            if self._within(at) and at.how in ("published", "condition")
        }
        if elsewhere:
            return Standing("if-chosen", tuple(elsewhere), "; ".join(dict.fromkeys(elsewhere.values())))
        return self._not_here([(name, claim) for name, claim in claims if claim.status != "not_applicable"])

    def _within(self, at: ClauseUsage) -> bool:
        return self.policy in (None, at.policy)

    def _not_here(self, claims: list[tuple[str, Claim]]) -> Standing:
        names = tuple(dict.fromkeys(name for name, _ in claims))
        other = tuple(name for name in names if name in self.listed)
        if other:
            policies = {policy for name in other for policy in self.listed[name]}
            return Standing("elsewhere", other, say("coverage.elsewhere", policies=", ".join(sorted(policies))))
        return Standing("unmet", names, say("coverage.in_no_policy") if names else say("coverage.no_clause"))
