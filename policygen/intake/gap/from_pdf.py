"""A PDF to passages: PDFium gives the letters with their places, and lines that stand close together are joined.

Lines that come back at the top or bottom of most pages are headers and footers, and are left out.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from statistics import median
from typing import Any

from policygen.intake.gap.from_text import join_parted, without_false_headings
from policygen.intake.gap.passages import BULLET, PolicyPassage, looks_like_heading

_MOST_PAGES, _MOST_LETTERS = 500, 3_000_000
_EDGE = 0.12  # of a page's height, within which headers and footers are
_APART = 1.35  # times the usual distance of lines, from which a paragraph begins
_LARGER = 1.12  # times the usual size of letters, from which a line is a heading
_SHORT_LINE = 0.85  # of the width of the text: a line that ends before it, with a full stop, ends a paragraph
_DIGITS = re.compile(r"\d+")
_BROKEN = ("\u00ad", "\u0002", "\ufffe")  # what PDFium gives for a hyphen at the end of a line


class TooLong(ValueError):
    """The PDF has more pages or letters than any policy."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page, in points from its lower left corner. `size` is its first letter's, `height` the page's."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    size: float
    height: float

    @property
    def at_edge(self) -> bool:
        return self.bottom < self.height * _EDGE or self.bottom > self.height * (1 - _EDGE)

    @property
    def without_numbers(self) -> str:
        return _DIGITS.sub("#", " ".join(self.text.split()))


def passages_of_pdf(data: bytes) -> tuple[list[PolicyPassage], int]:
    """Return the passages of a PDF and how many pages it has. Raises TooLong, and what PDFium raises (RuntimeError)."""
    import pypdfium2

    document = pypdfium2.PdfDocument(BytesIO(data))
    try:
        count = len(document)
        if count > _MOST_PAGES:
            raise TooLong
        lines: list[_Line] = []
        left = _MOST_LETTERS
        for number in range(count):
            found = list(_lines(document[number], number + 1))
            left -= sum(len(one.text) for one in found)
            if left < 0:
                raise TooLong
            lines += found
    finally:
        document.close()
    return list(without_false_headings(join_parted(_paragraphs(_without_edges(lines, count))))), count


def _lines(page: Any, number: int) -> Iterator[_Line]:
    import pypdfium2.raw as pdfium

    text, height = page.get_textpage(), float(page.get_height())
    first, letters = 0, []
    total = text.count_chars()
    for index in range(total + 1):
        letter = chr(pdfium.FPDFText_GetUnicode(text, index)) if index < total else "\n"
        if letter not in "\r\n":
            letters.append(letter)
            continue
        if "".join(letters).strip():
            yield _line("".join(letters), text, first, number, height)
        first, letters = index + 1, []


def _line(words: str, text: Any, first: int, page: int, height: float) -> _Line:
    import pypdfium2.raw as pdfium

    seen = [first + place for place, letter in enumerate(words) if not letter.isspace()]
    start, end = _box(text, seen[0]), _box(text, seen[-1])
    size = float(pdfium.FPDFText_GetFontSize(text, seen[0]))
    bottom = _origin(text, seen[0])
    return _Line(words, page, start[0], end[1], bottom, size, height)


def _box(text: Any, index: int) -> tuple[float, float]:
    """Return where a letter begins and ends on its line."""
    left, _, right, _ = text.get_charbox(index)
    return float(left), float(right)


def _origin(text: Any, index: int) -> float:
    """Return how high the baseline of a letter is."""
    import pypdfium2.raw as pdfium

    across, up = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, index, across, up)
    return up.value


def _without_edges(lines: Sequence[_Line], pages: int) -> list[_Line]:
    """Leave out the lines at the edges that come back on half of the pages, and on three at least."""
    repeated = Counter(text for text, _ in {(one.without_numbers, one.page) for one in lines if one.at_edge})
    least = max(3, pages // 2)
    return [one for one in lines if not (one.at_edge and repeated[one.without_numbers] >= least)]


def _paragraphs(lines: Sequence[_Line]) -> Iterator[PolicyPassage]:
    if not lines:
        return
    usual = median(line.size for line in lines for _ in line.text)
    widest = max(line.right for line in lines)
    narrowest = min(line.left for line in lines)
    full = narrowest + (widest - narrowest) * _SHORT_LINE
    steps = [one.bottom - other.bottom for one, other in _follow(lines) if 0 < one.bottom - other.bottom < 5 * usual]
    step = median(steps) if steps else usual
    held: list[_Line] = []
    for line in lines:
        if held and _begins(line, held[-1], step, full):
            yield _passage(held, usual)
            held = []
        held.append(line)
    yield _passage(held, usual)


def _follow(lines: Sequence[_Line]) -> Iterator[tuple[_Line, _Line]]:
    return ((one, other) for one, other in pairwise(lines) if one.page == other.page)


def _begins(line: _Line, before: _Line, step: float, full: float) -> bool:
    """Return whether a line begins a paragraph."""
    down = before.bottom - line.bottom
    if line.page != before.page or BULLET.match(line.text) or abs(line.size - before.size) > 0.1 * before.size:
        return True
    if down < -1 or down > _APART * step:
        return True
    return before.right < full and before.text.rstrip().endswith((".", ":", ";", "!", "?"))


def _passage(lines: Sequence[_Line], usual: float) -> PolicyPassage:
    words = ""
    for line in lines:
        broken = words.rstrip().endswith(_BROKEN)
        words = words.rstrip()[:-1] + line.text.lstrip() if broken else f"{words} {line.text}"
    words, page = words.strip(), lines[0].page
    large = lines[0].size > _LARGER * usual and len(lines) < 3
    heading = large or (len(lines) == 1 and looks_like_heading(words) and words[0].isdigit())
    bullet = None if heading else BULLET.match(words)
    if bullet:
        return PolicyPassage(words[bullet.end() :], "item", page)
    return PolicyPassage(words, "heading" if heading else "paragraph", page)
