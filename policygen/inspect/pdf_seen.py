"""Whether the words of a page can be seen: PDFium draws the page with them and without them, and where each letter is
the two have to differ.

It needs no list of ways to hide words. Whatever lies over a letter, whatever colour it has, and whatever switches it
off, the letter changes nothing on the page.
"""

from __future__ import annotations

import ctypes
from io import BytesIO
from typing import Any

from PIL import Image, ImageChops

from policygen.diagnostics.codes import say
from policygen.inspect.pdf_runs import Painted
from policygen.inspect.pdf_words import Reading
from policygen.inspect.squeezing import marks_only, squeezed

_SCALE = 2.0  # pixels a point: a full stop of 7 points has two
_SEEN, _FAINT = 60, 10  # of 255: how much letters of the text, and of header, footer and watermark, stand out
_INKED = 55  # of 255, as dark as the middle of a stroke
_SLOPE = 0.1  # of a letter's matrix, from which it lies across the page
_MOSTLY = 0.5  # of a watermark, that words and boxes may lie over the rest
_LOST = 6  # pixels of one line's words: fewer are chance where edges meet
_FIGURE, _ARTIFACT = "Figure", "Artifact"


def unseen(data: bytes, reading: Reading, watermark: str) -> list[str]:
    """Return a sentence for words that no reader sees, or not whole, with their page.

    `reading` has been found to paint in known ways only, so that to draw it takes bounded time. `watermark` may lie
    under what the page has. Raises what PDFium raises for a file that it does not open.
    """
    import pypdfium2

    found: list[str] = []
    document = pypdfium2.PdfDocument(BytesIO(data))
    try:
        for number, page in enumerate(reading.pages, 1):
            letters = [one for one in page.words if not marks_only(one.text)]
            words = [one for one in letters if squeezed(one.text) != squeezed(watermark)]
            hidden = _hidden(document[number - 1], words, (page.box[0], page.box[3])) if words else []
            if len(words) < len(letters) and not _shows(document[number - 1]):
                hidden.append(watermark)
            if hidden:
                shown = " / ".join(hidden)[:90]
                found.append(say("verify.unseen", page=number, words=shown))
    finally:
        document.close()
    return found


def _hidden(page: Any, words: list[Painted], corner: tuple[float, float]) -> list[str]:
    """Return the words with letters that change nothing. `corner` is the upper left one of the page."""
    import pypdfium2.raw as pdfium

    whole = _drawn(page)
    texts: dict[bool, list[Any]] = {True: [], False: []}
    others: list[Any] = []
    for thing in page.get_objects(max_depth=1):
        marks = _marks(thing)
        words_here = thing.type == pdfium.FPDF_PAGEOBJ_TEXT and _FIGURE not in marks
        (texts[_ARTIFACT in marks] if words_here else others).append(thing)
    for thing in (*texts[False], *texts[True]):
        page.remove_obj(thing)
    without = _drawn(page)
    for thing in others:
        page.remove_obj(thing)
    changed = ImageChops.difference(whole, without)
    hidden = []
    for furniture, least in ((False, _SEEN), (True, _FAINT)):
        for thing in texts[furniture]:
            pdfium.FPDFPageObj_SetFillColor(thing.raw, 0, 0, 0, 255)
            page.insert_obj(thing)
        inked = _drawn(page).point(_up_to(_INKED))
        for thing in texts[furniture]:
            page.remove_obj(thing)
        missing = ImageChops.darker(inked, changed.point(_up_to(least - 1)))
        for one in words:
            if isinstance(one.key, int) == furniture:
                continue
            box = _pixels(one, corner, inked.size)
            if not inked.crop(box).getbbox() or missing.crop(box).histogram()[255] > _LOST:
                hidden.append(one.text.strip())
    return hidden


def _shows(page: Any) -> bool:
    """Tell whether the words that lie across a page, its watermark, change most of the page where they are."""
    import pypdfium2.raw as pdfium

    texts = [thing for thing in page.get_objects(max_depth=1) if thing.type == pdfium.FPDF_PAGEOBJ_TEXT]
    across = [thing for thing in texts if abs(thing.get_matrix().b) > _SLOPE and _FIGURE not in _marks(thing)]
    whole = _drawn(page)
    for thing in across:
        page.remove_obj(thing)
    without = _drawn(page)
    changed = ImageChops.difference(whole, without).point(_up_to(_FAINT - 1)).histogram()[0]
    for thing in across:
        pdfium.FPDFPageObj_SetFillColor(thing.raw, 0, 0, 0, 255)
        page.insert_obj(thing)
    inked = ImageChops.difference(_drawn(page), without).point(_up_to(_SEEN)).histogram()[0]
    return bool(across) and changed > _MOSTLY * inked


def _up_to(most: int) -> list[int]:
    """Return the table that makes white what is no lighter than `most`, and black the rest."""
    return [255 if value <= most else 0 for value in range(256)]


def _drawn(page: Any) -> Image.Image:
    """Return the page in grey, as light and dark as a reader sees it.

    Links show nothing, and fields lie where no words are: both were found so before. They are not drawn.
    """
    image: Image.Image = page.render(scale=_SCALE, grayscale=True, may_draw_forms=False, draw_annots=False).to_pil()
    return image


def _marks(thing: Any) -> set[str]:
    """Return the tags of the marked content that something is painted in."""
    import pypdfium2.raw as pdfium

    found = set()
    for place in range(pdfium.FPDFPageObj_CountMarks(thing.raw)):
        mark = pdfium.FPDFPageObj_GetMark(thing.raw, place)
        size = ctypes.c_ulong()
        room = (ctypes.c_ushort * 32)()
        pdfium.FPDFPageObjMark_GetName(mark, room, ctypes.sizeof(room), size)
        found.add(bytes(room).decode("utf-16-le").partition("\0")[0])
    return found


def _pixels(one: Painted, corner: tuple[float, float], size: tuple[int, int]) -> tuple[int, int, int, int]:
    left, top = (one.left - corner[0]) * _SCALE, (corner[1] - one.base - 0.75 * one.size) * _SCALE
    right, bottom = (one.right - corner[0]) * _SCALE, (corner[1] - one.base + 0.22 * one.size) * _SCALE
    width, height = size
    return max(0, int(left)), max(0, int(top)), min(width, int(right) + 1), min(height, int(bottom) + 1)
