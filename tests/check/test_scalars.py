"""What written words mean once their type is declared, and never before."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from policygen.check import scalars
from policygen.check.scalars import UnreadableValue
from policygen.diagnostics.codes import phrase_of
from policygen.model.answers import Duration
from tests.support.projects import SMALL, lay_out, settle

HILLTOP = (SMALL / "schools/hilltop.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words", ["NO", "no", "Off", "1:30", "14/26", "01204", "0x10", "1e3", "2026-02-30", "Null", "007"]
)
def test_words_stay_as_they_were_written_where_words_are_asked_for(tmp_path: Path, words: str) -> None:
    world = lay_out(
        tmp_path, {"schools/hilltop.yaml": f"{HILLTOP}  online: {{version: {words}}}\n".replace("  online: {}\n", "")}
    )
    assert settle(world).settled.policies["online"]["version"].value == words


def test_a_telephone_number_keeps_its_nought_and_its_spaces() -> None:
    for number in ("01204 332555", "+44 1204 332555", "(01204) 332555", "0800 1111 111", "999", "01204 332555 ext 12"):
        assert scalars.read_telephone(number) == number


@pytest.mark.parametrize("number", ["0800 1111", "0845 4647", "85258", "7726", "116 123", "0800 1111 111"])
def test_a_helpline_can_have_a_short_number(number: str) -> None:
    assert scalars.read_helpline(number) == number


@pytest.mark.parametrize("number", ["0800 11x1", "0800 111", "0800 1111 x", "08001111 or 85258", "12", "+44 800"])
def test_a_helpline_is_figures_and_nothing_else(number: str) -> None:
    with pytest.raises(UnreadableValue):
        scalars.read_helpline(number)


@pytest.mark.parametrize(
    "number",
    [
        "1204 332555",
        "012",
        "+33 1 23 45 67 89",
        "ring us",
        "01204 332555 0000",
        "00000 000000",
        "01204 332555 extra words",
        "01204 332555 x",
    ],
)
def test_what_is_no_british_number_is_refused(number: str) -> None:
    with pytest.raises(UnreadableValue) as refused:
        scalars.read_telephone(number)
    assert refused.value.code == "PG225"


@pytest.mark.parametrize(
    "words", ["2026-12-03", "3 December 2026", "3rd December 2026", "03 Dec 2026", "3  december  2026", "2026-12-3"]
)
def test_a_date_is_read_in_figures_from_the_year_or_with_the_month_in_words(words: str) -> None:
    assert scalars.read_date(words) == date(2026, 12, 3)


def test_a_date_of_two_readings_is_refused_with_both() -> None:
    with pytest.raises(UnreadableValue) as refused:
        scalars.read_date("03/12/2026")
    assert refused.value.code == "PG222"
    assert "3 December 2026 (2026-12-03) or 12 March 2026 (2026-03-12)" in refused.value.message


@pytest.mark.parametrize("words", ["26/11/2026", "26.11.2026", "26-11-2026", "11/26/2026"])
def test_a_date_in_figures_that_can_mean_one_day_only_is_read(words: str) -> None:
    assert scalars.read_date(words) == date(2026, 11, 26)


def test_day_and_month_of_the_same_number_need_no_order() -> None:
    assert scalars.read_date("12/12/2026") == date(2026, 12, 12)


def test_a_date_in_figures_is_refused_if_its_year_is_not_in_full() -> None:
    with pytest.raises(UnreadableValue) as refused:
        scalars.read_date("31/12/26")
    assert refused.value.message.endswith("it seems to mean 31 December 2026 (2026-12-31)")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("2026-02-30", "February 2026 has 28 days"),
        ("29 February 2027", "February 2027 has 28 days"),
        ("2026-13-01", "there is no month 13"),
        ("2026-06-00", "June 2026 has 30 days"),
        ("0206-06-01", "not between 1990 and 2100"),
    ],
)
def test_a_day_that_does_not_exist_is_refused_with_the_reason(words: str, why: str) -> None:
    with pytest.raises(UnreadableValue) as refused:
        scalars.read_date(words)
    assert refused.value.code == "PG223"
    assert why in refused.value.message


def test_the_29th_of_february_exists_in_a_leap_year() -> None:
    assert scalars.read_date("2028-02-29") == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("words", "count", "unit"),
    [
        ("24 hours", 24, "hour"),
        ("1 year", 1, "year"),
        ("a year", 1, "year"),
        ("Two working days", 2, "working day"),
        ("6 weeks", 6, "week"),
    ],
)
def test_a_length_of_time_is_a_number_and_a_unit(words: str, count: int, unit: str) -> None:
    assert scalars.read_duration(words) == Duration(count, unit)


@pytest.mark.parametrize("words", ["yearly", "24", "1.5 years", "0 days", "-1 day", "1 fortnight"])
def test_other_words_are_no_length_of_time(words: str) -> None:
    with pytest.raises(UnreadableValue) as refused:
        scalars.read_duration(words)
    assert refused.value.code == "PG224"


@pytest.mark.parametrize(
    ("count", "unit", "start", "end"),
    [
        (1, "year", date(2028, 2, 29), date(2029, 2, 28)),
        (1, "month", date(2026, 1, 31), date(2026, 2, 28)),
        (13, "month", date(2026, 12, 3), date(2028, 1, 3)),
        (2, "week", date(2026, 12, 25), date(2027, 1, 8)),
        (2, "term", date(2026, 12, 25), None),
    ],
)
def test_a_length_of_time_after_a_day_ends_on_a_day_that_exists(
    count: int, unit: str, start: date, end: date | None
) -> None:
    assert Duration(count, unit).after(start) == end


def test_yes_and_no_are_words_of_people_not_of_yaml() -> None:
    assert [scalars.read_yes_no(word) for word in ("yes", "Yes", "no", "NO", "true", "false")] == [
        True,
        True,
        False,
        False,
        True,
        False,
    ]
    for word in ("on", "off", "y", "1", ""):
        with pytest.raises(UnreadableValue):
            scalars.read_yes_no(word)


def test_a_web_address_without_a_scheme_gets_https() -> None:
    assert scalars.read_web("www.school.example/policies") == "https://www.school.example/policies"


@pytest.mark.parametrize(
    "words",
    [
        "javascript:alert(1)",
        "javascript://school.example/%0aalert(1)",
        "file:///etc/passwd",
        "school",
        "https://a b.example",
        "https://school.example/<b>",
    ],
)
def test_other_schemes_and_signs_are_no_web_address(words: str) -> None:
    with pytest.raises(UnreadableValue):
        scalars.read_web(words)


def test_nought_no_and_an_empty_list_are_answers(tmp_path: Path) -> None:
    text = HILLTOP.replace("phase: [primary]\n", "phase: [primary]\n  pupils: 0\n  boarding: no\n")
    text = text.replace("handed_in\n", "handed_in\n  routes: []\n")
    settings = settle(lay_out(tmp_path, {"schools/hilltop.yaml": text})).settled.settings
    assert settings["school.pupils"].value == 0
    assert settings["school.boarding"].value is False
    assert settings["choices.routes"].value == ()
    assert {settings[key].how for key in ("school.pupils", "school.boarding", "choices.routes")} == {"school"}


def test_a_date_in_figures_that_exists_in_neither_reading_says_so() -> None:
    with pytest.raises(UnreadableValue, match="does not exist, whichever number is the month") as refused:
        scalars.read_date("31/11/2026")
    assert refused.value.code == "PG223"


@pytest.mark.parametrize("code", ["PG225", "PG226", "PG227"])
def test_no_hint_names_a_number_or_address_that_a_real_school_cannot_use(code: str) -> None:
    """An invented one would be refused as soon as it was written (PG321)."""
    hint = phrase_of(code).hint
    assert not re.search(r"\.example|[0-9]{4}", hint)
