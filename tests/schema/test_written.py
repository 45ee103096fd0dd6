"""A value that policygen reads is accepted as it stands and as an editor's YAML guesses it; what it refuses is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from check_jsonschema.parsers.yaml import construct_yaml_implementation
from jsonschema import Draft202012Validator

from policygen.check import scalars
from policygen.check.scalars import UnreadableValue
from policygen.schema.written import matching, one_of, spellings, written_schemas

WRITTEN = written_schemas()

READERS: dict[str, Callable[[str], object]] = {
    "date": scalars.read_date, "duration": scalars.read_duration, "telephone": scalars.read_telephone,
    "email": scalars.read_email, "web": scalars.read_web, "yes_no": scalars.read_yes_no, "number": scalars.read_number,
}  # fmt: skip

WORDS = {
    "date": [
        "2026-12-03", "2026-2-3", "3 December 2026", "03 dec. 2026", "1st Sept 2026", "22nd JAN 2026", "3  May  2026",
        "03/12/2026", "3.12.26",
        "26/11/2026", "11.26.2026", "7-7-2026", "07/7/2026", "13/13/2026", "31/12/26",
        "12 Decembre 2026", "12 De 2026", "2026-13-01", "1989-01-01", "2101-01-01",
        "December 2026", "soon", "2026-12-32",
    ],
    "duration": [
        "1 year", "24 hours", "2 working days", "a week", "Six Months", "an hour", "1 Term", "0 days", "00 weeks",
        "10000 days", "three", "1  year", "a fortnight", "1year", "2 yearss",
    ],
    "telephone": [
        "01632 960123", "01632960123", "+44 1632 960123", "+441632960123", "020 7946 0201", "999", "101", "116123",
        "(01632) 960-123", "01632 960123 ext. 5", "01632 960123x12", "9 9 9", "112", "0163", "1", "999 ext 4", "abc",
        "+33 1 23 45 67 89", "+44 (0)1632 960123", "1234567", "0800 1111", "0163296012345", "01632/960123",
        "00000 000000", "01632 960123 x", "01632 960123 extra", "01632 960123 ext 1234567", "+44 0163 296012",
        "0800 11x1",
    ],
    "email": [
        "office@school.example", "a.b+c@x-y.example", "o'neill@school.example", "office@school", "office at school",
        "a@b..example", "a,b@c.example", "<a@b.example>", "a@-b.example", "a@b.e", '"a"@b.example',
    ],
    "web": [
        "https://www.school.example", "school.example", "http://school.example:8080/a?b#c", "ftp://school.example",
        "https://school", "school example", "https://school.example/<b>", "www.school.example/a b", 'x.example/"',
        "www.school", "https://www.school/", "www.school:80", "WWW.school", "www.school.example:80", "wwwx.school",
    ],
    "yes_no": ["yes", "no", "Yes", "NO", "true", "FALSE", "y", "perhaps", "1", "yes please"],
    "number": ["5", "0", "007", "123456789", "1234567890", "-1", "1.5", "five", "1_000"],
}  # fmt: skip


def accepts(schema: dict[str, Any], value: object) -> bool:
    return Draft202012Validator({**schema, "$defs": WRITTEN}).is_valid(value)


def reads(kind: str, text: str) -> bool:
    try:
        READERS[kind](text)
    except UnreadableValue:
        return False
    return True


def guesses(text: str) -> list[object]:
    """What YAML 1.2 and YAML 1.1 make of the words without quotes."""
    loader = construct_yaml_implementation()
    found = [loader.load(text), yaml.load(text, yaml.SafeLoader)]
    return [value if isinstance(value, str | bool | int | float) else text for value in found]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in WORDS.items() for text in texts])
def test_a_schema_reads_words_as_policygen_does(kind: str, text: str) -> None:
    assert accepts(WRITTEN[kind], text) is reads(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in WORDS.items() for text in texts if reads(kind, text)]
)
def test_what_an_editor_makes_of_a_value_without_quotes_is_accepted(kind: str, text: str) -> None:
    for guess in guesses(text):
        assert accepts(WRITTEN[kind], guess), repr(guess)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_is_known_short_and_long(month: int) -> None:
    name = scalars.MONTHS[month - 1]
    for length in range(3, len(name) + 1):
        assert accepts(WRITTEN["date"], f"3 {name[:length]} 2026")
    assert not accepts(WRITTEN["date"], f"3 {name[:2]} 2026")
    assert not accepts(WRITTEN["date"], f"3 {name}x 2026")


@pytest.mark.parametrize("value", ["a name", "NO", 5, 1.5, True])
def test_words_may_be_anything_that_stands_on_a_line(value: object) -> None:
    assert accepts(WRITTEN["words"], value)


@pytest.mark.parametrize("value", [[], {}, None])
def test_words_are_no_list_no_group_and_not_nothing(value: object) -> None:
    assert not accepts(WRITTEN["words"], value)


def test_a_text_is_one_line_that_fits() -> None:
    assert accepts(WRITTEN["text"], "x" * 200)
    assert not accepts(WRITTEN["text"], "x" * 201)
    assert not accepts(WRITTEN["text"], "one\ntwo")
    assert accepts(WRITTEN["text"], "one\n")


def test_an_answer_may_stand_as_whatever_its_word_turns_into() -> None:
    schema = one_of([("no", "None of them"), ("3", "Three"), ("some", "Some")])
    assert all(accepts(schema, value) for value in ("no", False, "3", 3, "some"))
    assert not any(accepts(schema, value) for value in ("yes", True, 4, "none"))


@pytest.mark.parametrize("text", ["yes", "off", "3", "1.5", "1e3", "word", "1.2.3", "0", "-4"])
def test_the_spellings_of_a_word_are_those_that_yaml_gives_it(text: str) -> None:
    for guess in guesses(text):
        assert any(guess == one and isinstance(guess, bool) is isinstance(one, bool) for one in spellings(text))


def test_an_id_in_figures_may_be_a_number() -> None:
    assert accepts(matching(r"[a-z0-9.-]+", "an id"), 3.1)
    assert not accepts(matching(r"[a-z][a-z0-9.-]*", "an id"), 3.1)


def test_every_pattern_has_words_for_a_person() -> None:
    for schema in WRITTEN.values():
        for part in (schema, *schema.get("anyOf", ())):
            if "pattern" in part:
                assert re.search(r"[a-z] .*\.$", part["patternErrorMessage"])
