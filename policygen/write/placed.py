"""Where WeasyPrint placed each section and block: the Layout of a rendering."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policygen.document.layout import Box, Layout
from policygen.document.model import Block, DefinitionList, Document, Form, List, Section, SignatureBlock, Table
from policygen.write.anchors import anchor
from policygen.write.tagging import boxes


def layout(document: Document, rendering: Any, engine: str) -> Layout:
    """The Layout of `rendering`, a `weasyprint.Document` of the page that `policygen.write.html` made of `document`."""
    pages: dict[str, int] = {}
    for number, page in enumerate(rendering.pages, 1):
        for name in page.anchors:
            pages.setdefault(name, number)
    page_of = {block_id: pages[anchor(block_id)] for block_id in ids(document) if anchor(block_id) in pages}
    lines = {anchor(block_id): block_id for block_id in _signatories(document)}
    found: dict[str, Box] = {}
    if lines:
        for number, box in boxes(rendering):
            name = box.element.get("id") if box.element is not None else None
            if name in lines:
                found.setdefault(lines[name], _box(number, box))
    return Layout(engine=engine, pages=len(rendering.pages), page_of=page_of, boxes=found)


def ids(document: Document) -> Iterator[str]:
    """The ids of sections, blocks and parts of blocks in reading order, without header rows, which repeat."""
    for table in document.cover.tables:
        yield from _block_ids(table)
    for section in document.sections:
        yield from _section_ids(section)


def _section_ids(section: Section) -> Iterator[str]:
    yield section.id
    for block in section.blocks:
        yield from _block_ids(block)
    for inner in section.sections:
        yield from _section_ids(inner)


def _block_ids(block: Block) -> Iterator[str]:
    yield block.id
    match block:
        case List():
            for item in block.items:
                yield item.id
                for inner in item.blocks:
                    yield from _block_ids(inner)
        case DefinitionList():
            for entry in block.entries:
                yield entry.id
                for inner in entry.blocks:
                    yield from _block_ids(inner)
        case Table():
            yield from (row.id for row in block.rows)
        case Form():
            yield from (field.id for field in block.fields)
        case SignatureBlock():
            yield from (signatory.id for signatory in block.signatories)
        case _:
            pass


def _signatories(document: Document) -> Iterator[str]:
    waiting = list(document.sections)
    while waiting:
        section = waiting.pop(0)
        for block in section.blocks:
            if isinstance(block, SignatureBlock):
                yield from (signatory.id for signatory in block.signatories)
        waiting.extend(section.sections)


def _box(page: int, box: Any) -> Box:
    return Box(
        page=page,
        x=round(box.border_box_x(), 3),
        y=round(box.border_box_y(), 3),
        width=round(box.border_width(), 3),
        height=round(box.border_height(), 3),
    )
