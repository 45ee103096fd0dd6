"""The words of the library's clauses as they stand in their files, for the tests of docs/reviews/."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
# Never printed, so words that a reader must not meet may be quoted there.
NOT_PRINTED = {"id", "note", "meets", "cites", "formerly", "reviewed", "allow", "duties"}


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def clauses_in_words() -> dict[str, str]:
    """What each clause prints, by its full name, on one line."""
    found = {}
    for file in sorted((ROOT / "clauses").glob("*/*.yaml")):
        for clause in yaml.safe_load(file.read_text(encoding="utf-8")).get("clauses", []):
            if isinstance(clause, dict) and "text" in clause:
                shown = {key: value for key, value in clause.items() if key not in NOT_PRINTED}
                found[f"{file.parent.name}:{clause['id']}"] = one_line(" ".join(_strings(shown)))
    return found


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)
