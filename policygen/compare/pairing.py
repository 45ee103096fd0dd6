"""Which entries of two sequences are the same or were reworded, in order: blocks, list items, table rows, fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from policygen.compare.align import ALIKE
from policygen.compare.most_alike import most_alike

T = TypeVar("T")
_EQUAL = 2.0  # worth two that were reworded
# An id that only counts says nothing of what the entry is: the second paragraph can become the third.
_COUNTED = re.compile(r"/(?:row-)?\d+$")


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """An entry that is to find its partner. Those of different `kind` are never the same; `name` is an id."""

    part: T
    kind: tuple[object, ...]
    name: str
    words: tuple[str, ...]


def in_pairs(before: Sequence[Candidate[T]], after: Sequence[Candidate[T]]) -> list[tuple[T | None, T | None]]:
    """Return the entries of both in order, side by side where they belong together; what is gone comes first.

    The pairs are chosen so that together they are most alike.
    """
    start, end = _same_ends(before, after)
    found: list[tuple[T | None, T | None]] = [
        (one.part, other.part) for one, other in zip(before[:start], after[:start], strict=True)
    ]
    gone, new = before[start : len(before) - end], after[start : len(after) - end]
    n = m = 0
    for i, j in (*_chosen(gone, new), (len(gone), len(new))):
        found += [(one.part, None) for one in gone[n:i]]
        found += [(None, one.part) for one in new[m:j]]
        if i < len(gone):
            found.append((gone[i].part, new[j].part))
        n, m = i + 1, j + 1
    rest = zip(before[len(before) - end :], after[len(after) - end :], strict=True)
    return [*found, *((one.part, other.part) for one, other in rest)]


def _same_ends(before: Sequence[Candidate[T]], after: Sequence[Candidate[T]]) -> tuple[int, int]:
    """Return how many entries at the beginning, and how many of the others at the end, are equal."""
    most = min(len(before), len(after))
    start = 0
    while start < most and _likeness(before[start], after[start]) == _EQUAL:
        start += 1
    end = 0
    while end < most - start and _likeness(before[-1 - end], after[-1 - end]) == _EQUAL:
        end += 1
    return start, end


def _chosen(before: Sequence[Candidate[T]], after: Sequence[Candidate[T]]) -> list[tuple[int, int]]:
    return most_alike([[_likeness(one, other) for other in after] for one in before], len(after))


def _likeness(one: Candidate[T], other: Candidate[T]) -> float:
    if one.kind != other.kind:
        return 0.0
    if one.words == other.words:
        return _EQUAL
    common = sum((Counter(one.words) & Counter(other.words)).values())
    share = common / max(len(one.words), len(other.words))
    named = one.name == other.name and not _COUNTED.search(one.name)
    return share if share >= ALIKE else ALIKE if named else 0.0
