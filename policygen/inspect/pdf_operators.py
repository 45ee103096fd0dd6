"""The operators of a content stream that policygen writes, and what they do to places (ISO 32000-1 annex A, 8.3)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]  # left, bottom, right and top, in points
UNIT: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _operators(words: str) -> frozenset[str]:
    return frozenset(words.split())


TEXT = _operators("BT ET Tf Tm TJ Tj Td TD T* TL Tr Ts")
STATE = frozenset(("q", "Q", "cm", "gs", "w", "d", "rg", "RG", "g", "G", "J", "j", "M"))
LINES = _operators("m l h re W W* n f F f* S s B B* b b*")
CURVES = ("c", "v", "y")
MARKS = _operators("BDC BMC EMC MP DP")
ALLOWED = TEXT | STATE | LINES | MARKS
SHOWN = ("Tj", "TJ", "'", '"')
# How many numbers each takes, and nothing else: programs differ in what they make of more, or of fewer.
_NUMBERS = {
    **dict.fromkeys(
        ("q", "Q", "h", "W", "W*", "n", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "BT", "ET", "T*"), 0
    ),
    **dict.fromkeys(("w", "J", "j", "M", "g", "G", "Tr", "TL", "Ts"), 1),
    **dict.fromkeys(("m", "l", "Td", "TD"), 2),
    **dict.fromkeys(("rg", "RG"), 3),
    "re": 4,
    **dict.fromkeys(("cm", "Tm"), 6),
}
ENDS_PATH = _operators("n f F f* S s B B* b b*")


def is_plain(name: str, operands: Any) -> bool:
    """Tell whether an operator of numbers has as many as it takes."""
    if name not in _NUMBERS:
        return True
    return len(operands) == _NUMBERS[name] and all(isinstance(one, int | float | Decimal) for one in operands)


def matrix_of(operands: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = map(float, operands)
    return a, b, c, d, e, f


def times(first: Matrix, second: Matrix) -> Matrix:
    """Return the matrix that does the one and then the other (ISO 32000-1 8.3.4)."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def moved_by(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
