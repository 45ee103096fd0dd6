"""Choose the widths of a table's columns: short entries stay on one line, and long ones share the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import ceil, sqrt

from policygen.document.model import Cell, Reference, Row
from policygen.document.plain import words_of

# Measured for 10.5 pt Arial on the house page: millimetres a character takes, and the padding of a cell.
CHARACTER, PADDING, TEXT_WIDTH = 1.8, 5.0, 142.0
SHORT = 20  # characters; a longer entry may run over several lines
LONGEST_WORD = 26  # characters; a longer one is an address, which breaks
FIXED_SHARE = 0.6  # at most, of the width, for the columns of short entries


def column_widths(rows: Sequence[Row]) -> tuple[float, ...]:
    """Return the columns' shares of the width, which add up to 1."""
    columns = max((len(row.cells) for row in rows), default=1)
    cells = [[row.cells[n] for row in rows if n < len(row.cells)] for n in range(columns)]
    longest = [max((len(words_of(cell.children)) for cell in column), default=1) for column in cells]
    least = [_least(column) for column in cells]
    short = [max(longest[n] * CHARACTER + PADDING, least[n]) if longest[n] <= SHORT else 0.0 for n in range(columns)]
    if 0.0 in short and sum(short) <= FIXED_SHARE * TEXT_WIDTH:
        least = [width or least[n] for n, width in enumerate(short)]
    found = []
    # A column with one long entry among short ones needs room for it, unless that makes a row of other columns taller.
    for weight in (_usual, _usual_and_longest):
        weights = [0.0 if least[n] == short[n] else min(weight(column), 90.0) for n, column in enumerate(cells)]
        found.append(_shared(least, weights))
    return _shares(min(found, key=lambda widths: _lines(rows, widths)))


def _lines(rows: Sequence[Row], widths: Sequence[float]) -> tuple[int, int]:
    """Return the lines of the tallest row and of all, estimated for columns of these widths in millimetres."""
    lines = [
        max(
            (
                ceil(len(words_of(cell.children)) * CHARACTER / max(width - PADDING, CHARACTER))
                for cell, width in zip(row.cells, widths, strict=False)
            ),
            default=0,
        )
        for row in rows
    ]
    return max(lines, default=0), sum(lines)


def _shared(least: list[float], weights: list[float]) -> list[float]:
    """Divide the width by weight after each column has its minimum; a column of weight 0 gets only its minimum."""
    taken: set[int] = {n for n, weight in enumerate(weights) if not weight}
    if len(taken) == len(weights):
        return least
    while True:
        left = TEXT_WIDTH - sum(least[n] for n in taken)
        total = sum(weights[n] for n in range(len(weights)) if n not in taken)
        widths = [least[n] if n in taken else left * weights[n] / total for n in range(len(weights))]
        under = {n for n in range(len(weights)) if n not in taken and widths[n] < least[n]}
        if not under or len(under) + len(taken) == len(weights):
            return widths if not under else least
        taken |= under


def _shares(widths: list[float]) -> tuple[float, ...]:
    total = sum(widths)
    shares = [round(width / total, 3) for width in widths]
    shares[-1] = round(1 - sum(shares[:-1]), 3)
    return tuple(shares)


def _usual(column: list[Cell]) -> float:
    lengths = [len(words_of(cell.children)) for cell in column]
    return sum(lengths) / max(len(lengths), 1)


def _usual_and_longest(column: list[Cell]) -> float:
    return sqrt(_usual(column) * max((len(words_of(cell.children)) for cell in column), default=0))


def _least(column: list[Cell]) -> float:
    """The width of the longest thing that does not break: a word, or a reference with its number."""
    pieces = (re.split(r"[\s/@]+", words_of(cell.children)) for cell in column)
    words = [min(len(word), LONGEST_WORD) for found in pieces for word in found]
    references = [len(words_of((child,))) for cell in column for child in cell.children if isinstance(child, Reference)]
    return max(words + references, default=1) * CHARACTER + PADDING
