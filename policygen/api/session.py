"""`Session`: one school, settled, with everything that belongs to it and nothing from other schools.

As in `library`, each method imports the stages that it uses.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from policygen.api.errors import CannotRender, SettingsUnusable
from policygen.compile.compiler import Compiler
from policygen.compile.school import Compiled, School
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity
from policygen.document.model import Document, Edition
from policygen.document.overlays import Overlay
from policygen.render.engine import DEFAULT_ENGINE

if TYPE_CHECKING:
    from policygen.api.adopting import AdoptionResult
    from policygen.api.duties import SchoolDuties
    from policygen.api.questions import Questionnaire
    from policygen.api.reading_back import EditedWord
    from policygen.build.artifacts import Builder
    from policygen.build.order import Order
    from policygen.build.results import SchoolBuild
    from policygen.compile.adopting import Meeting
    from policygen.report.explain import Trace
    from policygen.resolve.settled_file import SettledFile


@dataclass(frozen=True, slots=True)
class SchoolPolicy:
    """One policy of a school in one edition: its Document, its sheets by file name, and its findings."""

    id: str
    document: Document
    sheets: Mapping[str, Document]
    diagnostics: tuple[Diagnostic, ...]


class Session:
    """One school of a library. It keeps what it has compiled for as long as the session exists.

    Open one for each request or thread; two threads may use two sessions of one library at the same time.
    """

    __slots__ = ("_builder", "_compiler", "_school", "diagnostics", "id")

    def __init__(self, compiler: Compiler, school: str, read: SettledFile | None = None) -> None:
        """`read` is the settings file if it was read and settled already, against a view for this school."""
        found = Diagnostics()
        self.id = school
        self._compiler = compiler
        self._school = compiler.school(school, found) if read is None else compiler.school_of(read, found)
        self._builder: Builder | None = None
        self.diagnostics: tuple[Diagnostic, ...] = tuple(found)

    @property
    def readable(self) -> bool:
        """Whether the settings could be read and settled, even if some answers are wrong."""
        return self._school is not None

    @property
    def usable(self) -> bool:
        """Whether the settings could be read and have no errors."""
        return self._school is not None and not any(one.severity is Severity.ERROR for one in self.diagnostics)

    @property
    def school(self) -> School:
        """The school, settled and planned. Raises SettingsUnusable."""
        if self._school is None:
            raise SettingsUnusable(self.id, self.diagnostics)
        return self._school

    @property
    def name(self) -> str:
        """The school's name in its settings; empty if it has none, or the settings cannot be used."""
        setting = self._school.settled.settings.get("school.name") if self._school is not None else None
        return str(setting.value or "") if setting is not None else ""

    @property
    def policies(self) -> tuple[str, ...]:
        """The ids of the school's policies; none if its settings could not be read."""
        return tuple(self._school.plans) if self._school is not None else ()

    @property
    def fingerprint(self) -> str:
        """The SHA-256 (hex) of the settings files that the school's answers come from, and of its logo.

        Raises SettingsUnusable.
        """
        return self.school.fingerprint

    def check(self) -> tuple[Diagnostic, ...]:
        """Return the findings on the school's settings and on each of its policies."""
        found = Diagnostics()
        found.extend(self.diagnostics)
        if self._school is not None:
            own = self._compiler.files[self.id]
            for policy in self._school.plans:
                trace = (f"{policy} for {self.id}",)
                for one in self._compiler.compile(self._school, policy).diagnostics:
                    # An error in the school's own file says all that there is to say; its notes are about one policy.
                    led = one.span is None or one.span.file != own or one.severity is Severity.NOTE
                    found.add(replace(one, trace=trace) if led and not one.trace else one)
        return tuple(found)

    def compile(self, policy: str, *, draft: bool = False, edition: Edition = "board") -> SchoolPolicy:
        """Return one policy as a Document. Raises SettingsUnusable; KeyError if the school does not have it.

        Without `draft`, a missing answer is an error among the policy's diagnostics.
        """
        if policy not in self.school.plans:
            raise KeyError(policy)
        board = self._compiler.compile(self.school, policy, draft=draft)
        found: Compiled = self._compiler.in_edition(self.school, board, edition)
        return SchoolPolicy(policy, found.document, MappingProxyType(found.sheets), tuple(found.diagnostics))

    def document(self, policy: str, *, draft: bool = False) -> Document:
        """Return the board's copy of one policy as a Document, without the sheets and findings of `compile`.

        Raises SettingsUnusable; KeyError if the school does not have the policy.
        """
        if policy not in self.school.plans:
            raise KeyError(policy)
        return self._compiler.compile(self.school, policy, draft=draft).document

    def render(
        self,
        document: Document,
        formats: Sequence[str] = ("docx", "pdf"),
        overlays: Sequence[Overlay] = (),
        *,
        large_print: bool = False,
    ) -> dict[str, bytes]:
        """Return a Document's bytes in each format, by extension; with `large_print` in 18 points or more.

        Markdown and JSON have no type size. Raises Refused if it cannot be drawn.
        """
        from policygen.build.rendering import refused_in_words

        try:
            renderer = self._rendering().renderer_in(large_print)
            return renderer.render(document, tuple(formats), overlays)
        except Exception as error:
            refused = refused_in_words(error)
            if refused is None:
                raise
            raise CannotRender(refused) from error

    def build(self, order: Order) -> SchoolBuild:
        """Build the school's policies in memory. The result includes the findings."""
        return self._rendering().school(self.id, order)

    def build_in_steps(self, orders: Sequence[Order]) -> Generator[None, None, tuple[SchoolBuild, ...]]:
        """Return what `build` returns of each order. Yields after each policy, once it is made as all orders say."""
        from policygen.build.order import ordered
        from policygen.build.results import SchoolBuild

        builder = self._rendering()
        opened = [builder.open(self.id, order) for order in orders]
        parts: list[list[SchoolBuild]] = [[] for _ in orders]
        wanted = [
            [] if isinstance(school, SchoolBuild) else ordered(school, order)
            for school, order in zip(opened, orders, strict=True)
        ]
        for policy in dict.fromkeys(policy for names in wanted for policy in names):
            for school, order, names, made in zip(opened, orders, wanted, parts, strict=True):
                if policy in names and not isinstance(school, SchoolBuild):
                    made.append(builder.policy(school, policy, order))
            yield
        return tuple(
            school if isinstance(school, SchoolBuild) else builder.close(school, order, made)
            for school, order, made in zip(opened, orders, parts, strict=True)
        )

    def questions(self, people: Sequence[str] = (), *, everything: bool = False) -> Questionnaire:
        """Return the questions still to be answered, a page for each person; with `everything`, the answered ones too.

        `people` are names from Questionnaire.PEOPLE; the default is everyone who has a question. Raises
        SettingsUnusable.
        """
        from policygen.api.questions import Questionnaire
        from policygen.ask.unfinished import Unfinished

        now = Unfinished.load(self._compiler.project, self._compiler.files[self.id])
        if now is None:
            raise SettingsUnusable(self.id, self.diagnostics)
        wording = self._compiler.assembler.wording
        return Questionnaire.of(self._compiler.project, self.id, now, wording, people, everything)

    def why(self, clause: str, policy: str | None = None) -> tuple[Trace, ...]:
        """Return why the school has or lacks a clause; `clause` is a name or a number. Raises SettingsUnusable."""
        from policygen.report.explain import trace

        return tuple(trace(self._compiler, self.school, clause, policy))

    def reasons(self, policy: str) -> dict[str, Trace]:
        """Return why the school has each clause of a policy, by the clause's full name.

        Raises SettingsUnusable; KeyError if the school does not have the policy.
        """
        from policygen.report.explain import reasons

        return reasons(self._compiler, self.school, policy)

    def duties(
        self, year: int | None = None, *, large_print: bool = False, pdf_engine: str = DEFAULT_ENGINE
    ) -> SchoolDuties:
        """Return what the school's policies promise in the school year that begins in `year`, by default this one.

        With `large_print` its DOCX and PDF are in 18 points or more; `pdf_engine`, one of Order.ENGINES, draws the
        pages. Raises SettingsUnusable.
        """
        from policygen.api.duties import SchoolDuties

        return SchoolDuties.of(self._rendering(), self.school, year, large_print=large_print, engine=pdf_engine)

    @staticmethod
    def duty_formats() -> tuple[str, ...]:
        """Return the formats that `duties` can be had in: first those that are text, then files."""
        from policygen.api.duties import SchoolDuties

        return SchoolDuties.FORMATS

    @staticmethod
    def school_in_word(name: str, data: bytes) -> str:
        """Return the id of the school that a built Word file belongs to; `name` is the file's name.

        Raises Refused for a file that cannot be read back.
        """
        from policygen.api.reading_back import school_in_word

        return school_in_word(name, data)

    def read_word(self, name: str, data: bytes) -> EditedWord:
        """Return what was edited in a Word file that was built for this school; `name` is the file's name.

        Raises SettingsUnusable; Refused for a file that cannot be read back.
        """
        from policygen.api.reading_back import EditedWord

        return EditedWord.of(self._compiler, self.school, name, data)

    def adopt(self, policy: str, meeting: Meeting, name: str, data: bytes) -> AdoptionResult:
        """Record that the board adopted the words of a PDF or DOCX that the meeting saw; `name` is the file's name.

        The world must be a folder or a draft. Raises SettingsUnusable; KeyError if the school does not have the policy.
        """
        from policygen.api.adopting import adopt_file

        if policy not in self.school.plans:
            raise KeyError(policy)
        return adopt_file(self._compiler, self.school, policy, meeting, name, data)

    def adopt_built(
        self, policy: str, meeting: Meeting, out: Path, shown: Callable[[Path], str] = str
    ) -> AdoptionResult:
        """Record that the board adopted the words of a policy's files in the out folder.

        `shown` turns a path into the text that messages use. The world must be a folder. Raises SettingsUnusable;
        KeyError if the school does not have the policy.
        """
        from policygen.api.adopting import adopt_built

        if policy not in self.school.plans:
            raise KeyError(policy)
        return adopt_built(self._compiler, self.school, policy, meeting, out, shown)

    def _rendering(self) -> Builder:
        from policygen.build.artifacts import Builder

        if self._builder is None:
            self._builder = Builder(self._compiler)
        return self._builder
