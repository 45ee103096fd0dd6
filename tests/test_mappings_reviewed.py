"""The mappings that a fresh reader drew and read against the sources still stand, and each says what it claims."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from policygen.compile.compiler import Compiler
from policygen.world.disk import DiskWorld

ROOT = Path(__file__).resolve().parents[1]
REVIEW = ROOT / "docs" / "reviews" / "mappings-2026-11-21.yaml"


@pytest.fixture(scope="module")
def entries() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(REVIEW.read_text(encoding="utf-8"))["mappings"]
    return found


def test_thirty_different_mappings_were_read(entries: list[dict[str, Any]]) -> None:
    assert len({(entry["requirement"], entry["clause"]) for entry in entries}) == len(entries) == 30


def test_each_says_it_at_once_or_once_mended(entries: list[dict[str, Any]]) -> None:
    for entry in entries:
        assert entry["verdict"] == "says-it", entry
        assert entry["why"], entry
        assert entry.get("first_verdict", "says-it") == "says-it" or entry["mended"], entry


def test_each_still_stands_in_the_library(entries: list[dict[str, Any]]) -> None:
    compiler, _ = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    standing = {
        (wanted.text, name) for name, clause in compiler.project.clauses.items() for wanted in clause.entry.claimed
    }
    gone = [
        f"{entry['requirement']} -> {entry['clause']}"
        for entry in entries
        if (entry["requirement"], entry["clause"]) not in standing
    ]
    assert not gone, (
        f"{REVIEW.relative_to(ROOT)} tells of mappings that the library no longer has: {', '.join(gone)}. In place of "
        "each, draw another (scripts/draw_mappings.py with another seed), read it against the source, and put it down."
    )
