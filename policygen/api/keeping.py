"""What keepers of a library need besides its checks: previews, reviews, tables, ids, coverage by kinds of school."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from policygen.api.reports import GridReport
from policygen.api.reviewing import ClauseReview, clauses_to_review, paper_in_word
from policygen.api.session import Session
from policygen.branches.preview import ClausePreview, listing, preview_in, preview_of, preview_of_kind
from policygen.build.rendering import Renderer
from policygen.check.project import Project
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Diagnostics, Refused
from policygen.document.model import Document
from policygen.registers.table import load_table, table_files
from policygen.registers.taking_in import take_in
from policygen.registers.trial import report_refused
from policygen.report.coverage.grid import coverage_grid
from policygen.source.writing import encoded
from policygen.world.protocol import PACKAGED

if TYPE_CHECKING:
    from policygen.api.browsing import LibrarySite
    from policygen.browse.site import Progress


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


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a table changes in `file`, a line for each change; `data` is the file with the changes, None for none.

    With errors among the `diagnostics` there are neither lines nor data.
    """

    file: str
    lines: tuple[str, ...]
    data: bytes | None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def is_packaged(self) -> bool:
        """Whether the file is one of an installed library, which a project never changes."""
        return self.file.startswith(PACKAGED)


class Keeping:
    """The reports and tables of a project's libraries that only their keepers use. `Library.keeping` returns it."""

    __slots__ = ("_compiler",)

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler

    @property
    def ids(self) -> LibraryIds:
        """The ids of registers, requirements, references and contacts, each with its title or summary."""
        return LibraryIds.of(self._compiler.project)

    def clauses_called(self, name: str) -> tuple[str, ...]:
        """Return the full names of the clauses that a name means: one, or several for one that two libraries have."""
        return tuple(self._compiler.project.find_clause(name))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of school in clauses/models.yaml."""
        return tuple(self._compiler.project.models)

    @property
    def kind_titles(self) -> Mapping[str, str]:
        """The kinds of school in clauses/models.yaml, each with its title."""
        return MappingProxyType({key: one.entry.title.text for key, one in self._compiler.project.models.items()})

    def preview(
        self, clause: str, policy: str | None = None, *, kind: str = "", school: Session | None = None
    ) -> ClausePreview:
        """Return a clause (by its full name) as each branch prints it, or as a kind of school or a school has it.

        Raises Refused for a clause that the policy does not list; KeyError for an unknown clause, policy or kind;
        SettingsUnusable for a school whose settings have mistakes.
        """
        project = self._compiler.project
        policies = listing(project, clause, policy)
        if school is not None:
            having = school

            def document_of(policy: str) -> Document | None:
                return having.compile(policy, draft=True).document if policy in having.policies else None

            return preview_in(project, clause, policies, document_of, school.id)
        if kind:
            return preview_of_kind(self._compiler, clause, policies, kind)
        return preview_of(self._compiler, clause, policies[0])

    def preview_page(self, preview: ClausePreview) -> bytes:
        """Return a preview as one web page. Raises Refused if no branch prints the clause."""
        document = preview.document()
        if document is None:
            raise Refused(say("preview.nothing_printed", clause=preview.clause))
        return Renderer(self._compiler.project.world).render(document, ("html",))["html"]

    @property
    def tables(self) -> Mapping[str, str]:
        """The files that can be tables: a register's id, `references`, `contacts` or `LIBRARY/contacts` → file."""
        return MappingProxyType(table_files(self._compiler.project))

    def table(self, name: str) -> str:
        """Return a register, the references or the contacts as CSV, from which `take_in` reads the same entries.

        Raises KeyError for a name that is not in `tables`; Refused for a file that cannot be a table.
        """
        return load_table(self._compiler.project, name).csv()

    def take_in(self, name: str, file: str, data: bytes) -> TakenIn:
        """Return what the bytes of a CSV file change in the table of this name; nothing is written.

        What `check` would refuse in the changed file is among the findings, at its cell.
        `file` is what findings call it. Raises KeyError for a name that is not in `tables`; Refused for a file that
        cannot be a table, or in which a change cannot be made.
        """
        found = Diagnostics()
        table = load_table(self._compiler.project, name)
        changes = take_in(table, file, data, found)
        text = changes.text() if changes is not None and changes.any else None
        if changes is not None and text is not None:
            report_refused(self._compiler.project, self._compiler.diagnostics, changes, text, found)
        if changes is None or found.errors:
            return TakenIn(table.file, (), None, tuple(found))
        made = None if text is None else encoded(text, self._compiler.project.world.read(table.file))
        return TakenIn(table.file, tuple(changes.lines()), made, tuple(found))

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
        grid = coverage_grid(self._compiler, by, registers, requirements, policy=policy, only_open=only_open)
        return GridReport(grid)

    def review(self, clause: str) -> ClauseReview:
        """Return what a reviewer of a clause sees, and the way to record a review.

        `clause` is the clause's full name, or its id if only one library has it. Raises KeyError for any other.
        """
        found = self._compiler.project.find_clause(clause)
        if len(found) != 1:
            raise KeyError(clause)
        return ClauseReview(self._compiler, self._compiler.project.clauses[found[0]])

    def to_review(self, names: Sequence[str], *, unreviewed: bool = False) -> tuple[str, ...]:
        """Return the full names of the clauses that names of clauses, libraries and policies mean; without names, all.

        With `unreviewed`, only those that nobody has reviewed in their present words. Raises KeyError for a name that
        means nothing; Refused for one that means several things.
        """
        return clauses_to_review(self._compiler.project, names, unreviewed=unreviewed)

    def review_paper(self, clauses: Sequence[str]) -> bytes:
        """Return clauses, by full name, as a Word file that a reviewer can edit; `Library.read_word` reads it back.

        It takes a moment for each clause. Raises Refused if no policy prints any of them, or it cannot be drawn.
        """
        return paper_in_word(self._compiler, clauses)

    def site(
        self, libraries: Sequence[str] = (), *, schools: bool = False, progress: Progress | None = None
    ) -> LibrarySite:
        """Return libraries, by default all, as web pages to browse; nothing is written.

        With `schools`, each clause names the project's schools that have it; without, the pages name none. `progress`
        is called with how many clauses are done, how many there are, and the name of the next one. Raises KeyError for
        an unknown library; Refused for a look that cannot be used.
        """
        from policygen.api.browsing import LibrarySite

        return LibrarySite.of(self._compiler, libraries, schools=schools, progress=progress)
