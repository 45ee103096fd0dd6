"""Whether a cover needs more than its page: the contents then follow on the next one, below what is left of it."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from policygen.document.model import Cover, Document, Row, Table
from policygen.document.plain import words_of
from policygen.look.fonts import Face
from policygen.look.tokens import Style, Tokens
from policygen.look.units import POINTS_PER_MM
from policygen.render.margins import line_count

TABLE_ABOVE = (22.0, 16.0)  # points of room above the cover's first table and above each further one
NOTICE_ABOVE = 6.0  # points between two notices
CONTENTS_ABOVE = 28.0  # points of room above the contents, where they follow what is left of the cover
_STATUS = 18.0 + 10.0  # points above the status: its rule and the room around it
_NOTICE = 14.0 + 2 * 5.0  # points around the first notice
# Of the page: words wrap a little sooner in some programs, and a cover that nearly fills its page may spill.
_FULL = 0.97


def is_spilling(document: Document, tokens: Tokens, face: Face) -> bool:
    """Return whether the cover of a policy does not fit on one page, by the room that its words need."""
    page = tokens.page
    room = (page.height - page.top - page.bottom) * POINTS_PER_MM
    return document.kind == "policy" and _height(document.cover, document.notices, tokens, face) > room * _FULL


def left_over(document: Document, tokens: Tokens, face: Face) -> float:
    """Return the points that a cover takes of the page after it, with the room above the contents; 0 for none."""
    if not is_spilling(document, tokens, face):
        return 0.0
    page = tokens.page
    beyond = (
        _height(document.cover, document.notices, tokens, face) - (page.height - page.top - page.bottom) * POINTS_PER_MM
    )
    width = page.text_width + page.front
    later = sum(_table(table, width, tokens, face) for table in document.cover.tables[1:])
    return max(beyond, later) + CONTENTS_ABOVE


@lru_cache(maxsize=8)  # a document's is asked for several times
def _height(cover: Cover, notices: tuple[str, ...], tokens: Tokens, face: Face) -> float:
    """Points from the room above the school's name to the end of the last table."""
    kinds, page = tokens.type, tokens.page
    width = page.text_width + page.front
    height = (page.logo if cover.logo else page.cover) * POINTS_PER_MM + _STATUS
    for words, style in ((words_of(cover.school), kinds.cover_school), (words_of(cover.title), kinds.cover_title)):
        height += _words(words, width, style, face) + style.before + style.after
    height += _words(cover.status, width, kinds.cover_status, face)
    for place, notice in enumerate(notices):
        height += _words(notice, width, kinds.label, face) + (NOTICE_ABOVE if place else _NOTICE)
    for place, table in enumerate(cover.tables):
        height += TABLE_ABOVE[min(place, 1)] + _table(table, width, tokens, face)
    return height


def _table(table: Table, width: float, tokens: Tokens, face: Face) -> float:
    style = tokens.type.caption
    caption = words_of(table.caption)
    height = _words(caption, width, style, face) + style.before + style.after if caption else 0.0
    return height + sum(_row(row, table, width, tokens, face) for row in (*table.header, *table.rows))


def _row(row: Row, table: Table, width: float, tokens: Tokens, face: Face) -> float:
    style, beside = tokens.type.table, 2 * tokens.table.cell_side / POINTS_PER_MM
    lines = 1
    for place, (cell, share) in enumerate(zip(row.cells, table.widths, strict=True)):
        cut = "Bold" if table.row_headers and not place else "Regular"
        words = words_of(cell.children)
        lines = max(lines, line_count(words, width * share - beside, style.size, face, cut))
    return ceil(lines * style.size * style.line + 2 * tokens.table.cover_cell + tokens.table.row_rule)


def _words(words: str, width: float, style: Style, face: Face) -> float:
    cut = "Bold" if style.weight == "bold" else "Regular"
    return line_count(words, width, style.size, face, cut) * style.size * style.line
