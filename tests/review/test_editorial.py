"""What counts as a correction of spelling, punctuation and capitals, and what does not."""

from __future__ import annotations

import pytest

from policygen.check.shape import decode_node
from policygen.diagnostics.model import Diagnostics
from policygen.model.library import ClauseEntry
from policygen.review.editing import entries_of
from policygen.review.editorial import is_editorial
from policygen.source.reading import read_source


def clause(text: str, more: str = "") -> ClauseEntry:
    lines = "".join(f"      {line}\n" for line in text.split("\n"))
    file = f"clauses:\n  - id: a.b\n    title: Words\n    kind: duty\n    audience: [staff]\n    text: |\n{lines}{more}"
    found = read_source("clauses/home/a.yaml", file.encode(), Diagnostics())
    assert found is not None
    (item,) = entries_of(found[1], "clauses")
    entry = decode_node(item, ClauseEntry, Diagnostics(), "entry")
    assert entry is not None
    return entry


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Staff recieve e-mail", "Staff receive email."),
        ("tell the head form the start", "Tell the head, from the start"),
        ("They\nkeep it in the ofice.", "They keep it\nin the office."),
        ("The responsable person, {{ people.headteacher }}", "The responsible person: {{  people.headteacher }}"),
        ("Do *not* reply", "Do **not** reply"),
    ],
)
def test_a_correction_of_how_words_are_written_is_editorial(before: str, after: str) -> None:
    assert is_editorial(clause(before), clause(after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Staff must reply", "Staff may reply"),
        ("Staff must reply", "Staff most reply"),
        ("Staff do not reply", "Staff do now reply"),
        ("Staff never reply", "Staff ever reply"),
        ("within 14 days", "within 41 days"),
        ("within 1.5 hours", "within 15 hours"),
        ("tell the parent", "tell the parents"),
        ("tell {{ people.headteacher }}", "tell {{ people.chair }}"),
        ("[the law](https://a.test/one)", "[the law](https://a.test/two)"),
        ("Staff reply kindly", "Staff reply"),
        ("Be careful and thorough.", "Be nice."),
    ],
)
def test_a_change_of_what_is_said_is_not(before: str, after: str) -> None:
    assert not is_editorial(clause(before), clause(after))


def test_another_condition_is_not_editorial() -> None:
    assert not is_editorial(clause("Same"), clause("Same", "    when: {boarding: yes}\n"))
