"""Where clauses are used: the policies that list them, and how each school has them (published, reworded, left out)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from typing import Literal

from policygen.check.own_sections import policies_with_section
from policygen.check.project import Project
from policygen.check.schools import load_settings, school_files
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.model.settings import Take
from policygen.resolve.groups import group_files

How = Literal["published", "replaced", "condition", "tailoring", "home"]


@dataclass(frozen=True, slots=True)
class ClauseUsage:
    """How one policy of a school has a clause: published, replaced or left out, with the reason as text."""

    policy: str
    how: How
    because: str


def policies_of(project: Project) -> dict[str, tuple[str, ...]]:
    """Return each listed clause with the policies whose outlines list it, in the order of their ids."""
    found: dict[str, list[str]] = {}
    for policy, outline in sorted(project.outlines.items()):
        for section in outline.all_sections:
            for name in section.names:
                full = project.find_clause(name.text)
                if len(full) == 1 and policy not in found.setdefault(full[0], []):
                    found[full[0]].append(policy)
    return {clause: tuple(policies) for clause, policies in found.items()}


def taken_in(project: Project) -> dict[str, tuple[str, ...]]:
    """Return each clause that a school or trust adds, with the policies of the clause that it is placed next to."""
    listed, found = policies_of(project), dict[str, tuple[str, ...]]()
    files = [*group_files(project.world).values(), *school_files(project.world).values()]
    for settings in (load_settings(project, file, Diagnostics()) for file in files):
        for entry in settings.model.tailoring if settings else ():
            anchor = entry.add.after or entry.add.before if isinstance(entry, Take) else None
            names = project.find_clause(entry.clause.text) if isinstance(entry, Take) else []
            if isinstance(entry, Take) and settings is not None and entry.add.within is not None:
                within = policies_with_section(project, entry.add.within.text, (settings,))
                found |= {name: tuple(sorted({*found.get(name, ()), *within})) for name in names}
            for name in names if anchor is not None else ():
                beside = [one for full in project.find_clause(str(anchor)) for one in listed.get(full, ())]
                found[name] = tuple(sorted({*found.get(name, ()), *beside}))
    return found


def clause_usage(school: School) -> dict[str, list[ClauseUsage]]:
    """Return how each policy of the school has each clause, without the clauses that the school wrote itself."""
    found: dict[str, list[ClauseUsage]] = {}
    for policy, plan in school.plans.items():
        for planned in plan.clauses:
            if planned.clause is not None:
                how: How = "replaced" if planned.change == "replaced" else "published"
                found.setdefault(planned.name, []).append(ClauseUsage(policy, how, planned.because))
        for left in plan.left_out:
            if left.clause is None:
                continue
            found.setdefault(left.name, []).append(ClauseUsage(policy, left.by, left.because))
    return found


def published_in(school: School) -> frozenset[str]:
    """Return the clauses that a school's policies have with their published wording."""
    each = (planned for plan in school.plans.values() for planned in plan.clauses)
    return frozenset(one.name for one in each if one.clause is not None and one.change != "replaced")


def load_schools(compiler: Compiler, ids: Iterable[str] = ()) -> dict[str, School]:
    """Return the schools that can be settled, by id: those of `ids`, by default all. `check` reports the others."""
    found = ((school_id, compiler.school(school_id)) for school_id in (sorted(ids) or sorted(compiler.files)))
    return {school_id: school for school_id, school in found if school is not None}


@dataclass(frozen=True, slots=True)
class Touched:
    """The policies and schools that something affects, each once and in order."""

    policies: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()

    @classmethod
    def joined(cls, parts: Iterable[Touched]) -> Touched:
        parts = list(parts)
        return cls(_merged(part.policies for part in parts), _merged(part.schools for part in parts))


@dataclass(frozen=True, slots=True)
class Reach:
    """For each clause, the policies that list or add it, the schools that have its published wording, and the schools
    that replace or omit it.
    """

    policies: MappingType[str, tuple[str, ...]]
    schools: MappingType[str, tuple[str, ...]]
    tailored: MappingType[str, tuple[str, ...]]

    @classmethod
    def over(cls, project: Project, schools: MappingType[str, School]) -> Reach:
        held: dict[str, list[str]] = {}
        tailored: dict[str, list[str]] = {}
        listed = {clause: set(policies) for clause, policies in policies_of(project).items()}
        for school_id, school in sorted(schools.items()):
            for clause, found in clause_usage(school).items():
                published = {standing.policy for standing in found if standing.how == "published"}
                if any(standing.how in ("replaced", "tailoring") for standing in found):
                    tailored.setdefault(clause, []).append(school_id)
                if published:
                    held.setdefault(clause, []).append(school_id)
                    # A file above the school, or its own, may take a clause into a policy that does not list it.
                    listed.setdefault(clause, set()).update(published)
        return cls(
            {clause: tuple(sorted(policies)) for clause, policies in listed.items()},
            {clause: tuple(ids) for clause, ids in held.items()},
            {clause: tuple(ids) for clause, ids in tailored.items()},
        )

    def of(self, clauses: Iterable[str]) -> Touched:
        """Return what the clauses affect together."""
        return Touched.joined(Touched(self.policies.get(name, ()), self.schools.get(name, ())) for name in clauses)


def names_up_to(names: Sequence[str], most: int) -> str:
    """Return names as text: the first `most`, then how many more there are."""
    shown = ", ".join(names[:most])
    return say("usage.more", names=shown, count=len(names) - most) if len(names) > most else shown


def _merged(groups: Iterator[tuple[str, ...]] | Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({name for group in groups for name in group}))
