"""The redline of two lines."""

from __future__ import annotations

import pytest

from policygen.compare.align import redline
from policygen.compare.text import redline_text


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Tell the lead.", "Tell the lead.", "Tell the lead."),
        ("Tell the lead.", "Tell the head.", "Tell the [-lead-]{+head+}."),
        ("Answer within 3 days.", "Answer within 5 days.", "Answer within [-3-]{+5+} days."),
        ("Staff reply.", "Staff never reply.", "Staff{+ never+} reply."),
        ("Keep it safe and well.", "Keep it.", "Keep it[- safe and well-]."),
        (
            "See O’Neill at 3.2 there.",
            "See O’Brien at 3.3 there.",
            "See [-O’Neill-]{+O’Brien+} at [-3.2-]{+3.3+} there.",
        ),
        ("one two", "three four five six", "[-one two-]{+three four five six+}"),
        ("", "New.", "{+New.+}"),
        ("Old.", "", "[-Old.-]"),
        ("", "", ""),
    ],
)
def test_words_taken_out_and_put_in_are_marked(before: str, after: str, shown: str) -> None:
    pieces = redline(before, after)
    assert redline_text(pieces) == shown
    assert "".join(piece.text for piece in pieces if piece.how != "added") == before
    assert "".join(piece.text for piece in pieces if piece.how != "removed") == after


def test_neighbouring_words_that_changed_stand_together() -> None:
    assert redline_text(
        redline("the staff wellbeing contact talks with them", "the head of centre talks with them")
    ) == ("the [-staff wellbeing contact-]{+head of centre+} talks with them")


def test_a_terminal_does_not_obey_what_stands_in_a_document() -> None:
    assert "\x1b" not in redline_text(redline("red\x1b[31m", "x \x07"))
