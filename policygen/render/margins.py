"""The margins of a page, made larger where the running header or footer needs more lines than they have room for.

How wide words are, and how many lines they take, is measured here for the cover too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from policygen.document.model import Document
from policygen.look.fonts import CUTS, Face, advances
from policygen.look.tokens import Tokens
from policygen.look.units import POINTS_PER_MM

# Between the running header or footer and the text: at least 3 mm, and so much of a running line, or in large print,
# where the header is no smaller than the text, the two would read as one paragraph.
_CLEAR, _CLEAR_LINES = 3.0, 2 / 3


def fit_margins(tokens: Tokens, document: Document, face: Face) -> Tokens:
    """Return tokens whose page has room above for the running header, and below for the footer, of `document`."""
    page, style = tokens.page, tokens.type.running
    width = page.text_width + page.number_column
    heads = (document.header, " · ".join(document.notices))
    beside = _beside_number(tokens, document, face)
    line = style.size * style.line / POINTS_PER_MM
    above = sum(line_count(words, width, style.size, face) for words in heads) * line
    below = line_count(document.cover.status, beside, style.size, face) * line
    clear = max(_CLEAR, line * _CLEAR_LINES)
    top, bottom = page.header + above + clear, page.footer + below + clear
    if top <= page.top and bottom <= page.bottom:
        return tokens
    return replace(
        tokens, page=replace(page, top=max(page.top, round(top, 2)), bottom=max(page.bottom, round(bottom, 2)))
    )


def footer_lines(tokens: Tokens, document: Document, face: Face) -> list[str]:
    """Return the lines of the status in the footer, which leave room for the page number beside them.

    Where that takes no more lines, each ends between the parts of the status: "For approval" is not parted.
    """
    status, width, size = document.cover.status, _beside_number(tokens, document, face), tokens.type.running.size
    lines = _broken(status, width, size, face)
    if len(lines) < 2:
        return [status]
    parted = _filled(status.replace(" · ", " ·\n").split("\n"), width, size, face)
    fits = all(_words_width(line, size, face) <= width * POINTS_PER_MM for line in parted)
    return parted if fits and len(parted) == len(lines) else lines


@lru_cache(maxsize=4096)
def line_count(words: str, width: float, size: float, face: Face, cut: str = "Regular") -> int:
    """How many lines of `width` millimetres the words take in points of `size`; none where there are no words."""
    return len(_broken(words, width, size, face, cut))


def _beside_number(tokens: Tokens, document: Document, face: Face) -> float:
    """The millimetres that the footer has for the status, beside the page number."""
    page, size = tokens.page, tokens.type.running.size
    number = document.words.page.format(page="000", pages="000")
    return page.text_width + page.number_column - _words_width(number, size, face) / POINTS_PER_MM - page.beside


def _broken(words: str, width: float, size: float, face: Face, cut: str = "Regular") -> list[str]:
    return _filled(words.split(), width, size, face, cut)


def _filled(pieces: Iterable[str], width: float, size: float, face: Face, cut: str = "Regular") -> list[str]:
    """Return lines of `width` millimetres; none ends within a piece, and one that is wider has a line to itself."""
    lines: list[str] = []
    used = float("inf")
    blank = _words_width(" ", size, face, cut)
    for piece in pieces:
        needed = _words_width(piece, size, face, cut)
        if used + blank + needed > width * POINTS_PER_MM:
            lines.append(piece)
            used = needed
        else:
            lines[-1] += f" {piece}"
            used += blank + needed
    return lines


def _words_width(words: str, size: float, face: Face, cut: str = "Regular") -> float:
    """The width in points of words in a cut of the face."""
    known, units = advances(face.fonts[CUTS.index(cut)])
    return sum(known.get(ord(letter), units) for letter in words) * size / units
