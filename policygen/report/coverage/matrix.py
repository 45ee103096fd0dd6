"""The matrix: every requirement with the clauses that meet it, every clause with the requirements it meets."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from policygen.check.project import Project
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.model.checked import Requirement
from policygen.report.usage import ClauseUsage, clause_usage, policies_of

State = Literal["met", "retired", "not-checked", "if-chosen", "left-out", "elsewhere", "unmet"]
# A register of which more than this share is retired has been given up rather than kept.
MOST_RETIRED = Fraction(15, 100)


@dataclass(frozen=True, slots=True)
class CoverageEntry:
    """One requirement. `clauses` are those behind its state; `because` gives the reason for any state but met."""

    name: str
    locator: str
    kind: str
    audience: tuple[str, ...]
    summary: str
    state: State
    clauses: tuple[str, ...] = ()
    because: str = ""
    replaced_by: tuple[str, ...] = ()

    @property
    def settled(self) -> bool:
        """Whether it needs no more work: it is met, or retired with a reason."""
        return self.state in ("met", "retired")


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
class Matrix:
    """Coverage in both directions. `scope` names what the report covers; with `only_open`, it lists what is open."""

    scope: str
    registers: tuple[Register, ...]
    clauses: tuple[ClauseRow, ...]
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
        """Return why it does not pass, a line each: too much retired, or less met than `fail_under` per cent."""
        said = [
            say(
                "coverage.retired",
                register=register.id,
                share=percent(register.retired, up=True),
                limit=percent(MOST_RETIRED),
            )
            for register in self.registers
            if register.retired > MOST_RETIRED
        ]
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


def matrix(project: Project, *, policy: str | None = None, school: School | None = None) -> Matrix:
    """Return the coverage of the library, of one policy (its id), or of one school.

    A clause meets its requirements only if an outline lists it; for a school, only if it has the published wording.
    """
    listed = policies_of(project)
    meeting: dict[str, list[str]] = {}
    for name, clause in project.clauses.items():
        for wanted in clause.entry.meets:
            meeting.setdefault(wanted.text, []).append(name)
    held = clause_usage(school) if school else None
    registers: dict[str, list[CoverageEntry]] = {}
    titles: dict[str, str] = {}
    for requirement in project.requirements.values():
        register = requirement.name.partition("/")[0]
        titles[register] = requirement.source_title
        clauses = meeting.get(requirement.name, [])
        registers.setdefault(register, []).append(_entry(requirement, clauses, listed, held, policy))
    rows = tuple(
        ClauseRow(
            name,
            clause.entry.title.text,
            tuple(p for p in listed.get(name, ()) if policy in (None, p)),
            tuple(dict.fromkeys(wanted.text for wanted in clause.entry.meets)),
        )
        for name, clause in project.clauses.items()
        if policy is None or policy in listed.get(name, ())
    )
    scope = " of ".join(part for part in (policy or "", school.id if school else "") if part) or "the whole library"
    made = tuple(Register(name, titles[name], tuple(entries)) for name, entries in sorted(registers.items()))
    return Matrix(scope, made, rows)


def _entry(
    requirement: Requirement,
    clauses: list[str],
    listed: MappingType[str, tuple[str, ...]],
    held: MappingType[str, list[ClauseUsage]] | None,
    policy: str | None,
) -> CoverageEntry:
    entry = requirement.entry
    state: State
    if entry.retired is not None:
        state, named, because = "retired", tuple(clauses), entry.retired.because.text
    elif held is None:
        state, named, because = _in_library(clauses, listed, policy)
    else:
        state, named, because = _at_school(clauses, listed, held, policy)
    return CoverageEntry(
        requirement.name,
        entry.locator.text,
        entry.kind,
        tuple(one.text for one in entry.audience),
        entry.summary.text,
        state,
        named,
        because,
        tuple(written.text for written in entry.retired.replaced_by) if entry.retired else (),
    )


def _met_in(clauses: list[str], listed: MappingType[str, tuple[str, ...]]) -> str:
    policies = {policy for name in clauses for policy in listed[name]}
    return say("coverage.elsewhere", policies=", ".join(sorted(policies)))


def _in_library(
    clauses: list[str], listed: MappingType[str, tuple[str, ...]], policy: str | None
) -> tuple[State, tuple[str, ...], str]:
    here = [name for name in clauses if (policy in listed.get(name, ()) if policy else name in listed)]
    if here:
        return "met", tuple(here), ""
    other = [name for name in clauses if name in listed]
    if other:
        return "elsewhere", tuple(other), _met_in(other, listed)
    if clauses:
        return "unmet", tuple(clauses), say("coverage.in_no_policy")
    return "unmet", (), say("coverage.no_clause")


def _at_school(
    clauses: list[str],
    listed: MappingType[str, tuple[str, ...]],
    held: MappingType[str, list[ClauseUsage]],
    policy: str | None,
) -> tuple[State, tuple[str, ...], str]:
    """Return the best that the school has of it: published words before reworded ones before what is left out."""
    found = [(name, at) for name in clauses for at in held.get(name, ()) if policy in (None, at.policy)]
    order: tuple[tuple[State, str], ...] = (
        ("met", "published"),
        ("not-checked", "replaced"),
        ("if-chosen", "condition"),
        ("left-out", "tailoring"),
    )
    for state, how in order:
        here = [(name, at) for name, at in found if at.how == how]
        if here:
            reasons = dict.fromkeys(at.because for _, at in here if at.because and state != "met")
            return state, tuple(dict.fromkeys(name for name, _ in here)), "; ".join(reasons)
    other = [name for name in clauses if name in listed]
    if other:
        return "elsewhere", tuple(other), _met_in(other, listed)
    return _in_library(clauses, {}, None)


def percent(share: Fraction, *, up: bool = False) -> str:
    """Return a share as `97.4 %`, rounded down, so that 100 % means all of it, or up."""
    tenths = ceil(share * 1000) if up else floor(share * 1000)
    return f"{tenths / 10:g} %"
