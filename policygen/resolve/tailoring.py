"""Which clauses a school's policy holds, in order: conditions choose, then the tailoring of each file, from the
farthest above to the school's own, omits, replaces and adds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from policygen.check.conditions import Outcome, evaluate
from policygen.check.project import Project
from policygen.check.tailoring import added_name, clauses_called
from policygen.model.checked import Clause, clause_digest
from policygen.model.library import FormPart, MovesIn, OutlineFile, OutlineSection
from policygen.model.settings import Add, Omit, Place, Replace, Settings, Take
from policygen.model.written import Written
from policygen.resolve.settle import Settled
from policygen.source.nodes import Source

Change = Literal["as-published", "replaced", "added"]


@dataclass(frozen=True, slots=True)
class Planned:
    """A clause as this school has it. `clause` is None for one that tailoring added; `because` is the reason given for
    what tailoring did to it, and `tailored_by` the settings file that did it last, such as `schools/allhallows.yaml`.

    A clause of a library that tailoring took in is as published, with the file that took it in as `tailored_by`.
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
    audience: tuple[str, ...] = ("everyone",)
    form: tuple[FormPart, ...] = ()
    tailored_by: str = ""

    @property
    def digest(self) -> str:
        return clause_digest(self.title.text, self.text.text)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A clause that this school does not get, and why in words. `clause` is None for one that a file above added;
    `tailored_by` is the settings file that left it out, where tailoring did.
    """

    name: str
    title: Written
    clause: Clause | None
    section: OutlineSection
    because: str
    by: Literal["condition", "tailoring", "home"]
    tailored_by: str = ""


@dataclass(frozen=True, slots=True)
class PlannedSection:
    section: OutlineSection
    appendix: bool
    clauses: tuple[Planned, ...]


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
    for appendix, group in ((False, outline.sections), (True, outline.appendices)):
        for section in group:
            chosen = _chosen(project, settled, section, outline.id.text, left_out)
            for n in reversed(range(len(settled.chain))):
                settings, above = settled.chain[n], settled.chain[n + 1 :]
                chosen = _omitted(project, settings, above, section, chosen, left_out)
                chosen = _replaced(project, settings, above, chosen)
                chosen = _added(project, settled, settings, above, section, chosen, left_out)
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
            left_out.append(LeftOut(clause.name, clause.entry.title, clause, section, f"it stands in {home}", "home"))
            continue
        planned = _as_published(clause, settled, section, left_out)
        if planned is not None:
            chosen.append(planned)
    return chosen


def _as_published(
    clause: Clause, settled: Settled, section: OutlineSection, left_out: list[LeftOut], because: str = "", by: str = ""
) -> Planned | None:
    """Return a library's clause as it is, None where its condition leaves it out; `by` is the file that took it in."""
    outcome = evaluate(clause.condition, settled.tested) if clause.condition else None
    entry = clause.entry
    if outcome is not None and not outcome.holds:
        left_out.append(LeftOut(clause.name, entry.title, clause, section, outcome.because, "condition"))
        return None
    return Planned(
        clause.name, entry.title, entry.text, clause.source, clause, "as-published", clause.library.id.text,
        outcome, because, entry.kind, entry.audience, entry.form, by,
    )  # fmt: skip


def full_name(project: Project, name: Written, files: Sequence[Settings]) -> str:
    """Return what a clause's name in a settings file stands for; the name itself where that was reported already."""
    found = clauses_called(project, name.text, files)
    return found[0] if len(found) == 1 else name.text


def _omitted(
    project: Project, settings: Settings, above: Sequence[Settings], section: OutlineSection, chosen: list[Planned],
    left_out: list[LeftOut],
) -> list[Planned]:  # fmt: skip
    entries = [entry for entry in settings.model.tailoring if isinstance(entry, Omit)]
    omitted = {full_name(project, entry.omit, above): entry.because.text for entry in entries}
    for planned in chosen:
        if planned.name in omitted:
            because = omitted[planned.name]
            left_out.append(
                LeftOut(planned.name, planned.title, planned.clause, section, because, "tailoring", settings.file)
            )
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
            )
        )  # fmt: skip
    return result


def _added(
    project: Project, settled: Settled, settings: Settings, above: Sequence[Settings], section: OutlineSection,
    chosen: list[Planned], left_out: list[LeftOut],
) -> list[Planned]:  # fmt: skip
    for entry in settings.model.tailoring:
        if not isinstance(entry, Add | Take):
            continue
        anchor = anchor_of(project, settings, above, entry.add)
        at = next((n for n, planned in enumerate(chosen) if planned.name == anchor), None)
        if at is None:
            continue
        added: Planned | None
        if isinstance(entry, Add):
            added = Planned(
                added_name(settings, entry), entry.title, entry.text, settings.source, None, "added", "",
                None, entry.because.text, entry.kind, entry.audience, (), settings.file,
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
    """Return the full name of the clause beside which a file puts another; None where it says none."""
    written = place.after or place.before
    return full_name(project, written, (settings, *above)) if written is not None else None
