"""How large the words on the pages of a PDF are painted, and where, as PDFium shows them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

# Of the size: from the ascent to the descent of Liberation Sans (its hhea table).
_TALL = 0.905 + 0.212


class Painted(NamedTuple):
    """A character: its page (from 1), its size, and its edges on the page, in points from the left and from below."""

    character: str
    page: int
    size: float
    left: float
    right: float
    top: float


def painted(pdf: bytes) -> Iterator[Painted]:
    """Yield every character on the pages that leaves a mark, artefacts and words in pictures too."""
    opened = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(opened, 1):
        words = page.get_textpage()
        for place in range(words.count_chars()):
            character = chr(pdfium.FPDFText_GetUnicode(words.raw, place))
            box = pdfium.FS_RECTF()
            pdfium.FPDFText_GetLooseCharBox(words.raw, place, box)
            if not character.isspace() and box.top > box.bottom:
                yield Painted(character, number, (box.top - box.bottom) / _TALL, box.left, box.right, box.top)
