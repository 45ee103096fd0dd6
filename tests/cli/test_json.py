"""`--json`: one JSON document, alone on stdout, the same each time, from every command that a script may call."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import run
from tests.support.git import commit
from tests.support.projects import lay_out
from tests.support.settings import school

BAD = school(school="\n  name: Hilltop School\n  phase: [primry]")
NOT_ANSWERED = school(people="\n  headteacher:\n  chair:\n  safeguarding_lead: Sam Okoro")
# A command, and keys of what it gives.
COMMANDS = {
    ("build", "--format", "md,json"): {"version", "made", "not_made", "schools", "out_of_date", "diagnostics"},
    ("check",): {"version", "summary", "diagnostics"},
    ("compare", "build/hilltop/online.json", "build/hilltop/phones.json"): {"version", "old", "new", "differences"},
    ("coverage",): {"version", "scope", "share", "registers", "clauses"},
    ("freshness", "--as-of", "2026-12-01"): {"version", "as_of", "findings"},
    ("explain", "PG222"): {"version", "code", "title", "explanation", "example", "fix"},
    ("impact", "--since", "HEAD"): {"version", "since", "commit", "clauses", "others", "touched"},
    ("lint",): {"version", "summary", "diagnostics"},
    ("list",): {"version", "schools", "policies", "libraries"},
    ("verify", "build/hilltop/online.json"): {"version", "file", "good", "findings"},
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    assert run(tmp_path, "build", "--format", "json").code == 0
    commit(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_json_is_one_document_with_keys_that_are_always_there(project: Path, command: tuple[str, ...]) -> None:
    ran = run(project, *command, "--json")
    found = json.loads(ran.out)
    assert COMMANDS[command] <= set(found)
    assert found["version"] == (2 if command[0] == "impact" else 1)
    assert run(project, *command, "--json").out == ran.out


def test_why_gives_a_list_of_answers(project: Path) -> None:
    found = json.loads(run(project, "why", "hilltop", "telling.who", "--json").out)
    assert [entry["clause"] for entry in found] == ["home:telling.who"]


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (("check", "--json"), ("check", "--output-format", "json")),
        (("lint", "--json"), ("lint", "--output-format", "json")),
        (("coverage", "--json"), ("coverage", "--format", "json")),
    ],
)
def test_the_longer_form_gives_the_same(tmp_path: Path, short: tuple[str, ...], long: tuple[str, ...]) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": BAD})
    assert run(tmp_path, *short) == run(tmp_path, *long)


def built(folder: Path, *more: str) -> tuple[int, dict[str, Any]]:
    ran = run(folder, "build", "--format", "md", "--json", *more)
    found: dict[str, Any] = json.loads(ran.out)
    return ran.code, found


def test_a_build_names_every_file_that_it_made(tmp_path: Path) -> None:
    lay_out(tmp_path)
    code, found = built(tmp_path)
    assert code == 0
    assert (found["made"], found["not_made"]) == (2, 0)
    hilltop = found["schools"][0]
    assert hilltop["school"] == "hilltop"
    assert [policy["files"] for policy in hilltop["policies"]] == [
        ["build/hilltop/online.md"], ["build/hilltop/phones.md"],
    ]  # fmt: skip
    assert all((tmp_path / file).is_file() for policy in hilltop["policies"] for file in policy["files"])


def test_a_build_says_what_was_not_made_and_why(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": NOT_ANSWERED})
    code, found = built(tmp_path)
    assert code == 1
    failed = [policy for policy in found["schools"][0]["policies"] if not policy["made"]]
    assert found["not_made"] == len(failed) >= 1
    assert failed[0]["missing"] == failed[0]["errors"] >= 1
    assert failed[0]["lines"]
    assert failed[0]["files"] == []
    assert "PG401" in {one["code"] for one in found["schools"][0]["diagnostics"]}


def test_the_findings_of_a_build_stand_in_the_json_and_nowhere_else(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": BAD})
    ran = run(tmp_path, "build", "--json")
    assert "PG234" in {one["code"] for one in json.loads(ran.out)["schools"][0]["diagnostics"]}
    assert "PG234" not in ran.err
    assert "Not built" in ran.err


def test_a_library_with_mistakes_is_told_in_the_json_of_a_build(tmp_path: Path) -> None:
    lay_out(tmp_path, {"clauses/home/x.yaml": "clauses: {}"})
    code, found = built(tmp_path)
    assert code == 1
    assert found["schools"] == []
    assert {one["code"] for one in found["diagnostics"]} == {"PG203"}


@pytest.mark.parametrize("output_format", ["json", "sarif", "github", "concise"])
def test_a_vocabulary_that_cannot_be_used_is_told_in_the_form_asked_for(tmp_path: Path, output_format: str) -> None:
    lay_out(tmp_path, {"clauses/vocabulary.yaml": "school: ["})
    for command in ("check", "lint"):
        ran = run(tmp_path, command, "--output-format", output_format)
        assert (ran.code, ran.err) == (1, "")
        assert "clauses/vocabulary.yaml" in ran.out
        if output_format in ("json", "sarif"):
            json.loads(ran.out)


def test_a_vocabulary_that_cannot_be_read_is_shown_with_its_line(tmp_path: Path) -> None:
    lay_out(tmp_path, {"clauses/vocabulary.yaml": "school: ["})
    assert "1 | school: [" in run(tmp_path, "check").out
    assert "1 | school: [" in run(tmp_path, "list").err


@pytest.mark.parametrize("command", [("list",), ("why", "hilltop", "telling.who"), ("coverage",), ("freshness",)])
def test_where_a_command_cannot_begin_stdout_stays_empty(tmp_path: Path, command: tuple[str, ...]) -> None:
    lay_out(tmp_path, {"clauses/vocabulary.yaml": "school: ["})
    ran = run(tmp_path, *command, "--json")
    assert (ran.code, ran.out) == (1, "")
    assert "clauses/vocabulary.yaml" in ran.err


def test_the_notes_of_a_build_stand_in_the_json_too(project: Path) -> None:
    outline = project / "clauses/policies/phones.yaml"
    outline.write_text(outline.read_text(encoding="utf-8") + "public: no\n", encoding="utf-8")
    found = json.loads(run(project, "build", "--edition", "web", "--format", "md", "--json").out)
    assert found["schools"][0]["notes"] == ["hilltop: these policies are not public, so they have no web copy: phones."]
