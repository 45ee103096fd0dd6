"""Where WeasyPrint placed each section and block: the Layout of a rendering."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from policygen.document.layout import Box, Layout
from policygen.document.model import Document, Signatory
from policygen.document.walk import ids_of, parts_of
from policygen.render.link_targets import anchor
from policygen.render.pdf_weasyprint.internals import boxes


def layout(document: Document, rendering: Any, engine: str) -> Layout:
    """The Layout of `rendering`, a `weasyprint.Document` of the page that `write.pdf_page` made of `document`."""
    pages: dict[str, int] = {}
    for number, page in enumerate(rendering.pages, 1):
        for name in page.anchors:
            pages.setdefault(name, number)
    page_of = {block_id: pages[anchor(block_id)] for block_id in ids_of(document) if anchor(block_id) in pages}
    lines = {anchor(block_id): block_id for block_id in _signatories(document)}
    dates = {anchor(f"{block_id}/date"): block_id for block_id in _signatories(document)}
    found: dict[str, Box] = {}
    if lines:
        for number, box in boxes(rendering):
            name = box.element.get("id") if box.element is not None else None
            if name in dates and dates[name] in found:
                found[dates[name]] = _with(found[dates[name]], _box(number, box))
            elif name in lines:
                found.setdefault(lines[name], _box(number, box))
    return Layout(engine=engine, pages=len(rendering.pages), page_of=page_of, boxes=found)


def _signatories(document: Document) -> Iterator[str]:
    return (part.id for part in parts_of(document) if isinstance(part, Signatory))


def _with(line: Box, date: Box) -> Box:
    """The box of a signatory's line, up to the end of the line for the date beside it."""
    return replace(line, width=round(date.x + date.width - line.x, 3))


def _box(page: int, box: Any) -> Box:
    return Box(
        page=page,
        x=round(box.border_box_x(), 3),
        y=round(box.border_box_y(), 3),
        width=round(box.border_width(), 3),
        height=round(box.border_height(), 3),
    )
