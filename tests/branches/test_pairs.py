"""Pairwise rows hold every pair of options, and stay few."""

from __future__ import annotations

from itertools import combinations

import pytest

from policygen.branches.axes import Axis
from policygen.branches.pairs import pairwise

CASES = [
    [Axis("a", (1, 2)), Axis("b", (True, False)), Axis("c", ("x", "y", "z"))],
    [Axis(str(n), tuple(range(2 + n % 5))) for n in range(12)],
    [Axis("a", tuple(range(14))), Axis("b", (None, "x"))],
]


@pytest.mark.parametrize("axes", CASES)
def test_every_pair_is_in_some_row(axes: list[Axis]) -> None:
    rows = list(pairwise(axes))
    for first, second in combinations(axes, 2):
        wanted = {(i, j) for i in first.options for j in second.options}
        assert {(row[first.key], row[second.key]) for row in rows} == wanted
    assert all(row.keys() == {axis.key for axis in axes} for row in rows)


def test_there_are_not_many_more_rows_than_the_two_widest_axes_need() -> None:
    rows = list(pairwise(CASES[1]))
    assert 36 <= len(rows) <= 2 * 36


def test_one_axis_gives_each_option_and_none_gives_one_row() -> None:
    assert list(pairwise([Axis("a", (1, 2))])) == [{"a": 1}, {"a": 2}]
    assert list(pairwise([])) == [{}]


def test_the_rows_are_the_same_every_time() -> None:
    assert list(pairwise(CASES[1])) == list(pairwise(CASES[1]))
