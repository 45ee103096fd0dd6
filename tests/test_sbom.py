"""The software bill of materials is what CycloneDX says one is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from scripts.sbom import bill

SCHEMAS = Path(__file__).parent / "data/cyclonedx"
MAIN = "bom-1.6"


@pytest.fixture(scope="module")
def validator() -> Draft7Validator:
    """A validator with CycloneDX's own schemas, which are as they were published."""
    schemas: dict[str, Any] = {
        name: json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
        for name in (MAIN, "spdx", "jsf-0.82")
    }
    # The first refers to the others by the names that they have in CycloneDX's repository.
    named = {f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json": one for name, one in schemas.items()}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(one)) for name, one in named.items()
    )
    return Draft7Validator(schemas[MAIN], registry=registry, format_checker=Draft7Validator.FORMAT_CHECKER)


@pytest.fixture(scope="module")
def made() -> dict[str, Any]:
    return bill(("web", "typst"))


def test_the_bill_is_valid_by_cyclonedx_own_schema(validator: Draft7Validator, made: dict[str, Any]) -> None:
    found = json.loads(json.dumps(made))
    assert [f"{one.json_path}: {one.message}"[:300] for one in validator.iter_errors(found)] == []
    # The schema does look: it refuses what is misspelt, and a licence that SPDX does not know.
    for change in ({"specversion": "1.6"}, {"components": [{"type": "library"}]}, {"version": 0}):
        assert not validator.is_valid({**found, **change})
    odd = {**found["components"][0], "licenses": [{"license": {"id": "Odd-1.0"}}]}
    assert not validator.is_valid({**found, "components": [odd]})


def test_what_each_package_needs_is_in_the_bill(made: Mapping[str, Any]) -> None:
    references = {one["bom-ref"] for one in made["components"]} | {made["metadata"]["component"]["bom-ref"]}
    assert {one["ref"] for one in made["dependencies"]} == references
    assert {each for one in made["dependencies"] for each in one["dependsOn"]} <= references
    names = {one["name"] for one in made["components"]}
    assert {"starlette", "uvicorn", "python-multipart", "typst", "jinja2"} <= names
    assert not names & {"pytest", "hypothesis", "playwright"}
