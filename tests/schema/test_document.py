"""The JSON of every policy follows the schema called document."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from policygen.compile.compiler import Compiler
from policygen.document.json import to_json
from policygen.document.model import Document
from policygen.schema import schema_of
from policygen.world.disk import DiskWorld
from tests.support.projects import document, lay_out

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = schema_of("document")


def data_of(found: Document) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(to_json(found))
    return data


@pytest.mark.parametrize("draft", [False, True], ids=["for approval", "draft"])
def test_every_policy_of_every_specimen_follows_it(draft: bool) -> None:
    compiler, _ = Compiler.load(DiskWorld(ROOT, environment={}))
    assert compiler is not None
    validator = Draft202012Validator(SCHEMA)
    count = 0
    for name in sorted(compiler.files):
        school = compiler.school(name)
        assert school is not None
        for policy in school.plans:
            errors = list(validator.iter_errors(data_of(compiler.compile(school, policy, draft=draft).document)))
            assert not errors, f"{policy} for {name}: {errors[0].json_path} {errors[0].message[:200]}"
            count += 1
    assert count >= 16


def test_what_is_no_document_of_this_version_does_not(tmp_path: Path) -> None:
    good = data_of(document(lay_out(tmp_path)))
    validator = Draft202012Validator(SCHEMA)
    assert validator.is_valid(good)
    for key, value in (("schema", 2), ("state", "final"), ("sections", "none"), ("cover", None)):
        assert not validator.is_valid({**good, key: value})
    for key in ("schema", "sections", "state"):
        assert not validator.is_valid({name: value for name, value in good.items() if name != key})
    typeless = copy.deepcopy(good)
    del typeless["cover"]["title"][0]["type"]
    assert not validator.is_valid(typeless)


def test_parts_are_described_in_words() -> None:
    assert "reads back" not in SCHEMA["description"]
    assert SCHEMA["description"].startswith("One policy of one school")
    assert "title" not in SCHEMA["properties"]["policy"]
