"""The markers of ordered lists and of appendices: letters and Roman numerals."""

from __future__ import annotations

_ROMAN = (
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x",
    "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx",
)  # fmt: skip


def marker_of(number: int, depth: int) -> str:
    """Return the marker of an ordered list's item: (a) at the first level, (i) inside it, (1) deeper."""
    if depth == 1:
        return f"({letters(number)})"
    if depth == 2 and number <= len(_ROMAN):
        return f"({_ROMAN[number - 1]})"
    return f"({number})"


def letters(number: int) -> str:
    """Return a, b … z, aa, bb, cc: as word processors go on after z."""
    repeat, index = divmod(number - 1, 26)
    return chr(ord("a") + index) * (repeat + 1)
