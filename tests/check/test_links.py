"""What is suggested for a name that nobody knows."""

from __future__ import annotations

import pytest

from policygen.check.links import hint_for

KNOWN = ("guide/tell-1", "guide/tell-2", "nut-2014/dos-1")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("guide/tel-1", "Did you mean `guide/tell-1`?"),
        ("guied/tell-1", "The sources are guide, nut-2014."),
        # Never an entry of another source: the clause would claim what nobody looked up there.
        ("union-2024/dos-1", "The sources are guide, nut-2014."),
        ("tell", ""),
    ],
)
def test_a_requirement_is_suggested_from_its_own_source_alone(name: str, hint: str) -> None:
    known = ("care_act", "car_tax") if "/" not in name else KNOWN
    assert hint_for(name, known) == (hint or "Choose from: car_tax, care_act.")
