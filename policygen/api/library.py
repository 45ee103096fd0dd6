"""`load` and `Library`: what a project's schools share, immutable. Each method imports only the stages it uses."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from policygen.api.errors import LibraryUnusable
from policygen.api.facts import LibraryFacts, library_facts
from policygen.api.session import Session
from policygen.check.schools import UnknownSchool
from policygen.compile.compiler import Compiler
from policygen.compile.findings import texts_in
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity
from policygen.document.typography import typeset
from policygen.model.settings import Settings
from policygen.render.engine import DEFAULT_ENGINE
from policygen.resolve.groups import group_files, group_name, groups_of, schools_in
from policygen.world.disk import DiskWorld, on_disk, project_name
from policygen.world.protocol import World

if TYPE_CHECKING:
    from policygen.api.adopting import AdoptionResult
    from policygen.api.drafting import SchoolDrafts
    from policygen.api.estate import Estate
    from policygen.api.gaps import GapReport
    from policygen.api.interviewing import Interviews
    from policygen.api.keeping import Keeping
    from policygen.api.reading_back import EditedLibraryWord
    from policygen.api.registering import SchoolRegister
    from policygen.api.releasing import LibraryRelease
    from policygen.api.reports import CoverageReport, FreshnessReport, ImpactReport
    from policygen.api.schemas import Schemas
    from policygen.api.upgrading import Upgrade
    from policygen.build.order import Order
    from policygen.build.parallel import Progress
    from policygen.build.results import SchoolBuild, SchoolResult
    from policygen.build.workforce import Workforce
    from policygen.compile.adopting import Meeting
    from policygen.diagnostics.render.repository import Repository
    from policygen.intake.gap.passages import PresentPolicy


def load(world: World) -> Library:
    """Read and check the library of a project, and return it.

    `Library.diagnostics` lists the findings. Raises LibraryUnusable if there is no usable vocabulary.
    """
    compiler, diagnostics = Compiler.load(world)
    if compiler is None:
        raise LibraryUnusable(diagnostics, texts_in(world, diagnostics))
    return Library(compiler)


class Library:
    """A project's clauses, policies and vocabulary, and the names of its schools.

    It never changes, so threads and schools can share it. What belongs to one school is in a Session (`open`).
    """

    __slots__ = ("_compiler", "_drafts", "diagnostics")

    def __init__(self, compiler: Compiler) -> None:
        self._compiler = compiler
        self._drafts: SchoolDrafts | None = None
        self.diagnostics: tuple[Diagnostic, ...] = tuple(compiler.diagnostics)

    def __reduce__(self) -> tuple[type[Library], tuple[Compiler]]:
        """Pickle with the project's files: another process has the same library."""
        return Library, (self._compiler,)

    @property
    def world(self) -> World:
        """Where the project's files come from."""
        return self._compiler.project.world

    @property
    def schools(self) -> Mapping[str, str]:
        """The schools: id → the settings file's name in the project."""
        return MappingProxyType(dict(self._compiler.files))

    @property
    def groups(self) -> Mapping[str, str]:
        """The trusts and councils above schools: name (`trusts/hartwold`) → file."""
        return MappingProxyType(group_files(self.world))

    @property
    def policies(self) -> Mapping[str, str]:
        """The policies that a school can choose: id → title, in the order of their ids."""
        return MappingProxyType(
            {key: typeset(one.title.text) for key, one in sorted(self._compiler.project.outlines.items())}
        )

    @property
    def clauses(self) -> Mapping[str, str]:
        """All clauses: full name, as `library:clause` → title."""
        return MappingProxyType(
            {key: typeset(one.entry.title.text) for key, one in self._compiler.project.clauses.items()}
        )

    @property
    def libraries(self) -> Mapping[str, LibraryFacts]:
        """The clause libraries by id, in the order of their ids."""
        return library_facts(self._compiler.project)

    @property
    def errors(self) -> int:
        """How many of `diagnostics` are errors. A library with errors can be read and checked, but not built from."""
        return sum(one.severity is Severity.ERROR for one in self.diagnostics)

    def called(self, text: str) -> str:
        """Return the school's id or group's name that `text` means, even if the project does not have it.

        People write `trusts/hartwold`, `schools/trusts/hartwold.yaml` or the whole path of the file.
        """
        return group_name(project_name(self.world, text.replace("\\", "/")))

    @property
    def fingerprint(self) -> str:
        """The SHA-256 (hex) of the names and bytes of all files of the library, including its pictures."""
        return self._compiler.fingerprint

    def schools_of(self, group: str) -> tuple[str, ...]:
        """Return the ids of the schools that extend a group's file, directly or through another."""
        return tuple(schools_in(self.world, group))

    def groups_of(self, name: str) -> tuple[str, ...]:
        """Return the groups that a school or a group is in, nearest first. Raises UnknownSchool."""
        if file := self._compiler.files.get(name) or self.groups.get(name):
            return groups_of(self.world, file)
        raise UnknownSchool(name, (*self.schools, *self.groups))

    def open(self, school: str) -> Session:
        """Read, check and settle a school's settings, and return its session. Raises UnknownSchool."""
        if school not in self._compiler.files:
            raise UnknownSchool(school, self.schools)
        return Session(self._compiler, school)

    def check(self) -> tuple[Diagnostic, ...]:
        """Return the findings on the whole project: library, schools, policies, groups and their own words."""
        from policygen.check.reviews import review_findings
        from policygen.word_copies.copy import check_kinds

        found = Diagnostics()
        found.extend(self.diagnostics)
        found.extend(review_findings(self._compiler.project))
        settings: list[Settings] = []
        for name in sorted(self._compiler.files):
            session = self.open(name)
            found.extend(session.check())
            settings += session.school.settled.chain[:1] if session.readable else ()
        self._compiler.check_folders(found)
        settings += self._compiler.check_groups(found)
        check_kinds(self._compiler, found)
        if not self.errors and any(one.model.tailoring for one in settings):
            from policygen.lint.run import lint_own

            found.extend(lint_own(self._compiler, settings))
        return tuple(found)

    def lint(self, rules: Collection[str] = ()) -> tuple[Diagnostic, ...]:
        """Return the findings of the wording rules on clauses and schools' own texts; by default of all rules.

        With all of them, the clauses that nobody has reviewed in their present words come first.
        """
        from policygen.check.reviews import review_findings
        from policygen.lint.run import lint

        found = Diagnostics()
        found.extend(self.diagnostics)
        return (*(() if rules else review_findings(self._compiler.project)), *lint(self._compiler, found, rules))

    def lint_own(self, names: Iterable[str]) -> tuple[Diagnostic, ...]:
        """Return the warnings of the wording rules on the texts that these schools and groups wrote themselves."""
        from policygen.lint.own import settings_with_texts
        from policygen.lint.run import lint_own

        return tuple(lint_own(self._compiler, settings_with_texts(self._compiler, names)))

    @staticmethod
    def lint_rules() -> tuple[str, ...]:
        """Return the ids of the rules of `lint`, in order."""
        from policygen.lint.run import lint_rules

        return tuple(lint_rules())

    def coverage(self, policy: str | None = None, school: Session | None = None) -> CoverageReport:
        """Return which clauses meet which requirements, in the library, a policy, a school, or a school's policy.

        Raises SettingsUnusable for a school whose settings have mistakes.
        """
        from policygen.api.reports import CoverageReport
        from policygen.report.coverage.matrix import matrix

        return CoverageReport(matrix(self._compiler.project, policy=policy, school=school.school if school else None))

    def gap(
        self, name: str, data: bytes | PresentPolicy, policy: str | None = None, school: Session | None = None,
        registers: Collection[str] = (),
    ) -> GapReport:  # fmt: skip
        """Return what the words of a policy that a school has say of what is asked; `name` is its file's.

        `data` is the file's bytes, or what an earlier report read in it (`GapReport.analysis.read`).
        It is compared with the requirements of a policy of the library, a school and some registers, by default all.
        Raises Refused if the bytes cannot be read; SettingsUnusable for a school whose settings have mistakes.
        """
        from policygen.api.gaps import GapReport

        return GapReport.of(self._compiler.project, name, data, policy, school.school if school else None, registers)

    def freshness(
        self, as_of: date | None = None, schools: Collection[str] = (), *, touching: Collection[str] = ()
    ) -> FreshnessReport:
        """Return what is out of date on `as_of`, by default the day that `FreshnessReport.day` gives.

        `schools` are those to check, by default all. With `touching`, only findings that affect one of those come.
        """
        from policygen.api.reports import FreshnessReport

        return FreshnessReport.of(self._compiler, as_of, schools, touching)

    def impact(self, since: str) -> ImpactReport:
        """Return the changes since this branch and another commit, tag or branch parted, and what they affect.

        The world must be a folder in a git repository. Raises Refused if git cannot answer; LibraryUnusable.
        """
        from policygen.api.impacts import impact_since

        return impact_since(self._compiler, since)

    def impact_between(self, old: str = "", new: str = "") -> ImpactReport:
        """Return what changes for this project's schools between two versions of the libraries.

        Each is a wheel, a folder with `clauses/`, the word `installed`, or empty for the project as it is. The world
        must be a folder. Raises Refused if one cannot be read; LibraryUnusable if it has no usable vocabulary.
        """
        from policygen.api.impacts import impact_between

        return impact_between(self._compiler, old, new)

    def release(self, library: str, since: str = "") -> LibraryRelease:
        """Return a library of this project compared with its last release, or with `since`.

        The world must be a folder. Raises Refused if there is no such library, or nothing to compare it with.
        """
        from policygen.api.releasing import LibraryRelease

        return LibraryRelease(self._compiler, library, since)

    def upgrade(
        self,
        names: Collection[str] = (),
        settle: Mapping[str, str] | None = None,
        old: str = "",
        word: tuple[str, bytes] | None = None,
    ) -> Upgrade:
        """Plan the move of schools and groups, by default all, to the libraries of today; nothing is written.

        `settle` decides collisions: the clause's name → `theirs`, `ours` or other words. `old` is a wheel, a folder or
        a git revision with the libraries as they were. `word` is a Word file in which collisions were settled, as
        `Upgrade.collisions_docx` made it: the name that messages use, and its bytes. The world must be a folder. Raises
        UnknownSchool; Refused if a file tailors no such clause, or if `old` or `word` cannot be read; OSError.
        """
        from policygen.api.upgrading import Upgrade

        return Upgrade.of(self._compiler.project, on_disk(self.world), names, settle or {}, old, word)

    def build(
        self,
        schools: Iterable[str],
        order: Order,
        jobs: int | Workforce = 1,
        progress: Progress | None = None,
        as_of: date | None = None,
    ) -> Generator[SchoolResult, None, None]:
        """Build schools in the order's folder and yield each result, even of one with mistakes; closing ends the build.

        With `as_of`, a result's `stale` is what is out of date on that day (`FreshnessReport.summary_of`). It costs
        little here, because the schools are open. Raises OSError if the manifest cannot be written, and Refused for a
        scheduler that cannot be used.
        """
        from policygen.build.parallel import build
        from policygen.report.freshness.by_school import judged_on

        return build(self._compiler, list(schools), order, jobs, progress, judged_on(as_of))

    def word_copies(self, names: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the model copies that `names` stand for, to build with an order that has `blank`; without names, all.

        A name is a kind of school, a school, or the file of a group. Raises Refused for any other name; LibraryUnusable
        for mistakes in the files named.
        """
        from policygen.word_copies.kinds import targets

        found = Diagnostics()
        wanted = tuple(str(target) for target in targets(self._compiler.project, names, found))
        if found.errors:
            raise LibraryUnusable(found, self.texts(found))
        return wanted

    def artifacts(self, schools: Iterable[str], order: Order, jobs: int = 1) -> Iterator[SchoolBuild]:
        """Build schools in memory and yield each result; nothing is written."""
        from policygen.build.artifacts import Builder
        from policygen.build.parallel import artifacts_of

        return artifacts_of(Builder(self._compiler), list(schools), order, jobs)

    def adopt_common(self, group: str, policy: str, meeting: Meeting) -> AdoptionResult:
        """Record that a group adopted the words of a policy that its schools have in common.

        The world must be a folder. Raises UnknownSchool; KeyError for a policy that the project does not have.
        """
        from policygen.api.adopting import adopt_group

        if group not in self.groups:
            raise UnknownSchool(group, self.groups)
        if policy not in self.policies:
            raise KeyError(policy)
        return adopt_group(self._compiler, group, policy, meeting)

    @staticmethod
    def repository(world: DiskWorld, diagnostics: Iterable[Diagnostic]) -> Repository:
        """Return where a code host finds the files that findings name, for `render_diagnostics`."""
        from policygen.compile.repository import repository_of

        return repository_of(world, tuple(diagnostics))

    @property
    def interviews(self) -> Interviews:
        """Schools' settings in progress: start a school, and ask for its answers."""
        from policygen.api.interviewing import Interviews

        return Interviews(self._compiler.project)

    @property
    def drafts(self) -> SchoolDrafts:
        """Schools' settings in memory, for a program that keeps no files."""
        from policygen.api.drafting import SchoolDrafts

        # One for all drafts, which share the questions that were worked out.
        self._drafts = self._drafts or SchoolDrafts(self._compiler)
        return self._drafts

    def school_register(self, path: Path) -> SchoolRegister:
        """Return an export of the national register of schools, a CSV file, to take schools in from it."""
        from policygen.api.registering import SchoolRegister

        return SchoolRegister(self._compiler.project, path)

    @property
    def estate(self) -> Estate:
        """What people who look after many schools need: where each policy stands, and schools' answers collected."""
        from policygen.api.estate import Estate

        return Estate(self._compiler)

    @property
    def keeping(self) -> Keeping:
        """What people who keep a library need: previews of clauses, coverage by schools, registers as CSV, ids."""
        from policygen.api.keeping import Keeping

        return Keeping(self._compiler)

    def read_word(self, library: str, name: str, data: bytes, school: str = "") -> EditedLibraryWord:
        """Return what was edited in a paper for reviewers or in a built policy, for the clauses of a library.

        `name` is what messages call the file, `school` the one whose policy it is, by default that of the file. Raises
        KeyError for an unknown library; Refused for a file that cannot be read back.
        """
        from policygen.api.reading_back import EditedLibraryWord

        if library not in self.libraries:
            raise KeyError(library)
        return EditedLibraryWord.of(self._compiler, library, name, data, school)

    def form_page(self) -> str:
        """Return the web page that asks a school's questions and writes its settings file, without a server.

        Raises LibraryUnusable for mistakes in the library or in the files that schools extend, or for an unusable look.
        """
        from policygen.web.form.data import form_of
        from policygen.web.form.page import page_of

        found = Diagnostics()
        found.extend(self.diagnostics)
        form = None if found.errors else form_of(self._compiler.project, found)
        if not found.errors:
            found.extend(self.lacking(("form",)))
        if form is None or found.errors:
            raise LibraryUnusable(found, self.texts(found))
        return page_of(form, self.world)

    @property
    def schemas(self) -> Schemas:
        """The JSON Schemas of the project's files."""
        from policygen.api.schemas import Schemas

        return Schemas(self._compiler.project)

    def lacking(
        self, formats: Iterable[str], *, large_print: bool = False, engine: str = DEFAULT_ENGINE
    ) -> tuple[Diagnostic, ...]:
        """Return what is missing, on this machine or in the look, for writing the formats; `form` is the web form."""
        from policygen.render.preflight import problems

        return tuple(problems(self.world, formats, large_print=large_print, engine=engine))

    def texts(self, diagnostics: Iterable[Diagnostic]) -> dict[str, str]:
        """Return the text of each file that findings refer to, by its name."""
        return texts_in(self.world, diagnostics)
