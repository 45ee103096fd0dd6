"""Blocks with holes where values go: what schools print alike but for their answers is written once for all of them.

A stencil is made from a block that was written in the ordinary way, and filled with text that is escaped. What else
depends on a value's words, such as the widths of columns, is in `shape_of`, by which stencils are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any

from policygen.document.model import (
    Blank,
    Block,
    Cell,
    Definition,
    DefinitionList,
    Emphasis,
    Link,
    List,
    ListItem,
    Origin,
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
from policygen.document.plain import words_of
from policygen.render.columns import is_turned, widths_in_twips
from policygen.render.docx.frame import Frame
from policygen.render.docx.inline import is_one_piece
from policygen.render.docx.parts import entry_with
from policygen.render.docx.repeatable import relationship_id
from policygen.render.docx.words import digest, marked_words, without_spaces
from policygen.render.docx.written import WrittenBlock, body_data
from policygen.render.docx.xml import Element, R, escaped_text, mm_twips, qualified, safe
from policygen.render.link_targets import address
from policygen.render.page_breaks import held_items, leads, table_breaks
from policygen.render.unbroken import with_no_break_spaces

# Characters of Unicode's private use area stand for the words of the values and for the relationships of their links.
_WORDS, _LINKS, _MOST = 0xE000, 0xF000, 0x0800
_PRIVATE = re.compile("([\ue000-\uf8ff])")
_START, _TEXT, _HYPERLINK = qualified("bookmarkStart"), qualified("t"), qualified("hyperlink")
_NAME, _RELATIONSHIP = qualified("name"), f"{{{R}}}id"
_PARTS = (
    Section, Paragraph, List, ListItem, DefinitionList, Definition, Row, Blank, Emphasis, Strong, Link, Reference,
    SignatureBlock, Signatory,
)  # fmt: skip
# In the order in which they are written.
_FIELDS: Mapping[type, Callable[[Any], tuple[Any, ...]]] = {
    **{kind: attrgetter(*(field.name for field in fields(kind))) for kind in _PARTS},
    Cell: lambda cell: (cell.children,),
    Table: attrgetter("id", "caption", "header", "rows", "widths", "row_headers"),
}


@dataclass(frozen=True, slots=True)
class ToldValue:
    """What is written of a value: `is_whole` where its words are in one element, `target` where its link leads."""

    is_whole: bool
    shown: bytes
    bare: str
    digest: str
    target: str
    code: str


def _told_of(text: str, key: str) -> ToldValue:
    bare, target = without_spaces(text), address(Value(text=text, origin=Origin(key=key)))
    shown = escaped_text(with_no_break_spaces(safe(text))).encode()
    return ToldValue(is_one_piece(text), shown, bare, digest(bare), target, relationship_id(target) if target else "")


@dataclass(frozen=True, slots=True)
class Outline:
    """A part of a Document without the words of its values.

    `leaves` are all that is printed of it. `marked` are its values and gaps that have bookmarks, in the order in which
    they are written, with what is told of those whose words are left out: of the `values`.
    """

    leaves: tuple[Any, ...]
    marked: tuple[tuple[Value | Blank, ToldValue | None], ...]
    values: tuple[ToldValue, ...]


def outline_of(content: Any, known: dict[tuple[str, str], ToldValue]) -> Outline:
    """Return the outline of a part of a Document. `known` is what is told of values so far, by words and key."""
    leaves: list[Any] = []
    marked: list[tuple[Value | Blank, ToldValue | None]] = []
    values: list[ToldValue] = []

    def add(node: Any) -> None:
        kind = type(node)
        if kind is Text:
            leaves.append(node.text)
        elif kind is Value:
            key = node.origin.key
            told = known.get((node.text, key))
            if told is None:
                told = known[node.text, key] = _told_of(node.text, key)
            leaves.extend((kind, key, node.origin.contact, node.lang))
            if key:
                marked.append((node, told if told.is_whole else None))
            if key and told.is_whole:
                # A link is written otherwise than other words.
                leaves.append(bool(told.target))
                values.append(told)
            else:
                leaves.append(node.text)
        elif kind is tuple:
            leaves.append(len(node))
            for one in node:
                add(one)
        elif kind in _FIELDS:
            if kind is Blank and node.key:
                marked.append((node, None))
            leaves.append(kind)
            for field in _FIELDS[kind](node):
                if type(field) is tuple:
                    add(field)
                else:
                    leaves.append(field)
        else:
            leaves.append(node)

    add(content)
    return Outline(tuple(leaves), tuple(marked), tuple(values))


def shape_of(frame: Frame, content: Any, after: Sequence[Block] = (), left: int = 0) -> object:
    """Return what else is decided by the words of a part that is written by itself, `left` twips from the margin."""
    tokens, face = frame.tokens, frame.face
    match content:
        case Section(blocks=blocks):
            return tuple([shape_of(frame, one, blocks[place + 1 :]) for place, one in enumerate(blocks)])
        case Paragraph():
            return leads(content, after[0].type if after else "", tokens.lists)
        case List(items=parts):
            return (held_items(content, after, tokens.lists), *_shapes_within(frame, parts))
        case DefinitionList(entries=parts):
            return _shapes_within(frame, parts)
        case Table():
            turned = not left and is_turned(content, tokens, face)
            within = tokens.turned if turned else tokens
            firsts = () if content.header else tuple([row.cells[:1] for row in content.rows])
            described = words_of(content.caption) and (
                words_of(content.caption),
                tuple([words_of(cell.children) for row in content.header for cell in row.cells]),
                tuple([words_of(cell.children) for cells in firsts for cell in cells]),
            )
            widths = widths_in_twips(content, mm_twips(within.page.text_width) - left, within, face)
            return turned, tuple(widths), table_breaks(content, within), described
        case _:
            return None


def _shapes_within(frame: Frame, parts: Sequence[Any]) -> tuple[object, ...]:
    found: list[object] = []
    for part in parts:
        for place, block in enumerate(part.blocks):
            # A table in a list has less room than `shape_of` measures.
            found.append(block if isinstance(block, Table) else shape_of(frame, block, part.blocks[place + 1 :]))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stencil:
    """A written block, and where in it words of values are.

    Between two `pieces` of its bytes is the hole of the same place: the number of a value, and whether its link is
    there. `words` are those of bookmarks with values in their block: a number of paragraphs, and words with numbers of
    values between them. `numbers` are those of the block's marked values; None where a value is not left out.
    """

    written: WrittenBlock
    pieces: tuple[bytes, ...]
    holes: tuple[tuple[int, bool], ...]
    words: Mapping[str, tuple[int, tuple[str | int, ...]]]
    numbers: tuple[int | None, ...]

    def filled(self, values: Sequence[ToldValue]) -> WrittenBlock:
        """Return what would have been written with these values, which have an outline and a shape like the first's."""
        written = self.written
        made = [self.pieces[0]]
        links = written.links
        for (number, is_link), piece in zip(self.holes, self.pieces[1:], strict=True):
            told = values[number]
            if is_link:
                links = {**links, told.code: told.target}
            made += (told.code.encode() if is_link else told.shown, piece)
        words = dict(written.words)
        for name, (count, parts) in self.words.items():
            words[name] = count, "".join([values[one].bare if isinstance(one, int) else one for one in parts])
        entries = [
            entry_with(entry, digest(words[mark.bookmark][1])) if mark.bookmark in self.words else entry
            for mark, entry in zip(written.marks, written.mark_entries, strict=True)
        ]
        value_entries = [
            entry if number is None else entry_with(entry, values[number].digest)
            for number, entry in zip(self.numbers, written.value_entries, strict=True)
        ]
        return replace(
            written,
            data=b"".join(made),
            last_words=tuple([(name, words[name][1]) for name in written.ends]),
            words=words,
            links=links,
            mark_entries=tuple(entries),
            value_entries=tuple(value_entries),
        )


def stencil_of(written: WrittenBlock, outline: Outline) -> Stencil | None:
    """Return the stencil of what was written for a part of a Document; None if its values are not all found in it."""
    marks = [
        (one.origin.key, one.text) if isinstance(one, Value) else (one.key, one.label) for one, _ in outline.marked
    ]
    if len(outline.values) > _MOST or _PRIVATE.search(written.data.decode()):
        return None
    if [(key, without_spaces(words)) for key, words in marks] != [(one.key, one.words) for one in written.values]:
        return None
    body = written.elements()
    starts = {start.get(_NAME): start for start in body.iter(_START)}
    numbers: list[int | None] = []
    number = 0
    for mark, (_, told) in zip(written.values, outline.marked, strict=True):
        if told is None:
            numbers.append(None)
            continue
        if not _emptied(starts[mark.bookmark], told, number):
            return None
        numbers.append(number)
        number += 1
    *pieces, last = _PRIVATE.split(body_data(body).decode())
    # A link of the clause's may lead where a value's did.
    links = {link.get(_RELATIONSHIP) for link in body.iter(_HYPERLINK)}
    stencil = Stencil(
        written=replace(written, links={code: target for code, target in written.links.items() if code in links}),
        pieces=(*[piece.encode() for piece in pieces[::2]], last.encode()),
        holes=tuple([_hole(one) for one in pieces[1::2]]),
        words={
            name: (
                count,
                tuple([_hole(one)[0] if _PRIVATE.match(one) else one for one in _PRIVATE.split(words) if one]),
            )
            for name, (count, words) in marked_words(body).items()
            if _PRIVATE.search(words)
        },
        numbers=tuple(numbers),
    )
    return stencil if stencil.filled(outline.values) == written else None


def _hole(character: str) -> tuple[int, bool]:
    code = ord(character)
    return code % _LINKS % _WORDS, code >= _LINKS


def _emptied(start: Element, told: ToldValue, number: int) -> bool:
    """Put characters in place of a value's words, and of the relationship of its link, after its bookmark's start."""
    inside = start.getnext()
    texts = [] if inside is None else list(inside.iter(_TEXT))
    if inside is None or len(texts) != 1 or escaped_text(texts[0].text or "").encode() != told.shown:
        return False
    texts[0].text = chr(_WORDS + number)
    if inside.tag == _HYPERLINK:
        if inside.get(_RELATIONSHIP) != told.code:
            return False
        inside.set(_RELATIONSHIP, chr(_LINKS + number))
    return True
