"""Words as a page paints them, a line or less at a time: how codes make a line, and lines a text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

import pikepdf

from policygen.inspect.pdf_fonts import Font
from policygen.inspect.squeezing import marks_only


class Run(NamedTuple):
    """The text of one marked-content sequence and the heights of its first and last line (a height is a line)."""

    text: str
    first: float
    last: float


class Painted(NamedTuple):
    """Words that were painted at one go: `key` as in marks, the edges and the base line in points from the corner."""

    key: int | str | None
    text: str
    left: float
    right: float
    base: float
    size: float


class SetOut(NamedTuple):
    """What a TJ shows, in thousandths of the size: where its letters begin and end, and how far the pen goes.

    `backwards` is how far a letter was moved back over others.
    """

    text: str
    first: float
    last: float
    pen: float
    backwards: float


def set_out(parts: Any, font: Font) -> SetOut:
    """Return what a string, or strings with numbers between them, show in a font (ISO 32000-1 9.4.3)."""
    text, pen, backwards = "", 0.0, 0.0
    back, first, last = 0.0, None, 0.0
    for part in parts:
        if not isinstance(part, pikepdf.String):
            pen -= float(part)
            back = max(back, float(part))
            continue
        for code in font.codes(bytes(part)):
            # A mark over a letter is set by going back to the letter, and after it to the next one.
            around = text[-1:] + font.characters[code][:1]
            if not any(unicodedata.category(one) == "Mn" for one in around):
                backwards = max(backwards, back)
            back = 0.0
            text += font.characters[code]
            if not marks_only(font.characters[code]):
                first = pen if first is None else first
                last = pen + font.advance(code)
            pen += font.advance(code)
    backwards = max(backwards, 0.0 if unicodedata.category(text[-1:] or "a") == "Mn" else back)
    return SetOut(text, first or 0.0, last, pen, backwards)


def run_on(runs: Sequence[Run]) -> str:
    """Return the text of runs, with a blank where one was lost at the end of a line."""
    text = ""
    height = 0.0
    for run in runs:
        if text and abs(run.first - height) > 0.5 and _parted(text) and not run.text[:1].isspace():
            text += " "
        text += run.text
        height = run.last
    return text


def _parted(text: str) -> bool:
    """Whether a blank was lost where this line ends."""
    if text[-1].isspace():
        return False
    return text[-1] not in "-‐–—/" or text[-2:-1].isspace()
