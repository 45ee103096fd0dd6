"""Blocks as lines of printed words, in which each word knows how it counts for digests and comparisons."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from policygen.document.details import is_detail, is_detail_address
from policygen.document.model import (
    Blank,
    Block,
    DefinitionList,
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
    SignatureBlock,
    Strong,
    Table,
    Text,
    Value,
)
from policygen.document.typography import folded


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
        """What a reader sees, without a section's number, which changes when a section is added before it."""
        if self.detail is not None:
            return self.text or self.detail[1]
        return self.same if self.words == self.text else self.text


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a part. What is compared of it (`words`, `same`, `shown`) is folded: the form of a quote is no word."""

    atoms: tuple[Atom, ...]

    @property
    def text(self) -> str:
        return "".join(atom.text for atom in self.atoms)

    @property
    def words(self) -> str:
        return folded(self.words_as_written)

    @property
    def words_as_written(self) -> str:
        return "".join(atom.words for atom in self.atoms)

    @property
    def same(self) -> str:
        return folded(self.same_as_written)

    @property
    def same_as_written(self) -> str:
        return "".join(atom.same for atom in self.atoms)

    @property
    def shown(self) -> str:
        return folded("".join(atom.shown for atom in self.atoms))


@dataclass(frozen=True, slots=True)
class Known:
    """What lines are made with: the digests of pictures by asset, and the roles by their titles in small letters."""

    pictures: Mapping[str, str]
    titles: Mapping[str, str]


def printed_lines(block: Block, known: Known) -> Iterator[Line]:
    """Yield the lines that a block prints."""
    match block:
        case Paragraph():
            yield line_of(block.children)
        case List():
            for item in block.items:
                yield from _after(f"{item.marker} ", (), item.blocks, known)
        case Table():
            if block.caption:
                yield line_of(block.caption)
            yield from (row_line(row, " | ") for row in (*block.header, *block.rows))
        case DefinitionList():
            for entry in block.entries:
                yield from _after(": ", entry.term, entry.blocks, known)
        case Form():
            yield from (Line(tuple(_label(field.label, known))) for field in block.fields)
        case SignatureBlock():
            yield from (Line((*_label(f"{one.role}: ", known), *line_of(one.name).atoms)) for one in block.signatories)
        case Figure():
            picture = _mark(known.pictures.get(block.asset, ""))
            yield Line((_own(block.alternative), Atom("", picture, picture)))
        case PageBreak():
            pass
        case _:
            # A kind of block that is not known here would be words that no digest sees.
            assert_never(block)


def row_line(row: Row, between: str) -> Line:
    """Return a table row as one line, with `between` between its cells."""
    atoms: list[Atom] = []
    for cell in row.cells:
        if atoms:
            atoms.append(_own(between))
        atoms += line_of(cell.children).atoms
    return Line(tuple(atoms))


def line_of(children: Iterable[Inline]) -> Line:
    """Return inline content as one line."""
    return Line(tuple(atom for child in children for atom in _atoms(child)))


def _after(mark: str, term: tuple[Inline, ...], blocks: tuple[Block, ...], known: Known) -> Iterator[Line]:
    """Yield the lines of `blocks`, the first one behind `term` and `mark`."""
    lead = (*line_of(term).atoms, _own(mark))
    for line in (line for inner in blocks for line in printed_lines(inner, known)):
        yield Line((*lead, *line.atoms))
        lead = ()
    if lead:
        yield Line(lead)


def _label(text: str, known: Known) -> list[Atom]:
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
            inner = line_of(child.children).atoms
            yield from inner
            if is_detail_address(child.target) or any(atom.detail for atom in inner):
                yield Atom("", "", "", ("", child.target))
            else:
                yield Atom("", _mark(child.target), _mark(child.target))
        case Emphasis() | Strong():
            yield from line_of(child.children).atoms
        case _:
            assert_never(child)


def _own(text: str) -> Atom:
    return Atom(text, text, text)


def _mark(key: str) -> str:
    # Private-use characters stand in no clause, so a mark cannot be mistaken for its words.
    return f"\ue000{key}\ue001"
