"""What people who keep a library need besides its checks: coverage by schools and kinds, and the ids of its entries."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from policygen.api.reports import GridReport
from policygen.check.project import Project
from policygen.compile.compiler import Compiler

if TYPE_CHECKING:
    from policygen.api.reviewing import ClauseReview


@dataclass(frozen=True, slots=True)
class LibraryIds:
    """Each mapping is id → what it is, in words: requirements as `register/id`."""

    registers: Mapping[str, str]
    requirements: Mapping[str, str]
    references: Mapping[str, str]
    contacts: Mapping[str, str]

    @classmethod
    def of(cls, project: Project) -> LibraryIds:
        """Return the ids in a project, in its order."""
        requirements = project.requirements
        return cls(
            MappingProxyType({name.partition("/")[0]: one.source_title for name, one in requirements.items()}),
            MappingProxyType({name: one.entry.summary.text for name, one in requirements.items()}),
            MappingProxyType({name: one.title.text for name, one in project.references.items()}),
            MappingProxyType({name: one.name.text for name, one in project.contacts.items()}),
        )


class Keeping:
    """The reports and tables of a project's libraries that only their keepers use. `Library.keeping` returns it."""

    __slots__ = ("_compiler",)

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler

    @property
    def ids(self) -> LibraryIds:
        """The ids of registers, requirements, references and contacts, each with its title or summary."""
        return LibraryIds.of(self._compiler.project)

    def coverage_grid(
        self,
        by: str = "both",
        registers: Collection[str] = (),
        requirements: Collection[str] = (),
        *,
        policy: str | None = None,
        only_open: bool = False,
    ) -> GridReport:
        """Return the coverage of each school, of each kind of school in clauses/models.yaml, or of both.

        `by` is "schools", "kinds" or "both"; raises KeyError for anything else. `registers` and `requirements` are
        those to show, by default all; with `only_open`, only what is open for at least one school or kind.
        """
        from policygen.report.coverage.grid import coverage_grid

        grid = coverage_grid(self._compiler, by, registers, requirements, policy=policy, only_open=only_open)
        return GridReport(grid)

    def review(self, clause: str) -> ClauseReview:
        """Return what a reviewer of a clause sees, and the way to record a review.

        `clause` is the clause's full name, or its id if only one library has it. Raises KeyError for any other.
        """
        from policygen.api.reviewing import ClauseReview

        found = self._compiler.project.find_clause(clause)
        if len(found) != 1:
            raise KeyError(clause)
        return ClauseReview(self._compiler, self._compiler.project.clauses[found[0]])
