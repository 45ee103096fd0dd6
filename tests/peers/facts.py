"""What a reader must find in any file of a Document: headings, numbers, lists, tables, pictures, links and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from policygen.document.model import (
    Block,
    Definition,
    DefinitionList,
    Document,
    Figure,
    Form,
    Inline,
    Link,
    List,
    ListItem,
    Paragraph,
    Section,
    SignatureBlock,
    Table,
    Value,
)
from policygen.document.plain import printed_words
from policygen.document.walk import parts_of
from policygen.render.link_targets import address


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of a list: how deep (0 outermost), whether it is counted, what is before it, its first paragraph."""

    depth: int
    counted: bool
    marker: str
    words: str


@dataclass(slots=True, kw_only=True)
class Facts:
    """All words squeezed. `beside` are words that a program may set in a table without being one of the Document."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    outline: list[tuple[int, str]] = field(default_factory=list)  # the headings with their numbers
    numbers: list[tuple[str, str]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    tables: list[tuple[tuple[str, ...], ...]] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    alternatives: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def squeezed(words: str) -> str:
    """Words without white space, ruled lines, boxes to tick, soft spaces and hyphens."""
    return re.sub(r"[\s_☐\u200b\u00ad\ufeff]+", "", words)


def facts_of(document: Document) -> Facts:
    """Return what a file of `document` must say."""
    found = Facts()
    cover = document.cover
    _say(found, squeezed(printed_words(cover.school)))
    title = squeezed(printed_words(cover.title))
    if document.kind == "sheet":
        found.headings.append((1, title))
        found.outline.append((1, title))
    _say(found, title)
    if cover.logo:
        found.alternatives += [asset.alternative for asset in document.assets if asset.id == cover.logo]
    for table in cover.tables:
        _table(found, table)
    for section in document.sections:
        _section(found, section)
    found.links = list(_links(document))
    found.beside += [squeezed(words) for words in (document.words.signed, document.words.name, document.words.date)]
    return found


def _say(found: Facts, words: str) -> None:
    if words:
        found.words.append(words)


def _section(found: Facts, section: Section) -> None:
    words = squeezed(printed_words(section.title))
    if words:
        found.headings.append((section.level, words))
        found.outline.append((section.level, squeezed(section.number) + words))
        if section.number:
            found.numbers.append((squeezed(section.number), words))
        _say(found, words)
    for block in section.blocks:
        _block(found, block, 0)
    for inner in section.sections:
        _section(found, inner)


def _block(found: Facts, block: Block, depth: int) -> None:
    match block:
        case Paragraph(children=children):
            _say(found, squeezed(printed_words(children)))
        case List(items=items):
            for item in items:
                _item(found, item, block.ordered, depth)
        case Table():
            _table(found, block)
        case DefinitionList(entries=entries):
            for entry in entries:
                _definition(found, entry, depth)
        case Form(fields=fields):
            for one in fields:
                found.beside.append(squeezed(one.label))
                _say(found, squeezed(one.label))
        case SignatureBlock(signatories=signatories):
            for one in signatories:
                found.beside += [squeezed(one.role), squeezed(printed_words(one.name))]
                _say(found, squeezed(one.role))
        case Figure(alternative=alternative):
            found.alternatives.append(alternative)
        case _:
            pass


def _item(found: Facts, item: ListItem, counted: bool, depth: int) -> None:
    first, *rest = item.blocks
    words = squeezed(printed_words(first.children)) if isinstance(first, Paragraph) else ""
    marker = squeezed(item.marker)
    found.items.append(Item(depth=depth, counted=counted, marker=marker, words=words))
    _say(found, words)
    for block in rest if isinstance(first, Paragraph) else item.blocks:
        _block(found, block, depth + 1)


def _definition(found: Facts, entry: Definition, depth: int) -> None:
    _say(found, squeezed(printed_words(entry.term)))
    for block in entry.blocks:
        _block(found, block, depth)


def _table(found: Facts, table: Table) -> None:
    rows = (*table.header, *table.rows)
    made = tuple(tuple(squeezed(printed_words(cell.children)) for cell in row.cells) for row in rows)
    found.tables.append(made)
    caption = squeezed(printed_words(table.caption))
    if caption:
        found.captions.append(caption)
        _say(found, caption)
    for row in made:
        for cell in row:
            _say(found, cell)


def _links(document: Document) -> Iterator[str]:
    """Addresses of links, and of contacts outside a link."""
    inside: set[int] = set()
    for part in parts_of(document):
        if isinstance(part, Link):
            yield part.target
            inside |= {id(child) for child in _all(part.children)}
        elif isinstance(part, Value) and id(part) not in inside and (target := address(part)):
            yield target


def _all(children: tuple[Inline, ...]) -> Iterator[Inline]:
    for child in children:
        yield child
        yield from _all(getattr(child, "children", ()))
