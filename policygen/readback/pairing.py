"""Which paragraph of an edited file was which paragraph of the file that was built, and how sure that is.

Hidden bookmarks say it. Where they are gone, or another program has moved them, the words do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

from policygen.readback.passages import Passage
from policygen.readback.table_rows import row_pairs
from policygen.readback.tokens import alike, word_keys

Sure = Literal["certain", "likely", "unsure"]
SURENESS: Mapping[Sure, int] = MappingProxyType({"certain": 0, "likely": 1, "unsure": 2})
# How alike two paragraphs are that a bookmark joins, or their place, or nothing but their words.
_MARKED, _IN_PLACE, _ANYWHERE, _CLOSE = 0.2, 0.4, 0.6, 0.75
# Paragraphs whose words are compared with all others that are left over: an edit leaves some dozens.
_MOST = 400


@dataclass(frozen=True, slots=True)
class Pair:
    """A paragraph of the built file by number (`old`) and of the edited one (`new`); one of them may be None.

    `in_row` tells that it is in a row of a table that is new, or gone, or has moved, as a whole.
    """

    old: int | None
    new: int | None
    sure: Sure = "certain"
    moved: bool = False
    in_row: bool = False


def pair_passages(old: Sequence[Passage], new: Sequence[Passage]) -> list[Pair]:
    """Return each paragraph of both files once, in the order of the edited one."""
    return list(_Pairing(old, new).pairs())


class _Pairing:
    def __init__(self, old: Sequence[Passage], new: Sequence[Passage]) -> None:
        self.old, self.new = old, new
        self.before = [word_keys(one.words) for one in old]
        self.after = [word_keys(one.words) for one in new]
        self.found: dict[int, tuple[int, Sure]] = {}  # of the new, to the old
        self.taken: set[int] = set()
        self.rows_gone: set[int] = set()
        self.rows_new: set[int] = set()

    def pairs(self) -> Iterator[Pair]:
        self._by_rows()
        self._by_bookmark()
        self._by_words()
        self._by_place()
        self._anywhere()
        moved = self._moved()
        kept = {n: Pair(o, n, sure, n in moved) for n, (o, sure) in self.found.items()}
        stay = {(one.cell.table, one.cell.row) for n, one in enumerate(self.new) if one.cell and n not in moved}
        for pair in _in_order(kept, len(self.old), len(self.new)):
            cell = self.new[pair.new].cell if pair.new is not None else None
            in_row = pair.old in self.rows_gone if pair.new is None else pair.new in self.rows_new
            if pair.moved and cell is not None:
                in_row = (cell.table, cell.row) not in stay
            yield replace(pair, in_row=True) if in_row else pair

    def _take(self, old: int, new: int, sure: Sure) -> None:
        self.found[new] = (old, sure)
        self.taken.add(old)

    def _by_rows(self) -> None:
        """Pair the cells of rows that are in both files, and leave out rows that are new or gone."""
        counted = Counter(self.before)
        for pair in row_pairs(self.old, self.new):
            if pair.old is None or pair.new is None:
                self.rows_gone |= set(pair.old.numbers if pair.old else ())
                self.rows_new |= set(pair.new.numbers if pair.new else ())
            for o, n in pair.cells():
                same = self.before[o] == self.after[n]
                marked = bool(set(_marks(self.old[o])) & set(_marks(self.new[n])))
                if same:
                    self._take(o, n, "certain" if counted[self.before[o]] == 1 or marked else "likely")
                else:
                    close = pair.is_close or alike(self.before[o], self.after[n]) >= _CLOSE
                    self._take(o, n, "certain" if marked else "likely" if close else "unsure")

    def _by_bookmark(self) -> None:
        places = {mark: n for n, one in enumerate(self.old) for mark in _marks(one)}
        exact, there = Counter(self.before), Counter(self.after)
        for n, one in enumerate(self.new):
            if not self._is_free(n):
                continue
            marked = dict.fromkeys(places[mark] for mark in _marks(one) if mark in places)
            ranked = sorted((-alike(self.before[o], self.after[n]), o) for o in marked if self._is_left(o))
            if not ranked:
                continue
            likeness, o = -ranked[0][0], ranked[0][1]
            if not self.after[n] and there[self.before[o]] >= exact[self.before[o]]:
                # With tracked changes on, what was moved is in the file twice, and its bookmark is at the old place.
                continue
            # A program that loses a paragraph can leave its bookmark at the next one, beside that one's.
            sound = likeness >= _MARKED or set(_marks(self.old[o])) == set(_marks(one))
            if sound or not exact[self.after[n]]:
                self._take(o, n, "certain" if sound else "unsure")

    def _is_left(self, o: int) -> bool:
        return o not in self.taken and o not in self.rows_gone

    def _is_free(self, n: int) -> bool:
        return n not in self.found and n not in self.rows_new

    def _left(self) -> tuple[list[int], list[int]]:
        return list(filter(self._is_left, range(len(self.old)))), list(filter(self._is_free, range(len(self.new))))

    def _by_words(self) -> None:
        """Pair paragraphs with the same words: in order, then the ones that there is only one of."""
        olds, news = self._left()
        before, after = [self.before[n] for n in olds], [self.after[n] for n in news]
        counted = Counter(self.before)
        for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
            for n in range(block.size):
                o = olds[block.a + n]
                self._take(o, news[block.b + n], "certain" if counted[self.before[o]] == 1 else "likely")
        olds, news = self._left()
        by_words: dict[tuple[str, ...], list[int]] = {}
        for o in olds:
            by_words.setdefault(self.before[o], []).append(o)
        for n in news:
            same = by_words.get(self.after[n], [])
            if same:
                self._take(same.pop(0), n, "likely")

    def _by_place(self) -> None:
        """Pair paragraphs that are between the same neighbours and have much the same words, or are alone there."""
        for olds, news in self._gaps():
            ranked = sorted(
                (-alike(self.before[o], self.after[n]), abs(i - j), o, n)
                for i, o in enumerate(olds)
                for j, n in enumerate(news)
                if (self.old[o].cell is None) == (self.new[n].cell is None)
            )
            for negative, _, o, n in ranked:
                alone = len(olds) == len(news) == 1 and self._is_same_kind(o, n)
                if o in self.taken or n in self.found or not (-negative >= _IN_PLACE or alone):
                    continue
                self._take(o, n, "likely" if -negative >= _CLOSE else "unsure")

    def _is_same_kind(self, o: int, n: int) -> bool:
        """Tell whether both are a cell, or a heading of one level, or an item, or neither."""
        old, new = self.old[o], self.new[n]
        return (old.cell is None, old.level, old.item) == (new.cell is None, new.level, new.item)

    def _gaps(self) -> Iterator[tuple[list[int], list[int]]]:
        """Yield the paragraphs that are left over between neighbours that are paired, on both sides."""
        ends = [(-1, -1), *sorted((o, n) for n, (o, _) in self.found.items()), (len(self.old), len(self.new))]
        climbing = _longest_climb([n for _, n in ends])
        kept = [ends[i] for i in climbing]
        for (o, n), (next_o, next_n) in pairwise(kept):
            olds = list(filter(self._is_left, range(o + 1, next_o)))
            news = list(filter(self._is_free, range(n + 1, next_n)))
            if olds and news and len(olds) * len(news) <= _MOST:
                yield olds, news

    def _anywhere(self) -> None:
        olds, news = self._left()
        if not olds or not news or len(olds) * len(news) > _MOST * 10:
            return
        ranked = sorted((-alike(self.before[o], self.after[n]), o, n) for o in olds for n in news)
        for negative, o, n in ranked:
            if -negative < _ANYWHERE:
                return
            if o not in self.taken and n not in self.found:
                self._take(o, n, "unsure")

    def _moved(self) -> set[int]:
        """Return the new numbers of the fewest paragraphs that have moved, so that all others are in order."""
        ordered = sorted(self.found)
        olds = [self.found[n][0] for n in ordered]
        kept = {ordered[i] for i in _longest_climb(olds)}
        return set(ordered) - kept


def _marks(passage: Passage) -> Iterator[str]:
    yield from passage.marks
    yield from (one.name for one in passage.values)


def _longest_climb(numbers: Sequence[int]) -> list[int]:
    """Return the places of a longest sequence of rising numbers (patience sorting)."""
    tops: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        if pile == len(tops):
            tops.append(number)
            at.append(place)
        else:
            tops[pile], at[pile] = number, place
        before.append(at[pile - 1] if pile else -1)
    found: list[int] = []
    place = at[-1] if at else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]


def _in_order(kept: dict[int, Pair], olds: int, news: int) -> Iterator[Pair]:
    partner = {pair.old: pair for pair in kept.values() if not pair.moved}
    gone_after: dict[int | None, list[int]] = {}
    paired = {pair.old for pair in kept.values()}
    last: int | None = None
    for o in range(olds):
        if o in partner:
            last = partner[o].new
        elif o not in paired:
            gone_after.setdefault(last, []).append(o)
    yield from (Pair(o, None) for o in gone_after.get(None, ()))
    for n in range(news):
        yield kept.get(n, Pair(None, n))
        yield from (Pair(o, None) for o in gone_after.get(n, ()))
