"""The widths of a table's columns: the Document's shares, but none narrower than its longest word.

A table whose longest words do not fit side by side is printed on a page on its side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from policygen.document.model import Cell, Reference, Strong, Table
from policygen.document.plain import printed_words
from policygen.document.walk import walk
from policygen.look.fonts import CUTS, Face, advances
from policygen.look.tokens import Tokens
from policygen.look.units import TWIPS_PER_MM
from policygen.render.unbroken import with_no_break_spaces

TWIPS = 20  # in a point
LONGEST_WORD = 26  # characters; a longer one is an address, which programs break
_SLACK = 10  # twips: programs round the widths of characters, each in its own way
# A no-break space holds words together, and a hyphen stays with what is before it. "e-mail" is not parted.
_BREAKS = re.compile("[ \t\n\u200b]+|(?<=\\w\\w-)(?=\\w)")


@dataclass(frozen=True, slots=True)
class FittedColumns:
    """What `column_shares`, `is_turned` and `is_roomy` return for one table."""

    shares: tuple[float, ...]
    turned: bool
    roomy: bool


def fitted_columns(table: Table, tokens: Tokens, face: Face) -> FittedColumns:
    """Return the shares of a table's columns, whether it is turned, and whether it is roomy: measured once."""
    least = [_least(table, column, tokens, face) for column in range(len(table.widths))]
    turned = sum(least) > round(tokens.page.text_width * TWIPS_PER_MM)
    whole = round((tokens.turned if turned else tokens).page.text_width * TWIPS_PER_MM)
    widths = _given(table, whole, least)
    kept = all(abs(width - share * whole) < 3 for width, share in zip(widths, table.widths, strict=True))
    shares = table.widths if kept else tuple(width / whole for width in widths)
    return FittedColumns(shares, turned, roomy=not turned)


def is_turned(table: Table, tokens: Tokens, face: Face) -> bool:
    """Return whether a table needs a page on its side: upright, its longest words would not fit side by side."""
    return fitted_columns(table, tokens, face).turned


def column_shares(table: Table, tokens: Tokens, face: Face) -> tuple[float, ...]:
    """Return the columns' shares of the text's width: the Document's own where all words have room."""
    return fitted_columns(table, tokens, face).shares


def is_roomy(table: Table, tokens: Tokens, face: Face) -> bool:
    """Return whether each column has room for its longest word, a telephone number among them."""
    return fitted_columns(table, tokens, face).roomy


def widths_in_twips(table: Table, whole: int, tokens: Tokens, face: Face) -> list[int]:
    """Return twips that add up to `whole`; where not all longest words fit, the Document's shares as they are.

    The Document's shares are chosen for the full width of the text and by numbers of characters. A table in a list is
    narrower, and a wide word can come out some twips wider than its column, which breaks it.
    """
    return _given(table, whole, [_least(table, column, tokens, face) for column in range(len(table.widths))])


def _given(table: Table, whole: int, least: list[int]) -> list[int]:
    """Return the columns' twips; `least` are those that they need."""
    widths = [round(share * whole) for share in table.widths]
    widths[-1] += whole - sum(widths)
    if sum(least) > whole:
        return widths
    spare = [max(0, width - need) for width, need in zip(widths, least, strict=True)]
    missing = sum(max(0, need - width) for width, need in zip(widths, least, strict=True))
    for column, need in enumerate(least):
        # Those with room to spare give of it in proportion.
        given = missing * spare[column] // (sum(spare) or 1)
        widths[column] = max(widths[column], need) - given
    widest = max(range(len(widths)), key=lambda column: widths[column] - least[column])
    widths[widest] += whole - sum(widths)
    return widths


def _least(table: Table, column: int, tokens: Tokens, face: Face) -> int:
    """The twips that the longest word of a column takes with the room beside it."""
    kinds = tokens.type
    heads = [(row.cells[column], kinds.table_header.size, True) for row in table.header]
    bold = table.row_headers and column == 0
    cells = heads + [(row.cells[column], kinds.table.size, bold) for row in table.rows]
    longest = max((_longest(cell, size, bold, face) for cell, size, bold in cells), default=0.0)
    room = 2 * tokens.table.cell_side + tokens.table.row_rule  # a grid has half a rule on each side of a cell
    return ceil((longest + room) * TWIPS) + _SLACK


@lru_cache(maxsize=4096)
def _longest(cell: Cell, size: float, bold: bool, face: Face) -> float:
    bold = bold or any(isinstance(part, Strong) for part in walk(*cell.children))
    known, units = advances(face.fonts[CUTS.index("Bold" if bold else "Regular")])
    words = [
        word for word in _BREAKS.split(with_no_break_spaces(printed_words(cell.children))) if len(word) <= LONGEST_WORD
    ]
    # "section 2.1" stays on one line, and may have a comma after it.
    words += [f"{part.before}{part.number}," for part in walk(*cell.children) if isinstance(part, Reference)]
    return max((sum(known.get(ord(letter), units) for letter in word) * size / units for word in words), default=0.0)
