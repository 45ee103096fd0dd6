"""What code hosts read: SARIF that they accept, and paths that lead to a file of their repository."""

from __future__ import annotations

import json
import re
from email.message import Message
from pathlib import Path
from typing import Any
from unittest.mock import patch

import jsonschema
import pytest

from policygen.diagnostics.model import Diagnostic, Related, Severity, Span
from policygen.diagnostics.render import render_diagnostics
from policygen.diagnostics.render.repository import Repository, named_schools
from tests.support.cli import run
from tests.support.git import commit
from tests.support.projects import lay_out, write

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}


def made_of(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": list(required)}


POSITION = {"type": "integer", "minimum": 1}
PHYSICAL = made_of(
    {
        # A path relative to the repository: not absolute, and not out of it.
        "artifactLocation": made_of({"uri": {"type": "string", "pattern": r"^(?!/|\.\./|[a-z]+:)[^ ]+$"}}, "uri"),
        "region": made_of(
            {"startLine": POSITION, "startColumn": POSITION, "endLine": POSITION, "endColumn": POSITION}, "startLine"
        ),
    },
    "artifactLocation",
)
# What policygen uses of SARIF 2.1.0 (3.13 to 3.53), read from the standard, with what code hosts ask for besides: at
# least one location for each result (GitHub, "SARIF support for code scanning").
SARIF = made_of(
    {
        "$schema": {"type": "string", "pattern": "sarif-schema-2.1.0.json$"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1,
            "items": made_of(
                {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": made_of(
                        {
                            "driver": made_of(
                                {
                                    "name": {"type": "string"},
                                    "version": {"type": "string"},
                                    "informationUri": {"type": "string", "pattern": "^https://[^ ]+$"},
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": made_of(
                                            {
                                                "id": {"type": "string"},
                                                "shortDescription": TEXT,
                                                "fullDescription": TEXT,
                                                "help": TEXT,
                                            },
                                            "id",
                                        ),
                                    },
                                },
                                "name",
                            )
                        },
                        "driver",
                    ),
                    "results": {
                        "type": "array",
                        "items": made_of(
                            {
                                "ruleId": {"type": "string"},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                                "level": {"enum": ["none", "note", "warning", "error"]},
                                "message": TEXT,
                                "locations": {
                                    "type": "array",
                                    "minItems": 1,
                                    "items": made_of({"physicalLocation": PHYSICAL}, "physicalLocation"),
                                },
                                "relatedLocations": {
                                    "type": "array",
                                    "uniqueItems": True,
                                    "items": made_of(
                                        {"id": {"type": "integer"}, "physicalLocation": PHYSICAL, "message": TEXT}
                                    ),
                                },
                            },
                            "ruleId",
                            "message",
                            "locations",
                        ),
                    },
                },
                "tool",
                "results",
            ),
        },
    },
    "version",
    "runs",
)
NOTE = Diagnostic("PG811", "changed", None, Severity.NOTE, trace=("e-safety for hilltop",))
PACKAGED = Diagnostic("PG205", "packaged", Span("policygen/clauses/union/a.yaml", 3, 4), hint="Mend it.")
PLACED = Diagnostic("PG111", "twice", Span("clauses/a.yaml", 2, 1, 2, 4), related=(
    Related(Span("policygen/clauses/b.yaml", 1, 1), "packaged"), Related(Span("clauses/c.yaml", 1, 1), "first"),
))  # fmt: skip
HERE = Repository(
    "libraries/ours/",
    {"policygen/clauses/union/a.yaml", "policygen/clauses/b.yaml"},
    "clauses/a.yaml",
    {"hilltop": "schools/hilltop.yaml"},
)


def results(*diagnostics: Diagnostic) -> list[dict[str, Any]]:
    document = json.loads(render_diagnostics(diagnostics, "sarif", {}, repository=HERE))
    jsonschema.validate(document, SARIF)
    found: list[dict[str, Any]] = document["runs"][0]["results"]
    return found


def uris(found: dict[str, Any], key: str = "locations") -> list[str]:
    return [one["physicalLocation"]["artifactLocation"]["uri"] for one in found[key]]


def test_the_address_of_the_tool_is_that_of_its_package_and_left_out_if_it_has_none() -> None:
    for urls, address in (
        ([], None),
        (["Issues, https://a.example/issues", "Homepage, https://a.example/"], "https://a.example/"),
    ):
        described = Message()
        for url in urls:
            described["Project-URL"] = url
        with patch("policygen.diagnostics.render.sarif.metadata", return_value=described):
            document = json.loads(render_diagnostics([PLACED], "sarif", {}, repository=HERE))
        jsonschema.validate(document, SARIF)
        assert document["runs"][0]["tool"]["driver"].get("informationUri") == address


def test_every_result_has_a_place_in_the_repository() -> None:
    note, placed, packaged = results(NOTE, PACKAGED, PLACED)
    assert (uris(note), uris(packaged), uris(placed)) == (
        ["libraries/ours/schools/hilltop.yaml"], ["libraries/ours/clauses/a.yaml"], ["libraries/ours/clauses/a.yaml"],
    )  # fmt: skip
    assert uris(placed, "relatedLocations") == ["libraries/ours/clauses/c.yaml"]


def test_a_result_says_its_school_and_a_place_outside_the_repository() -> None:
    note, _, packaged = results(NOTE, PACKAGED, PLACED)
    assert note["message"]["text"] == "changed\ne-safety for hilltop"
    assert packaged["message"]["text"] == "packaged\npolicygen/clauses/union/a.yaml:3:4\nMend it."


def test_annotations_start_at_the_root_of_the_repository_and_name_the_school() -> None:
    shown = render_diagnostics([NOTE, PLACED], "github", {}, repository=HERE)
    assert "::notice title=PG811::changed%0Ae-safety for hilltop\n" in shown
    assert "file=libraries/ours/clauses/a.yaml," in shown


@pytest.mark.parametrize(
    ("trace", "schools"),
    [
        ("e-safety and forms for quayside; forms for hilltop", ["quayside", "hilltop"]),
        ("a policy of staff > forms for hilltop", ["hilltop"]),
        ("The library", []),
    ],
)
def test_the_schools_of_a_trace_are_found(trace: str, schools: list[str]) -> None:
    assert named_schools(trace.split(" > ")) == schools


@pytest.mark.parametrize("command", ["check", "lint"])
def test_a_project_in_a_folder_of_its_repository_gives_sarif_that_code_hosts_accept(
    tmp_path: Path, command: str
) -> None:
    project = tmp_path / "libraries" / "ours"
    lay_out(project, {"clauses/home/extra.yaml": "clauses:\n  - id: 3\n", "schools/adrift.yaml": "school: {nam: x}\n"})
    commit(tmp_path)
    ran = run(project, command, "--output-format", "sarif")
    document = json.loads(ran.out)
    jsonschema.validate(document, SARIF)
    found = document["runs"][0]["results"]
    assert found
    assert all((tmp_path / uri).is_file() for one in found for uri in uris(one))
    shown = run(project, command, "--output-format", "github").out
    assert "file=libraries/ours/clauses/" in shown


def test_a_note_on_a_policy_names_its_school(tmp_path: Path) -> None:
    lay_out(tmp_path)
    write(tmp_path, "schools/hilltop/adopted/online/2026-01-01.json", "{}")
    shown = run(tmp_path, "check", "--output-format", "github").out
    assert re.search(r"::error .*%0Aonline for hilltop", shown, re.MULTILINE), shown
