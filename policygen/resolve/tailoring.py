"""Which clauses a school's policy holds, in order: conditions choose, then the school's tailoring omits, replaces and
adds.
"""

from __future__ import annotations

from typing import Literal

from policygen.check.conditions import Outcome, evaluate
from policygen.check.models import FormPart, MovesIn, OutlineFile, OutlineSection
from policygen.check.project import Clause, Project, digest_of
from policygen.check.schools import Settings
from policygen.check.settings import Add, Omit, Replace
from policygen.check.shape import Written
from policygen.diagnostics.model import Diagnostics
from policygen.frozen import frozen
from policygen.read.nodes import Source

from .settle import Settled

Change = Literal["as-published", "replaced", "added"]


@frozen
class Planned:
    """A clause as this school has it. `clause` is None for one the school added; `because` is the school's reason."""

    name: str
    title: Written
    text: Written
    source: Source
    clause: Clause | None
    change: Change
    home: str
    outcome: Outcome | None = None
    because: str = ""
    kind: str = "information"
    audience: tuple[str, ...] = ("everyone",)
    form: tuple[FormPart, ...] = ()

    @property
    def digest(self) -> str:
        return digest_of(self.title.text, self.text.text)


@frozen
class LeftOut:
    """A clause of the outline that this school does not get, and why in words."""

    clause: Clause
    section: OutlineSection
    because: str
    by: Literal["condition", "tailoring", "home"]


@frozen
class PlannedSection:
    section: OutlineSection
    appendix: bool
    clauses: tuple[Planned, ...]


@frozen
class Plan:
    """One policy of one school, before any text is filled in."""

    outline: OutlineFile
    sections: tuple[PlannedSection, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def clauses(self) -> tuple[Planned, ...]:
        return tuple(clause for section in self.sections for clause in section.clauses)


def plan(project: Project, settled: Settled, outline: OutlineFile) -> Plan:
    """Return the clauses of one policy for one school, section by section; empty sections are dropped."""
    left_out: list[LeftOut] = []
    sections = []
    for appendix, group in ((False, outline.sections), (True, outline.appendices)):
        for section in group:
            chosen = _chosen(project, settled, section, outline.id.text, left_out)
            for settings in reversed(settled.chain):
                chosen = _omitted(project, settings, section, chosen, left_out)
                chosen = _replaced(project, settings, chosen)
                chosen = _added(project, settings, chosen)
            if chosen:
                sections.append(PlannedSection(section, appendix, tuple(chosen)))
    return Plan(outline, tuple(sections), tuple(left_out))


def _home(project: Project, settled: Settled, name: str) -> str:
    """Return the one policy of this school in which a clause stands that others would take in.

    That is a policy that lists it as its own, else the first that takes it in because its home is not adopted.
    """
    taking_in = ""
    for policy in settled.policies:
        outline = project.outlines[policy]
        for section in (*outline.sections, *outline.appendices):
            for listed in section.clauses:
                written = listed.clause if isinstance(listed, MovesIn) else listed
                if project.find_clause(written.text) != [name]:
                    continue
                if not isinstance(listed, MovesIn):
                    return policy
                if listed.unless.text in settled.policies:
                    return listed.unless.text
                taking_in = taking_in or policy
    return taking_in


def _chosen(
    project: Project, settled: Settled, section: OutlineSection, policy: str, left_out: list[LeftOut]
) -> list[Planned]:
    chosen = []
    for listed in section.clauses:
        name = listed.clause if isinstance(listed, MovesIn) else listed
        found = project.find_clause(name.text)
        if len(found) != 1:
            continue
        clause = project.clauses[found[0]]
        if isinstance(listed, MovesIn) and (home := _home(project, settled, clause.name)) != policy:
            left_out.append(LeftOut(clause, section, f"it stands in {home}", "home"))
            continue
        outcome = evaluate(clause.condition, settled.tested) if clause.condition else None
        if outcome is not None and not outcome.holds:
            left_out.append(LeftOut(clause, section, outcome.because, "condition"))
            continue
        entry = clause.entry
        chosen.append(
            Planned(
                clause.name, entry.title, entry.text, clause.source, clause, "as-published", clause.library.id.text,
                outcome, kind=entry.kind, audience=entry.audience, form=entry.form,
            )
        )  # fmt: skip
    return chosen


def _full(project: Project, name: Written) -> str:
    found = project.find_clause(name.text)
    return found[0] if len(found) == 1 else name.text


def _omitted(
    project: Project, settings: Settings, section: OutlineSection, chosen: list[Planned], left_out: list[LeftOut]
) -> list[Planned]:
    omitted = {_full(project, e.omit): e.because.text for e in settings.model.tailoring if isinstance(e, Omit)}
    for planned in chosen:
        if planned.name in omitted and planned.clause is not None:
            left_out.append(LeftOut(planned.clause, section, omitted[planned.name], "tailoring"))
    return [planned for planned in chosen if planned.name not in omitted]


def _replaced(project: Project, settings: Settings, chosen: list[Planned]) -> list[Planned]:
    entries = {_full(project, e.replace): e for e in settings.model.tailoring if isinstance(e, Replace)}
    result = []
    for planned in chosen:
        entry = entries.get(planned.name)
        if entry is None:
            result.append(planned)
            continue
        result.append(
            Planned(
                planned.name, entry.title or planned.title, entry.text, settings.source, planned.clause, "replaced", "",
                planned.outcome, entry.because.text, planned.kind, planned.audience, planned.form,
            )
        )  # fmt: skip
    return result


def _added(project: Project, settings: Settings, chosen: list[Planned]) -> list[Planned]:
    for entry in settings.model.tailoring:
        if not isinstance(entry, Add):
            continue
        anchor = entry.add.after or entry.add.before
        if anchor is None:
            continue
        names = {_full(project, anchor), f"{settings.id}:{anchor.text}"}
        at = next((n for n, planned in enumerate(chosen) if planned.name in names), None)
        if at is None:
            continue
        added = Planned(
            f"{settings.id}:{entry.id.text}", entry.title, entry.text, settings.source, None, "added", "",
            None, entry.because.text, entry.kind, entry.audience,
        )  # fmt: skip
        chosen.insert(at + 1 if entry.add.after else at, added)
    return chosen


def report_homeless(project: Project, settled: Settled, plans: list[Plan], diagnostics: Diagnostics) -> None:
    """Report a tailoring that touches no policy of this school: its clause is in none, or its place is left out."""
    held = {planned.name for plan in plans for planned in plan.clauses}
    out = {left.clause.name for plan in plans for left in plan.left_out}
    settings = settled.chain[0]
    for entry in settings.model.tailoring:
        if isinstance(entry, Add):
            anchor = entry.add.after or entry.add.before
            added = anchor is not None and any(
                isinstance(other, Add) and other.id.text == anchor.text for other in settings.model.tailoring
            )
            known = anchor is not None and (added or bool(project.find_clause(anchor.text)))
            if known and f"{settings.id}:{entry.id.text}" not in held:
                diagnostics.error(
                    "PG331",
                    f"the clause `{entry.id.text}` has no place: `{anchor}` is in no policy of this school",
                    entry.add.span,
                    hint="Name a clause that the school's policy holds; `policygen why` tells.",
                )
            continue
        name = entry.omit if isinstance(entry, Omit) else entry.replace
        full = _full(project, name)
        if full not in held and full not in out and full in project.clauses:
            diagnostics.warning(
                "PG332",
                f"`{name.text}` is in no policy of this school, so this changes nothing",
                name.span,
                hint="Remove the entry, or build the policy that holds the clause.",
            )
