"""Plan which clauses a school's policy contains, in order.

Conditions choose first. Then the tailoring of each file, from the farthest above to the school's own, omits, replaces
and adds clauses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

from policygen.check.conditions import Outcome, evaluate
from policygen.check.own_sections import ArrangedSection, arranged_sections
from policygen.check.project import Project
from policygen.check.tailoring import added_name, clauses_called
from policygen.diagnostics.codes import say
from policygen.model.checked import Clause, clause_digest
from policygen.model.duties import DutyEntry
from policygen.model.library import FormPart, MovesIn, OutlineFile, OutlineSection
from policygen.model.settings import Add, Agreed, Omit, Place, Replace, Settings, Take
from policygen.model.written import Written
from policygen.resolve.settled import Settled
from policygen.source.nodes import Source

Change = Literal["as-published", "replaced", "added"]


@dataclass(frozen=True, slots=True)
class Planned:
    """A clause as this school has it. `clause` is None for one that tailoring added; `because` is the reason given for
    the tailoring, and `tailored_by` the settings file that tailored it last, such as `schools/allhallows.yaml`.
    `agreed` is the agreement that this file gives for it, if any. `duties` are the library's, then the school's own.

    A library clause that tailoring took in is as published, with the file that took it in as `tailored_by`.
    """

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
    audience: tuple[str, ...] = ()
    form: tuple[FormPart, ...] = ()
    tailored_by: str = ""
    agreed: Agreed | None = None
    duties: tuple[DutyEntry, ...] = ()

    @property
    def digest(self) -> str:
        return clause_digest(self.title.text, self.text.text)


@dataclass(frozen=True, slots=True)
class Home:
    """The policy of the school that contains a clause which another policy would take in."""

    policy: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A clause that this school does not get, and why. `clause` is None for one that a file above added; `tailored_by`
    is the settings file that left it out, if tailoring did, with the agreement that it gives.
    """

    name: str
    title: Written
    clause: Clause | None
    section: OutlineSection
    why: Outcome | Home | Written
    tailored_by: str = ""
    agreed: Agreed | None = None

    @property
    def by(self) -> Literal["condition", "tailoring", "home"]:
        match self.why:
            case Outcome():
                return "condition"
            case Home():
                return "home"
            case Written():
                return "tailoring"
            case _:
                assert_never(self.why)

    @property
    def because(self) -> str:
        """Return the reason: as given by the file that left the clause out, or else from the catalogue."""
        match self.why:
            case Outcome():
                return self.why.because
            case Home(policy=policy):
                return say("left_out.home", policy=policy)
            case Written():
                return self.why.text
            case _:
                assert_never(self.why)


@dataclass(frozen=True, slots=True)
class PlannedSection:
    """A section of a policy with the clauses that a school has in it; `added_by` is the settings file that added it."""

    section: OutlineSection
    appendix: bool
    clauses: tuple[Planned, ...]
    added_by: str = ""


@dataclass(frozen=True, slots=True)
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
    for one in arranged_sections(outline, settled.chain):
        section = one.section
        chosen = _chosen(project, settled, section, outline.id.text, left_out)
        for n in reversed(range(len(settled.chain))):
            settings, above = settled.chain[n], settled.chain[n + 1 :]
            chosen = _omitted(project, settings, above, section, chosen, left_out)
            chosen = _replaced(project, settings, above, chosen)
            chosen = _added(project, settled, settings, above, one, chosen, left_out)
        if chosen:
            sections.append(PlannedSection(section, one.appendix, tuple(chosen), one.added_by))
    return Plan(outline, tuple(sections), tuple(left_out))


def _home(project: Project, settled: Settled, name: str) -> str:
    """Return the one policy of this school that contains a clause which other policies would take in.

    That is a policy that lists it as its own, or else the first that takes it in because its home is not adopted.
    """
    taking_in, listings = "", project.listings(name)
    for policy in settled.policies:
        for listing, unless in listings:
            if listing != policy:
                continue
            if not unless:
                return policy
            if unless in settled.policies:
                return unless
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
            left_out.append(LeftOut(clause.name, clause.entry.title, clause, section, Home(home)))
            continue
        planned = _as_published(clause, settled, section, left_out)
        if planned is not None:
            chosen.append(planned)
    return chosen


def _as_published(
    clause: Clause, settled: Settled, section: OutlineSection, left_out: list[LeftOut], because: str = "", by: str = ""
) -> Planned | None:
    """Return a library's clause as it is, or None if its condition leaves it out; `by` is the file that took it in."""
    outcome = evaluate(clause.condition, settled.tested) if clause.condition else None
    entry = clause.entry
    if outcome is not None and not outcome.holds:
        left_out.append(LeftOut(clause.name, entry.title, clause, section, outcome))
        return None
    return Planned(
        clause.name, entry.title, entry.text, clause.source, clause, "as-published", clause.library.id.text,
        outcome, because, entry.kind, _words(entry.audience), entry.form, by,
        duties=entry.duties,
    )  # fmt: skip


def _words(written: Sequence[Written]) -> tuple[str, ...]:
    return tuple(one.text for one in written)


def full_name(project: Project, name: Written, files: Sequence[Settings]) -> str:
    """Return the full name for a clause's name in a settings file; an unknown one, already reported, stays as it is."""
    found = clauses_called(project, name.text, files)
    return found[0] if len(found) == 1 else name.text


def _omitted(
    project: Project, settings: Settings, above: Sequence[Settings], section: OutlineSection, chosen: list[Planned],
    left_out: list[LeftOut],
) -> list[Planned]:  # fmt: skip
    entries = [entry for entry in settings.model.tailoring if isinstance(entry, Omit)]
    omitted = {full_name(project, entry.omit, above): entry for entry in entries}
    for planned in chosen:
        if planned.name in omitted:
            entry, file = omitted[planned.name], settings.file
            left = LeftOut(planned.name, planned.title, planned.clause, section, entry.because, file, entry.agreed)
            left_out.append(left)
    return [planned for planned in chosen if planned.name not in omitted]


def _replaced(project: Project, settings: Settings, above: Sequence[Settings], chosen: list[Planned]) -> list[Planned]:
    entries = {full_name(project, e.replace, above): e for e in settings.model.tailoring if isinstance(e, Replace)}
    result = []
    for planned in chosen:
        entry = entries.get(planned.name)
        if entry is None:
            result.append(planned)
            continue
        result.append(
            Planned(
                planned.name, entry.title or planned.title, entry.text, settings.source, planned.clause, "replaced", "",
                planned.outcome, entry.because.text, planned.kind, planned.audience, planned.form, settings.file,
                entry.agreed, (*planned.duties, *entry.duties),
            )
        )  # fmt: skip
    return result


def _added(
    project: Project, settled: Settled, settings: Settings, above: Sequence[Settings], arranged: ArrangedSection,
    chosen: list[Planned], left_out: list[LeftOut],
) -> list[Planned]:  # fmt: skip
    section = arranged.section
    for entry in settings.model.tailoring:
        if not isinstance(entry, Add | Take):
            continue
        anchor = anchor_of(project, settings, above, entry.add)
        at = next((n for n, planned in enumerate(chosen) if planned.name == anchor), None)
        if entry.add.within is not None and arranged.added_by and entry.add.within.text == section.id.text:
            at = len(chosen)
        if at is None:
            continue
        added: Planned | None
        if isinstance(entry, Add):
            audience = _words(entry.audience) or project.vocabulary.everyone
            added = Planned(
                added_name(settings, entry), entry.title, entry.text, settings.source, None, "added", "",
                None, entry.because.text, entry.kind, audience, entry.form, settings.file, duties=entry.duties,
            )  # fmt: skip
        else:
            clause = project.clauses.get(full_name(project, entry.clause, ()))
            if clause is None:
                continue
            added = _as_published(clause, settled, section, left_out, entry.because.text, settings.file)
        if added is not None:
            chosen.insert(at + 1 if entry.add.after else at, added)
    return chosen


def anchor_of(project: Project, settings: Settings, above: Sequence[Settings], place: Place) -> str | None:
    """Return the full name of the clause beside which a file places another, or None if it names none."""
    written = place.after or place.before
    return full_name(project, written, (settings, *above)) if written is not None else None
