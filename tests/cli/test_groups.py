"""Trusts and councils on the command line: building all their schools, checking their files, and who feels a change."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.cli import run
from tests.support.git import commit
from tests.support.projects import lay_out, write
from tests.support.settings import school

TRUST = """extends: authorities/westshire.yaml
specimen: true
choices:
  motto: Upwards
  phones: lockers
tailoring:
  - {add: {after: telling.who}, id: elm.own, title: Ours, text: Our own words., because: The trustees want it}
locked: [choices.motto, elm.own]
"""
FILES = {
    "schools/trusts/elm.yaml": TRUST,
    "schools/trusts/oak.yaml": "specimen: true\n",
    "schools/valley.yaml": school(extends="trusts/elm.yaml", choices="{}"),
    "schools/vale.yaml": school(extends="trusts/elm.yaml"),
}


def made(folder: Path, *names: str) -> list[str]:
    ran = run(folder, "build", *names, "--format", "md", "--policy", "online")
    assert ran.code == 0, ran.err
    return [line for line in ran.out.splitlines() if line.endswith(".md")]


@pytest.mark.parametrize("name", ["trusts/elm", "trusts/elm.yaml", "schools/trusts/elm.yaml"])
def test_a_group_is_built_school_by_school(tmp_path: Path, name: str) -> None:
    lay_out(tmp_path, FILES)
    assert made(tmp_path, name) == ["build/vale/online.md", "build/valley/online.md"]


def test_groups_and_schools_may_be_named_together_and_each_school_is_built_once(tmp_path: Path) -> None:
    lay_out(tmp_path, FILES)
    found = made(tmp_path, "valley", "authorities/westshire")
    assert found == ["build/valley/online.md", "build/hilltop/online.md", "build/vale/online.md"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("trusts/oak", "no school here has `extends: trusts/oak.yaml`. Files in folders inside schools/"),
        ("trusts/elms", "there is no school 'trusts/elms'. Did you mean `trusts/elm`?"),
    ],
)
def test_a_group_without_schools_or_that_is_not_there_is_a_mistake_of_usage(
    tmp_path: Path, name: str, words: str
) -> None:
    lay_out(tmp_path, FILES)
    ran = run(tmp_path, "build", name)
    assert ran.code == 2
    assert words in ran.err


def test_one_school_of_a_group_with_a_mistake_does_not_stop_the_others(tmp_path: Path) -> None:
    contrary = school(extends="trusts/elm.yaml", choices="{motto: Onwards}")
    lay_out(tmp_path, FILES | {"schools/vale.yaml": contrary})
    ran = run(tmp_path, "build", "trusts/elm", "--format", "md")
    assert ran.code == 1
    assert (
        "Built 2 of 4 policies in build/. Not built: online and phones for vale (1 mistake in each, line 12)."
        in ran.err
    )
    assert "The calendar for trusts/elm does not include the reviews of vale" in ran.err
    assert "schools/trusts/elm.yaml" in ran.err


def test_check_reads_a_trusts_file_that_no_school_extends_yet(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/trusts/oak.yaml": "choices: {phones: lokers}\nlocked: [choices.motto]\n"})
    ran = run(tmp_path, "check", "--output-format", "concise")
    assert ran.code == 1
    assert "schools/trusts/oak.yaml:1:19" in ran.out
    assert "schools/trusts/oak.yaml:2:10" in ran.out


def test_list_shows_who_extends_what(tmp_path: Path) -> None:
    lay_out(tmp_path, FILES)
    found = json.loads(run(tmp_path, "list", "--json").out)
    assert found["schools"]["valley"]["groups"] == ["trusts/elm", "authorities/westshire"]
    assert found["groups"]["trusts/elm"] == {"extends": ["authorities/westshire"], "schools": ["vale", "valley"]}
    listed = " ".join(run(tmp_path, "list").out.split())
    assert "trusts/elm vale, valley (extends authorities/westshire) trusts/oak no schools yet" in listed


def test_why_names_the_file_that_added_a_clause_and_the_lock(tmp_path: Path) -> None:
    lay_out(tmp_path, FILES)
    said = run(tmp_path, "why", "valley", "elm.own").out
    assert "added by schools/trusts/elm.yaml: The trustees want it" in said
    assert "locked       at schools/trusts/elm.yaml:8" in said


def test_why_says_which_value_is_locked(tmp_path: Path) -> None:
    text = TRUST.replace("text: Our own words.", "text: 'Ours is {{ choices.motto }} at {{ school.name }}.'")
    lay_out(tmp_path, FILES | {"schools/trusts/elm.yaml": text})
    said = run(tmp_path, "why", "valley", "elm.own").out
    assert "“Upwards” is choices.motto, from schools/trusts/elm.yaml:4, where it is locked" in said
    assert "“Hilltop School” is school.name, from schools/valley.yaml:3\n" in said


def test_a_change_of_the_trusts_file_reaches_the_schools_that_feel_it(tmp_path: Path) -> None:
    lay_out(tmp_path, FILES)
    commit(tmp_path)
    write(tmp_path, "schools/trusts/elm.yaml", TRUST.replace("phones: lockers", "phones: own_care"))
    (one,) = json.loads(run(tmp_path, "impact", "--since", "HEAD", "--json").out)["others"]
    assert (one["what"], one["kind"], one["name"]) == ("changed", "group", "trusts/elm")
    assert one["details"] == ["choices.phones: “lockers” → “own_care”"]
    # The other school of the trust answers for itself where phones go.
    assert one["touched"] == {"policies": ["online", "phones"], "schools": ["valley"]}


def test_a_change_of_the_trusts_clauses_and_locks_reaches_its_schools(tmp_path: Path) -> None:
    lay_out(tmp_path, FILES)
    commit(tmp_path)
    changed = TRUST.replace("text: Our own words.", "text: Other words.").replace(
        "locked: [choices.motto, ", "locked: ["
    )
    write(tmp_path, "schools/trusts/elm.yaml", changed)
    (one,) = json.loads(run(tmp_path, "impact", "--since", "HEAD", "--json").out)["others"]
    assert one["details"] == ["changes the tailoring: add elm.own", "unlocks choices.motto"]
    assert one["touched"]["schools"] == ["vale", "valley"]


def test_a_school_in_a_folder_of_schools_is_said_to_be_none(tmp_path: Path) -> None:
    lay_out(tmp_path)
    shutil.rmtree(tmp_path / "schools")
    write(tmp_path, "schools/primary/quayside.yaml", "school: {name: Quayside}\n")
    ran = run(tmp_path, "build", "--format", "md")
    assert ran.code == 2
    assert "there are no schools here" in ran.err
    assert "Files in folders inside schools/ belong to trusts or councils" in " ".join(ran.err.split())
