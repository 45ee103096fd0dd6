"""The paragraphs of a DOCX body as a reader sees them, with what a person or a program has put around the words.

Tracked changes count as accepted: inserted words are there, deleted ones are not (ECMA-376 17.13.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from policygen.render.docx.words import in_contents
from policygen.render.docx.xml import Element, W

_W = f"{{{W}}}"
_BREAKS = (f"{_W}tab", f"{_W}br", f"{_W}cr")
_REFERENCE = re.compile(r"\s*REF\s+(?P<target>\S+)")
_HEADING = re.compile(r"(?i)heading ?(?P<level>\d)")
_LIST = re.compile(r"(?i)list ?(?:bullet|number)")
_RULED = re.compile(r"_{2,}")
VALUE, BLOCK = "_pgv_", "_pg_"

TrackedKind = Literal["inserted", "deleted"]


@dataclass(frozen=True, slots=True)
class TrackedChange:
    """Words inserted or deleted with tracked changes on; `date` is as the file has it, ISO 8601."""

    kind: TrackedKind
    words: str
    author: str
    date: str


@dataclass(frozen=True, slots=True)
class Range:
    """Characters of a passage from `start` to `end`, and what is around them: a bookmark, a comment's number."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TablePlace:
    """A place in a table: the table's number in the body, from 0, then the row and the column."""

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph. `marks` are the bookmarks of blocks that begin in it, `values` those around values.

    `references` are results of REF fields by the bookmark that they lead to; `level` is that of a heading, else 0.
    `mark_tracked` tells that the paragraph itself was inserted, deleted or moved with tracked changes on.
    """

    text: str
    marks: tuple[str, ...] = ()
    values: tuple[Range, ...] = ()
    references: tuple[Range, ...] = ()
    comments: tuple[Range, ...] = ()
    tracked: tuple[TrackedChange, ...] = ()
    level: int = 0
    item: bool = False
    cell: TablePlace | None = None
    mark_tracked: bool = False

    @property
    def words(self) -> str:
        """The words with single spaces and without ruled lines."""
        return " ".join(_RULED.sub(" ", self.text).split())


def passages_of(body: Element) -> tuple[Passage, ...]:
    """Return the paragraphs of a body that have words, without the contents list."""
    places = _cells(body)
    found: list[Passage] = []
    open_marks: dict[str, str] = {}
    joined: _Reader | None = None
    for paragraph in body.iter(f"{_W}p"):
        if in_contents(paragraph):
            continue
        reader = joined or _Reader(open_marks, places.get(paragraph))
        reader.read(paragraph)
        # A deleted paragraph mark joins the paragraph with the next (17.13.5.15).
        if paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del") is not None:
            joined = reader
            continue
        joined = None
        found.append(reader.passage())
    if joined is not None:
        found.append(joined.passage())
    return tuple(one for one in found if one.words or one.tracked)


def _cells(body: Element) -> dict[Element, TablePlace]:
    places: dict[Element, TablePlace] = {}
    for number, table in enumerate(body.iter(f"{_W}tbl")):
        rows = (one for one in table.iter(f"{_W}tr") if next(one.iterancestors(f"{_W}tbl"), None) is table)
        for n, row in enumerate(rows):
            cells = (one for one in row.iter(f"{_W}tc") if next(one.iterancestors(f"{_W}tr"), None) is row)
            for m, cell in enumerate(cells):
                places.update((paragraph, TablePlace(number, n, m)) for paragraph in cell.iter(f"{_W}p"))
    return places


@dataclass(slots=True)
class _Field:
    code: str = ""
    start: int = -1


@dataclass(slots=True)
class _Reader:
    """Reads one paragraph, or several that are joined; `open_marks` are bookmarks by number, over paragraphs too."""

    open_marks: dict[str, str]
    cell: TablePlace | None
    text: str = ""
    style: str = ""
    numbered: bool = False
    marks: list[str] = field(default_factory=list)
    starts: dict[str, tuple[str, int]] = field(default_factory=dict)
    about: dict[str, int] = field(default_factory=dict)
    values: list[Range] = field(default_factory=list)
    references: list[Range] = field(default_factory=list)
    comments: list[Range] = field(default_factory=list)
    tracked: list[TrackedChange] = field(default_factory=list)
    fields: list[_Field] = field(default_factory=list)
    mark_tracked: bool = False

    def read(self, paragraph: Element) -> None:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        if not self.words:
            self.style = style.get(f"{_W}val", "") if style is not None else ""
            number = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
            self.numbered = number is not None and number.get(f"{_W}val", "0") != "0"
        tracked = (f"{_W}pPr/{_W}rPr/{_W}{kind}" for kind in ("ins", "del", "moveFrom", "moveTo"))
        self.mark_tracked |= any(paragraph.find(path) is not None for path in tracked)
        for node in paragraph.iter():
            if isinstance(node.tag, str) and _owner(node) is paragraph:
                self._node(node)

    @property
    def words(self) -> bool:
        return bool(self.text.strip())

    def passage(self) -> Passage:
        end = len(self.text)
        self.comments += [Range(number, start, end) for number, start in self.about.items()]
        heading = _HEADING.fullmatch(self.style)
        return Passage(
            self.text, tuple(self.marks), tuple(self.values), tuple(self.references), tuple(self.comments),
            tuple(_joined(self.tracked)), int(heading["level"]) if heading else 0,
            heading is None and (_LIST.match(self.style) is not None or self.numbered), self.cell,
            self.mark_tracked,
        )  # fmt: skip

    def _node(self, node: Element) -> None:
        number = node.get(f"{_W}id", "")
        match str(node.tag).removeprefix(_W):
            case "bookmarkStart":
                name = node.get(f"{_W}name", "")
                if name.startswith(VALUE):
                    self.starts[number] = (name, len(self.text))
                elif name.startswith(BLOCK):
                    self.marks.append(name)
            case "bookmarkEnd" if number in self.starts:
                name, start = self.starts.pop(number)
                self.values.append(Range(name, start, len(self.text)))
            case "commentRangeStart":
                self.about[number] = len(self.text)
            case "commentRangeEnd":
                self.comments.append(Range(number, self.about.pop(number, 0), len(self.text)))
            case "commentReference" if all(one.name != number for one in self.comments) and number not in self.about:
                self.comments.append(Range(number, 0, len(self.text)))
            case "fldChar":
                self._field(node.get(f"{_W}fldCharType", ""))
            case "instrText" if self.fields:
                self.fields[-1].code += node.text or ""
            case "t" | "tab" | "br" | "cr" | "delText" if _is_run(node.getparent()):
                self._words(node)
            case _:
                pass

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(_Field())
        elif kind == "separate" and self.fields:
            self.fields[-1].start = len(self.text)
        elif kind == "end" and self.fields:
            done = self.fields.pop()
            target = _REFERENCE.match(done.code)
            if target is not None and done.start >= 0:
                self.references.append(Range(target["target"], done.start, len(self.text)))

    def _words(self, node: Element) -> None:
        words = " " if node.tag in _BREAKS else node.text or ""
        holder = next(node.iterancestors(f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo"), None)
        if holder is not None:
            kind: TrackedKind = "inserted" if holder.tag in (f"{_W}ins", f"{_W}moveTo") else "deleted"
            # Words that were inserted and then deleted are in neither version.
            within = holder.getparent()
            if kind == "inserted" or within is None or within.tag != f"{_W}ins":
                author, date = holder.get(f"{_W}author", ""), holder.get(f"{_W}date", "")
                self.tracked.append(TrackedChange(kind, words, author, date))
            if kind == "deleted":
                return
        elif node.tag == f"{_W}delText":
            return
        if node.tag != f"{_W}delText":
            self.text += words


def _owner(node: Element) -> Element | None:
    """Return the paragraph that a node is in: a text box in a paragraph has paragraphs of its own."""
    return next(node.iterancestors(f"{_W}p"), None)


def _is_run(node: Element | None) -> bool:
    """Tell whether a node is a run; a w:tab elsewhere is a stop, not a character."""
    return node is not None and node.tag == f"{_W}r"


def _joined(changes: list[TrackedChange]) -> Iterator[TrackedChange]:
    """Yield tracked changes; neighbours of one kind, author and time are one."""
    last: TrackedChange | None = None
    for one in changes:
        if last is not None and (last.kind, last.author, last.date) == (one.kind, one.author, one.date):
            last = TrackedChange(last.kind, last.words + one.words, last.author, last.date)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last
