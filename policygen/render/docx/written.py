"""Blocks that were written for another document, and the elements that stand in a body in place of their copies.

A body of some hundred blocks is put together from bytes: copies of elements would be made only to be serialised again.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from policygen.render.docx.numbering import NumberedList
from policygen.render.docx.words import STANDS_FOR, KnownWords
from policygen.render.docx.xml import TAG_END, Element, append, document_root, serialised

_STAND_IN = re.compile(rf'<w:(?:p|tbl) {STANDS_FOR}="(\d+)"/>'.encode())
_BODY, _END = b"<w:body>", b"</w:body>"
_BEFORE = serialised(document_root()).removesuffix(TAG_END.encode()) + b">" + _BODY
_AFTER = _END + b"</w:document>"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


@dataclass(frozen=True, slots=True)
class Mark:
    """A bookmark and the block or section that it marks; `clause` is empty for policygen's own parts."""

    bookmark: str
    block: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueMark:
    """A bookmark around a value or gap in a block, with its settings key and the words printed."""

    bookmark: str
    block: str
    key: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBlock:
    """A block's elements, and what else a document has from it, as if nothing had been written before it.

    `data` are the elements as bytes, `last` is the kind of the last of them, "" if there is none. `ends` are the
    bookmarks of its last marked paragraph, and `last_words` their words. `ordinals` count its values by block and key,
    `references` are the sections it refers to and whether they have numbers, `numbers` are the ids of its bookmarks and
    controls, `words` are those of its bookmarks, `gap` is the space owed after it in points. `mark_entries` and
    `value_entries` are what the map of blocks has of it, without the clause and the ends of the elements.
    """

    data: bytes
    last: str
    ends: tuple[str, ...]
    last_words: tuple[tuple[str, str], ...]
    marks: tuple[Mark, ...]
    marked: frozenset[str]
    values: tuple[ValueMark, ...]
    numbers: frozenset[int]
    words: Mapping[str, KnownWords]
    links: dict[str, str]
    ordinals: dict[tuple[str, str], int]
    references: dict[str, bool]
    lists: tuple[NumberedList, ...]
    gap: float
    mark_entries: tuple[str, ...]
    value_entries: tuple[str, ...]

    def elements(self) -> Element:
        """Return the elements in a new body."""
        return etree.fromstring(b"%b%b%b" % (_BEFORE, self.data, _AFTER), _PARSER)[0]


def body_data(body: Element) -> bytes:
    """Return what is in the body of a document as bytes."""
    whole = serialised(body.getparent())  # type: ignore[arg-type]
    return whole[whole.index(_BODY) + len(_BODY) : whole.rindex(_END)] if len(body) else b""


def stand_in(body: Element, written: WrittenBlock, number: int) -> None:
    """Append one element that stands for those of a block, which is of this number in the document."""
    if written.last:
        append(body, written.last).set(STANDS_FOR, str(number))


def expand(body: Element, copied: Sequence[WrittenBlock], least: int = sys.maxsize) -> None:
    """Put copies of their elements in place of stand-ins at the end of a body, until so many elements are there."""
    place = len(body)
    while place and len(body) - place < least:
        place -= 1
        number = body[place].get(STANDS_FOR)
        if number is not None:
            body[place : place + 1] = list(copied[int(number)].elements())


def with_copies(document: bytes, copied: Sequence[WrittenBlock]) -> bytes:
    """Return a serialised document with the bytes of blocks in place of their stand-ins."""
    return _STAND_IN.sub(lambda found: copied[int(found[1])].data, document) if copied else document
