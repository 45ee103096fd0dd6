"""Which paths of a page are taken for lines, frames and fills that policygen paints."""

from __future__ import annotations

import pytest

from policygen.inspect.pdf_operators import UNIT
from policygen.inspect.pdf_paths import Path, Rectangle


def rectangles(*boxes: tuple[float, float, float, float]) -> list[Rectangle]:
    path = Path()
    for box in boxes:
        path.add("re", box, UNIT)
    return path.shapes("f*", 1.0, None)


@pytest.mark.parametrize("off", [0.0, 1e-13, -1e-13])
def test_a_rule_is_one_even_if_the_sums_of_its_corners_differ_in_the_last_bit(off: float) -> None:
    """On a cover in large print, the rule above the status failed `policygen verify`."""
    shapes = rectangles((45.4, 606.0 - off, 501.7, 33.4 + off), (45.4, 606.0, 501.7, 35.4))
    assert [kind for kind, _ in shapes] == ["line"]


def test_two_rectangles_of_which_neither_is_round_the_other_are_none_of_ours() -> None:
    assert rectangles((45.4, 605.9, 501.7, 33.4), (45.4, 606.0, 501.7, 35.4)) == []
