"""A Document as parts and lines of printed words, for digests and comparisons: what the board adopts, and what not.

The parts are the cover and each section but those at the back (approval, version history), which say how the policy
stands and not what it says.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from policygen.document.details import is_detail, is_detail_address, role_of_title
from policygen.document.model import (
    Blank,
    Block,
    DefinitionList,
    Document,
    Emphasis,
    Figure,
    Form,
    Inline,
    LineBreak,
    Link,
    List,
    PageBreak,
    Paragraph,
    Reference,
    Row,
    Section,
    Signatory,
    SignatureBlock,
    Strong,
    Table,
    Text,
    Value,
)
from policygen.document.walk import parts_of

COVER = "policygen:cover"
SIGNATORY = "policygen:signatory."
_DATES = "policygen:cover.dates/"
# What the meeting itself gives stands in the adoption record, not in the words.
_OF_THE_MEETING = frozenset(f"{_DATES}{name}" for name in ("meeting_on", "approved_on", "minute"))
# The school's calendar and numbering: printed, but no decision about the words.
_EFFECTIVE = f"{_DATES}effective_on"
_REVIEW = f"{_DATES}review_on"
_SETTINGS = frozenset((f"{_DATES}version", _REVIEW))


@dataclass(frozen=True, slots=True)
class Atom:
    """A stretch of words. `text` is printed; `words` is how it stands in what the board adopts, `same` in what makes
    two lines the same; `detail` is (key, words) of a person or contact.
    """

    text: str
    words: str
    same: str
    detail: tuple[str, str] | None = None

    @property
    def shown(self) -> str:
        """What a reader sees but for a section's number, which moves with the sections before it."""
        if self.detail is not None:
            return self.text or self.detail[1]
        return self.same if self.words == self.text else self.text


@dataclass(frozen=True, slots=True)
class Line:
    atoms: tuple[Atom, ...]

    @property
    def text(self) -> str:
        return "".join(atom.text for atom in self.atoms)

    @property
    def words(self) -> str:
        return "".join(atom.words for atom in self.atoms)

    @property
    def same(self) -> str:
        return "".join(atom.same for atom in self.atoms)

    @property
    def shown(self) -> str:
        return "".join(atom.shown for atom in self.atoms)


@dataclass(frozen=True, slots=True)
class Part:
    """The cover or one section without the sections in it; `parent` is the id of the section that it stands in."""

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
    def shown(self) -> tuple[str, ...]:
        return (self.title.shown, *(line.shown for line in self.lines))

    @property
    def words(self) -> tuple[str, ...]:
        return (self.number, self.title.words, *(line.words for line in self.lines if line.words))


@dataclass(frozen=True, slots=True)
class _Known:
    """What lines are made with: the digests of pictures by asset, and the roles by their titles in small letters."""

    pictures: Mapping[str, str]
    titles: Mapping[str, str]


def fingerprint_parts(document: Document, *, reckoned: bool = True) -> tuple[Part, ...]:
    """Return the cover and the sections in reading order; `reckoned` also gives dates that follow from the adoption."""
    pictures = {asset.id: hashlib.sha256(asset.data.encode()).hexdigest() for asset in document.assets}
    known = _Known(pictures, _titles(document))
    body = (section for section in document.sections if section.kind != "back")
    return (_cover(document, reckoned), *_parts(body, "", known))


def details_of(document: Document) -> tuple[tuple[str, str], ...]:
    """Return (key, words) of each person and contact that is printed, in reading order.

    Not of those who sign the approval: an adopted copy prints the names of those who were at the meeting.
    """
    return tuple(
        atom.detail
        for part in fingerprint_parts(document)
        for line in (part.title, *part.lines)
        for atom in line.atoms
        if atom.detail is not None
    )


def _titles(document: Document) -> dict[str, str]:
    """Return the roles' keys by the titles that the document prints for them, in small letters and without an article.

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


def _label(text: str, known: _Known) -> list[Atom]:
    """Return a form's label as atoms: a role's title in it belongs to the person who holds the post."""
    if not known.titles:
        return [_own(text)]
    longest_first = sorted(known.titles, key=len, reverse=True)
    pattern = rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)"
    atoms = []
    for n, piece in enumerate(re.split(pattern, text, flags=re.IGNORECASE)):
        if n % 2:
            key = known.titles.get(piece.lower(), "")
            atoms.append(Atom(piece, _mark(key), _mark(key), (key, piece)))
        elif piece:
            atoms.append(_own(piece))
    return atoms


def _cover(document: Document, reckoned: bool) -> Part:
    lines = [_line(document.cover.school)]
    for row in (row for table in document.cover.tables for row in table.rows):
        if row.id in _OF_THE_MEETING:
            continue
        line = _row(row, ": ")
        follows = row.id in (_EFFECTIVE, _REVIEW) and not _answered(row)
        if follows and not reckoned:
            continue
        if row.id in _SETTINGS or follows:
            line = Line((Atom(line.text, "", ""),))
        elif not row.id.startswith(_DATES):
            line = Line((Atom(line.text, "", "", (row.id, line.text)),))
        lines.append(line)
    return Part(COVER, "", _line(document.cover.title), tuple(lines))


def _answered(row: Row) -> bool:
    """Tell whether the school set this date; else it follows from the day of adoption, which the record holds."""
    values = (child for cell in row.cells for child in cell.children if isinstance(child, Value))
    return any(value.origin.key in ("policy.effective_on", "policy.review_on") for value in values)


def _parts(sections: Iterable[Section], parent: str, known: _Known) -> Iterator[Part]:
    for section in sections:
        lines = tuple(line for block in section.blocks for line in _lines(block, known))
        yield Part(section.id, section.number, _line(section.title), lines, section.clause, parent)
        yield from _parts(section.sections, section.id, known)


def _lines(block: Block, known: _Known) -> Iterator[Line]:
    match block:
        case Paragraph():
            yield _line(block.children)
        case List():
            for item in block.items:
                yield from _after(f"{item.marker} ", (), item.blocks, known)
        case Table():
            if block.caption:
                yield _line(block.caption)
            yield from (_row(row, " | ") for row in (*block.header, *block.rows))
        case DefinitionList():
            for entry in block.entries:
                yield from _after(": ", entry.term, entry.blocks, known)
        case Form():
            yield from (Line(tuple(_label(field.label, known))) for field in block.fields)
        case SignatureBlock():
            yield from (Line((*_label(f"{one.role}: ", known), *_line(one.name).atoms)) for one in block.signatories)
        case Figure():
            picture = _mark(known.pictures.get(block.asset, ""))
            yield Line((_own(block.alternative), Atom("", picture, picture)))
        case PageBreak():
            pass
        case _:
            # A kind of block that is not known here would be words that no digest sees.
            assert_never(block)


def _after(mark: str, term: tuple[Inline, ...], blocks: tuple[Block, ...], known: _Known) -> Iterator[Line]:
    """Yield the lines of `blocks`, the first one behind `term` and `mark`."""
    lead = (*_line(term).atoms, _own(mark))
    for line in (line for inner in blocks for line in _lines(inner, known)):
        yield Line((*lead, *line.atoms))
        lead = ()
    if lead:
        yield Line(lead)


def _row(row: Row, between: str) -> Line:
    atoms: list[Atom] = []
    for cell in row.cells:
        if atoms:
            atoms.append(_own(between))
        atoms += _line(cell.children).atoms
    return Line(tuple(atoms))


def _line(children: Iterable[Inline]) -> Line:
    return Line(tuple(atom for child in children for atom in _atoms(child)))


def _atoms(child: Inline) -> Iterator[Atom]:
    match child:
        case Text():
            yield _own(child.text)
        case Value(text=text, origin=origin):
            if is_detail(origin):
                yield Atom(text, _mark(origin.key), _mark(origin.key), (origin.key, text))
            else:
                yield _own(text)
        case Reference():
            text = child.before + child.number
            yield Atom(text, text, _mark(child.target))
        case Blank():
            yield Atom(child.label, _mark(child.label), _mark(child.label))
        case LineBreak():
            yield _own(" ")
        case Link():
            inner = _line(child.children).atoms
            yield from inner
            if is_detail_address(child.target) or any(atom.detail for atom in inner):
                yield Atom("", "", "", ("", child.target))
            else:
                yield Atom("", _mark(child.target), _mark(child.target))
        case Emphasis() | Strong():
            yield from _line(child.children).atoms
        case _:
            assert_never(child)


def _own(text: str) -> Atom:
    return Atom(text, text, text)


def _mark(key: str) -> str:
    # Private-use characters stand in no clause, so a mark cannot be mistaken for its words.
    return f"\ue000{key}\ue001"
