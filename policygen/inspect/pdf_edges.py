"""The words at the edges of each page, which no structure tree has: header, notices, status, page number, watermark.

Each page has to have exactly those of its Document, once and where policygen prints them. A table that goes on over a
page repeats its header there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from policygen.diagnostics.codes import say
from policygen.document.model import Document
from policygen.inspect.pdf_page import PageContent
from policygen.inspect.pdf_runs import Painted
from policygen.inspect.pdf_words import Reading, TaggedText
from policygen.inspect.squeezing import marks_only, reads_from_right, squeezed

_PART = 90  # characters that are shown
_APART = "\0"  # stands where words were found and taken out
_LARGE = 16.0  # points; large print has no smaller letters, and no watermark
_ACROSS = 0.25  # of the page's width, that a watermark takes at least


def at_the_edges(reading: Reading, document: Document, *, watermark: bool) -> list[str]:
    """Return a sentence for each page with other words at its edges than its Document has, or without some.

    `watermark` tells whether the look prints one where the letters are not those of large print.
    """
    found: list[str] = []
    mark = squeezed(document.words.watermark) if watermark and not _is_large_print(reading) else ""
    for number, page in enumerate(reading.pages, 1):
        wanted = [squeezed(text) for text in _furniture(document, number, len(reading.pages))]
        heads, perhaps = _heads(reading.pieces, number, len(reading.pages))
        texts = reading.artefacts[number - 1]
        gone, left = _compared(texts, [*wanted, mark, *heads], perhaps)
        found += [say("verify.edge", page=number, words=words[:_PART]) for words in left]
        found += [say("verify.edge_gone", page=number, words=words[:_PART]) for words in gone]
        for one in _elsewhere(page, mark, "".join((*heads, *perhaps))):
            found.append(say("verify.edge_elsewhere", page=number, words=one.text.strip()[:_PART]))
    return found


def _is_large_print(reading: Reading) -> bool:
    return all(one.size >= _LARGE for page in reading.pages for one in page.words if squeezed(one.text))


def _furniture(document: Document, number: int, pages: int) -> list[str]:
    """Return what is printed at the edges of a page; the cover has nothing there."""
    if document.kind == "policy" and number == 1:
        return []
    place = document.words.page.replace("{page}", str(number)).replace("{pages}", str(pages))
    return [document.header, " · ".join(document.notices), document.cover.status, place]


def _heads(pieces: Sequence[TaggedText], number: int, pages: int) -> tuple[list[str], list[str]]:
    """Return the header of each table that goes on over the page, and of each that may: rows can be without words."""
    sure, perhaps = [], []
    tables: dict[int, list[TaggedText]] = {}
    ends: dict[int, int] = {}
    last = 0
    for piece in pieces:
        if piece.cell is not None:
            tables.setdefault(piece.cell.table, []).append(piece)
            last = piece.cell.table
        elif last:
            ends.setdefault(last, piece.page)
    for table, cells in tables.items():
        on = {page for cell in cells for page, _ in cell.marks}
        head = squeezed("".join(cell.text for cell in cells if cell.cell and cell.cell.head))
        if number in on and min(on) < number:
            sure.append(head)
        elif min(on) < number <= ends.get(table, pages):
            perhaps.append(head)
    return sure, [head for head in perhaps if head]


def _compared(texts: Sequence[str], wanted: Sequence[str], perhaps: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the words that are missing among `texts`, and those that are too many."""
    tries = []
    # A name from right to left that goes over two lines is in one order only when the lines are put together.
    for left in ("".join(map(squeezed, texts)), squeezed("".join(texts))):
        gone = []
        for words in sorted(filter(None, wanted), key=len, reverse=True):
            gone += [words] if words not in left else []
            left = left.replace(words, _APART, 1)
        for words in sorted(perhaps, key=len, reverse=True):
            left = left.replace(words, _APART, 1)
        tries.append((gone, [words for words in left.split(_APART) if words]))
    gone, left_over = min(tries, key=lambda one: len(one[0]) + len(one[1]))
    if (gone or left_over) and any(map(reads_from_right, wanted)):
        letters = [Counter("".join(words)) for words in (gone, left_over)]
        return ([], []) if letters[0] == letters[1] else (gone, left_over)
    return gone, left_over


def _elsewhere(page: PageContent, watermark: str, heads: str) -> list[Painted]:
    """Return words of header and footer that are neither above nor below the text, and a watermark that is small."""
    words = [one for one in page.words if squeezed(one.text) and not marks_only(one.text)]
    bases = [one.base for one in words if isinstance(one.key, int)]
    found = []
    for one in words:
        if isinstance(one.key, int) or not bases:
            continue
        text = squeezed(one.text)
        if watermark and text == watermark:
            wrong = one.right - one.left < _ACROSS * (page.box[2] - page.box[0])
        else:
            wrong = min(bases) <= one.base <= max(bases) and text not in heads
        if wrong:
            found.append(one)
    return found
