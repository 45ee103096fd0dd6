"""Tables as data for page.typ."""

from __future__ import annotations

from typing import Any

from policygen.document.model import Cell, Row, Table
from policygen.look.fonts import Face
from policygen.look.tokens import Tokens
from policygen.look.units import POINTS_PER_MM
from policygen.render.cell_lines import BULLET_WIDTH, bulleted_lines
from policygen.render.columns import fitted_columns
from policygen.render.page_breaks import TableBreaks, table_breaks
from policygen.render.pdf_typst.words import Place, said


def table_node(table: Table, kind: str, tokens: Tokens, face: Face, emphasis: str, *, cover: bool) -> dict[str, Any]:
    """Return what page.typ knows of a table in a document of this kind; heights and spaces in points."""
    columns = fitted_columns(table, tokens.for_kind(kind), face)
    breaks = table_breaks(table, tokens.turned if columns.turned else tokens)
    place: Place = "roomy" if columns.roomy else "narrow"
    above, below = tokens.table.cell_above, tokens.table.cell_below
    if cover:
        above = below = tokens.table.cover_cell
    around = above + below + tokens.table.row_rule
    rows = [_row(row, tokens, breaks, place, emphasis, around) for row in table.rows]
    return {
        "widths": list(columns.shares),
        "head": [_row(row, tokens, breaks, place, emphasis, around) for row in table.header],
        "rows": rows,
        "row-heads": table.row_headers,
        "grid": any(row.height for row in table.rows),
        "whole": breaks.whole,
        "held": _held(len(rows)) if breaks.bound and not breaks.whole else [],
        "turned": columns.turned,
        "cell-above": above,
        "cell-below": below,
    }


def _held(rows: int) -> list[int]:
    """Return for each row how many rows from it on are kept on one page; 0 for one of those after it, 1 for none.

    No row is alone under the header, and no fewer than three are on the next page.
    """
    if rows < 5:
        return [rows, *[0] * (rows - 1)] if rows else []
    return [2, 0, *[1] * (rows - 5), 3, 0, 0]


def _row(row: Row, tokens: Tokens, breaks: TableBreaks, place: Place, emphasis: str, padding: float) -> dict[str, Any]:
    height = row.height * tokens.form.row * POINTS_PER_MM - padding
    return {
        "id": row.id,
        "cells": [_cell(cell, place, emphasis) for cell in row.cells],
        "tall": row.id in breaks.within,
        "height": max(0.0, round(height, 3)) if row.height else 0.0,
    }


def _cell(cell: Cell, place: Place, emphasis: str) -> Any:
    lines = bulleted_lines(cell)
    if lines:
        return {"lines": [said(tuple(line), place, emphasis) for line in lines], "bullet": BULLET_WIDTH}
    return said(cell.children, place, emphasis)
