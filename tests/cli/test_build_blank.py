"""`policygen build --blank`: model copies for kinds of school, after a school, and after a council's file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.cli import run
from tests.support.folders import files_under
from tests.support.model_copies import PRIMARY
from tests.support.projects import lay_out, write

SECONDARY = """
  - id: secondary
    title: secondary school
    school: {nation: england, phase: [secondary]}
    choices: {phones: lockers}
    policies: [phones]
"""
MODELS = {"clauses/models.yaml": PRIMARY + SECONDARY}


def made(folder: Path) -> list[str]:
    build = folder / "build"
    return files_under(build)


def test_it_makes_each_policy_for_each_kind_of_school_in_word_alone(tmp_path: Path) -> None:
    lay_out(tmp_path, MODELS)
    ran = run(tmp_path, "build", "--blank")
    assert ran.code == 0, ran.err
    assert made(tmp_path) == ["model/primary/online.docx", "model/primary/phones.docx", "model/secondary/phones.docx"]
    assert ran.out.split() == [f"build/{name}" for name in made(tmp_path)]
    assert "Built 3 of 3 policies in build/model/." in ran.err


def test_one_kind_and_one_policy_can_be_named(tmp_path: Path) -> None:
    lay_out(tmp_path, MODELS)
    assert run(tmp_path, "build", "--blank", "primary", "--policy", "phones").code == 0
    assert made(tmp_path) == ["model/primary/phones.docx"]


def test_a_school_gives_its_choices_and_its_policies(tmp_path: Path) -> None:
    lay_out(tmp_path, MODELS)
    assert run(tmp_path, "build", "--blank", "schools/hilltop.yaml").code == 0
    assert made(tmp_path) == ["model/hilltop/online.docx", "model/hilltop/phones.docx"]


def test_a_councils_file_is_combined_with_the_kinds_that_agree_with_it(tmp_path: Path) -> None:
    lay_out(tmp_path, MODELS)
    council = tmp_path / "schools/authorities/westshire.yaml"
    write(
        tmp_path,
        "schools/authorities/westshire.yaml",
        council.read_text().replace("england", "england\n  phase: [secondary]"),
    )
    ran = run(tmp_path, "build", "--blank", "authorities/westshire")
    assert ran.code == 0, ran.err
    assert made(tmp_path) == ["model/authorities/westshire/secondary/phones.docx"]


def test_a_kind_that_a_councils_file_contradicts_is_refused_in_words(tmp_path: Path) -> None:
    lay_out(tmp_path, MODELS)
    council = tmp_path / "schools/authorities/westshire.yaml"
    write(
        tmp_path,
        "schools/authorities/westshire.yaml",
        council.read_text().replace("england", "england\n  phase: [secondary]"),
    )
    ran = run(tmp_path, "build", "--blank", "authorities/westshire", "primary")
    assert ran.code == 2
    assert (
        "schools/authorities/westshire.yaml does not match any of the given kinds of school: in that file, phase is "
        "secondary" in ran.err
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "pdf"), "--blank makes only Word files"),
        (("--format", "docx,md"), "--blank makes only Word files"),
        (("--draft", "--strict"), "cannot be combined with --draft or --strict"),
        (("primery",), "there is no school, trust, authority or kind of school called 'primery'. Did you mean"),
        (("--policy", "fones"), "there is no policy 'fones'"),
        (("secondary", "--policy", "online"), "none of these model copies includes online"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    lay_out(tmp_path, MODELS)
    ran = run(tmp_path, "build", "--blank", *arguments)
    assert ran.code == 2
    assert said in ran.err.replace("\n", " ")
    assert not (tmp_path / "build").exists()


def test_the_format_docx_may_be_named(tmp_path: Path) -> None:
    lay_out(tmp_path, MODELS)
    assert run(tmp_path, "build", "--blank", "secondary", "--format", "docx").code == 0


def test_a_kind_with_mistakes_stops_no_other(tmp_path: Path) -> None:
    lay_out(tmp_path, {"clauses/models.yaml": PRIMARY + SECONDARY.replace("phones: lockers", "phones: lokers")})
    ran = run(tmp_path, "build", "--blank")
    assert ran.code == 1
    assert "PG234" in ran.err
    assert made(tmp_path) == ["model/primary/online.docx", "model/primary/phones.docx"]
    assert "Not built: secondary (1 mistake, line 11)" in ran.err


def test_a_project_without_kinds_says_so(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "build", "--blank")
    assert ran.code == 2
    assert "clauses/models.yaml" in ran.err


def test_words_of_a_school_that_are_not_printed_are_named(tmp_path: Path) -> None:
    lay_out(tmp_path, MODELS)
    school = tmp_path / "schools/hilltop.yaml"
    school.write_text(school.read_text().replace("phase: [primary]", "phase: [primary]\n  board: the Hilltop board"))
    ran = run(tmp_path, "build", "--blank", "hilltop")
    assert "Board: the copies for hilltop say “the governing board”." in ran.err


def test_what_was_made_is_said_as_json_as_well(tmp_path: Path) -> None:
    lay_out(tmp_path, MODELS)
    ran = run(tmp_path, "build", "--blank", "secondary", "--json")
    assert ran.code == 0, ran.err
    assert "build/model/secondary/phones.docx" in json.dumps(json.loads(ran.out))
