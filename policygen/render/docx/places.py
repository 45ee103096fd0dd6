"""Where a block is in the body, and which paragraphs are so long that they are parted."""

from __future__ import annotations

from dataclasses import dataclass

from policygen.look.tokens import Tokens
from policygen.look.units import POINTS_PER_MM
from policygen.render.docx.xml import Element, qualified

WIDOWS = 2  # lines of a paragraph that programs keep together by themselves
LONG = 10  # lines; a longer paragraph is parted
LETTER = 0.5  # of the size: a letter's mean width in the face, with blanks


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPlace:
    """The place of a block: `depth` of the list around it (-1: none), twips of indent, its language.

    Indents are in twips: `base` around the outermost list, `left` of the words here.
    """

    depth: int = -1
    base: int = 0
    left: int = 0
    lang: str = ""


def is_long(paragraph: Element, tokens: Tokens) -> bool:
    """Tell whether a w:p takes so many lines that it is not kept on one page."""
    letters = sum(len(text.text or "") for text in paragraph.iter(qualified("t")))
    width = tokens.page.text_width * POINTS_PER_MM / (tokens.type.body.size * LETTER)
    return letters / width > LONG
