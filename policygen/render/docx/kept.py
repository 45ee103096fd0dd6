"""What was written before, kept by its content: schools print most of a policy alike, and a copy is quick.

Where a value was set is not printed, so it does not count.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

from policygen.document.cut_json import CutJson
from policygen.document.model import (
    Block,
    DefinitionList,
    Figure,
    Form,
    List,
    Origin,
    PageBreak,
    Paragraph,
    Section,
    SignatureBlock,
    Table,
    Text,
)
from policygen.document.revisions import NO_REVISIONS
from policygen.document.walk import walk
from policygen.look.fonts import Face
from policygen.look.tokens import Tokens
from policygen.render.columns import is_turned
from policygen.render.docx.frame import Frame
from policygen.render.docx.numbering import Numbering
from policygen.render.docx.parts import mark_entry, value_entry
from policygen.render.docx.repeatable import Numbers
from policygen.render.docx.stencils import Stencil, ToldValue, outline_of, stencil_of
from policygen.render.docx.words import last_marked, marked_words
from policygen.render.docx.written import Mark, ValueMark, WrittenBlock, body_data, expand, stand_in
from policygen.render.docx.xml import Element, append, document_root, serialised

MOST = 4096  # blocks, of some kilobytes each
_MOST_PARTS = 256
_MOST_STENCILS = 2048
_UNKNOWN = object()
_MOST_STRETCHES = 2048  # of some kilobytes, with those before them
_ALONE = (Form, SignatureBlock, Figure, PageBreak)  # they change what is before them, or bring parts of their own


class KeptBlocks:
    """Blocks of one or more looks. It may serve several threads; the block that was not used for longest goes first."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._written: dict[int, tuple[Any, WrittenBlock | None]] = {}  # by hash; of what came once, no more than that
        self._stencils: dict[int, tuple[Any, Stencil | None]] = {}  # the same
        self._told: dict[tuple[str, str], ToldValue] = {}
        self._looks: dict[tuple[Tokens, Face], int] = {}
        self._known: dict[int, tuple[Any, tuple[Any, ...]]] = {}
        self._parts: dict[Any, bytes] = {}
        self._stretches: dict[int, tuple[tuple[bytes, bytes], bytes] | tuple[None, None]] = {}
        self._gate = Lock()

    def look(self, tokens: Tokens, face: Face) -> int:
        """Return a number for a look: comparing tokens for each block would take longer than writing it."""
        with self._gate:
            return self._looks.setdefault((tokens, face), len(self._looks))

    def find(
        self,
        content: Any,
        printed: bytes | None,
        place: tuple[Any, ...],
        write: Callable[[], WrittenBlock | None],
        shape: Callable[[], object],
    ) -> WrittenBlock | None:
        """Return what was written for a part of a Document at a place; None the first time, and if it cannot be kept.

        The second time it is written by `write`, for later: what only one school prints is not worth keeping. `printed`
        is all that is printed of the part, if that is known. What is like it but for the words of its values is filled
        with these; `shape` says what else they decide.
        """
        key = (self._leaves(content) if printed is None else printed, place)
        # Each hash of a key is a walk over it, so the dictionary is by hash.
        code = hash(key)
        with self._gate:
            first, written = self._written.pop(code, (_UNKNOWN, None))
        known = first is None or first == key
        if not known or written is None:
            written = self._filled(content, place, write, shape)
            if written is None and known:
                written = write()
        with self._gate:
            self._written[code] = (key, written) if known else (None, None)
            while len(self._written) > self._most:
                del self._written[next(iter(self._written))]
        return written

    def _filled(
        self,
        content: Any,
        place: tuple[Any, ...],
        write: Callable[[], WrittenBlock | None],
        shape: Callable[[], object],
    ) -> WrittenBlock | None:
        """Return a part whose stencil is filled with its values; None if there is no stencil, and the first time."""
        if isinstance(content, bytes):
            return None
        outline = outline_of(content, self._told)
        values = outline.values
        if not values:
            return None
        key = (outline.leaves, place, shape())
        code = hash(key)
        with self._gate:
            first, stencil = self._stencils.pop(code, (_UNKNOWN, None))
        known = first is None or first == key
        written = None
        if known and stencil is not None:
            written = stencil.filled(values)
        elif first is None:
            written = write()
            stencil = None if written is None else stencil_of(written, outline)
        with self._gate:
            if len(self._told) > self._most:
                self._told.clear()
            self._stencils[code] = (key, stencil) if known else (None, None)
            while len(self._stencils) > _MOST_STENCILS:
                del self._stencils[next(iter(self._stencils))]
        return written

    def _leaves(self, content: Any) -> tuple[Any, ...]:
        """Return all that is printed of a part, in a row.

        A part without values is often the very same object in the next Document, and what is in it is known.
        """
        known = self._known.get(id(content))
        if known is not None:
            return known[1]
        made: list[Any] = []
        has_values = _add_leaves(content, made)
        leaves = tuple(made)
        if not has_values:
            with self._gate:
                self._known[id(content)] = (content, leaves)
                while len(self._known) > self._most:
                    del self._known[next(iter(self._known))]
        return leaves

    def stretch(self, key: tuple[bytes, bytes], make: Callable[[], bytes]) -> bytes:
        """Return what `make` gives for a stretch of a part after another, from before if it was asked for twice."""
        code = hash(key)
        with self._gate:
            found = self._stretches.pop(code, None)
        known = found is not None and (found[0] is None or found[0] == key)
        made = found[1] if found is not None and known else None
        given = made or make()
        with self._gate:
            # The first time only that it was there: what one school alone has would fill the memory.
            self._stretches[code] = (key, given) if known else (None, None)
            while len(self._stretches) > _MOST_STRETCHES:
                del self._stretches[next(iter(self._stretches))]
        return given

    def part(self, key: Any, make: Callable[[], bytes]) -> bytes:
        """Return a part of a file that `make` gives, from before if it was asked for by the same key."""
        with self._gate:
            found = self._parts.pop(key, None)
        found = make() if found is None else found
        with self._gate:
            self._parts[key] = found
            while len(self._parts) > _MOST_PARTS:
                del self._parts[next(iter(self._parts))]
        return found


class Copier:
    """Copies into one document what was written for others; with nothing `kept`, it copies nothing.

    Where the document's JSON is `cut` already, blocks are found by theirs.
    """

    def __init__(self, frame: Frame, kept: KeptBlocks | None, cut: CutJson | None = None) -> None:
        self._frame, self._cut = frame, cut
        # A tracked change, or a control that is bound, depends on more than its block.
        self._kept = kept if frame.tracker.revisions is NO_REVISIONS and frame.placeholders is None else None
        self._look = self._kept.look(frame.tokens, frame.face) if self._kept else 0

    def add(
        self,
        body: Element,
        content: Any,
        place: tuple[Any, ...],
        write: Callable[[Frame, Element], None],
        is_alone: Callable[[], bool] = lambda: True,
        shape: Callable[[], object] = lambda: None,
    ) -> bool:
        """Append a copy of what `write` writes for a part of the Document; return False where there is none to append.

        The part may be given as the bytes of all that is printed of it. What is written depends on it, its `place`, and
        what the frame owes. If it is not `is_alone`, it is
        written otherwise among others. `shape` says what the words of its values decide beside themselves.
        """
        frame, kept = self._frame, self._kept
        if kept is None:
            return False
        key = (self._look, *place, frame.clause, frame.gap, len(frame.numbering.lists))
        printed = content if isinstance(content, bytes) else self._cut.unplaced(content) if self._cut else None
        found = kept.find(content, printed, key, lambda: write_apart(frame, write) if is_alone() else None, shape)
        return found is not None and add_written(frame, body, found)

    def headings(self, sections: Sequence[Section]) -> bytes | tuple[Any, ...]:
        """Return what is printed of the headings of sections, for `add`."""
        if self._cut:
            return b"".join(map(self._cut.heading, sections))
        return tuple([(one.id, one.level, one.number, one.title) for one in sections])

    def expand(self, body: Element, least: int = sys.maxsize) -> None:
        """Have real elements at the end of a body, for code that looks at them or changes them."""
        expand(body, self._frame.copied, least)

    def numbering(self) -> bytes:
        """Return the numbering part: its lists are the same wherever the same clauses are."""
        numbering = self._frame.numbering
        if self._kept is None:
            return serialised(numbering.part())
        key = (self._look, numbering.appendix_words, tuple(numbering.lists))
        return self._kept.part(key, lambda: serialised(numbering.part()))


def _add_leaves(node: Any, made: list[Any]) -> bool:
    """Add the kinds of nodes, and the plain values in them, to a list; return whether there is an Origin in them."""
    if isinstance(node, tuple):
        made.append(len(node))
        found = [_add_leaves(one, made) for one in node]  # not only up to the first
        return any(found)
    kind: type = type(node)
    made.append(kind)
    if kind is Text:
        made.append(node.text)
        return False
    if kind is Origin:
        made += (node.key, node.contact)
        return True
    names = getattr(kind, "__dataclass_fields__", None)
    if names is None:
        made.append(node)
        return False
    found = [_add_leaves(getattr(node, name), made) for name in names]
    return any(found)


def is_block_alone(frame: Frame, block: Block) -> bool:
    """Tell whether a block is written without a look at anything outside it."""
    plain = isinstance(block, Paragraph | List | DefinitionList | Table)
    turned = isinstance(block, Table) and is_turned(block, frame.tokens, frame.face)
    return plain and not turned and not any(isinstance(part, _ALONE) for part in walk(block))


def is_copied_whole(frame: Frame, section: Section) -> bool:
    """Tell whether a section with a heading begins no page, is not bound to what is before, and has no others in it."""
    plain = section.title and not (section.new_page or section.sections or section.kind == "back")
    return bool(plain) and not frame.comments and frame.tracker.revisions is NO_REVISIONS


def is_section_alone(frame: Frame, section: Section) -> bool:
    """Tell whether a section's blocks are written without a look at anything outside it."""
    return all(is_block_alone(frame, one) for one in section.blocks)


def write_apart(frame: Frame, write: Callable[[Frame, Element], None]) -> WrittenBlock:
    """Return what `write` writes to an empty body, by a frame in which nothing has been written."""
    numbers, lists = Numbers(), len(frame.numbering.lists)
    inline = frame.inline.fresh(numbers)
    numbering = Numbering(frame.tokens, frame.numbering.appendix_words, list(frame.numbering.lists))
    apart = replace(
        frame, numbers=numbers, inline=inline, numbering=numbering, marks=[], copied=[], _marked=set(), _pending=[]
    )
    body = append(document_root(), "body")
    write(apart, body)
    marks = tuple(one for one in apart.marks if isinstance(one, Mark))
    values = tuple(one for one in inline.values if isinstance(one, ValueMark))
    words, ends = marked_words(body), last_marked(body)
    return WrittenBlock(
        data=body_data(body),
        last=body[-1].tag.rpartition("}")[2] if len(body) else "",
        ends=ends,
        last_words=tuple([(name, words[name][1]) for name in ends]),
        marks=marks,
        marked=frozenset(mark.block for mark in marks),
        values=values,
        numbers=frozenset(numbers.given),
        words=words,
        links=inline.links,
        ordinals=inline.ordinals,
        references=inline.references,
        lists=tuple(numbering.lists[lists:]),
        gap=apart.gap,
        mark_entries=tuple([mark_entry(mark, words[mark.bookmark][1]) for mark in marks]),
        value_entries=tuple(map(value_entry, values)),
    )


def add_written(frame: Frame, body: Element, written: WrittenBlock) -> bool:
    """Append what stands for a written block to a body; False where it would be written otherwise in this document."""
    if not frame.takes(written.marked) or not frame.inline.takes(written.ordinals, written.references):
        return False
    if not frame.numbers.give_all(written.numbers):
        return False
    stand_in(body, written, frame.add_copied(written))
    return True
