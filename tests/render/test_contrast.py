"""A school's colour is kept where it can be read and darkened, hue kept, where it cannot (WCAG 2.2, 1.4.3)."""

from __future__ import annotations

import pytest

from policygen.look.contrast import contrast, readable


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)


def test_a_colour_on_itself_has_the_least() -> None:
    assert contrast("#1f3a5f", "#1f3a5f") == pytest.approx(1)


@pytest.mark.parametrize(("colour", "ratio"), [("#767676", 4.54), ("#777777", 4.48), ("#ff0000", 4.00)])
def test_known_ratios_on_white(colour: str, ratio: float) -> None:
    assert contrast(colour, "#ffffff") == pytest.approx(ratio, abs=0.005)


def test_a_readable_colour_comes_back_as_it_was() -> None:
    assert readable("#1F3A5F", "#ffffff") == "#1F3A5F"


@pytest.mark.parametrize("colour", ["#ffcc00", "#ffffff", "#00ff00", "#8ecae6", "#777777"])
def test_a_pale_colour_is_darkened_until_it_can_be_read_and_no_further(colour: str) -> None:
    darker = readable(colour, "#ffffff")
    assert 4.5 <= contrast(darker, "#ffffff") < 4.7


def test_a_darkened_yellow_stays_a_yellow() -> None:
    red, green, blue = bytes.fromhex(readable("#ffcc00", "#ffffff")[1:])
    assert red > green > blue == 0


def test_no_colour_reaches_the_ratio_on_a_dark_ground_so_black_is_given() -> None:
    assert readable("#333333", "#222222") == "#000000"


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", ""])
def test_another_form_of_colour_is_refused(colour: str) -> None:
    with pytest.raises(ValueError, match="is not a colour"):
        contrast(colour, "#ffffff")
