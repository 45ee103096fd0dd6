"""References between clauses: to a number here, to number and title in another policy, or to what a school left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from policygen.assemble.wording import Wording
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics, Span
from policygen.document.markers import letters
from policygen.document.model import Inline, Reference, Text
from policygen.document.plain import words_of
from policygen.model.settings import Omit
from policygen.resolve.settled import Settled
from policygen.resolve.tailoring import LeftOut, Plan, Planned
from policygen.source.positions import place

# A reference that a sentence can do without: one alone in brackets, or ", see 4.2" before a full stop or semicolon.
_GIVES_WAY = re.compile(
    r"[ \n]*\((?:see )?\[\]\(#(?P<bracketed>[^)\s]*)\)\)|, see \[\]\(#(?P<at_end>[^)\s]*)\)(?=[.;])"
)


def numbers_of(plan: Plan, wording: Wording) -> dict[str, tuple[str, str]]:
    """Return each clause's number in its policy, with the words before it; sheets have none, and both are empty."""
    if plan.outline.kind == "sheet":
        return {planned.name: ("", "") for planned in plan.clauses}
    before = wording("reference.before")
    found = {}
    body = appendix = 0
    for section in plan.sections:
        if section.appendix:
            appendix += 1
            stem = letters(appendix).upper()
        else:
            body += 1
            stem = str(body)
        found.update({planned.name: (f"{stem}.{n}", before) for n, planned in enumerate(section.clauses, 1)})
    return found


@dataclass(frozen=True, slots=True)
class References:
    """Where each clause of one school is: `numbers` are this policy's, by clause, with the words before each.

    `plans` holds the plans of all the school's policies; `titled` gives the title of a clause of this policy.
    """

    project: Project
    settled: Settled
    plan: Plan
    plans: Mapping[str, Plan]
    numbers: Mapping[str, tuple[str, str]]
    wording: Wording
    diagnostics: Diagnostics
    titled: Callable[[Planned], tuple[Inline, ...]]
    policy_titled: Callable[[Plan], str]

    def inline(self, planned: Planned, name: str) -> tuple[Inline, ...]:
        """Return what a reference in the clause `planned` prints; report one to a clause that the school lacks."""
        names = self._names(planned, name)
        for full in names:
            if full in self.numbers:
                number, before = self.numbers[full]
                if number:
                    return (Reference(target=full, number=number, before=before),)
                here = next(clause for clause in self.plan.clauses if clause.name == full)
                return (Text(text=self.wording("reference.here", title=words_of(self.titled(here)))),)
        elsewhere = self._elsewhere(names)
        if elsewhere is not None:
            other, clause = elsewhere
            number, before = numbers_of(other, self.wording)[clause.name]
            facts = {"title": words_of(self.titled(clause)), "policy": self.policy_titled(other)}
            if number:
                return (Text(text=self.wording("reference.of", reference=before + number, **facts)),)
            return (Text(text=self.wording("reference.elsewhere", **facts)),)
        self._report(planned, name)
        return (Text(text=name),)

    def without_unheld(self, planned: Planned, marked: str) -> str:
        """Return a clause's text without the references that its sentences can do without, where the school does not
        have the clause.
        """

        def kept(found: re.Match[str]) -> str:
            name = found["bracketed"] or found["at_end"] or ""
            names = self._names(planned, name)
            held = self.numbers.keys() & set(names) or self._elsewhere(names) is not None
            known = self.project.find_clause(name, planned.home)
            return found[0] if held or not known else ""

        return _GIVES_WAY.sub(kept, marked) if "](#" in marked else marked

    def _names(self, planned: Planned, name: str) -> list[str]:
        own = [f"{settings.id}:{name}" for settings in self.settled.chain]
        return [name, *self.project.find_clause(name, planned.home), *own]

    def _elsewhere(self, names: list[str]) -> tuple[Plan, Planned] | None:
        return next(
            ((other, clause) for other in self.plans.values() for clause in other.clauses if clause.name in names), None
        )

    def _report(self, planned: Planned, name: str) -> None:
        if not self.project.find_clause(name, planned.home):
            return  # No clause at all: `check` has said so.
        if self.settled.mistaken_policies(self.project):
            return  # It may belong to a section that was not read.
        text = planned.text.text
        end = max(text.find(f"](#{name})"), 0)
        at = max(text.rfind("[", 0, end + 1), 0)
        here = place(planned.source, planned.text.scalar, at, end - at + len(name) + 4)
        # The mistake is the school's where it left the clause out, or does not build its policy.
        omitted = self._omitted(self._names(planned, name))
        policies = self._policies_with(self._names(planned, name))
        if omitted is not None:
            related = {"reference": here}
            self.diagnostics.report("PG402.omitted", omitted, clause=planned.name, name=name, related=related)
        elif policies and planned.clause is not None:
            span, related = self.settled.chain[0].span_of("policies"), {"reference": here}
            self.diagnostics.report(
                "PG402.policy", span, clause=planned.name, name=name, policies=policies, related=related
            )
        else:
            self.diagnostics.report("PG402.missing", here, clause=planned.name, name=name)

    def _omitted(self, names: list[str]) -> Span | None:
        """Return where a file of the school leaves out the clause that is called by one of `names`."""
        left: list[LeftOut] = [one for plan in self.plans.values() for one in plan.left_out if one.name in names]
        for file in (settings for settings in self.settled.chain if any(one.tailored_by for one in left)):
            for entry in file.model.tailoring:
                if isinstance(entry, Omit) and not set(self.project.find_clause(entry.omit.text)).isdisjoint(names):
                    return entry.omit.span
        return None

    def _policies_with(self, names: list[str]) -> list[str]:
        """Return the policies that have the clause and that the school does not build."""
        return [
            policy
            for policy, outline in self.project.outlines.items()
            if policy not in self.plans
            and any(
                found in names
                for section in outline.all_sections
                for name in section.names
                for found in self.project.find_clause(name.text)
            )
        ]
