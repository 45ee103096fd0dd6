"""Clauses that somebody typed into a Word file: in the order of the file, once, and in no section that nobody chose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.edited_word import EditOf, WordProject, added, gone, words

BECAUSE = ("--because", "The head wants it so")
BEFORE = "Adults tell for them"


def typed_below(*paragraphs: tuple[str, str]) -> tuple[EditOf, ...]:
    """Return the edits that type paragraphs, each with its style, below the last clause of a section."""
    return tuple(added(BEFORE, text, style) for style, text in reversed(paragraphs))


def proposed(project: WordProject, data: bytes) -> list[dict[str, Any]]:
    found = json.loads(project.read(data, "--json").out)["proposals"]
    assert isinstance(found, list)
    return found


@pytest.fixture
def project(tmp_path: Path) -> WordProject:
    return WordProject.lay_out(tmp_path)


def test_two_clauses_with_one_title_are_printed_in_the_order_in_which_they_were_typed(project: WordProject) -> None:
    data = project.docx(
        "online",
        *typed_below(
            ("Heading2", "Pagers"), ("BodyText", "One text."), ("Heading2", "Pagers"), ("BodyText", "Another text.")
        ),
    )
    project.read(data, "--write", *BECAUSE)
    printed = project.printed("online")
    assert printed.index(BEFORE) < printed.index("One text.") < printed.index("Another text.")
    assert [one["refusal"]["code"] for one in proposed(project, data)] == ["PG824", "PG824"]


def test_a_clause_that_is_taken_later_goes_behind_the_one_that_was_typed_above_it(project: WordProject) -> None:
    data = project.docx(
        "online",
        *typed_below(
            ("Heading2", "Pagers"), ("BodyText", "One text."), ("Heading2", "Radios"), ("BodyText", "Another text.")
        ),
    )
    project.read(data, "--write", "--take", "1", *BECAUSE)
    project.read(data, "--write", *BECAUSE)
    printed = project.printed("online")
    assert printed.count("One text.") == 1
    assert printed.index("One text.") < printed.index("Another text.")


def test_the_items_of_a_list_in_a_new_clause_are_one_list(project: WordProject) -> None:
    data = project.docx(
        "online",
        *typed_below(
            ("Heading2", "Pagers"), ("BodyText", "Who:"), ("ListBullet", "Ann"), ("ListBullet", "Jo"),
            ("BodyText", "Nobody else."),
        ),
    )  # fmt: skip
    project.read(data, "--write", *BECAUSE)
    assert "Who:\n\n      - Ann\n      - Jo\n\n      Nobody else.\n" in project.settings()


def test_a_clause_below_a_new_section_is_not_put_into_another_section_unasked(project: WordProject) -> None:
    data = project.docx(
        "online",
        *typed_below(
            ("Heading1", "Trips"), ("BodyText", "About trips."), ("Heading2", "Bags"), ("BodyText", "Phones stay in.")
        ),
    )
    ran = project.read(data)
    assert "1. the heading of a section (not possible)" in ran.out
    section, paragraph, clause = proposed(project, data)
    assert section["refusal"]["code"] == paragraph["refusal"]["code"] == "PG821"
    assert "“Trips”, so it is not part of a clause" in paragraph["refusal"]["message"]
    assert (clause["taken"], clause["can_be_written"], clause["caution"]["code"]) == (False, True, "PG845")


def test_a_clause_that_was_left_out_before_is_done(project: WordProject) -> None:
    data = project.docx("online", gone("The youngest"), gone(BEFORE))
    project.read(data, "--write", *BECAUSE)
    again = project.read(data)
    assert "leave out home:telling.young “The youngest” (already done)" in again.out


def test_a_proposal_has_the_title_that_the_file_prints(project: WordProject) -> None:
    ran = project.read(project.docx("online", words(" reads ", " reads and keeps to ")))
    assert "reword law:duties.board “The board of Hilltop School”" in ran.out


def test_what_a_meeting_fills_in_is_for_adopt(project: WordProject) -> None:
    ran = project.read(project.docx("online", words("This policy was approved", "That policy was approved")))
    assert "1. the approval page (not possible)" in ran.out
    assert "policygen adopt" in ran.out
