"""The markers of ordered lists are those with which Word numbers them, however long a list is."""

from __future__ import annotations

import pytest

from policygen.document.markers import marker_of


@pytest.mark.parametrize(
    ("number", "depth", "marker"),
    [
        (1, 1, "(a)"),
        (27, 1, "(aa)"),
        (78, 1, "(zzz)"),
        (4, 2, "(iv)"),
        (20, 2, "(xx)"),
        (21, 2, "(xxi)"),
        (49, 2, "(xlix)"),
        (489, 2, "(cdlxxxix)"),
        (666, 2, "(dclxvi)"),
        (1994, 2, "(mcmxciv)"),
        (3, 3, "(3)"),
    ],
)
def test_a_marker_is_the_one_that_word_gives(number: int, depth: int, marker: str) -> None:
    assert marker_of(number, depth) == marker
