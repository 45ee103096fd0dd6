"""`policygen impact`: what changed since a commit, word for word, and whom it reaches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from policygen.compare.words import marked_difference, word_diff
from tests.support.cli import run
from tests.support.git import commit
from tests.support.projects import SMALL, lay_out, write
from tests.support.settings import school


def since(folder: Path, ref: str = "HEAD") -> dict[str, Any]:
    ran = run(folder, "impact", "--since", ref, "--json")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    write(folder, name, text.replace(old, new))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay_out(tmp_path)
    commit(tmp_path)
    return tmp_path


BASICS = "clauses/home/basics.yaml"


def test_nothing_changed(project: Path) -> None:
    found = since(project)
    assert (found["clauses"], found["others"]) == ([], [])


def test_a_changed_clause_has_its_words_before_and_after_its_policies_and_schools(project: Path) -> None:
    change(project, BASICS, "Adults tell for them.", "Adults always tell for them.")
    (one,) = since(project)["clauses"]
    assert (one["what"], one["clause"], one["parts"]) == ("changed", "home:telling.young", ["text"])
    assert (one["before"], one["after"]) == (
        "The youngest\nAdults tell for them.",
        "The youngest\nAdults always tell for them.",
    )
    assert [piece for piece in one["diff"] if piece["how"] != "same"] == [{"how": "added", "words": "always"}]
    assert one["touched"] == {"policies": ["online"], "schools": ["hilltop"]}


def test_breaking_lines_elsewhere_changes_nothing(project: Path) -> None:
    change(project, BASICS, "keeps its pupils safe online. {{", "keeps its pupils\n      safe online. {{")
    assert since(project)["clauses"] == []


def test_a_clause_that_moves_down_its_file_has_not_changed(project: Path) -> None:
    change(project, BASICS, "clauses:\n", "clauses:\n\n\n")
    assert since(project)["clauses"] == []


def test_a_school_that_had_the_clause_is_touched_when_it_no_longer_gets_it(project: Path) -> None:
    change(project, BASICS, "    when: young\n", "    when: {phase: secondary}\n")
    (one,) = since(project)["clauses"]
    assert (one["parts"], one["touched"]["schools"]) == (["when"], ["hilltop"])


def test_a_school_that_does_not_have_the_clause_is_not_touched(project: Path) -> None:
    change(project, BASICS, "Boarders tell the house.", "Boarders tell anyone.")
    assert since(project)["clauses"][0]["touched"] == {"policies": ["online"], "schools": []}


def test_a_renamed_clause_is_known_by_its_old_id(project: Path) -> None:
    change(project, BASICS, "id: telling.young\n", "id: telling.youngest\n    formerly: [telling.young]\n")
    change(project, "clauses/policies/online.yaml", "telling.young", "telling.youngest")
    (one,) = since(project)["clauses"]
    assert (one["what"], one["clause"], one["formerly"]) == ("changed", "home:telling.youngest", "home:telling.young")


def test_added_and_removed_clauses(project: Path) -> None:
    change(project, BASICS, "id: telling.young\n", "id: telling.youngest\n")
    change(project, "clauses/policies/online.yaml", "telling.young", "telling.youngest")
    found = {one["clause"]: one["what"] for one in since(project)["clauses"]}
    assert found == {"home:telling.young": "removed", "home:telling.youngest": "added"}


def test_vocabulary_references_and_outlines_count_too(project: Path) -> None:
    change(project, "clauses/vocabulary.yaml", "Where are phones during the day?", "Where are phones?")
    change(project, "clauses/references.yaml", "title: Care of Children Act 2001", "title: Care Act")
    change(
        project,
        "clauses/policies/phones.yaml",
        "[phones.handed-in, phones.lockers,",
        "[phones.lockers, phones.handed-in,",
    )
    found = {(one["kind"], one["name"]): (one["details"], one["touched"]) for one in since(project)["others"]}
    assert found["question of choices", "phones"][0] == [
        "question: “Where are phones during the day?” → “Where are phones?”"
    ]
    assert found["question of choices", "phones"][1] == {"policies": ["phones"], "schools": ["hilltop"]}
    assert found["reference", "care_act"] == (
        ["title: “Care of Children Act 2001” → “Care Act”"],
        {"policies": ["online"], "schools": ["hilltop"]},
    )
    assert found["policy", "phones"] == (
        ["changes the order of its clauses"],
        {"policies": ["phones"], "schools": ["hilltop"]},
    )


def test_a_school_that_is_new_counts(project: Path) -> None:
    change(project, BASICS, "Adults tell for them.", "Adults always tell for them.")
    write(project, "schools/valley.yaml", school())
    assert since(project)["clauses"][0]["touched"]["schools"] == ["hilltop", "valley"]


def test_a_project_in_a_folder_of_its_repository(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    lay_out(folder)
    commit(tmp_path)
    change(folder, BASICS, "Adults tell for them.", "Adults always tell for them.")
    assert [one["clause"] for one in since(folder)["clauses"]] == ["home:telling.young"]


def test_neither_the_work_tree_nor_the_index_is_touched(project: Path) -> None:
    change(project, BASICS, "Adults tell for them.", "Adults always tell for them.")
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*") if path.is_file()}
    since(project)
    assert {path: path.stat().st_mtime_ns for path in project.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("ref", ["nowhere", "--output=x", ""])
def test_a_commit_that_is_not_there_is_a_usage_error(project: Path, ref: str) -> None:
    assert run(project, "impact", f"--since={ref}").code == 2


def test_a_commit_without_a_library_says_so(tmp_path: Path) -> None:
    write(tmp_path, "README", "Nothing yet.")
    first = commit(tmp_path)
    (tmp_path / "README").unlink()
    lay_out(tmp_path)
    ran = run(tmp_path, "impact", "--since", first)
    assert (ran.code, ran.out) == (1, "")
    assert f"{first} has no clause library that can be read." in ran.err


def test_a_vocabulary_older_than_what_a_cover_prints_today_can_be_compared(tmp_path: Path) -> None:
    text = (SMALL / "clauses/vocabulary.yaml").read_text(encoding="utf-8")
    old = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("  version:"))
    assert old != text
    lay_out(tmp_path, {"clauses/vocabulary.yaml": old})
    commit(tmp_path)
    write(tmp_path, "clauses/vocabulary.yaml", text)
    assert [(one["what"], one["kind"], one["name"]) for one in since(tmp_path)["others"]] == [
        ("added", "question of policy", "version")
    ]


def test_the_report_reads_aloud(project: Path) -> None:
    change(project, BASICS, "Adults tell for them.", "Adults always tell for them.")
    lines = run(project, "impact", "--since", "HEAD").out.splitlines()
    assert lines[0] == "changed home:telling.young “The youngest”: text"
    assert lines[1] == "  The youngest Adults {+always+} tell for them."
    assert lines[2] == "  online; 1 school: hilltop"
    assert lines[-1] == "Since HEAD: clauses: 1 changed; 0 other changes; online; 1 school: hilltop."


def test_a_long_unchanged_stretch_is_cut() -> None:
    words = " ".join(str(n) for n in range(60))
    said = marked_difference(word_diff(f"{words} a {words}", f"{words} b {words}"), context=2)
    assert said == "… 58 59 [-a-] {+b+} 0 1 …"
