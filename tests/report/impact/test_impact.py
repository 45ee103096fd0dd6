"""`policygen impact`: what changed since a commit, word for word, and whom it reaches."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
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
    assert (one["what"], one["clause"], one["formerly"]) == (
        "changed",
        "home:telling.youngest",
        ["home:telling.young"],
    )


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


def test_a_register_that_was_read_in_a_new_edition_counts(project: Path) -> None:
    change(project, "clauses/home/requirements/guide.yaml", "nation: england}", "nation: england, edition: '2'}")
    (one,) = since(project)["others"]
    assert (one["kind"], one["name"], one["details"]) == ("register", "guide", ["edition: nothing → “2”"])
    assert one["touched"] == {"policies": ["online"], "schools": ["hilltop"]}


def test_another_name_for_a_clause_is_no_change_of_the_policies_that_list_it(project: Path) -> None:
    change(project, BASICS, "id: phones.all", "id: phones.daily\n    formerly: [phones.all]")
    change(project, BASICS, "id: phones.lockers", "id: phones.stored\n    formerly: [phones.lockers]")
    change(project, "clauses/policies/phones.yaml", "phones.lockers, phones.all", "phones.stored, phones.daily")
    found = since(project)
    assert found["others"] == []
    assert [one["formerly"] for one in found["clauses"]] == [["home:phones.all"], ["home:phones.lockers"]]
    change(project, "clauses/policies/phones.yaml", "phones.stored, phones.daily", "phones.daily, phones.stored")
    assert since(project)["others"][0]["details"] == ["changes the order of its clauses"]


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
    assert f"{first} does not contain a clause library that can be read." in ran.err


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


# --- renames, splits and merges --------------------------------------------------------------------------------------

SPLIT = """  - id: telling.{name}
    title: The {name}
    kind: advice
    audience: [staff]
    text: Adults tell for the {name}.
    formerly: [{{id: telling.young, with: [telling.{other}]}}]
"""


def test_both_parts_of_a_split_clause_are_shown_beside_its_old_words(project: Path) -> None:
    text = (project / BASICS).read_text(encoding="utf-8")
    at, end = text.index("  - id: telling.young\n"), text.index("  - id: telling.boarders\n")
    both = SPLIT.format(name="first", other="second") + SPLIT.format(name="second", other="first")
    write(project, BASICS, text[:at] + both + text[end:])
    change(project, "clauses/policies/online.yaml", "telling.young,", "telling.first, telling.second,")
    found = {one["clause"]: one for one in since(project)["clauses"]}
    assert set(found) == {"home:telling.first", "home:telling.second"}
    for one in found.values():
        assert (one["what"], one["formerly"]) == ("changed", ["home:telling.young"])
        assert one["before"] == "The youngest\nAdults tell for them."
    assert found["home:telling.first"]["shared_with"] == ["home:telling.second"]
    out = run(project, "impact", "--since", "HEAD").out
    assert "formerly home:telling.young, one of the clauses that it was split into (with home:telling.second)" in out


def test_a_clause_that_took_in_another_is_shown_beside_the_words_of_both(project: Path) -> None:
    text = (project / BASICS).read_text(encoding="utf-8")
    at, end = text.index("  - id: telling.young\n"), text.index("  - id: telling.boarders\n")
    write(project, BASICS, text[:at] + text[end:])
    change(project, BASICS, "  - id: telling.record\n", "  - id: telling.record\n    formerly: [telling.young]\n")
    change(project, "clauses/policies/online.yaml", "telling.young, ", "")
    (one,) = since(project)["clauses"]
    assert (one["clause"], one["formerly"]) == ("home:telling.record", ["home:telling.young"])
    assert "Adults tell for them." in one["before"]
    assert "The record" in one["before"]


def test_renamed_questions_posts_and_answers_are_no_losses(project: Path) -> None:
    change(project, "clauses/vocabulary.yaml", "  chair: {label:", "  chairperson: {formerly: [chair], label:")
    change(project, "clauses/policies/online.yaml", "signatories: [chair,", "signatories: [chairperson,")
    old, new = (
        "values: {handed_in: Handed in, lockers:",
        "values: {given_in: {label: In, formerly: [handed_in]}, lockers:",
    )
    change(project, "clauses/vocabulary.yaml", old, new)
    change(project, "clauses/vocabulary.yaml", "put_away: {phones: [handed_in,", "put_away: {phones: [given_in,")
    change(project, BASICS, "when: {phones: handed_in}", "when: {phones: given_in}")
    found = {(one["kind"], one["name"]): one for one in since(project)["others"]}
    role = found["role", "chairperson"]
    assert (role["what"], role["formerly"], role["touched"]["schools"]) == ("changed", ["chair"], [])
    assert found["question of choices", "phones"]["details"] == ["answer handed_in is now called given_in"]
    assert not [key for key in found if key[1] == "chair"]


# --- what is compared ------------------------------------------------------------------------------------------------


def test_changes_on_the_other_branch_since_the_two_parted_are_not_counted(project: Path) -> None:
    git(project, "checkout", "-q", "-b", "mine")
    change(project, BASICS, "Adults tell for them.", "Adults always tell for them.")
    commit(project)
    git(project, "checkout", "-q", "-b", "theirs", "HEAD~1")
    change(project, BASICS, "Boarders tell the house.", "Boarders tell anyone.")
    commit(project)
    git(project, "checkout", "-q", "mine")
    assert [one["clause"] for one in since(project, "theirs")["clauses"]] == ["home:telling.young"]
    last = run(project, "impact", "--since", "theirs").out.splitlines()[-1]
    assert last.startswith("Since ")
    assert "where this branch left theirs: clauses: 1 changed" in last


def test_two_folders_are_compared_for_this_projects_schools(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    lay_out(other)
    change(other, BASICS, "Adults tell for them.", "Adults always tell for them.")
    ran = run(project, "impact", "--new", str(other), "--json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert [one["clause"] for one in found["clauses"]] == ["home:telling.young"]
    assert (found["clauses"][0]["touched"]["schools"], found["new"], found["since"]) == (["hilltop"], str(other), "")
    assert json.loads(run(project, "impact", "--old", str(other), "--json").out)["clauses"][0]["after"].endswith(
        "Adults tell for them."
    )


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def wheel(path: Path, folder: Path, mount: str = "policygen/data/clauses", entry_points: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as made:
        for file in sorted((folder / "clauses").rglob("*.yaml")):
            made.write(file, f"{mount}/{file.relative_to(folder / 'clauses').as_posix()}")
        made.writestr("thing-1.dist-info/entry_points.txt", entry_points)
    return path


def test_wheels_are_compared_without_being_installed(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("wheels")
    old = wheel(place / "old.whl", project)
    change(project, BASICS, "Adults tell for them.", "Adults always tell for them.")
    new = wheel(place / "new.whl", project)
    found = json.loads(run(project, "impact", "--old", str(old), "--new", str(new), "--json").out)
    assert [one["clause"] for one in found["clauses"]] == ["home:telling.young"]
    assert found["clauses"][0]["touched"] == {"policies": ["online"], "schools": ["hilltop"]}


def test_a_wheel_of_one_library_replaces_that_library_alone(
    project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    place = tmp_path_factory.mktemp("wheels")
    lay_out(place / "copy")
    change(place / "copy", BASICS, "Adults tell for them.", "Adults always tell for them.")
    (place / "only").mkdir()
    shutil.move(place / "copy/clauses/home", place / "only/clauses")
    made = wheel(place / "home.whl", place / "only", "pack/home", "[policygen.libraries]\nhome = pack:home\n")
    ran = run(project, "impact", "--new", str(made), "--json")
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert [(one["what"], one["clause"]) for one in found["clauses"]] == [("changed", "home:telling.young")]
    assert found["others"] == []


@pytest.mark.parametrize("content", [b"no zip", b"", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_wheel_is_said_to_be_none(project: Path, content: bytes) -> None:
    (project / "bad.whl").write_bytes(content)
    ran = run(project, "impact", "--old", "bad.whl")
    assert (ran.code, ran.out) == (2, "")
    assert "bad.whl" in ran.err


def test_a_wheel_that_unpacks_to_too_much_is_not_unpacked(project: Path) -> None:
    with zipfile.ZipFile(project / "bomb.whl", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("policygen/data/clauses/vocabulary.yaml", bytes(20_000_000))
    ran = run(project, "impact", "--old", "bomb.whl")
    assert (ran.code, "too large to be a wheel" in ran.err) == (2, True)


@pytest.mark.parametrize(
    "arguments", [(), ("--since", "HEAD", "--old", "x"), ("--old", "nowhere"), ("--new", "schools")]
)
def test_one_way_to_compare_is_needed(project: Path, arguments: tuple[str, ...]) -> None:
    assert run(project, "impact", *arguments).code == 2
