"""What a reading of the requirements found stays mended: each row's clause still claims it and says the words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from policygen.compile.compiler import Compiler
from policygen.model.checked import Clause
from policygen.world.disk import DiskWorld

ROOT = Path(__file__).resolve().parents[1]
REVIEW: dict[str, Any] = yaml.load(
    (ROOT / "docs/reviews/requirements-2026-11-29.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)
ROWS: list[dict[str, Any]] = REVIEW["rows"]
VERDICTS = {"met", "partly", "not", "rightly-retired"}


@pytest.fixture(scope="module")
def clauses() -> dict[str, Clause]:
    compiler, _ = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    return dict(compiler.project.clauses)


def test_twenty_five_requirements_have_a_row() -> None:
    named = [requirement for row in ROWS for requirement in row["requirements"]]
    assert len(named) == len(set(named)) == 25


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["requirements"][0])
def test_the_clause_of_a_row_claims_it_and_says_it(row: dict[str, Any], clauses: dict[str, Clause]) -> None:
    entry = clauses[row["clause"]].entry
    assert set(row["requirements"]) <= {wanted.text for wanted in entry.claimed}
    text = " ".join(entry.text.text.split())
    assert [words for words in row["says"] if words not in text] == []


def test_forty_more_were_drawn_and_each_claim_stands(clauses: dict[str, Clause]) -> None:
    drawn = REVIEW["drawn"]
    assert len({entry["requirement"] for entry in drawn}) == len(drawn) == 40
    for entry in drawn:
        assert entry["verdict"] in VERDICTS, entry
        if entry["verdict"] == "rightly-retired":
            assert entry["why"], entry
        else:
            claimed = {wanted.text for wanted in clauses[entry["clause"]].entry.claimed}
            assert entry["words"], entry
            assert entry["requirement"] in claimed, entry


def test_every_register_was_read() -> None:
    read = {register["source"]: register["entries"] for register in REVIEW["registers"]}
    held = {}
    for file in sorted((ROOT / "clauses").glob("*/requirements/*.yaml")):
        register = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        held[register["source"]["id"]] = len(register["requirements"])
    assert {source: count for source, count in read.items() if held.get(source, 0) < count} == {}


def test_a_claim_that_was_not_honest_is_met_or_retired_now(clauses: dict[str, Clause]) -> None:
    claimed = {wanted.text for clause in clauses.values() for wanted in clause.entry.claimed}
    for claim in REVIEW["claims"]:
        assert claim["how"], claim
        assert (claim["requirement"] in claimed) == (claim["outcome"] != "retired"), claim


def test_no_clause_claims_again_what_it_does_not_say(clauses: dict[str, Clause]) -> None:
    again = [
        (claim["requirement"], name)
        for claim in REVIEW["claims"]
        for name in claim.get("not_by", [])
        if claim["requirement"] in {wanted.text for wanted in clauses[name].entry.claimed}
    ]
    assert again == []
