"""A suggestion is a slip's likely meaning, and no far-fetched name."""

from __future__ import annotations

import pytest

from policygen.diagnostics.suggest import did_you_mean, nearest


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("email_hours", ["staff_phones", "official_channels"], None),
        ("telephone", ["email", "phones"], None),
        ("phone_stanse", ["phone_stance", "staff_phones"], "phone_stance"),
        ("teachers", ["headteacher", "staff"], None),
        ("ichool", ["school", "policy"], "school"),
        ("pupil-survey", ["pupil_survey"], "pupil_survey"),
    ],
)
def test_a_name_is_suggested_only_if_it_is_near(word: str, known: list[str], meant: str | None) -> None:
    assert nearest(word, known) == meant


def test_without_a_near_name_a_hint_lists_the_names_if_they_are_few() -> None:
    assert "Choose from: email, phones" in did_you_mean("telephone", ["email", "phones"])
    assert did_you_mean("nothing-near", [f"name_{n}" for n in range(17)]) == ""
