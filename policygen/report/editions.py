"""New editions: the requirements that were read in an earlier edition, and the clauses that were reviewed before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.model.checked import Clause, Requirement
from policygen.model.registers import ReferenceEntry, Verified
from policygen.model.written import Written


@dataclass(frozen=True, slots=True)
class EarlierReading:
    """A requirement that was read in `edition` of its source ("" if its register does not say), before `newest`.

    `known` is False if the newest edition is an entry of its own that nobody has verified: its text may not be out.
    """

    requirement: str
    edition: str
    newest: ReferenceEntry
    known: bool

    @property
    def because(self) -> str:
        """What it was read in and what there is now, as text."""
        edition = self.newest.edition.text if self.newest.edition is not None else ""
        read_in = say("editions.read_in", edition=self.edition) if self.edition else say("editions.read_earlier")
        newest = say("editions.edition", name=self.newest.id.text, edition=edition) if edition else self.newest.id.text
        return say("editions.now" if self.known else "editions.unverified", read_in=read_in, newest=newest)


def earlier_readings(project: Project, as_of: date) -> dict[str, EarlierReading]:
    """Return the requirements that have to be read again on a day, because there is a new edition of their source.

    That is an entry that supersedes the source and is in force, or another edition in the entry of the source itself.
    """
    found = {}
    for name, requirement in project.requirements.items():
        reference = _reference_of(project, requirement)
        if reference is None or requirement.entry.retired is not None:
            continue
        newest = newest_of(project, reference, as_of)
        edition = _edition_of(requirement)
        replaced = newest is not reference
        if not replaced and (edition is None or newest.edition is None):
            continue
        if edition is not None and newest.edition is not None and edition.text == newest.edition.text:
            continue
        known = not replaced or newest.verified is not False
        found[name] = EarlierReading(name, edition.text if edition else "", newest, known)
    return found


def newest_of(project: Project, reference: ReferenceEntry, as_of: date) -> ReferenceEntry:
    """Return the reference that has taken the place of this one on a day, directly or through others, or itself."""
    passed = [reference.id.text]
    while reference.superseded_by is not None:
        newer = project.references.get(reference.superseded_by.text)
        if newer is None or newer.id.text in passed:
            break
        if newer.in_force_from is not None and newer.in_force_from > as_of:
            break
        passed.append(newer.id.text)
        reference = newer
    return reference


def reviewed_before(project: Project, as_of: date) -> Iterator[tuple[ReferenceEntry, tuple[str, ...]]]:
    """Yield each new edition in force with the clauses that rest on its source and were reviewed before it came.

    A clause rests on what it cites, and on the sources of the requirements in its `meets`. An edition that somebody
    read before it was in force came on that day, so that a library can be ready in time.
    """
    resting: dict[str, dict[str, None]] = {}
    came: dict[str, ReferenceEntry] = {}
    for name, clause in project.clauses.items():
        cited = [project.references.get(written.text) for written in clause.entry.cites]
        claimed = [project.requirements.get(written.text) for written in clause.entry.claimed]
        sources = [_reference_of(project, requirement) for requirement in claimed if requirement is not None]
        for reference in (*cited, *sources):
            newest = _came_after_review(project, clause, reference, as_of) if reference is not None else None
            if newest is not None:
                came[newest.id.text] = newest
                resting.setdefault(newest.id.text, {})[name] = None
    for key, clauses in resting.items():
        yield came[key], tuple(clauses)


def reviewed_too_early(project: Project, as_of: date) -> frozenset[tuple[str, str]]:
    """Return each claim (clause, requirement) whose clause was reviewed before the newest edition of the source came.

    An edition of its own that nobody has verified does not count: its text may not be out.
    """
    found = set()
    for name, clause in project.clauses.items():
        for claim in clause.claims:
            requirement = project.requirements.get(claim.name)
            reference = _reference_of(project, requirement) if requirement is not None else None
            newest = _came_after_review(project, clause, reference, as_of) if reference is not None else None
            if newest is not None and (newest is reference or newest.verified is not False):
                found.add((name, claim.name))
    return frozenset(found)


def _came_after_review(
    project: Project, clause: Clause, reference: ReferenceEntry, as_of: date
) -> ReferenceEntry | None:
    """Return the newest edition of a reference on a day, if it came after the clause was last reviewed."""
    newest = newest_of(project, reference, as_of)
    if newest.in_force_from is None or newest.in_force_from > as_of or clause.entry.reviewed is None:
        return None
    # A law without editions came once, and nothing about it is new.
    if newest.edition is None and newest is reference:
        return None
    read = newest.verified.on if isinstance(newest.verified, Verified) else newest.in_force_from
    return newest if clause.entry.reviewed.on < min(newest.in_force_from, read) else None


def _reference_of(project: Project, requirement: Requirement) -> ReferenceEntry | None:
    named = requirement.entry.reference or requirement.source.reference
    return project.references.get(named.text) if named is not None else None


def _edition_of(requirement: Requirement) -> Written | None:
    own, source = requirement.entry, requirement.source
    if own.edition is not None:
        return own.edition
    of_source = own.reference is None or (source.reference is not None and own.reference.text == source.reference.text)
    return source.edition if of_source else None
