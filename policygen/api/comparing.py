"""What changed between two copies of a policy: as lines, as data, as a paper for the board, and as a redline."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from policygen.api.errors import CannotRender, LibraryUnusable
from policygen.assemble.assemble import Assembler
from policygen.assemble.wording import Wording, WordsUnusable
from policygen.check.loading import load_project
from policygen.check.schools import school_files
from policygen.compare.align import Compared, Difference, compare_documents
from policygen.compare.redlining import redlined
from policygen.compare.text import as_data, comparison_lines
from policygen.compile.compiler import Compiler
from policygen.compile.findings import texts_in
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Refused
from policygen.document.model import Document
from policygen.document.overlays import Overlay
from policygen.document.renaming import renamed, renames_between
from policygen.document.revisions import HeardMarks, Revisions
from policygen.inspect.documents import compared_from, load_compared

if TYPE_CHECKING:
    from policygen.check.project import Project
    from policygen.report.board.told import PolicyChanges
    from policygen.world.protocol import World

PaperForm = Literal["docx", "pdf", "md"]


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
    _project: Project | None = field(init=False, default=None)

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
        object.__setattr__(self, "_project", project)
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

    @staticmethod
    def side_in(name: str, data: bytes) -> Compared:
        """Return the same of a file's bytes, which messages call `name`. Raises Refused."""
        return compared_from(Path(name), data)

    def lines(self, *, color: bool = False) -> Iterator[str]:
        """Yield what changed as lines of text, with removed text in [-…-] and added text in {+…+}, or in colour."""
        return comparison_lines(self.before, self.after, self.differences, self._wording, color=color)

    def data(self, reader: str = "") -> dict[str, Any]:
        """Return what changed as data for JSON, or what of it concerns one of `readers()`.

        Keys are stable and always present.
        """
        return as_data(self.before, self.after, self._changes.concerning(reader), self._wording)

    def paper(self, form: PaperForm) -> bytes:
        """Return the comparison as a Word file, a PDF or Markdown to hand out at a meeting.

        Raises Refused if it cannot be drawn, for example if the font lacks a character.
        """
        from policygen.compare.report import report

        sheet = report(self.before.document, self.after.document, self.differences, self._wording)
        return self._drawn(sheet, (), form)

    def board_paper(self, form: PaperForm) -> bytes:
        """Return one page for the board: the changes by readers, and what to decide; then an annex of before and after.

        What does not fit on the page is in the annex only; Markdown, which has no pages, has everything. Raises
        Refused.
        """
        from policygen.report.board.page import board_page

        changes = self._changes
        told = changes.told()

        def front(most: int) -> Document:
            return board_page(changes, told, most=most, annex=False)

        most = None if form == "md" else self._most_on_one_page(front, len(told))
        return self._drawn(board_page(changes, told, most=most), (), form)

    @staticmethod
    def readers() -> tuple[str, ...]:
        """Return the readers that a notice can be for: pupils, staff and so on."""
        from policygen.report.board.told import EVERYONE, READERS

        return tuple(reader for reader in READERS if reader != EVERYONE)

    def notice(self, reader: str, form: PaperForm) -> bytes:
        """Return a page with what one of `readers()` has to read again, in its new words. Raises Refused."""
        from policygen.report.board.notice import reader_notice

        changes = self._changes
        told = changes.told(reader)

        def sheet(most: int) -> Document:
            return reader_notice(reader, changes, told, most=most)

        most = len(told) if form == "md" else self._most_on_one_page(sheet, len(told))
        return self._drawn(sheet(most), (), form)

    def notice_lines(self, reader: str, *, color: bool = False) -> Iterator[str]:
        """Yield the same as lines of text, new words in {+…+} and those they replaced in [-…-], or in colour."""
        from policygen.report.board.notice import notice_lines

        return notice_lines(reader, self._changes, color=color)

    @property
    def _changes(self) -> PolicyChanges:
        from policygen.report.board.told import PolicyChanges

        return PolicyChanges(self.before.document, self.after.document, self.differences, self._school_words)

    @property
    def _school_words(self) -> Wording:
        """The fixed words with what the school calls its pupils, if the school is in this project."""
        school = self.after.document.school
        if self._project is None or school not in (files := school_files(self.world)):
            return self._wording
        assembler = Assembler.over(self._project, self._wording)
        found = Compiler(self._project, Diagnostics(), assembler, files).school(school)
        return found.assembler.wording if found is not None else self._wording

    def _most_on_one_page(self, sheet: Callable[[int], Document], most: int) -> int:
        """Return how many of `most` changes fit on the page; 0 where not even one does."""

        from policygen.build.rendering import Renderer

        renderer = Renderer(self.world)

        def is_longer(count: int) -> bool:
            return renderer.pages(sheet(count)) > 1

        with _refusals_in_words():
            # As `bisect` finds where the order breaks.
            return bisect_left(range(1, most), True, key=is_longer) if is_longer(most) else most

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

    def _drawn(self, document: Document, overlays: tuple[Overlay, ...], form: PaperForm) -> bytes:
        if form == "md":
            from policygen.render.markdown import write_markdown

            return write_markdown(document)
        from policygen.look.look import Look
        from policygen.render.docx import write_docx
        from policygen.render.engine import engine_named

        with _refusals_in_words():
            look = Look.load(self.world)
            pdf, layout = engine_named().render(document, look, overlays)
            return pdf if form == "pdf" else write_docx(document, layout, look, overlays)


@contextmanager
def _refusals_in_words() -> Iterator[None]:
    """Raise CannotRender for what a writer refuses; errors in policygen pass."""
    from policygen.build.rendering import refused_in_words

    try:
        yield
    except Exception as error:
        refused = refused_in_words(error)
        if refused is None:
            raise
        raise CannotRender(refused) from error
