"""What a person types at a question: by number, by word or by meaning; a line for each entry."""

from __future__ import annotations

import pytest

from policygen.ask.interview import InterviewQuestion
from policygen.ask.reading import NotAnAnswer, read_answer

STAGES = {"early_years": "Early years, up to 5", "primary": "Primary", "sixth_form": "Sixth form"}


def item(kind: str) -> InterviewQuestion:
    return InterviewQuestion(key="school.x", type=kind, label="X", question="X?", help="", knows="clerk", values=STAGES)


@pytest.mark.parametrize("typed", ["3", "sixth_form", "sixth form", "Sixth-Form", "Sixth  form", "SIXTH FORM"])
def test_a_choice_has_a_number_a_word_and_a_meaning(typed: str) -> None:
    assert read_answer(item("one_of"), typed).value == "sixth_form"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("1, 2", ("early_years", "primary")),
        ("1 2", ("early_years", "primary")),
        ("early_years primary", ("early_years", "primary")),
        ("Primary; Sixth form", ("primary", "sixth_form")),
        ("Early years, up to 5", ("early_years",)),
        ("2,2", ("primary",)),
    ],
)
def test_several_choices_stand_with_commas_or_blanks_between(typed: str, wanted: tuple[str, ...]) -> None:
    assert read_answer(item("many_of"), typed).value == wanted


@pytest.mark.parametrize("typed", ["4", "0", "Sixth", "Primary, Nursery"])
def test_what_is_none_of_the_choices_is_refused(typed: str) -> None:
    with pytest.raises(NotAnAnswer, match="is not one of the answers"):
        read_answer(item("many_of"), typed)


def test_an_entry_of_a_list_may_hold_a_semicolon_and_be_long() -> None:
    long = "Parents, " * 40
    assert read_answer(item("list"), f"Staff; in the spring\n{long}\nStaff; in the spring").value == (
        "Staff; in the spring",
        long.strip(),
    )
