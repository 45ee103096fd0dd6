"""Pairwise covering arrays: a few rows that contain every pair of options from any two axes.

The greedy construction of AETG (Cohen, Dalal, Fredman, Patton, 1997) without its random choices, so that the same axes
always give the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from policygen.branches.axes import Axis, Option

# An axis and one of its options, by number.
_Choice = tuple[int, int]


def pairwise(axes: Sequence[Axis]) -> Iterator[dict[str, Option]]:
    """Yield rows, axis key → option, that cover every pair; one axis gives each option, none gives one empty row."""
    if len(axes) < 2:
        yield from ({axis.key: option} for axis in axes for option in axis.options)
        if not axes:
            yield {}
        return
    open_pairs = {
        ((first, i), (second, j)): None
        for first, second in combinations(range(len(axes)), 2)
        for i in range(len(axes[first].options))
        for j in range(len(axes[second].options))
    }
    # For each choice, the choices it still has to meet.
    partners: dict[_Choice, set[_Choice]] = {}
    for one, other in open_pairs:
        partners.setdefault(one, set()).add(other)
        partners.setdefault(other, set()).add(one)
    while open_pairs:
        row = dict(next(iter(open_pairs)))
        for axis in sorted(set(range(len(axes))) - row.keys(), key=lambda number: -len(axes[number].options)):
            row[axis] = max(
                range(len(axes[axis].options)),
                key=lambda option: (
                    len(partners[axis, option] & set(row.items())),
                    len(partners[axis, option]),
                    -option,
                ),
            )
        for one, other in combinations(sorted(row.items()), 2):
            if open_pairs.pop((one, other), False) is None:
                partners[one].discard(other)
                partners[other].discard(one)
        yield {axes[axis].key: axes[axis].options[option] for axis, option in sorted(row.items())}
