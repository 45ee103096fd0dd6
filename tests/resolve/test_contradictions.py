"""What is said of one person in two posts that do not go together."""

from __future__ import annotations

import pytest

from policygen.diagnostics.model import Diagnostics
from policygen.resolve.contradictions import report_contradictions
from tests.support.visiting import hosted_library


@pytest.mark.parametrize(
    ("officer", "said"), [("Mr Bo Ray", []), ("Mrs Ada Lowe", ["headteacher decides"]), ("Ms Jo Ash", [])]
)
def test_nothing_is_said_of_a_post_that_the_school_does_not_have(officer: str, said: list[str]) -> None:
    """Without a chief executive the chair stands in for one, and is not one."""
    draft = hosted_library().drafts.begin("Oakfield Primary School")
    answers = {
        "school.type": "community", "people.headteacher": "Mrs Ada Lowe", "people.chair": "Mr Bo Ray",
        "people.data_protection_officer": officer,
    }  # fmt: skip
    for key, answer in answers.items():
        assert draft.answers.give(key, answer) == ""
    now, found = draft.answers.now(), Diagnostics()
    report_contradictions(now.project, now.settled, found)
    assert [next(words for words in ("headteacher decides", "chief executive decides") if words in one.hint)
            for one in found] == said  # fmt: skip
