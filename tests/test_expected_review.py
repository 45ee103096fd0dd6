"""What the review of expected topics says of the clauses holds, and each topic that was left out says why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.reviews import clauses_in_words

ROOT = Path(__file__).resolve().parents[1]
ROWS: list[dict[str, Any]] = yaml.load(
    (ROOT / "docs/reviews/expected-2026-11-29.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)["rows"]
OMITTED: list[dict[str, Any]] = yaml.load(
    (ROOT / "docs/reviews/omitted-2026-11-29.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)["omitted"]


@pytest.fixture(scope="module")
def clauses() -> dict[str, str]:
    return clauses_in_words()


def test_each_row_has_an_id_of_its_own() -> None:
    ids = [row["id"] for row in ROWS]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_row_says_whom_it_is_for_and_what_it_rests_on(row: dict[str, Any]) -> None:
    assert set(row) - {"note"} == {"id", "row", "for", "clauses", "source", "sure"}
    assert row["clauses"]
    assert row["sure"] in {"seen", "recalled", "practice"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_the_words_are_in_the_clauses_named(row: dict[str, Any], clauses: dict[str, str]) -> None:
    assert {name: words for name, words in row["clauses"].items() if words not in clauses.get(name, "")} == {}


@pytest.mark.parametrize("entry", OMITTED, ids=lambda entry: entry["what"][:40])
def test_what_was_left_out_says_why_and_what_would_settle_it(entry: dict[str, Any]) -> None:
    assert set(entry) == {"what", "why", "instead", "settled_by"}
    assert all(entry.values())
