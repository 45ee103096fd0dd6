"""The margins of a page, made larger where the running header or footer needs more lines than they have room for."""

from __future__ import annotations

from dataclasses import replace

from policygen.document.model import Document
from policygen.look.fonts import CUTS, Face, advances
from policygen.look.tokens import Tokens
from policygen.look.units import POINTS_PER_MM

_CLEAR = 3.0  # mm between the running header or footer and the text
_BESIDE = 6.0  # mm between the footer's words and the page number


def fit_margins(tokens: Tokens, document: Document, face: Face) -> Tokens:
    """Return tokens whose page has room above for the running header, and below for the footer, of `document`."""
    page, style = tokens.page, tokens.type.running
    width = page.text_width + page.number_column
    heads = (document.header, " · ".join(document.notices))
    number = document.words.page.format(page="000", pages="000")
    beside = width - _width(number, style.size, face) / POINTS_PER_MM - _BESIDE
    line = style.size * style.line / POINTS_PER_MM
    above = sum(_lines(words, width, style.size, face) for words in heads) * line
    below = _lines(document.cover.status, beside, style.size, face) * line
    top, bottom = page.header + above + _CLEAR, page.footer + below + _CLEAR
    if top <= page.top and bottom <= page.bottom:
        return tokens
    return replace(
        tokens, page=replace(page, top=max(page.top, round(top, 2)), bottom=max(page.bottom, round(bottom, 2)))
    )


def _lines(words: str, width: float, size: float, face: Face) -> int:
    """How many lines of `width` millimetres the words take; none where there are no words."""
    lines, used = 0, float("inf")
    blank = _width(" ", size, face)
    for word in words.split():
        needed = _width(word, size, face)
        if used + blank + needed > width * POINTS_PER_MM:
            lines, used = lines + 1, needed
        else:
            used += blank + needed
    return lines


def _width(words: str, size: float, face: Face) -> float:
    """The width in points of words in the regular cut."""
    known, units = advances(face.fonts[CUTS.index("Regular")])
    return sum(known.get(ord(letter), units) for letter in words) * size / units
