"""Blocks written before, kept by their content: schools print most blocks of a policy alike, and a copy is quick."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from policygen.document.model import Block, DefinitionList, Figure, Form, List, PageBreak, Paragraph, SignatureBlock, Table
from policygen.document.walk import walk
from policygen.look.fonts import Face
from policygen.look.tokens import Tokens
from policygen.render.docx.frame import Frame, Mark
from policygen.render.docx.inline import InlineWriter, ValueMark
from policygen.render.docx.numbering import Numbering, NumberedList
from policygen.render.docx.repeatable import Numbers
from policygen.render.docx.xml import Element, append, root

MOST = 4096  # blocks, of some kilobytes each
_ALONE = (Form, SignatureBlock, Figure, PageBreak)  # they change what is before them, or bring parts of their own


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBlock:
    """A block's elements, and what else a document has from it, as if nothing had been written before it.

    `ordinals` count its values by block and key, `references` are the sections it refers to and whether they have
    numbers, `numbers` are the ids of its bookmarks and controls, `gap` is the space owed after it in points.
    """

    elements: Element
    marks: tuple[Mark, ...]
    marked: frozenset[str]
    numbers: frozenset[int]
    values: tuple[ValueMark, ...]
    links: dict[str, str]
    ordinals: dict[tuple[str, str], int]
    references: dict[str, bool]
    lists: tuple[NumberedList, ...]
    gap: float


class KeptBlocks:
    """Blocks of one or more looks. It may serve several threads; the block that was not used for longest goes first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._written: dict[Any, WrittenBlock] = {}
        self._looks: dict[tuple[Tokens, Face], int] = {}
        self._gate = Lock()

    def look(self, tokens: Tokens, face: Face) -> int:
        """Return a number for a look: comparing tokens for each block would take longer than writing it."""
        with self._gate:
            return self._looks.setdefault((tokens, face), len(self._looks))

    def find(self, key: Any) -> WrittenBlock | None:
        """Return the block that was put under a key."""
        with self._gate:
            found = self._written.pop(key, None)
            if found is not None:
                self._written[key] = found
            return found

    def put(self, key: Any, written: WrittenBlock) -> None:
        """Keep a block."""
        with self._gate:
            self._written[key] = written
            while len(self._written) > self._most:
                del self._written[next(iter(self._written))]


def can_be_kept(block: Block) -> bool:
    """Tell whether a block is written without a look at anything outside it."""
    return isinstance(block, Paragraph | List | DefinitionList | Table) and not any(
        isinstance(part, _ALONE) for part in walk(block)
    )


def write_apart(frame: Frame, block: Block, write: Callable[[Frame, Element], None]) -> WrittenBlock:
    """Return a block that `write` writes to an empty body, by a frame in which nothing has been written."""
    numbers, lists = Numbers(), len(frame.numbering.lists)
    inline = frame.inline.fresh(numbers)
    numbering = Numbering(frame.tokens, frame.numbering.appendix_words, list(frame.numbering.lists))
    apart = replace(frame, numbers=numbers, inline=inline, numbering=numbering, marks=[], _marked=set(), _pending=[])
    body = append(root("document", "wp", "a", "pic"), "body")
    with apart.marking(block.id):
        write(apart, body)
    return WrittenBlock(
        elements=body,
        marks=tuple(apart.marks),
        marked=frozenset(mark.block for mark in apart.marks),
        numbers=frozenset(numbers.given),
        values=tuple(inline.values),
        links=inline.links,
        ordinals=inline.ordinals,
        references=inline.references,
        lists=tuple(numbering.lists[lists:]),
        gap=apart.gap,
    )


def add_written(frame: Frame, body: Element, written: WrittenBlock) -> bool:
    """Append a copy of a written block to a body; return False where it would be written otherwise in this document."""
    if not frame.takes(written.marked) or not frame.inline.takes(written.ordinals, written.references):
        return False
    if not frame.numbers.give_all(written.numbers):
        return False
    body.extend(deepcopy(written.elements))
    frame.add_marks(written.marks)
    frame.inline.add(written.values, written.links, written.ordinals)
    frame.numbering.lists.extend(written.lists)
    frame.gap = written.gap
    return True
