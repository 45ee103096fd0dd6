"""Where the words of a page are: in the order in which they are read, and no two in one place.

A structure tree says in which order words are read out. Somebody who moves two of them on the page leaves the tree as
it was, and a reader then sees another sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from policygen.diagnostics.codes import say
from policygen.inspect.pdf_allowed import FieldPlace
from policygen.inspect.pdf_runs import Painted
from policygen.inspect.pdf_words import CellPlace, Reading
from policygen.inspect.squeezing import marks_only, reads_from_right, squeezed

_CLOSE = 1.5  # points by which words of one line may run into each other: slanted and kerned letters
_PADDING = 6.5  # points between the edge of a cell and the words of a gap to fill in
_LINE = 0.5  # of the size: by less than this, words are on the same line
_MOST = 5_000  # words of one page at one go; the fullest page has some hundreds
_PART = 60  # characters that are shown


def misplaced(reading: Reading, watermark: str) -> list[str]:
    """Return a sentence for each place where what is seen differs from what is read. `watermark` lies under words."""
    found: list[str] = []
    for number, page in enumerate(reading.pages, 1):
        seen = [one for one in page.words if not marks_only(one.text)]
        if len(seen) > _MOST:
            found.append(say("verify.page_full", page=number))
            return found
        solid = [one for one in seen if squeezed(one.text) != squeezed(watermark)]
        found += [
            say("verify.overlap", page=number, first=one.text.strip()[:_PART], second=other.text.strip()[:_PART])
            for one, other in _overlaps(solid)
        ]
    found += [
        say("verify.out_of_order", page=number, words=words[:_PART], after=after[:_PART])
        for number, after, words in _out_of_order(reading)
    ]
    found += [
        say("verify.out_of_column", page=number, words=words[:_PART]) for number, words in _out_of_columns(reading)
    ]
    return found


def over_words(reading: Reading, places: Sequence[FieldPlace]) -> Iterator[str]:
    """Yield a sentence for each signature field that lies over words: what a signature shows would hide them."""
    for place in places:
        for one in reading.pages[place.page - 1].words:
            beside = one.right < place.left + _CLOSE or one.left > place.right - _CLOSE
            above = one.base + 0.1 * one.size > place.top or one.base + 0.5 * one.size < place.bottom
            if squeezed(one.text) and not beside and not above:
                yield say("verify.field_over_words", page=place.page, name=place.name, words=one.text.strip()[:_PART])


def _overlaps(words: Sequence[Painted]) -> Iterator[tuple[Painted, Painted]]:
    """Yield words that lie on others of about their height."""
    ordered = sorted(words, key=lambda one: one.base)
    for place, one in enumerate(ordered):
        for other in ordered[place + 1 :]:
            if other.base - one.base > _LINE * max(one.size, other.size):
                break
            if min(one.right, other.right) - max(one.left, other.left) > _CLOSE:
                yield one, other


def _out_of_columns(reading: Reading) -> Iterator[tuple[int, str]]:
    """Yield the page and the words of each cell that does not begin at its column's edge, and on its row's line."""
    tables: dict[int, list[tuple[CellPlace, int, list[Painted]]]] = {}
    places = _by_mark(reading)
    for piece in reading.pieces:
        if piece.cell is None or not piece.marks:
            continue
        by_page: dict[int, list[Painted]] = {}
        for mark in piece.marks:
            by_page.setdefault(mark[0], []).extend(places.get(mark, ()))
        for number, words in by_page.items():
            if words:
                tables.setdefault(piece.cell.table, []).append((piece.cell, number, words))
    for cells in tables.values():
        edges: dict[int, float] = {}
        lines: dict[tuple[int, int], float] = {}
        for cell, number, words in cells:
            edges[cell.column] = min(edges.get(cell.column, words[0].left), *(one.left for one in words))
            if not cell.open:
                lines.setdefault((cell.row, number), _row_line(cell, words))
        for cell, number, words in cells:
            beyond = min((edge for column, edge in edges.items() if column > cell.column), default=float("inf"))
            moved = max(one.right for one in words) > beyond + _CLOSE
            if not cell.open:
                moved |= min(one.left for one in words) > edges[cell.column] + _PADDING
                moved |= abs(_row_line(cell, words) - lines[cell.row, number]) > _LINE * words[0].size
            if moved:
                yield number, words[0].text


def _row_line(cell: CellPlace, words: list[Painted]) -> float:
    """Return the height that the cells of a row share: of their first line, in a table's header of their last."""
    return min(one.base for one in words) if cell.head else max(one.base for one in words)


def _by_mark(reading: Reading) -> dict[tuple[int, int], list[Painted]]:
    """Return the words of each stretch of marked content, by its page and its MCID."""
    places: dict[tuple[int, int], list[Painted]] = {}
    for number, page in enumerate(reading.pages, 1):
        for one in page.words:
            if isinstance(one.key, int) and not marks_only(one.text):
                places.setdefault((number, one.key), []).append(one)
    return places


def _out_of_order(reading: Reading) -> Iterator[tuple[int, str, str]]:
    """Yield the page, the words before and the words that are neither to the right of them nor below them."""
    places = _by_mark(reading)
    before: list[Painted] = []
    on = 0
    for piece in reading.pieces:
        by_page: dict[int, list[Painted]] = {}
        for mark in piece.marks:
            by_page.setdefault(mark[0], []).extend(places.get(mark, ()))
        for number, words in by_page.items():
            if not words:
                continue
            for one, other in pairwise(words):
                if not (reads_from_right(one.text) or reads_from_right(other.text)) and not _follows(one, other):
                    yield number, one.text, other.text
            if before and number == on and not _follows_piece(before, words):
                yield number, before[-1].text, words[0].text
            if number < on:
                yield number, before[-1].text, words[0].text
            before, on = words, number


def _follows(one: Painted, other: Painted) -> bool:
    """Tell whether a reader goes on from `one` to `other`: to the right on its line, or to a lower line."""
    if abs(one.base - other.base) <= _LINE * max(one.size, other.size):
        return other.left >= one.right - _CLOSE
    return other.base < one.base


def _follows_piece(before: list[Painted], words: list[Painted]) -> bool:
    """Tell whether a paragraph or cell is below the one before, or to the right of it."""
    lowest, first = before[-1], words[0]
    below = first.base < lowest.base - _LINE * min(first.size, lowest.size)
    return below or min(one.left for one in words) >= max(one.right for one in before) - _CLOSE
