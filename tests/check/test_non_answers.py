"""Words that are no answer are told from names, whatever culture a name is from."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.check.non_answers import (
    Post,
    check_name,
    detail_in,
    detail_of,
    is_blank,
    is_no_answer,
    is_stand_in,
    lists_of_non_answers,
    name_problem,
    phrase_problem,
    without_full_stop,
)
from policygen.check.scalars import UnreadableValue

DATA = Path(__file__).parents[1] / "data" / "names"


def names(kind: str) -> list[str]:
    return (DATA / f"{kind}.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(("kind", "least"), [("people", 500), ("schools", 500), ("oddities", 60)])
def test_no_name_of_a_person_or_school_is_refused(kind: str, least: int) -> None:
    """The samples are by `scripts/names.py`, which tries all 10,000; the oddities were made by hand."""
    found = names(kind)
    assert len(found) >= least
    assert {name: phrase_problem(name) for name in found if phrase_problem(name)} == {}


@pytest.mark.parametrize("kind", ["people", "oddities"])
def test_no_name_of_a_person_is_refused_as_a_persons_name(kind: str) -> None:
    assert {name: name_problem(name) for name in names(kind) if name_problem(name)} == {}


@pytest.mark.parametrize(
    "words",
    [
        "n/a", "N/A.", "N / A", "n.a.", "NA", "TBC", "tbc", "T.B.C.", "TBA", "to be confirmed",
        "To be confirmed in May", "TBC (September)", "Jo Bell / TBC", "as above", "same as above", "see above",
        "Jo Bell (as above)", "ditto", "?", "???", "-", "–", "...", "…", "xxx", "XXX", "x x x",
        "Xxx Primary School", "____", "Name: ____", "none", "None", "not known", "Unknown", "example", "test",
        "lorem", "Lorem ipsum dolor sit amet", "[name]", "<name>", "[anything]", "[School name] Academy",
        "insert name", "Insert the name here", "your name here", "A. N. Other", "null", "vacant", "don’t know", "🙂",
        "todo", "asdf",
    ],
)  # fmt: skip
def test_placeholders_are_no_answer(words: str) -> None:
    assert is_no_answer(words)
    assert name_problem(words) == phrase_problem(words) == "PG235"


def test_every_word_of_the_lists_is_one_that_an_answer_can_be_compared_with() -> None:
    """An entry with a capital or a mark in it would never be found: answers are compared without them."""
    lists = lists_of_non_answers()
    for name in ("whole", "part", "ask", "of", "other", "abbreviations", "headings"):
        assert [words for words in lists[name] if words != " ".join(words.lower().split()) or not words.isascii()] == []
        assert [words for words in lists[name] if not words.replace(" ", "").isalnum()] == []
    assert all(isinstance(words, str) for entries in lists.values() for words in entries)


@pytest.mark.parametrize("text", ["", " ", "\u00a0", "\u00ad", "\u3000", "\u200b", "\u0301", "\u2003\u0308\n"])
def test_what_nobody_sees_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", "é", "e\u0301", "李", "नि", "0", ".", "\u00a0x"])
def test_what_somebody_sees_is_not(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("01632 960123", "telephone"), ("+44 (0)20 7946 0000", "telephone"), ("(01632) 960-123", "telephone"),
        ("a@b.org", "email"), ("www.b.org", "web"), ("https://b", "web"),
        ("2026.1", ""), ("2026-11-28", ""), ("999", ""), ("01204", ""), ("Reed at b.org", ""),
    ],
)  # fmt: skip
def test_contact_details_are_told_from_words(text: str, kind: str) -> None:
    assert detail_of(text) == kind
    assert detail_in(f"Jo {text}") == kind


def test_a_name_of_figures_has_no_letters() -> None:
    assert detail_in("12345") == "figures"
    assert detail_in("École 42") == ""


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("the full board.", "the full board"), ("Ann Reed.", "Ann Reed"), ("the Act.", "the Act"),
        ("the office (main).", "the office (main)"), ("Trust Ltd.", "Trust Ltd."), ("Ann Reed Jr.", "Ann Reed Jr."),
        ("B.Sc.", "B.Sc."), ("A. B.", "A. B."), ("MBA.", "MBA."), ("DiS.", "DiS."), ("Inc.", "Inc."), ("3.", "3."),
        ("के.सी.", "के.सी."), ("and so on...", "and so on..."),
    ],
)  # fmt: skip
def test_a_full_stop_is_taken_away_unless_it_belongs_to_the_word(text: str, right: str) -> None:
    assert without_full_stop(text) == right


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Kim Ray (Bursar)", "Write only the name after `name:`, and what the post is called after `title:`."),
        ("Kim Ray, Verger", "Write only the name after `name:`, and the other post after `post:`."),
        ("The bursar", "Write the person's name, or `clerk: vacant` if nobody holds the post."),
        ("Kim Ray, OBE", ""),
        ("Kim Bursar", ""),
    ],
)
def test_a_title_beside_a_name_belongs_after_the_key_of_its_post(name: str, hint: str) -> None:
    found = ""
    try:
        check_name(name, "name", Post("clerk", frozenset(("bursar",)), frozenset(("bursar", "verger"))))
    except UnreadableValue as error:
        found = error.hint
    assert found == hint


@pytest.mark.parametrize(
    "words",
    [
        "Your role", "Testing", "Example", "To be confirmed with the governors", "Name", "Vacancy", "As above (see 3)",
        "TBC by the trust in May", "What to do if a post is not yet filled", "[See the handbook]", "Pending",
        "Your name", "Jo Bell (as above)",
    ],
)  # fmt: skip
def test_a_heading_or_a_note_of_everyday_words_says_something(words: str) -> None:
    assert not is_stand_in(words)


@pytest.mark.parametrize(
    "words",
    [
        "TBC", "tbc.", "n/a", "To be confirmed", "as above", "TBC (as above)", "none", "todo", "…", "-", "____", "xxx",
        "Insert title here", "[Insert title]", "<your title>", "[Name]", "NA", "Lorem ipsum dolor", "A. N. Other",
    ],
)  # fmt: skip
def test_a_heading_or_a_note_that_only_stands_for_words_says_nothing(words: str) -> None:
    assert is_stand_in(words)
