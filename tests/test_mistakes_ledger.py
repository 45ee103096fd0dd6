"""The ledger of mistakes is true: what it says of `policygen check` is what check finds.

The cases themselves are run in test_bad_inputs.py, where what each expects is the whole of what is found.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support.transcripts import Transcript, load, parse
from tests.test_bad_inputs import BAD, READ, what_checking_finds

ROOT = Path(__file__).resolve().parents[1]
LEDGER = yaml.load(
    (ROOT / "docs/reviews/mistakes-2026-11-28.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)
MISTAKES: list[dict[str, Any]] = LEDGER["mistakes"]
FINDINGS = {
    finding["id"]
    for finding in yaml.load(
        (ROOT / "docs/reviews/findings-2026-11-28.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )["findings"]
}
KEYS = {"finding", "mistake", "sibling", "was", "caught", "case", "says", "test", "issue", "input"}
CASES = sorted({entry["case"] for entry in MISTAKES if "case" in entry})
MISSED = [entry for entry in MISTAKES if "input" in entry]


def expected(case: Transcript) -> set[str]:
    """What a case expects as `PG248 clauses/home/extra.yaml:11`, or `PG207 -` where it has no place."""
    return {f"{one.code} {one.place.rpartition(':')[0] or one.place}" for one in case.expected}


def codes_and_lines(case: Transcript, folder: Path) -> set[str]:
    """What checking a case finds, in the same form."""
    return {
        f"{one.code} {one.span.file}:{one.span.line}" if one.span else f"{one.code} -"
        for one in what_checking_finds(case, folder)
    }


@pytest.mark.parametrize("case", CASES)
def test_check_finds_each_mistake_at_its_line(case: str, tmp_path: Path) -> None:
    path = BAD / f"{case}.txt"
    # Elsewhere a case of reading is only read.
    found = codes_and_lines(load(path), tmp_path) if path in READ else expected(load(path))
    for entry in MISTAKES:
        if entry.get("case") == case:
            said = set(entry["says"])
            assert said <= found if said else not found, f"{entry['mistake']}: {sorted(found)}"


@pytest.mark.parametrize("entry", MISSED, ids=lambda entry: entry["finding"])
def test_what_is_not_caught_is_still_not_caught(entry: dict[str, Any], tmp_path: Path) -> None:
    case = parse(f"{entry['mistake']}\n\n{entry['input']}\n=== expect\n")
    assert codes_and_lines(case, tmp_path) == set(), "this is caught now: say so in the ledger"


def test_every_entry_is_whole() -> None:
    for entry in MISTAKES:
        assert set(entry) <= KEYS, entry
        assert entry["finding"] in FINDINGS, entry
        assert entry["was"] in ("silent", "confusing"), entry
        kinds = [kind for kind in ("case", "test", "input") if kind in entry]
        assert len(kinds) == 1, entry
        assert entry["caught"] is (kinds != ["input"]), entry
        assert ("issue" in entry) is (kinds == ["input"]), entry
        if "test" in entry:
            assert (ROOT / entry["test"]).is_file(), entry


def test_the_figures_are_those_of_the_entries() -> None:
    def figures(entries: list[dict[str, Any]]) -> list[int]:
        return [sum(entry["caught"] for entry in entries), len(entries)]

    readings = [entry for entry in MISTAKES if not entry.get("sibling")]
    officer = [entry for entry in readings if entry["finding"].startswith("officer")]
    assert {"all": figures(MISTAKES), "readings": figures(readings), "officer": figures(officer)} == LEDGER["figures"]
