"""Reads tests/data/lint: examples of what a rule leaves alone and what it finds, written by whoever writes clauses."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).resolve().parents[1] / "data" / "lint"
FILE = "clauses/home/example.yaml"
POLICY = "clauses/policies/example.yaml"


@dataclass(frozen=True, slots=True)
class Example:
    """One example as files over the small project. `under` and `says` are for bad ones: see the README beside them."""

    rule: str
    good: bool
    number: int
    files: dict[str, str]
    under: tuple[str, ...]
    says: str

    def __str__(self) -> str:
        return f"{self.rule}-{'good' if self.good else 'bad'}-{self.number}"


def examples() -> list[Example]:
    """Every example of every file. Raises ValueError for a key that the README does not name."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        cases = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for kind in ("good", "bad"):
            found += [_example(path.stem, kind == "good", number, case) for number, case in enumerate(cases[kind], 1)]
    return found


def _example(rule: str, good: bool, number: int, case: dict[str, Any]) -> Example:
    if unknown := case.keys() - {"text", "clauses", "policy", "files", "under", "says"}:
        raise ValueError(f"{rule}: unknown keys {unknown}")
    clauses = case.get("clauses") or ([{"text": case["text"]}] if "text" in case else [])
    names = ["one", "two", "three", "four"]
    full = [
        {"id": f"example.{name}", "title": "An example", "kind": "information", "audience": ["staff"], **clause}
        for name, clause in zip(names, clauses, strict=False)
    ]
    files = dict(case.get("files", {}))
    if full:
        files[FILE] = "clauses:\n" + "".join(_written(clause) for clause in full)
        if case.get("policy", True):
            listed = ", ".join(clause["id"] for clause in full)
            files[POLICY] = f"id: example\ntitle: E\nsubject: E\nsections: [{{id: a, title: A, clauses: [{listed}]}}]\n"
    under = case.get("under", [])
    return Example(rule, good, number, files, tuple([under] if isinstance(under, str) else under), case.get("says", ""))


def _written(clause: dict[str, Any]) -> str:
    """One clause as YAML, its text as a block, so that places in it are those of a real file."""
    lines = [f"    {key}: {_flow(value)}\n" for key, value in clause.items() if key != "text"]
    text = "".join(f"      {line}\n" if line else "\n" for line in clause["text"].rstrip("\n").split("\n"))
    return "  -" + lines[0][3:] + "".join(lines[1:]) + f"    text: |\n{text}"


def _flow(value: object) -> str:
    """A value as JSON, which is YAML too, with its words unquoted where they read alike, as an author writes them."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(item) for item in value) + "]"
    text = str(value)
    return text if all(character.isalnum() or character in " ./_-" for character in text) else json.dumps(text)
