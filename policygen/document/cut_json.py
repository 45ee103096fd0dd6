"""The JSON of a Document cut at its sections and blocks, and that of other copies, which name what they share with it.

A Document is written in one go, which takes far less time than its parts one by one; where each part is follows from
the order of the parts and of the fields. A quote within a text is escaped, so what is looked for is never in a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from json.encoder import encode_basestring_ascii as quoted
from types import MappingProxyType
from typing import Any

from policygen.document.differing import BARE, SAME, WHICH
from policygen.document.json import to_compact_json
from policygen.document.model import (
    Asset,
    Block,
    ClauseRecord,
    DefinitionList,
    Document,
    List,
    PageBreak,
    Section,
    Table,
)

_STRING = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
_PLACE = re.compile(rb'"file":%b,"line":\d+' % _STRING)
_NO_PLACE = b'"file":"","line":0'
_FILE = re.compile(rb'"file":(%b)' % _STRING)
_ID = re.compile(rb'\{"id":(%b)' % _STRING)
_NAMED = b'{"%b":%%b,"%b":%%d%%b}' % (SAME.encode(), WHICH.encode())
_BARE = b',"%b":true' % BARE.encode()


def unplaced(text: bytes) -> bytes:
    """Return JSON without the places where values were set."""
    return _PLACE.sub(_NO_PLACE, text)


def files_named(text: bytes) -> set[str]:
    """Return the files that JSON names."""
    return {json.loads(name) for name in set(_FILE.findall(text))}


@dataclass(frozen=True, slots=True)
class _CutSection:
    start: int
    blocks: tuple[int, ...]
    sections: tuple[_CutSection, ...]


class CutJson:
    """The JSON of a Document, compact and in ASCII, and where the parts in it begin and end.

    What `twins` has by its identity is there in place of a part of another Document.
    """

    def __init__(self, document: Document, twins: Mapping[int, Any] = MappingProxyType({})) -> None:
        self.document, self.twins = document, twins
        self.text = to_compact_json(document)
        self.ends: dict[int, int] = {}  # by where a part begins
        self.parts: dict[int, Any] = {}  # by where they begin
        self._starts: dict[int, int] = {}  # by their identity
        at = self._after(b'"cover":{', 0)
        self.tables = self._row(document.cover.tables, self._after(b'"tables":[', at), b'],"logo":')
        at = self._after(b'"sections":[', at)
        sections = []
        for section in document.sections:
            sections.append(self._section(section, at))
            at = self.ends[at] + 1
        self.sections = tuple(sections)
        at = self._after(b'"clauses":[', at - 1)
        self.clauses = self._row(document.clauses, at, b'],"header":')
        self.assets = self._row(document.assets, self._after(b'"assets":[', at), b'],"edition":')

    def unplaced(self, part: Any) -> bytes | None:
        """Return the JSON of a part without the places where its values were set; None for what was not cut."""
        start = self.start(part)
        return None if start is None else unplaced(self.text[start : self.ends[start]])

    def heading(self, section: Section) -> bytes:
        """Return the JSON of a section up to its blocks, without places."""
        start = self._starts[id(section)]
        return unplaced(self.text[start : self.text.index(b'"blocks":[', start)])

    def start(self, part: Any) -> int | None:
        """Return where a section, block, clause or picture of the Document begins; None for what is in no Document."""
        return self._starts.get(id(part))

    def cut(self, start: int) -> tuple[int, ...]:
        """Return where the items, rows or entries of a block or table begin, which begins at a place itself."""
        match self.parts[start]:
            case List(items=parts):
                name, after = b'"items":[', b'],"type":"list"}'
            case DefinitionList(entries=parts):
                name, after = b'"entries":[', b'],"type":"definition-list"}'
            case Table(rows=parts):
                return self._row(parts, self._after(b'"rows":[', start), b'],"header":[')
            case _:
                return ()
        return self._row(parts, self._after(name, start), after, self.ends[start] - len(after))

    def _after(self, found: bytes, at: int) -> int:
        return self.text.index(found, at) + len(found)

    def _section(self, section: Section, start: int) -> _CutSection:
        after = b'],"sections":['
        at = self._after(b'"blocks":[', start)
        blocks = self._row(section.blocks, at, after)
        at = self._after(after, self.ends[blocks[-1]] if blocks else at)
        sections = []
        for one in section.sections:
            sections.append(self._section(one, at))
            at = self.ends[at] + 1
        self.ends[start] = self._after(b"}", self._after(b'"new_page":', at - 1))
        self.parts[start], self._starts[id(section)] = section, start
        return _CutSection(start, blocks, tuple(sections))

    def _row(self, parts: tuple[Any, ...], at: int, after: bytes, end: int | None = None) -> tuple[int, ...]:
        """Return where parts begin, the first at a place; the last ends at `end`, or where `after` comes next."""
        starts = []
        for following in parts[1:]:
            starts.append(at)
            self.ends[at] = self.text.index(b',{"id":%b,' % quoted(following.id).encode(), at + 1)
            at = self.ends[at] + 1
        if parts:
            starts.append(at)
            self.ends[at] = self.text.index(after, at) if end is None else end
        self.parts.update(zip(starts, parts, strict=True))
        self._starts.update(zip(map(id, parts), starts, strict=True))
        return tuple(starts)


class Copies:
    """Writes copies of a Document for other readers: parts that it has too are named, and not repeated.

    `{"same": "ID", "n": 0}` is the first part of the Document that has this id, `{"same": "ID", "n": 0, "bare": true}`
    the same without the places where its values were set. `document.differing.joined` reads them.
    """

    def __init__(self, first: CutJson) -> None:
        self._first = first
        self._named: dict[bytes, list[int]] = {}
        for found in _ID.finditer(first.text):
            self._named.setdefault(found[1], []).append(found.start())
        whole: tuple[Any, ...] = (*_every(first.document.sections), *first.document.clauses, *first.document.assets)
        self._equal = {(type(part), part.id): part for part in whole}

    def of(self, other: CutJson) -> bytes:
        """Return the JSON of a copy."""
        made: list[bytes] = []
        at = 0
        for start, named in self._all(other):
            made += (other.text[at:start], named)
            at = other.ends[start]
        return b"".join((*made, other.text[at:]))

    def _all(self, other: CutJson) -> list[tuple[int, bytes]]:
        found: list[tuple[int, bytes]] = []
        for start in other.tables:
            self._block(other, start, found)
        for section in other.sections:
            self._section(other, section, found)
        for start in (*other.clauses, *other.assets):
            self._is_same(other, start, found)
        return found

    def _section(self, other: CutJson, section: _CutSection, found: list[tuple[int, bytes]]) -> None:
        if self._is_same(other, section.start, found):
            return
        for start in section.blocks:
            self._block(other, start, found)
        for one in section.sections:
            self._section(other, one, found)

    def _block(self, other: CutJson, start: int, found: list[tuple[int, bytes]]) -> None:
        if self._is_same(other, start, found):
            return
        for one in self._named.get(_id_at(other, start), ()):
            if type(self._first.parts.get(one)) is type(other.parts[start]):
                self._first.cut(one)
        for one in other.cut(start):
            self._is_same(other, one, found)

    def _is_same(self, other: CutJson, start: int, found: list[tuple[int, bytes]]) -> bool:
        """Add the name of a part that the Document has too, and return True, or False where it has none like it."""
        name, text = _id_at(other, start), other.text[start : other.ends[start]]
        twin = other.twins.get(id(other.parts[start]))
        if twin is not None:
            found.append((start, _NAMED % (name, self._named[name].index(self._first.start(twin) or 0), b"")))
            return True
        for n, one in enumerate(self._named.get(name, ())):
            end = self._first.ends.get(one)
            if end is None:
                continue
            there = self._first.text[one:end]
            # Without a place, what is looked for can only be there as it is.
            if there == text or (_NO_PLACE in text and unplaced(there) == text):
                found.append((start, _NAMED % (name, n, b"" if there == text else _BARE)))
                return True
        return False

    def without_twins(self, document: Document) -> tuple[Document, dict[int, Any]]:
        """Return a copy with little in place of what is the same as in the Document, and that by the place's identity.

        It is written sooner, and `of` names what is the same.
        """
        twins: dict[int, Any] = {}
        blocks = [block for section in _every(document.sections) for block in section.blocks]
        shared = sum(self._first.start(block) is not None for block in blocks)

        def little(part: Any) -> Any:
            if isinstance(part, Block) and 2 * shared < len(blocks):
                return part  # a section with most of it only alike is best compared whole
            same = None if self._first.start(part) is None else part
            if same is None and not isinstance(part, Block):
                same = self._equal.get((type(part), part.id))
                same = same if same == part else None
            if same is None:
                return replace(part, **_each(part, little)) if isinstance(part, Section) else part
            made = _LITTLE[type(part)](part.id) if type(part) in _LITTLE else PageBreak(id=part.id)
            twins[id(made)] = same
            return made

        return replace(document, **_each(document, little)), twins


_TUPLES: Mapping[type, tuple[str, ...]] = {
    Document: ("sections", "clauses", "assets"),
    Section: ("blocks", "sections"),
}
_LITTLE: Mapping[type, Callable[[str], Any]] = {
    Section: lambda name: Section(id=name, level=1, number="", title=()),
    ClauseRecord: lambda name: ClauseRecord(id=name, library="", version="", digest="", kind=""),
    Asset: lambda name: Asset(id=name, media_type="", data="", alternative=""),
}


def _each(part: Any, change: Callable[[Any], Any]) -> dict[str, Any]:
    return {name: tuple(map(change, getattr(part, name))) for name in _TUPLES[type(part)]}


def _every(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _every(section.sections)


def _id_at(one: CutJson, start: int) -> bytes:
    found = _ID.match(one.text, start)
    return found[1] if found else b""
