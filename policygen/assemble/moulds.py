"""A text that was read once, with gaps for its values and references: the next school only fills the gaps.

What has no gap in it is the same object in every Document that has it, so that later stages can tell it by identity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

from policygen.assemble.columns import column_widths
from policygen.document.model import (
    Block,
    Cell,
    Definition,
    DefinitionList,
    Emphasis,
    Inline,
    Link,
    List,
    ListItem,
    Paragraph,
    Row,
    Section,
    Strong,
    Table,
    Text,
)
from policygen.document.transform import mapped
from policygen.document.typography import typographic_block, typographic_section
from policygen.document.walk import inside


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a text."""

    id: str
    title: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """What is put in later: a `value` by its number, a `reference` by its name, a `link` by its address as written.

    `children` are the words of a link, in which there may be gaps too.
    """

    kind: Literal["value", "reference", "link"]
    what: int | str
    children: tuple[Inline, ...] = ()


# What is put into a gap: inline content, the address of a link, or nothing where a link's words stand alone.
Found = tuple[Inline, ...] | str | None


class Mould:
    """The parts of one text with its gaps. `gaps` are in the order of reading; `closed` are blocks without a gap."""

    def __init__(
        self, parts: tuple[Block | Heading, ...] | tuple[Inline, ...], pieces: Sequence[str] | None = None
    ) -> None:
        """`pieces` are the words of `parts` as they were read one by one, for `in_words`."""
        self._parts = parts
        self._open: set[int] = set()
        self._words: list[str] = []
        self.gaps: list[Gap] = []
        for part in parts:
            self._look_through(part)
        known = set(map(id, pieces or ()))
        self._piecewise = pieces is not None and all(id(words) in known for words in self._words)
        self.closed = [
            part
            for part in parts
            if isinstance(part, Paragraph | List | Table | DefinitionList) and id(part) not in self._open
        ]

    @cached_property
    def printed(self) -> dict[int, tuple[Block, Block]]:
        """The blocks without a gap, by identity, each with the block as it is printed."""
        return {id(part): (part, typographic_block(part)) for part in self.closed}

    def in_words(self, say: Callable[[str], str]) -> Mould | None:
        """Return what the text is read as if `say` gives the printed words; None where only reading it again can tell.

        That is where some of the words that are given to `say` one by one are joined here, or nothing is printed for
        some.
        """
        said = {words: say(words) for words in self._words}
        if not self._piecewise or not all(said.values()):
            return None
        if all(words == other for words, other in said.items()):
            return self
        return Mould(mapped(self._parts, lambda part: _said(part, said)))

    def filled(self, found: Iterator[Found]) -> tuple[Any, ...]:
        """Return the parts with what was `found` for each gap: inline content, or the address of a link."""
        if not self._open:
            return self._parts
        if self._parts and isinstance(self._parts[0], Paragraph | List | Table | DefinitionList | Heading):
            return tuple([self._part(part, found) for part in self._parts])
        return self._line(self._parts, found)

    def _look_through(self, part: Any) -> bool:
        """Note the gaps in a part; return whether there are any."""
        if isinstance(part, Gap):
            for child in part.children:
                self._look_through(child)
            self.gaps.append(part)
            has_gap = True
        elif isinstance(part, Text):
            self._words.append(part.text)
            return False
        else:
            # Each of these is looked through, even after a gap was found.
            found = [self._look_through(child) for child in _inside(part)]
            has_gap = any(found)
        if has_gap:
            self._open.add(id(part))
        return has_gap

    def _part(self, part: Any, found: Iterator[Found]) -> Any:
        if id(part) not in self._open:
            return part
        match part:
            case Paragraph():
                return Paragraph(id=part.id, children=self._line(part.children, found), lang=part.lang)
            case Heading():
                return Heading(part.id, self._line(part.title, found))
            case List():
                items = tuple([self._part(item, found) for item in part.items])
                return List(id=part.id, ordered=part.ordered, items=items)
            case ListItem():
                return ListItem(id=part.id, marker=part.marker, blocks=self._each(part.blocks, found))
            case Table():
                header = self._each(part.header, found)
                rows = self._each(part.rows, found)
                return Table(id=part.id, widths=column_widths([*header, *rows]), header=header, rows=rows)
            case Row():
                return Row(id=part.id, cells=self._each(part.cells, found))
            case Cell():
                return Cell(children=self._line(part.children, found))
            case DefinitionList():
                return DefinitionList(id=part.id, entries=self._each(part.entries, found))
            case Definition():
                term = self._line(part.term, found)
                return Definition(id=part.id, term=term, blocks=self._each(part.blocks, found))
            case Emphasis() | Strong():
                return type(part)(children=self._line(part.children, found))
            case Link():
                return Link(target=part.target, children=self._line(part.children, found))
            case _:
                raise AssertionError(type(part))

    def _each(self, parts: tuple[Any, ...], found: Iterator[Found]) -> tuple[Any, ...]:
        return tuple([self._part(part, found) for part in parts])

    def _line(self, children: tuple[Any, ...], found: Iterator[Found]) -> tuple[Inline, ...]:
        made: list[Inline] = []
        for child in children:
            if not isinstance(child, Gap):
                made.append(self._part(child, found))
                continue
            words = self._line(child.children, found)
            put = next(found)
            if isinstance(put, str):
                made.append(Link(target=put, children=words))
            else:
                made.extend(words if put is None else put)
        return joined_text(made)


class PrintedBlocks(dict[int, tuple[Any, Any]]):
    """Blocks and sections by identity, each with the part as it is printed; `fixed` has the moulds of fixed blocks.

    `copies` has sections that were made of others in a way that typography does not change, each with the other and
    with what makes its printed form of that of the other.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fixed: dict[int, Mould] = {}
        self.copies: dict[int, tuple[Section, Section, Callable[[Section, Section, PrintedBlocks], Section]]] = {}

    def __missing__(self, block: int) -> tuple[Any, Any]:
        made = self[block] = self.fixed[block].printed[block]
        return made

    def get(self, part: int, default: Any = None) -> Any:
        """Return a part with what it is printed as, if that is known or can be made of what another was printed as."""
        found = super().get(part)
        if found is None and part in self.copies:
            copy, other, make = self.copies[part]
            found = self[part] = copy, make(other, typographic_section(other, self), self)
        return default if found is None else found


def _said(part: Any, said: Mapping[str, str]) -> Any:
    if isinstance(part, Text):
        return Text(text=said[part.text])
    # Without widths it has a gap, and gets them when that is filled.
    if isinstance(part, Table) and part.widths:
        return replace(part, widths=column_widths([*part.header, *part.rows]))
    return part


def has_gap(*parts: Any) -> bool:
    """Tell whether there is a gap in one of these parts."""
    return any(isinstance(part, Gap) or has_gap(*_inside(part)) for part in parts)


def joined_text(children: list[Inline]) -> tuple[Inline, ...]:
    """Join neighbouring Text nodes, so content compares equal even if it came from different tokens."""
    result: list[Inline] = []
    for child in children:
        if isinstance(child, Text) and result and isinstance(result[-1], Text):
            result[-1] = Text(text=result[-1].text + child.text)
        elif not (isinstance(child, Text) and not child.text):
            result.append(child)
    return tuple(result)


def _inside(part: Any) -> tuple[Any, ...]:
    """Return the parts directly inside a part of a text, in the order of reading; headings are in texts alone."""
    if isinstance(part, Gap):
        return ()
    return part.title if isinstance(part, Heading) else inside(part)
