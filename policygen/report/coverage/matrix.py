"""The matrix: every requirement with the clauses that meet it, every clause with the requirements it meets.

What makes the state of one requirement is in `states`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil, floor

from policygen.check.project import Project
from policygen.check.reviews import unreviewed
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.model.checked import Clause, Requirement
from policygen.report.coverage.states import Standing, State, States
from policygen.report.editions import EarlierReading, earlier_readings, reviewed_too_early
from policygen.report.usage import names_up_to, policies_of

NAMED = 5


@dataclass(frozen=True, slots=True)
class CoverageEntry:
    """One requirement. `clauses` are those behind its state; `because` gives the reason for any state but met.

    `reading` says that it was read in an edition of its source that has been superseded.
    """

    name: str
    locator: str
    kind: str
    audience: tuple[str, ...]
    summary: str
    state: State
    clauses: tuple[str, ...] = ()
    because: str = ""
    replaced_by: tuple[str, ...] = ()
    reading: str = ""

    @property
    def settled(self) -> bool:
        """Whether it needs no more work: it is met, or a reason is given why it does not have to be."""
        return self.state in ("met", "retired", "not-applicable")


@dataclass(frozen=True, slots=True)
class Register:
    """One source's requirements in its order. Shares are exact fractions of all its entries, 1 for an empty one."""

    id: str
    title: str
    entries: tuple[CoverageEntry, ...]

    @property
    def share(self) -> Fraction:
        return share_of(self.entries)

    @property
    def retired(self) -> Fraction:
        gone = sum(entry.state == "retired" for entry in self.entries)
        return Fraction(gone, len(self.entries)) if self.entries else Fraction(0)

    def count(self, state: State) -> int:
        return sum(entry.state == state for entry in self.entries)


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause with what it says it meets; `policies` are those of this report that list it."""

    name: str
    title: str
    policies: tuple[str, ...]
    meets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """How many claims there are, and how many of them somebody has judged against the requirement.

    `outdated` are those (clause, requirement) that were judged before one of the two changed.
    """

    claims: int = 0
    judged: int = 0
    outdated: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Matrix:
    """Coverage in both directions. `scope` names what the report covers; with `only_open`, it lists what is open.

    `unreviewed` are the clauses of the project's own libraries whose present words nobody has reviewed.
    """

    scope: str
    registers: tuple[Register, ...]
    clauses: tuple[ClauseRow, ...]
    verdicts: Verdicts = Verdicts()
    unreviewed: tuple[str, ...] = ()
    only_open: bool = False

    def shown(self, register: Register) -> tuple[CoverageEntry, ...]:
        """Return the requirements of a register that a report lists; shares are always of all of them."""
        return tuple(entry for entry in register.entries if not (self.only_open and entry.settled))

    @property
    def entries(self) -> tuple[CoverageEntry, ...]:
        return tuple(entry for register in self.registers for entry in register.entries)

    @property
    def share(self) -> Fraction:
        """The share of all requirements that are met or retired."""
        return share_of(self.entries)

    def only(self, registers: Collection[str] = (), requirements: Collection[str] = ()) -> Matrix:
        """Return the coverage of some registers and of some requirements, by name; of all of them if none is named."""
        kept = [register for register in self.registers if not registers or register.id in registers]
        if requirements:
            wanted = (tuple(one for one in register.entries if one.name in requirements) for register in kept)
            pairs = zip(kept, wanted, strict=True)
            kept = [replace(register, entries=entries) for register, entries in pairs if entries]
        return replace(self, registers=tuple(kept))

    def refusals(self, fail_under: float | None = None) -> list[str]:
        """Return why it does not pass, a line each: clauses not reviewed, or less met than `fail_under` per cent."""
        said = []
        if self.unreviewed:
            names = names_up_to(self.unreviewed, NAMED)
            said.append(say("coverage.unreviewed", count=len(self.unreviewed), names=names))
        if fail_under is not None:
            said += [
                say("coverage.met", register=register.id, share=percent(register.share), least=f"{fail_under:g} %")
                for register in self.registers
                if register.share * 100 < Fraction(str(fail_under))
            ]
        return said


def share_of(entries: Iterable[CoverageEntry]) -> Fraction:
    """Return the share of entries that are met or retired."""
    entries = tuple(entries)
    return Fraction(sum(entry.settled for entry in entries), len(entries)) if entries else Fraction(1)


def matrix(
    project: Project, *, policy: str | None = None, school: School | None = None, as_of: date | None = None
) -> Matrix:
    """Return the coverage of the library, of one policy (its id), or of one school, on a day, by default today.

    A clause meets its requirements only if an outline lists it, and it has been reviewed in the words that it has,
    since the newest edition of their source came; for a school, only if the school has the published wording, and meets
    the condition of what the clause claims.
    """
    listed = policies_of(project)
    unread = {clause.name for clause, _ in unreviewed(project)}
    day = as_of or project.world.today()
    states = States.over(project, listed, unread, reviewed_too_early(project, day), policy, school)
    readings = earlier_readings(project, day)
    registers: dict[str, list[CoverageEntry]] = {}
    titles: dict[str, str] = {}
    for requirement in project.requirements.values():
        register = requirement.name.partition("/")[0]
        titles[register] = requirement.source_title
        standing = states.of(requirement)
        registers.setdefault(register, []).append(_entry(requirement, standing, readings.get(requirement.name)))
    within = [clause for name, clause in project.clauses.items() if policy is None or policy in listed.get(name, ())]
    rows = tuple(
        ClauseRow(
            clause.name,
            clause.entry.title.text,
            tuple(p for p in listed.get(clause.name, ()) if policy in (None, p)),
            tuple(dict.fromkeys(wanted.text for wanted in clause.entry.claimed)),
        )
        for clause in within
    )
    scope = " of ".join(part for part in (policy or "", school.id if school else "") if part) or "the whole library"
    made = tuple(Register(name, titles[name], tuple(entries)) for name, entries in sorted(registers.items()))
    return Matrix(scope, made, rows, _verdicts(within), tuple(row.name for row in rows if row.name in unread))


def _entry(requirement: Requirement, standing: Standing, reading: EarlierReading | None) -> CoverageEntry:
    entry = requirement.entry
    said = reading.because if reading is not None else ""
    state, because = standing.state, standing.because
    if reading is not None and reading.known and state in ("met", "not-applicable", "reviewed-before"):
        state, because = "read-again", said
    return CoverageEntry(
        requirement.name,
        entry.locator.text,
        entry.kind,
        tuple(one.text for one in entry.audience),
        entry.summary.text,
        state,
        standing.clauses,
        because,
        tuple(written.text for written in entry.retired.replaced_by) if entry.retired else (),
        said,
    )


def _verdicts(clauses: list[Clause]) -> Verdicts:
    claims = [(clause.name, claim) for clause in clauses for claim in clause.claims]
    return Verdicts(
        len(claims),
        sum(claim.judged for _, claim in claims),
        tuple((name, claim.name) for name, claim in claims if claim.outdated),
    )


def percent(share: Fraction, *, up: bool = False) -> str:
    """Return a share as `97.4 %`, rounded down, so that 100 % means all of it, or up."""
    tenths = ceil(share * 1000) if up else floor(share * 1000)
    return f"{tenths / 10:g} %"
