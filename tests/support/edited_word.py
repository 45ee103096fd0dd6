"""The small project's policies as Word files, edited as a person would, and read with the command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from policygen.compile.compiler import Compiler
from policygen.document.layout import Layout
from policygen.document.model import Document
from policygen.document.walk import ids_of
from policygen.look.look import Look
from policygen.render.docx import write_docx
from policygen.world.disk import DiskWorld
from tests.edits.docx import EditedFile, W, new_run, set_text, words_of
from tests.support.cli import Ran, run
from tests.support.projects import lay_out

EditOf = Callable[[EditedFile], object]


@dataclass(frozen=True)
class WordProject:
    """The small project in a folder."""

    folder: Path

    @classmethod
    def lay_out(cls, folder: Path, files: Mapping[str, str] | None = None) -> WordProject:
        lay_out(folder, files)
        return cls(folder)

    def document(self, policy: str) -> Document:
        """Return a policy as it would be printed now."""
        compiler, found = Compiler.load(DiskWorld(self.folder, self.folder, {}))
        assert compiler is not None, list(found)
        school = compiler.school("hilltop")
        assert school is not None
        return compiler.compile(school, policy, draft=True).document

    def docx(self, policy: str, *edits: EditOf) -> bytes:
        """Return a policy as a Word file, with edits."""
        document = self.document(policy)
        look = Look.load(DiskWorld(self.folder, self.folder, {}))
        pages = Layout(engine="tests", pages=1, page_of=dict.fromkeys(ids_of(document), 1))
        file = EditedFile(write_docx(document, pages, look))
        for edit in edits:
            edit(file)
        return file.saved()

    def read(self, data: bytes, *arguments: str) -> Ran:
        """Read a file with the command."""
        (self.folder / "edited.docx").write_bytes(data)
        return run(self.folder, "read", "edited.docx", *arguments)

    def settings(self) -> str:
        return (self.folder / "schools/hilltop.yaml").read_text(encoding="utf-8")

    def printed(self, policy: str) -> str:
        """Return the words of a policy's Word file as it would be built now."""
        body = EditedFile(self.docx(policy)).body
        return "\n".join(words_of(one) for one in body.iter(f"{W}p"))


def paragraph(file: EditedFile, words: str) -> etree._Element:
    """Return the first paragraph outside the contents list that has these words."""
    found = (one for one in file.body.iter(f"{W}p") if words in words_of(one) and "\t" not in _tabs(one))
    return next(found)


def _tabs(element: etree._Element) -> str:
    in_link = next(element.iter(f"{W}hyperlink"), None)
    return "\t" if in_link is not None and next(in_link.iter(f"{W}tab"), None) is not None else ""


def words(before: str, after: str) -> EditOf:
    """Return the edit that types `after` over `before`, which is in one run."""

    def edit(file: EditedFile) -> None:
        for run_ in paragraph(file, before).iter(f"{W}r"):
            text = "".join(one.text or "" for one in run_.iter(f"{W}t")).replace("\u00a0", " ")
            if before in text:
                set_text(run_, text.replace(before, after, 1))
                return
        raise AssertionError(before)

    return edit


def gone(text: str) -> EditOf:
    """Return the edit that deletes the paragraph with these words."""

    def edit(file: EditedFile) -> None:
        element = paragraph(file, text)
        element.getparent().remove(element)

    return edit


def added(after: str, text: str, style: str = "BodyText") -> EditOf:
    """Return the edit that types a new paragraph behind the one with these words."""

    def edit(file: EditedFile) -> None:
        made = etree.Element(f"{W}p")
        etree.SubElement(etree.SubElement(made, f"{W}pPr"), f"{W}pStyle").set(f"{W}val", style)
        made.append(new_run(text))
        paragraph(file, after).addnext(made)

    return edit
