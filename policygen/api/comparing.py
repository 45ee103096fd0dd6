"""What changed between two copies of a policy: as lines, as data, as a paper for the board, and as a redline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from policygen.api.errors import CannotRender, LibraryUnusable
from policygen.assemble.wording import Wording, WordsUnusable
from policygen.check.loading import load_project
from policygen.compare.align import Compared, Difference, compare_documents
from policygen.compare.redlining import redlined
from policygen.compare.text import as_data, comparison_lines
from policygen.compile.findings import texts_in
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Refused
from policygen.document.model import Document
from policygen.document.overlays import Overlay
from policygen.document.renaming import renamed, renames_between
from policygen.document.revisions import HeardMarks, Revisions
from policygen.inspect.documents import load_compared

if TYPE_CHECKING:
    from policygen.world.protocol import World


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two copies of a policy, each with the file that it came from, and how they differ.

    `world` gives the look, the fixed words, and the libraries that say what was renamed. Raises LibraryUnusable for
    mistakes in a project's own words.
    """

    before: Compared
    after: Compared
    world: World
    differences: tuple[Difference, ...] = field(init=False)
    _wording: Wording = field(init=False)

    def __post_init__(self) -> None:
        try:
            wording = Wording.load(self.world)
        except WordsUnusable as error:
            raise LibraryUnusable(error.diagnostics, texts_in(self.world, error.diagnostics)) from error
        object.__setattr__(self, "_wording", wording)
        if compare_documents(self.before.document, self.after.document):
            self._follow_renames()
        object.__setattr__(self, "differences", compare_documents(self.before.document, self.after.document))

    def _follow_renames(self) -> None:
        """Give the parts of both copies the names that the project's libraries have for them now."""
        project = load_project(self.world, Diagnostics(), to_print=False)
        if project is None or not project.heirs:
            return
        before, after = self.before.document, self.after.document
        for name, side, other in (("before", self.before, after), ("after", self.after, before)):
            names = renames_between(project.heirs, side.document, other)
            object.__setattr__(self, name, replace(side, document=renamed(side.document, names)))

    @staticmethod
    def side(file: Path) -> Compared:
        """Return the contents of a file to compare: an adoption record, a Document (JSON), a PDF or DOCX built here.

        Raises Refused if it holds no Document that can be read; OSError.
        """
        return load_compared(file)

    def lines(self, *, color: bool = False) -> Iterator[str]:
        """Yield what changed as lines of text, with removed text in [-…-] and added text in {+…+}, or in colour."""
        return comparison_lines(self.before, self.after, self.differences, self._wording, color=color)

    def data(self) -> dict[str, Any]:
        """Return what changed as data for JSON; keys are stable and always present."""
        return as_data(self.before, self.after, self.differences, self._wording)

    def paper(self, form: Literal["docx", "pdf"]) -> bytes:
        """Return the comparison as a Word file or a PDF to hand out at a meeting.

        Raises Refused if it cannot be drawn, for example if the font lacks a character.
        """
        from policygen.compare.report import report

        sheet = report(self.before.document, self.after.document, self.differences, self._wording)
        return self._drawn(sheet, (), form)

    def redlined(self) -> tuple[Document, Revisions]:
        """Return the new copy with what is gone at its old place, and the revisions that say what changed.

        Raises Refused if one copy is a policy and the other a sheet.
        """
        old, new = self.before.document, self.after.document
        if old.kind != new.kind:
            raise Refused(say("compare.kinds"))
        names = ("inserted", "after_inserted", "deleted", "after_deleted")
        heard = HeardMarks(**{name: self._wording(f"compare.redline.{name}") for name in names})
        document, revisions = redlined(old, new, heard)
        title, subject = (
            self._wording("compare.redline.title", title=words) for words in (new.metadata.title, new.metadata.subject)
        )
        return replace(document, metadata=replace(new.metadata, title=title, subject=subject)), revisions

    def redline(self, form: Literal["docx", "pdf"]) -> bytes:
        """Return the new copy whole, with the changes tracked in a Word file, or marked in a PDF.

        All changes accepted, the Word file has exactly the new words; all rejected, the old ones. Raises Refused.
        """
        document, revisions = self.redlined()
        return self._drawn(document, (revisions,), form)

    def _drawn(self, document: Document, overlays: tuple[Overlay, ...], form: Literal["docx", "pdf"]) -> bytes:
        from policygen.build.rendering import refused_in_words
        from policygen.look.look import Look
        from policygen.render.docx import write_docx
        from policygen.render.engine import engine_named

        try:
            look = Look.load(self.world)
            pdf, layout = engine_named().render(document, look, overlays)
            return pdf if form == "pdf" else write_docx(document, layout, look, overlays)
        except Exception as error:
            refused = refused_in_words(error)
            if refused is None:
                raise
            raise CannotRender(refused) from error
