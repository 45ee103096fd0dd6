"""What the writer's parts share while they build one document: counters, marks and the paragraph maker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from policygen.document.layout import Layout
from policygen.document.model import Document, Section
from policygen.document.overlays import Placeholders
from policygen.document.revisions import Revision
from policygen.look.fonts import Face
from policygen.look.tokens import Tokens
from policygen.render.docx.comments import Comments
from policygen.render.docx.inline import InlineWriter
from policygen.render.docx.numbering import Numbering
from policygen.render.docx.pictures import Pictures
from policygen.render.docx.properties import ParagraphForm, write_paragraph
from policygen.render.docx.repeatable import Numbers, bookmark_name
from policygen.render.docx.revising import Tracker
from policygen.render.docx.roles import Palette
from policygen.render.docx.words import KnownWords
from policygen.render.docx.written import Mark, WrittenBlock
from policygen.render.docx.xml import Element, append


@dataclass(slots=True, kw_only=True)
class Frame:
    """The state of one writing.

    `clause` is the clause being written, `gap` the points owed after a table, `revision` that of the part being written
    if it was inserted or deleted whole. `copied` are blocks that were written elsewhere, and `words` are those of their
    bookmarks.
    """

    document: Document
    layout: Layout
    tokens: Tokens
    colours: Palette
    numbers: Numbers
    inline: InlineWriter
    numbering: Numbering
    pictures: Pictures
    face: Face
    comments: Comments
    tracker: Tracker
    placeholders: Placeholders | None = None
    clause: str = ""
    gap: float = 0.0
    revision: Revision | None = None
    marks: list[Mark | WrittenBlock] = field(default_factory=list)
    copied: list[WrittenBlock] = field(default_factory=list)
    words: dict[str, KnownWords] = field(default_factory=dict)
    _marked: set[str] = field(default_factory=set)
    _pending: list[str] = field(default_factory=list)

    @contextmanager
    def marking(self, block_id: str) -> Iterator[None]:
        """Have the first paragraph made inside carry the bookmark of `block_id`, and track all if the block is tracked.

        What was deleted has no bookmark, but for sections, which cross-references that were deleted lead to.
        """
        bare = self.tracker.is_gone(block_id) and not self.inline.is_section(block_id)
        if not bare:
            self._pending.append(block_id)
        with self.revising(block_id):
            yield
        if block_id in self._pending:
            self._pending.remove(block_id)

    @contextmanager
    def revising(self, part_id: str) -> Iterator[None]:
        """Track all paragraphs made inside if the part was inserted or deleted whole."""
        around, self.revision = self.revision, self.tracker.of(part_id) or self.revision
        yield
        self.revision = around

    @contextmanager
    def paragraph(self, parent: Element, style: str, form: ParagraphForm | None = None) -> Iterator[Element]:
        """Append a w:p of `style`; content added inside the context is within its bookmarks.

        A bookmark never leaves its paragraph: other programs lose one that does.
        """
        made = append(parent, "p")
        properties = append(made, "pPr")
        append(properties, "pStyle", val=style)
        if form is not None:
            write_paragraph(properties, form)
        ends = [self._start(made, block_id) for block_id in self._pending if block_id not in self._marked]
        self._pending.clear()
        yield made
        self.tracker.runs(made, 1, self.revision)
        self.tracker.mark(properties, self.revision)
        for number in reversed(ends):
            append(made, "bookmarkEnd", id=number)

    def _start(self, paragraph: Element, block_id: str) -> int:
        self._marked.add(block_id)
        name = bookmark_name(block_id)
        number = self.numbers.number(f"bookmark:{block_id}")
        append(paragraph, "bookmarkStart", id=number, name=name)
        self.marks.append(Mark(name, block_id, self.clause))
        return number

    def takes(self, marked: frozenset[str]) -> bool:
        """Tell whether none of these blocks has a bookmark yet."""
        return self._marked.isdisjoint(marked)

    def add_copied(self, written: WrittenBlock) -> int:
        """Take over what is known of a block that was written elsewhere; return its number in this document."""
        if written.marks:
            self.marks.append(written)
        self._marked |= written.marked
        self.words.update(written.words)
        self.inline.add(written)
        self.numbering.lists.extend(written.lists)
        self.gap = written.gap
        self.copied.append(written)
        return len(self.copied) - 1

    def owed(self) -> float | None:
        """The points of space owed above the next paragraph, paid once; None when nothing is owed."""
        gap, self.gap = self.gap, 0.0
        return gap or None


def every_section(sections: tuple[Section, ...]) -> Iterator[Section]:
    """Each section before the sections in it, in reading order."""
    for section in sections:
        yield section
        yield from every_section(section.sections)
