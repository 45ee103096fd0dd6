"""The one walk over a Document's tree, in reading order: it finds values, links, pictures, ids and words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from policygen.document.model import (
    Blank,
    Block,
    Cell,
    Definition,
    DefinitionList,
    Document,
    Emphasis,
    Figure,
    Form,
    FormField,
    Inline,
    LineBreak,
    Link,
    List,
    ListItem,
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

TreePart = Inline | Block | Section | ListItem | Row | Cell | Definition | FormField | Signatory


def parts_of(document: Document) -> Iterator[TreePart]:
    """Yield everything on the cover and in the sections, each part before what is in it."""
    yield from walk(*document.cover.school, *document.cover.title, *document.cover.tables, *document.sections)


def ids_of(document: Document) -> Iterator[str]:
    """Yield the ids of sections, blocks and parts of blocks in reading order, without header rows, which repeat."""
    repeated = {row.id for part in parts_of(document) if isinstance(part, Table) for row in part.header}
    found = (getattr(part, "id", "") for part in parts_of(document))
    return (one for one in found if one and one not in repeated)


def walk(*parts: TreePart) -> Iterator[TreePart]:
    """Yield each part, then what is in it, in reading order."""
    waiting: list[TreePart] = [*reversed(parts)]
    while waiting:
        part = waiting.pop()
        yield part
        inner = inside(part)
        if inner:
            waiting.extend(reversed(inner))


def blocks_in(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks and those in their lists and meanings, without looking at words."""
    for block in blocks:
        yield block
        match block:
            case List(items=holders) | DefinitionList(entries=holders):
                for one in holders:
                    yield from blocks_in(one.blocks)
            case _:
                pass


def blocks_within(sections: Iterable[Section]) -> Iterator[Block]:
    """Yield every block of sections, as `blocks_in` does."""
    for section in sections:
        yield from blocks_in(section.blocks)
        yield from blocks_within(section.sections)


def inside(part: TreePart) -> tuple[TreePart, ...]:
    """Return the parts directly inside a part, in reading order; none for one that holds only words."""
    match part:
        # The commonest first: kinds are tried in order.
        case Text() | Value():
            return ()
        case Paragraph() | Emphasis() | Strong() | Link() | Cell():
            return part.children
        case Section():
            return (*part.title, *part.blocks, *part.sections)
        case List():
            return part.items
        case ListItem():
            return part.blocks
        case Table():
            return (*part.caption, *part.header, *part.rows)
        case Row():
            return part.cells
        case DefinitionList():
            return part.entries
        case Definition():
            return (*part.term, *part.blocks)
        case Form():
            return part.fields
        case SignatureBlock():
            return part.signatories
        case Signatory():
            return part.name
        case Blank() | Reference() | LineBreak() | FormField() | Figure() | PageBreak():
            return ()
        case _:
            # A kind of part that is not known here would be words that no search finds.
            assert_never(part)
