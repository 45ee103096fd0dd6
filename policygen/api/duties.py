"""What a school's policies promise, as text, as data and as files."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

from policygen.api.errors import CannotRender
from policygen.build.artifacts import Builder
from policygen.build.publish import Publisher
from policygen.build.rendering import refused_in_words
from policygen.build.results import Artifact, SchoolBuild, SchoolResult
from policygen.compile.school import School
from policygen.document.model import Document
from policygen.render.engine import DEFAULT_ENGINE
from policygen.report.duties.dates import SchoolYear
from policygen.report.duties.files import DutyFiles
from policygen.report.duties.model import DutyPlan
from policygen.report.duties.plan import duties_of
from policygen.report.duties.writers import duties_json, duties_table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SchoolDuties:
    """The plan of one school's duties in one school year; its sheets may be in large print."""

    TEXTS: ClassVar[tuple[str, ...]] = ("table", "json")
    FORMATS: ClassVar[tuple[str, ...]] = (*TEXTS, *DutyFiles.FORMATS)

    plan: DutyPlan
    _builder: Builder
    _school: School
    _large_print: bool = False
    _engine: str = DEFAULT_ENGINE

    @classmethod
    def of(
        cls,
        builder: Builder,
        school: School,
        year: int | None,
        *,
        large_print: bool = False,
        engine: str = DEFAULT_ENGINE,
    ) -> SchoolDuties:
        """Return the plan for the school year that begins in `year`, by default the present one."""
        return cls(duties_of(builder.compiler, school, year), builder, school, large_print, engine)

    def text(self, form: str = "table") -> str:
        """Return the plan in one of TEXTS, with a line end. Raises KeyError for any other format."""
        if form not in self.TEXTS:
            raise KeyError(form)
        wording = self._school.assembler.wording
        return duties_json(self.plan) if form == "json" else duties_table(self.plan, wording, self._year)

    @property
    def documents(self) -> dict[str, Document]:
        """The two sheets by file name: the whole plan, and the year on one page. Raises CannotRender."""
        return self._drawn(lambda files: files.documents)

    def artifacts(self, formats: Collection[str]) -> list[Artifact]:
        """Return the files of these formats, named under the out folder. Raises CannotRender.

        DOCX and PDF are two each: the whole plan, and the year on one page.
        """
        return self._drawn(lambda files: files.artifacts(formats))

    def write(self, formats: Collection[str], out: Path, project: Path | None = None) -> SchoolResult:
        """Write the files into the out folder as a build does, never over a person's work.

        Raises CannotRender, and OSError if the manifest cannot be written. `project` is the folder where files that
        people have changed are kept; see Order.
        """
        compiler = self._builder.compiler
        tools = {
            **self._builder.renderer_in(self._large_print, self._engine).tools(formats),
            "library": compiler.fingerprint,
        }
        built = SchoolBuild(self._school.id, beside=self.artifacts(formats))
        publisher = Publisher(out, tools, compiler.project.world.today(), project)
        try:
            return publisher.publish(built)
        finally:
            publisher.close()

    def _drawn(self, make: Callable[[DutyFiles], T]) -> T:
        try:
            files = DutyFiles(
                self._builder,
                self._school,
                self.plan,
                self._year,
                large_print=self._large_print,
                engine=self._engine,
            )
            return make(files)
        except Exception as error:
            refused = refused_in_words(error)
            if refused is None:
                raise
            raise CannotRender(refused) from error

    @property
    def _year(self) -> str:
        terms, wording = self._school.project.vocabulary.school_year, self._school.assembler.wording
        return SchoolYear(self.plan.year, terms, wording).title
