"""A policy that a school has, compared with what the library's registers ask: as text, as data and as files."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from policygen.api.errors import CannotRender, LibraryUnusable
from policygen.assemble.wording import Wording, WordsUnusable
from policygen.build.rendering import Renderer, refused_in_words
from policygen.check.project import Project
from policygen.compile.findings import texts_in
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Diagnostics
from policygen.intake.gap.analysis import GapAnalysis, analyse_gap
from policygen.intake.gap.paper import gap_document
from policygen.intake.gap.passages import PresentPolicy
from policygen.intake.gap.reading import read_policy
from policygen.intake.gap.told import gap_lines, summary_of_gap
from policygen.intake.gap.written import gap_findings, gap_json
from policygen.render.glyphs import missing_glyphs

if TYPE_CHECKING:
    from policygen.document.model import Document

_UNPRINTABLE = "?"


@dataclass(frozen=True, slots=True)
class GapReport:
    """What a policy's words have of what is asked. It says nothing of whether the policy meets a requirement.

    `diagnostics` are mistakes in clauses/synonyms.yaml and clauses/dead-names.yaml, which are used as far as they go.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ("table", "json")
    FILES: ClassVar[tuple[str, ...]] = ("docx", "pdf", "html")

    analysis: GapAnalysis
    diagnostics: tuple[Diagnostic, ...]
    _project: Project

    @classmethod
    def of(
        cls,
        project: Project,
        name: str,
        data: bytes | PresentPolicy,
        policy: str | None = None,
        school: School | None = None,
        registers: Collection[str] = (),
    ) -> GapReport:
        """Read a file's bytes, which messages call `name`, and compare them; `data` can also be what was read before.

        Raises Refused if it cannot be read.
        """
        mistakes = Diagnostics()
        read = read_policy(name, data) if isinstance(data, bytes) else data
        found = analyse_gap(project, read, mistakes, policy=policy, school=school, registers=registers)
        return cls(found, tuple(mistakes), project)

    def text(self, form: str = "table") -> str:
        """Return the report in one of TEXTS, with a line end. Raises KeyError for any other format."""
        if form not in self.TEXTS:
            raise KeyError(form)
        return gap_json(self.analysis) if form == "json" else "\n".join((*gap_lines(self.analysis), ""))

    def summary(self) -> str:
        """Return one line: for how many requirements words were found, perhaps found, and not found."""
        return summary_of_gap(self.analysis)

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """All that a person has to look at, as findings with the file's name, for `render_diagnostics`."""
        return tuple(gap_findings(self.analysis))

    def document(self) -> Document:
        """Return the report as a Document. Raises LibraryUnusable for mistakes in a project's own words."""
        return self._document()

    def rendered(self, formats: Iterable[str]) -> dict[str, bytes]:
        """Return the report in some of FILES, by format.

        Characters of the school's file that the font does not have are replaced. Raises CannotRender, LibraryUnusable.
        """
        renderer = Renderer(self._project.world)
        try:
            document = self._document()
            missing = missing_glyphs(document, renderer.look.face)
            if missing:
                document = self._document({ord(one.character): _UNPRINTABLE for one in missing})
            return renderer.render(document, tuple(formats))
        except Exception as error:
            refused = refused_in_words(error)
            if refused is None:
                raise
            raise CannotRender(refused) from error

    def _document(self, without: dict[int, str] | None = None) -> Document:
        world = self._project.world
        try:
            wording = Wording.load(world)
        except WordsUnusable as error:
            raise LibraryUnusable(error.diagnostics, texts_in(world, error.diagnostics)) from error
        if without is None:
            return gap_document(self.analysis, wording, world.today())
        note = say("gap.unprintable", sign=_UNPRINTABLE)
        return gap_document(self.analysis, wording, world.today(), lambda text: text.translate(without), note)
