"""The parts of a Document that a board adopts, as lines of printed words, for digests and comparisons.

The parts are the cover and every section except those at the back (approval, version history), which give the
policy's status and not what it says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from policygen.document.details import role_of_title
from policygen.document.lines import Atom, Known, Line, line_of, printed_lines, row_line
from policygen.document.model import Blank, Document, LineBreak, Row, Section, Signatory, Value
from policygen.document.walk import parts_of

COVER = "policygen:cover"
SIGNATORY = "policygen:signatory."
# How to reach the school's office: nobody decides about it, and records of covers without it stay what they were.
SCHOOL_DETAILS = "policygen:cover.school/details"
_DATES = "policygen:cover.dates/"
# What the meeting itself gives stands in the adoption record, not in the words.
_OF_THE_MEETING = frozenset(f"{_DATES}{name}" for name in ("meeting_on", "approved_on", "minute"))
# The school's calendar and numbering: printed, but no decision about the words.
_EFFECTIVE = f"{_DATES}effective_on"
_REVIEW = f"{_DATES}review_on"
_SETTINGS = frozenset((f"{_DATES}version", _REVIEW))


@dataclass(frozen=True, slots=True)
class Part:
    """The cover, or one section without the sections in it; `parent` is the id of the section that contains it.

    `clause` is the clause that it is, or that it is a part of.
    """

    id: str
    number: str
    title: Line
    lines: tuple[Line, ...]
    clause: str = ""
    parent: str = ""

    @property
    def same(self) -> tuple[str, ...]:
        """The words by which two parts are the same, without those that the board does not adopt."""
        return (self.title.same, *(line.same for line in self.lines if line.same))

    @property
    def same_as_written(self) -> tuple[str, ...]:
        return (self.title.same_as_written, *(line.same_as_written for line in self.lines if line.same_as_written))

    @property
    def shown(self) -> tuple[str, ...]:
        return (self.title.shown, *(line.shown for line in self.lines))

    @property
    def words(self) -> tuple[str, ...]:
        return (self.number, self.title.words, *(line.words for line in self.lines if line.words))

    @property
    def words_as_written(self) -> tuple[str, ...]:
        lines = (line.words_as_written for line in self.lines if line.words_as_written)
        return (self.number, self.title.words_as_written, *lines)


def fingerprint_parts(document: Document, *, reckoned: bool = True, titles: bool = True) -> tuple[Part, ...]:
    """Return the cover and the sections in reading order; `reckoned` also gives dates that follow from the adoption.

    Without `titles` a role's title in a form counts as a word like any other, not as a detail of who holds the post.
    """
    pictures = {asset.id: hashlib.sha256(asset.data.encode()).hexdigest() for asset in document.assets}
    known = Known(pictures, _titles(document) if titles else {})
    body = (section for section in document.sections if section.kind != "back")
    return (_cover(document, reckoned), *_parts(body, "", "", known))


def details_of(document: Document, *, titles: bool = True) -> tuple[tuple[str, str], ...]:
    """Return (key, words) of each person and contact that is printed, in reading order.

    People who sign the approval are left out: an adopted copy prints the names of those who were at the meeting.
    `titles` is explained at `fingerprint_parts`.
    """
    return tuple(
        atom.detail
        for part in fingerprint_parts(document, titles=titles)
        for line in (part.title, *part.lines)
        for atom in line.atoms
        if atom.detail is not None
    )


def _titles(document: Document) -> dict[str, str]:
    """Return the keys of roles by their printed titles, which are in lower case and without an article.

    A label of a form is plain text, so a title in it is known only by its words.
    """
    found: dict[str, str] = {}
    for part in parts_of(document):
        role, words = "", ""
        if isinstance(part, Value):
            role, words = role_of_title(part.origin.key), part.text
        elif isinstance(part, Signatory) and part.id.startswith(SIGNATORY):
            role, words = f"people.{part.id.removeprefix(SIGNATORY)}", part.role
        words = _bare(words)
        if role and words:
            # Posts that share a title share its key too: the first in the alphabet.
            found[words] = min(role, found.get(words, role))
    return found


def _bare(title: str) -> str:
    title = title.lower()
    return title.removeprefix("the ").strip()


def _cover(document: Document, reckoned: bool) -> Part:
    lines = [line_of(document.cover.school)]
    for row in (row for table in document.cover.tables for row in table.rows):
        if row.id in _OF_THE_MEETING or row.id == SCHOOL_DETAILS:
            continue
        line = row_line(_without_room(row), ": ")
        follows = row.id in (_EFFECTIVE, _REVIEW) and not _answered(row)
        if follows and not reckoned:
            continue
        if row.id in _SETTINGS or follows:
            line = Line((Atom(line.text, "", ""),))
        elif not row.id.startswith(_DATES):
            line = Line((Atom(line.text, "", "", (row.id, line.text)),))
        lines.append(line)
    return Part(COVER, "", line_of(document.cover.title), tuple(lines))


def _without_room(row: Row) -> Row:
    """Return a row without a line below its words to write a name on: nobody adopts that, whoever it is left for."""
    cells = []
    for cell in row.cells:
        breaks = [n for n, child in enumerate(cell.children) if isinstance(child, LineBreak)]
        last = cell.children[-1] if cell.children else None
        room = bool(breaks) and isinstance(last, Blank) and last.kind == "meeting"
        cells.append(replace(cell, children=cell.children[: breaks[-1]]) if room else cell)
    return replace(row, cells=tuple(cells))


def _answered(row: Row) -> bool:
    """Return whether the school set this date; else it follows from the day of adoption, which the record holds."""
    values = (child for cell in row.cells for child in cell.children if isinstance(child, Value))
    return any(value.origin.key in ("policy.effective_on", "policy.review_on") for value in values)


def _parts(sections: Iterable[Section], parent: str, within: str, known: Known) -> Iterator[Part]:
    for section in sections:
        clause = section.clause or within
        lines = tuple(line for block in section.blocks for line in printed_lines(block, known))
        yield Part(section.id, section.number, line_of(section.title), lines, clause, parent)
        yield from _parts(section.sections, section.id, clause, known)
