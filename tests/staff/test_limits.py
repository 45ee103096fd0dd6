"""Staff lists that are too long are refused in a sentence, and a file full of one mistake in twenty."""

from __future__ import annotations

import pytest

from policygen.diagnostics.model import Diagnostics
from policygen.staff.csv import MOST_PEOPLE, MOST_ROWS, read_staff


def found(text: str) -> list[str]:
    diagnostics = Diagnostics()
    read_staff("staff.csv", text.encode(), diagnostics)
    return [f"{one.span} {one.code}" for one in diagnostics]


def test_more_rows_than_any_school_has_are_not_read() -> None:
    assert found("Name,Role\n" + "Ann,\n" * MOST_ROWS) == [f"staff.csv:{MOST_ROWS + 1}:1 PG701"]


def test_more_people_than_one_document_can_hold_are_refused_at_the_first_too_many() -> None:
    people = "".join(f"Person {number},Teacher\n" for number in range(MOST_PEOPLE + 2))
    assert found("Name,Role\n" + people) == [f"staff.csv:{MOST_PEOPLE + 2}:1 PG701"]


@pytest.mark.parametrize("row", ["\u200b,Teacher\n", ",Teacher\n", "=A,Teacher\n"])
def test_one_mistake_in_every_row_is_shown_twenty_times(row: str) -> None:
    assert 1 <= len(found("Name,Role\nAnn Reed,Teacher\n" + row * 900)) <= 60
