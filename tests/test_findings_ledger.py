"""The ledger of findings is whole: each has an owner, and what is done names a test or command that exists."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from policygen.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
LEDGER = yaml.load(
    (ROOT / "docs/reviews/findings-2026-11-28.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
)
FINDINGS: list[dict[str, Any]] = LEDGER["findings"]
OUTCOMES = {"open", "partly", "done", "declined"}
# The last number of each reading's own list.
NUMBERED = {"engineering": 15, "hostile": 13, "clerk": 19, "field": 12, "officer": 19, "legal": 21, "requirements": 18}


def missing(evidence: str) -> list[str]:
    """The tests and commands named in `evidence` that do not exist."""
    found = []
    for file, name in re.findall(r"\b(tests/[\w/.-]+\.\w+)(?:::(\w+))?", evidence):
        path = ROOT / file
        if not path.is_file() or (name and f"def {name}(" not in path.read_text(encoding="utf-8")):
            found.append(f"{file}::{name}" if name else file)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"\bmake ([a-z-]+)", evidence)
    found += [f"make {target}" for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)]
    return found + [
        f"policygen {name}" for name in re.findall(r"\bpolicygen ([a-z]+)", evidence) if name not in COMMANDS
    ]


def faults(finding: dict[str, Any]) -> list[str]:
    """What is wrong with one entry."""
    found = []
    evidence = finding.get("evidence", "")
    if set(finding) - {"id", "finding", "issue", "outcome", "evidence"}:
        found.append("a key that no entry has")
    if not re.fullmatch(r"[a-z]+(-[a-z]+)?(-\d+[a-z]?)?", finding["id"]):
        found.append("an id of another form")
    if finding["issue"] not in LEDGER["issues"]:
        found.append("an issue that the ledger does not know")
    if finding["outcome"] not in OUTCOMES:
        found.append("an outcome that the ledger does not know")
    if (finding["outcome"] == "open") == bool(evidence):
        found.append("evidence belongs to what is no longer open")
    if finding["outcome"] == "done" and not re.search(r"\b(tests/\S+\.\w+|make [a-z]|policygen [a-z])", evidence):
        found.append("done names no test or command")
    return found + [f"{name} does not exist" for name in missing(evidence)]


def test_every_entry_is_whole() -> None:
    assert {finding["id"]: found for finding in FINDINGS if (found := faults(finding))} == {}


def test_every_id_and_every_finding_is_listed_once() -> None:
    for key in ("id", "finding"):
        values = [finding[key] for finding in FINDINGS]
        assert sorted({value for value in values if values.count(value) > 1}) == []


@pytest.mark.parametrize("reading", NUMBERED)
def test_no_number_of_a_reading_is_left_out(reading: str) -> None:
    numbers = {
        int(match.group(1)) for finding in FINDINGS if (match := re.fullmatch(rf"{reading}-(\d+)[a-z]?", finding["id"]))
    }
    assert numbers == set(range(1, NUMBERED[reading] + 1))


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"issue": 99}, "an issue that the ledger does not know"),
        ({"outcome": "soon"}, "an outcome that the ledger does not know"),
        ({"outcome": "done"}, "evidence belongs to what is no longer open"),
        ({"outcome": "done", "evidence": "somebody looked"}, "done names no test or command"),
        ({"outcome": "done", "evidence": "tests/test_gone.py"}, "tests/test_gone.py does not exist"),
        (
            {"outcome": "done", "evidence": "tests/test_links.py::test_gone"},
            "tests/test_links.py::test_gone does not exist",
        ),
        ({"outcome": "done", "evidence": "make nothing"}, "make nothing does not exist"),
        ({"outcome": "done", "evidence": "policygen nothing"}, "policygen nothing does not exist"),
    ],
)
def test_an_entry_that_claims_too_much_is_found(change: dict[str, Any], fault: str) -> None:
    entry = {"id": "clerk-1", "finding": "One.", "issue": 10, "outcome": "open"}
    assert faults(entry) == []
    assert faults(entry | {"outcome": "done", "evidence": "tests/test_links.py, and `make conformance`"}) == []
    assert fault in faults(entry | change)
