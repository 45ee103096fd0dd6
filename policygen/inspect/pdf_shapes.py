"""Whether the lines and boxes beside the words are such as a Document has, and where policygen paints them.

Anything can be drawn with lines, also letters, and a line can strike words out. So each has to be one of these, by its
place and length: a rule across the page or a table, an underline of a link, a line to write on, a box to tick, a box
around words, the tint behind a table's header.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from policygen.diagnostics.codes import say
from policygen.document.model import Blank, Document, FormField, Row, Signatory
from policygen.document.walk import parts_of
from policygen.inspect.pdf_operators import Box
from policygen.inspect.pdf_page import PageContent
from policygen.inspect.pdf_paths import Shape
from policygen.inspect.pdf_runs import Painted
from policygen.inspect.pdf_words import Reading
from policygen.inspect.squeezing import marks_only, squeezed

_THIN = 2.6  # points of the thickest line, under the title of a sheet
_WIDE = 0.5  # of a page's width, that a rule across the text or a table takes at least
_SHORT = 40.0  # points of the shortest line to write on
_TICK = (6.0, 22.0)  # points of a side of a box to tick
_LABEL = 30.0  # points from the box to its label
_ALIKE = 0.6  # points by which parts of one line may be off
_TOUCH = 1.6  # points between two parts of one line, or between a line and the rule that it ends on
_BAND = (0.1, 0.68)  # of the size above the base line: where a line would cross letters
_UNDER = 0.3  # of the size below the base line, down to which an underline may be
_MOST = 6_000  # shapes of one page; a page of a table to fill in has some hundreds


class _Room(NamedTuple):
    """How many things to fill in a Document has: `lines` shorter than the text is wide, `ticks`, `answers`, `notices`.

    `grid` tells whether a table has vertical lines.
    """

    lines: int
    ticks: int
    answers: int
    notices: int
    grid: bool


class _Found:
    """What the pages have used of the room."""

    def __init__(self) -> None:
        self.lines = self.ticks = self.around = 0


def drawn_otherwise(reading: Reading, document: Document) -> list[str]:
    """Return a sentence for each page with lines or boxes that the Document does not have, or over its words."""
    room, used, found = _room(document), _Found(), []
    watermark = squeezed(document.words.watermark)
    for number, page in enumerate(reading.pages, 1):
        linked = {mark for on, mark in reading.linked if on == number}
        words = [one for one in page.words if squeezed(one.text) and not marks_only(one.text)]
        words = [one for one in words if squeezed(one.text) != watermark]
        if len(page.shapes) > _MOST or not _is_ours(page, words, linked, room, used):
            found.append(say("verify.on_page", page=number, words=say("verify.drawing")))
        struck = _struck(page.shapes, words) if len(page.shapes) <= _MOST else None
        if struck is not None:
            found.append(say("verify.struck", page=number, words=struck.text.strip()[:60]))
    if used.lines > room.lines or used.ticks > room.ticks or used.around > room.notices + 3 * room.answers:
        found.append(say("verify.lines_more"))
    return found


def _room(document: Document) -> _Room:
    lines = ticks = answers = 0
    grid = False
    for part in parts_of(document):
        match part:
            case Blank(kind="meeting"):
                lines += 1
            case Blank():
                answers += 1
            case FormField(kind="tick"):
                ticks += 1
            case FormField(kind="date" | "signature"):
                lines += 1
            case Signatory():
                lines += 3
            case Row(height=height):
                grid |= height > 0
    return _Room(lines, ticks, answers, len(document.notices), grid)


def _is_ours(page: PageContent, words: Sequence[Painted], linked: set[int], room: _Room, used: _Found) -> bool:
    """Tell whether each shape of a page is of a kind that policygen paints in such a place."""
    wide = _WIDE * (page.box[2] - page.box[0])
    answers = []
    for box in _merged([one.box for one in page.shapes if one.kind == "fill"], upright=False):
        inside = _around(box, words)
        if not inside:
            return False
        if box[2] - box[0] < wide:
            answers.append(box)
    for shape in page.shapes:
        if shape.kind == "frame" and not _is_frame(shape, words, wide, used):
            return False
    lines = [one for one in page.shapes if one.kind == "line" and min(one.width, one.height) > 0]
    # Typst's underlines are artefacts, WeasyPrint's are in the link.
    free = [one for one in lines if not isinstance(one.key, int) and not _is_underline(one, words, linked)]
    if not all(_is_underline(one, words, linked & {one.key}) for one in lines if isinstance(one.key, int)):
        return False
    if any(min(one.width, one.height) > _THIN for one in free) or (answers and not room.answers):
        return False
    level = _merged([one.box for one in free if one.height <= _THIN], upright=False)
    rules = [box for box in level if box[2] - box[0] >= wide]
    for box in level:
        if box[2] - box[0] < wide and not any(_is_edge(box, answer) for answer in answers):
            used.lines += 1
            if box[2] - box[0] < _SHORT:
                return False
    for box in _merged([one.box for one in free if one.height > _THIN], upright=True):
        if any(_is_edge(box, answer) for answer in answers):
            continue
        if not room.grid or not all(any(_meets(box, end, rule) for rule in rules) for end in (1, 3)):
            return False
    return True


def _is_frame(frame: Shape, words: Sequence[Painted], wide: float, used: _Found) -> bool:
    """Tell whether a frame is a box to tick before its label, or goes round words."""
    if max(frame.width, frame.height) <= _TICK[1]:
        used.ticks += 1
        square = abs(frame.width - frame.height) <= 1 and frame.width >= _TICK[0]
        _, bottom, right, top = frame.box
        return square and any(
            right - 1 <= one.left <= right + _LABEL and bottom - 6 <= one.base <= top for one in words
        )
    used.around += 1
    return bool(_around(frame.box, words)) and (frame.width >= wide or frame.height <= 2.2 * words[0].size + 20)


def _around(box: Box, words: Sequence[Painted]) -> list[Painted]:
    """Return the words inside a box; none for a box that cuts words in two."""
    met = [one for one in words if _overlap(one.left, one.right, box[0], box[2]) > 1 and box[1] < one.base < box[3]]
    whole = all(box[0] - 1 <= one.left and one.right <= box[2] + 1 for one in met)
    return met if whole else []


def _is_underline(line: Shape, words: Sequence[Painted], linked: set[int]) -> bool:
    """Tell whether a line is under words of the marked content in `linked`, and is no longer than they are."""
    left, bottom, right, top = line.box
    middle = (bottom + top) / 2
    own = [one for one in words if one.key in linked and 0 < one.base - middle < _UNDER * one.size]
    if not own or line.height > _THIN:
        return False
    return min(one.left for one in own) - 1.5 <= left and right <= max(one.right for one in own) + 1.5


def _merged(boxes: Sequence[Box], *, upright: bool) -> list[Box]:
    """Return boxes with those made one that lie on one line and touch; `upright` for vertical lines."""
    along, across = (1, 0) if upright else (0, 1)
    found: list[Box] = []
    for box in sorted(boxes, key=lambda one: (round(one[across], 0), one[along])):
        for place in range(len(found) - 1, max(-1, len(found) - 4), -1):
            last = found[place]
            level = abs((last[across] + last[across + 2]) - (box[across] + box[across + 2])) <= 2 * _ALIKE
            if level and box[along] - last[along + 2] <= _TOUCH:
                pairs = zip(last, box, (min, min, max, max), strict=True)
                left, bottom, right, top = (choose(one, other) for one, other, choose in pairs)
                found[place] = (left, bottom, right, top)
                break
        else:
            found.append(box)
    return found


def _is_edge(line: Box, box: Box) -> bool:
    """Tell whether a line lies along an edge of a box."""
    inside = box[0] - 2 <= line[0] and box[1] - 2 <= line[1] and line[2] <= box[2] + 2 and line[3] <= box[3] + 2
    return inside and (
        min(abs(line[1] - box[1]), abs(line[3] - box[3])) <= 2
        if line[3] - line[1] <= _THIN
        else min(abs(line[0] - box[0]), abs(line[2] - box[2])) <= 2
    )


def _meets(line: Box, end: int, rule: Box) -> bool:
    """Tell whether a vertical line ends (`end` 1 below, 3 above) on a rule."""
    return rule[1] - _TOUCH <= line[end] <= rule[3] + _TOUCH and rule[0] - _TOUCH <= line[0] <= rule[2] + _TOUCH


def _struck(shapes: Sequence[Shape], words: Sequence[Painted]) -> Painted | None:
    """Return words that a line or an edge of a frame goes through."""
    edges = list(_edges(shapes))
    for one in words:
        low, high = one.base + _BAND[0] * one.size, one.base + _BAND[1] * one.size
        for left, bottom, right, top in edges:
            if _overlap(low, high, bottom, top) > 0 and _overlap(one.left, one.right, left, right) > 0.3:
                return one
    return None


def _edges(shapes: Sequence[Shape]) -> Iterator[Box]:
    level: list[Box] = []
    upright: list[Box] = []
    for shape in shapes:
        left, bottom, right, top = shape.box
        if shape.kind == "frame":
            yield from ((left, bottom, right, bottom + 0.5), (left, top - 0.5, right, top))
            yield from ((left, bottom, left + 0.5, top), (right - 0.5, bottom, right, top))
        elif shape.kind == "line":
            (level if shape.width >= shape.height else upright).append(shape.box)
    yield from _merged(level, upright=False)
    yield from _merged(upright, upright=True)


def _overlap(start: float, end: float, first: float, last: float) -> float:
    return min(end, last) - max(start, first)
