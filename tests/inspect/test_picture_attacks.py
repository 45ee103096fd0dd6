"""A picture in a PDF may not change what is painted after it, be painted twice or have its words in another order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from pikepdf import Name

from tests.inspect.files import Built, changed, pictured, told, with_text
from tests.inspect.pdf_attacks import instruction


@pytest.fixture(scope="module")
def with_pictures(made: Built) -> bytes:
    return pictured(made.world)


def in_figures(pdf: pikepdf.Pdf, edit: Callable[[list[Any]], list[Any]]) -> None:
    """Put `edit` of the instructions of each picture, from BDC to EMC, in their place."""

    def edited(instructions: list[Any]) -> list[Any]:
        found: list[Any] = []
        place = 0
        while place < len(instructions):
            end = place + 1
            if str(instructions[place].operator) == "BDC" and instructions[place].operands[0] == Name.Figure:
                end = next(n for n in range(place, len(instructions)) if str(instructions[n].operator) == "EMC") + 1
                found += edit(instructions[place:end])
            else:
                found.append(instructions[place])
            place = end
        return found

    for number in range(len(pdf.pages)):
        with_text(pdf, number, edited)


def with_reversed_words(part: list[Any]) -> list[Any]:
    shown = [place for place, each in enumerate(part) if str(each.operator) in ("TJ", "Tj")]
    for place, other in zip(shown, [part[place] for place in reversed(shown)], strict=True):
        part[place] = other
    return part


def before_the_end(*more: Any) -> Callable[[list[Any]], list[Any]]:
    return lambda part: [*part[:-1], *more, part[-1]]


ATTACKS: dict[str, tuple[Callable[[list[Any]], list[Any]], str]] = {
    "wider letters after it": (before_the_end(instruction("Tc", 3)), "in a way that policygen never uses (Tc)"),
    "squeezed letters after it": (before_the_end(instruction("Tz", 50)), "in a way that policygen never uses (Tz)"),
    "another blend after it": (
        before_the_end(instruction("gs", Name("/a1"))), "in a way that policygen never uses (gs)",
    ),
    "a state that is kept": (before_the_end(instruction("q")), "in a way that policygen never uses (EMC)"),
    "a state that is not its own": (before_the_end(instruction("Q")), "in a way that policygen never uses (Q)"),
    "the picture twice": (lambda part: [*part, *part], "4 pictures, where the document data has 2"),
    "its words in another order": (with_reversed_words, "a picture has words that are not in the document data"),
}  # fmt: skip


def test_a_file_with_pictures_is_what_was_built(made: Built, with_pictures: bytes) -> None:
    assert made.codes(with_pictures)[0]


@pytest.mark.parametrize("name", ATTACKS)
def test_a_picture_that_shows_or_does_something_else_is_told(made: Built, with_pictures: bytes, name: str) -> None:
    edit, words = ATTACKS[name]
    assert words in told(made, changed(with_pictures, lambda pdf: in_figures(pdf, edit)))
