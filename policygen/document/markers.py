"""The markers of ordered lists and of appendices: letters and Roman numerals."""

from __future__ import annotations

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def marker_of(number: int, depth: int) -> str:
    """Return the marker of an ordered list's item: (a) at the first level, (i) inside it, (1) deeper."""
    if depth == 1:
        return f"({letters(number)})"
    if depth == 2:
        return f"({roman(number)})"
    return f"({number})"


def letters(number: int) -> str:
    """Return a, b … z, aa, bb, cc: as word processors go on after z."""
    repeat, index = divmod(number - 1, 26)
    return chr(ord("a") + index) * (repeat + 1)


def roman(number: int) -> str:
    """Return i, ii, iii … in lower case, as Word's lowerRoman numbers a list (ECMA-376 Part 1, 17.18.59)."""
    text = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        text += numeral * count
    return text
