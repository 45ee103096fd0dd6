"""What a person types at a question: by number, by word or by meaning; a line for each entry."""

from __future__ import annotations

from dataclasses import replace

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


@pytest.mark.parametrize("kind", ["text", "lines", "list", "telephone", "email", "web", "date", "duration", "number"])
@pytest.mark.parametrize("typed", ["TBC", "n/a", "?", "as above", "[name]", "\u00ad"])
def test_words_that_are_no_answer_are_refused_with_what_to_do_instead(kind: str, typed: str) -> None:
    with pytest.raises(NotAnAnswer, match="is not an answer") as refused:
        read_answer(item(kind), typed)
    assert "press Enter" in refused.value.hint


def test_a_line_that_is_no_answer_is_refused_among_others() -> None:
    with pytest.raises(NotAnAnswer, match="is not an answer"):
        read_answer(item("list"), "any adult\nTBC")


@pytest.mark.parametrize("falls_back", ["", "Headteacher"])
def test_a_person_who_is_not_known_can_be_left_or_the_post_be_vacant(falls_back: str) -> None:
    role = replace(item("person"), falls_back=falls_back, needed=() if falls_back else ("online",))
    with pytest.raises(NotAnAnswer) as refused:
        read_answer(role, "to be confirmed")
    assert "`vacant`" in refused.value.hint
    assert ("`none`" in refused.value.hint) is bool(falls_back)


@pytest.mark.parametrize("typed", ["01632 960123", "head@school.example", "www.school.example", "12345", "Ann Reed."])
def test_what_is_no_name_of_a_person_is_refused(typed: str) -> None:
    with pytest.raises(NotAnAnswer):
        read_answer(item("person"), typed)


@pytest.mark.parametrize("typed", ["Headteacher", "the headteacher", "Ann Reed (Headteacher)", "Ann Reed, Headteacher"])
def test_the_title_of_a_post_is_refused_as_the_name_of_a_person(typed: str) -> None:
    role = replace(item("person"), posts=frozenset(("headteacher", "chair of governors")))
    assert read_answer(role, "Ann Headteacher-Reed").value == {"name": "Ann Headteacher-Reed"}
    with pytest.raises(NotAnAnswer, match="the title of a"):
        read_answer(role, typed)


def test_words_are_refused_that_do_not_fit_into_a_sentence() -> None:
    with pytest.raises(NotAnAnswer) as refused:
        read_answer(replace(item("text"), in_sentence=True), "The Governing Body")
    assert refused.value.hint == "Write “the Governing Body”."


def test_a_number_of_six_figures_has_six() -> None:
    urn = replace(item("text"), figures=6)
    assert read_answer(urn, "123456").value == "123456"
    with pytest.raises(NotAnAnswer, match="does not have 6 digits"):
        read_answer(urn, "12345")
