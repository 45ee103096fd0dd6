"""The school's schema asks the vocabulary's questions: label, question and help, the answers with their meanings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from policygen.schema import school_schema
from tests.schema.editors import project_of
from tests.support.projects import lay_out


@pytest.fixture
def groups(tmp_path: Path) -> dict[str, Any]:
    found: dict[str, Any] = school_schema(project_of(lay_out(tmp_path)))["properties"]
    return found


def test_a_question_shows_its_label_its_words_its_help_and_its_default(groups: dict[str, Any]) -> None:
    board = groups["school"]["properties"]["board"]
    assert board["title"] == "Board"
    assert board["description"] == "What is the board called? In a sentence."
    assert board["default"] == "the governing board"
    assert groups["choices"]["properties"]["routes"]["default"] == ["any adult they trust"]


def test_each_answer_shows_what_it_means(groups: dict[str, Any]) -> None:
    phones = groups["choices"]["properties"]["phones"]["anyOf"][0]
    assert phones["enum"] == ["handed_in", "lockers", "own_care"]
    assert phones["enumDescriptions"] == ["Handed in", "In lockers", "With their owners"]


def test_a_role_shows_who_is_asked_for(groups: dict[str, Any]) -> None:
    chair = groups["people"]["properties"]["chair"]
    assert (chair["title"], chair["description"]) == ("Chair of governors", "Who chairs the board? A name.")


def test_each_policy_shows_its_title_and_subject(groups: dict[str, Any]) -> None:
    assert groups["policies"]["properties"]["online"]["title"] == "Online safety policy"
    assert groups["policies"]["additionalProperties"] is False


def test_a_group_may_be_left_empty(groups: dict[str, Any]) -> None:
    assert all("null" in groups[group]["type"] for group in ("school", "people", "choices", "policies"))
