"""The ids of a project are offered by its schemas, and an id that is newer than the schema is still accepted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from tests.support.cli import run
from tests.support.projects import lay_out

CLAUSE = "clauses:\n  - {id: a.b, title: A, kind: duty, audience: [staff], text: A., meets: [%s], cites: [%s]}\n"


def schema(folder: Path, name: str) -> dict[str, Any]:
    lay_out(folder)
    assert run(folder, "schema", "--write").code == 0
    place = "schools" if name == "school" else "clauses"
    found: dict[str, Any] = json.loads((folder / place / ".schema" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def offered(schema: dict[str, Any], model: str, key: str) -> list[str]:
    """What an editor offers for a key: every enum that leads from it, through lists and alternatives."""
    waiting, found = [schema["$defs"][model]["properties"][key]], list[str]()
    while waiting:
        part = waiting.pop()
        if "$ref" in part:
            name = part["$ref"].removeprefix("#/$defs/")
            waiting += [schema["$defs"][name]] if name.endswith("_id") else []
        found += part.get("enum", [])
        waiting += [*part.get("anyOf", []), *([part["items"]] if "items" in part else [])]
    return found


@pytest.mark.parametrize(
    ("name", "model", "key", "wanted"),
    [
        ("clauses", "ClauseEntry", "meets", "guide/tell-1"),
        ("clauses", "ClauseEntry", "cites", "care_act"),
        ("policy", "OutlineSection", "clauses", "telling.who"),
        ("policy", "OutlineSection", "clauses", "home:telling.who"),
        ("references", "ReferenceEntry", "superseded_by", "care_act"),
        ("contacts", "ContactEntry", "id", "helpline"),
        ("school", "Omit", "omit", "telling.who"),
        ("school", "Place", "after", "law:duties.board"),
    ],
)
def test_an_editor_is_offered_the_projects_ids(tmp_path: Path, name: str, model: str, key: str, wanted: str) -> None:
    assert wanted in offered(schema(tmp_path, name), model, key)


def test_each_id_has_its_title(tmp_path: Path) -> None:
    ids = schema(tmp_path, "policy")["$defs"]["clause_id"]
    titles = dict(zip(ids["enum"], ids["enumDescriptions"], strict=True))
    assert titles["telling.who"] == titles["home:telling.who"] == "Whom to tell"


def test_an_id_that_the_schema_does_not_know_yet_is_accepted_and_a_wrong_form_is_not(tmp_path: Path) -> None:
    found = schema(tmp_path, "clauses")
    jsonschema.validate(yaml.safe_load(CLAUSE % ("guide/new-9", "new_act")), found)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(yaml.safe_load(CLAUSE % ("no slash", "care_act")), found)
