"""`policygen upgrade`: what newer libraries mean for a school and its trust, shown first and written with --write."""

from __future__ import annotations

import json
from pathlib import Path
from unittest.mock import patch

import pytest
import yaml

from policygen.upgrade import writing
from policygen.world.writing import write_whole
from tests.support.git import commit
from tests.support.projects import SMALL, write
from tests.support.upgrading import MovingProject

HILLTOP = """\
# Hilltop's settings.
extends: authorities/westshire.yaml
specimen: true
school:
  name: Hilltop School
  phase: [primary]
people:
  headteacher: {name: Ann Reed, title: Principal}  # since 2020
  chair: Jo Bell
choices:
  phones: handed_in   # after the vote
policies:
  online: {}
  phones: {meeting_on: 2026-12-03, version: "1"}
tailoring:
  # The office, not the hall.
  - replace: basics.why
    text: |  # as parents asked
      {{ school.name }} keeps all its pupils safe online. {{ people.headteacher | sentence }} answers for that.
    because: We mean all
"""
WHY = "{{ school.name }} keeps its pupils safe online. {{ people.headteacher | sentence }} answers for that."


def project(folder: Path, tailoring: str = "", **files: str) -> MovingProject:
    named = {f"schools/{name}.yaml": text for name, text in files.items()}
    return MovingProject.lay_out(folder, {"schools/hilltop.yaml": HILLTOP + tailoring, **named})


def reworded_clause(tmp_path: Path) -> MovingProject:
    """A project whose library has changed another end of the sentence that the school reworded."""
    found = project(tmp_path)
    found.library("home/basics.yaml", ("answers for that.", "will answer for that, and reports to the board."))
    return found


def test_an_upgrade_is_shown_and_nothing_is_written(tmp_path: Path) -> None:
    found = reworded_clause(tmp_path)
    before = found.files()
    ran = found.run("upgrade")
    assert ran.code == 0
    assert "reworded: home:basics.why “Why we have it”" in ran.out
    assert "[-answers-] {+will answer+} for" in ran.out
    assert "merged: your wording of home:basics.why with its new wording" in ran.out
    assert "Nothing has been written: add --write." in ran.err
    assert found.files() == before


def test_an_upgrade_merges_a_school_s_words_and_keeps_its_comments(tmp_path: Path) -> None:
    found = reworded_clause(tmp_path)
    assert found.run("upgrade", "--write").code == 0
    changed = HILLTOP.replace("answers for that.", "will answer for that, and reports to the board.")
    assert found.read("schools/hilltop.yaml") == changed
    index = yaml.safe_load(found.read("schools/hilltop/base/index.yaml"))
    kept = yaml.safe_load(found.read(f"schools/hilltop/base/{index['clauses']['home:basics.why']['digest']}.yaml"))
    assert kept["text"] == WHY.replace("answers for that.", "will answer for that, and reports to the board.") + "\n"
    assert "PG334" not in found.run("check").out + found.run("check").err


def test_after_an_upgrade_there_is_nothing_to_upgrade(tmp_path: Path) -> None:
    found = reworded_clause(tmp_path)
    assert "PG284" in (checked := found.run("check")).out + checked.err
    found.run("upgrade", "--write")
    before = found.files()
    ran = found.run("upgrade", "--write")
    assert (ran.code, ran.err) == (0, "Nothing to upgrade.\n")
    assert found.files() == before
    assert "PG284" not in (checked := found.run("check")).out + checked.err


def test_a_collision_is_shown_as_base_theirs_and_ours_and_stops_the_upgrade(tmp_path: Path) -> None:
    found = project(tmp_path)
    found.library("home/basics.yaml", ("keeps its pupils", "keeps the whole of its pupils"))
    before = found.files()
    ran = found.run("upgrade", "--write")
    assert ran.code == 1
    lines = [line.strip() for line in ran.out.splitlines()]
    at = lines.index("base:   (nothing)")
    assert lines[at - 1] == "{{ school.name }} keeps (…) its pupils safe online. {{ people.headteacher …"
    assert lines[at + 1 : at + 3] == ["theirs: the whole of", "ours:   all"]
    assert "Nothing can be written until this is resolved: hilltop." in ran.err
    assert found.files() == before


@pytest.mark.parametrize(("how", "words"), [("theirs", "keeps the whole of its"), ("ours", "keeps all its")])
def test_a_collision_is_settled_with_one_side_s_words(tmp_path: Path, how: str, words: str) -> None:
    found = project(tmp_path)
    found.library("home/basics.yaml", ("keeps its", "keeps the whole of its"), ("answers for that", "will answer"))
    ran = found.run("upgrade", "--write", "--settle", f"home:basics.why={how}")
    assert ran.code == 0, ran.err
    text = yaml.safe_load(found.read("schools/hilltop.yaml"))["tailoring"][0]["text"]
    # What does not collide is merged all the same.
    assert (
        text
        == f"{{{{ school.name }}}} {words} pupils safe online. {{{{ people.headteacher | sentence }}}} will answer.\n"
    )


def test_a_collision_is_settled_with_words_in_a_file(tmp_path: Path) -> None:
    found = project(tmp_path)
    found.library("home/basics.yaml", ("keeps its", "keeps the whole of its"))
    write(found.root, "own.md", "Every pupil is safe online.\n\nThe board sees to that.\n")
    assert found.run("upgrade", "--write", "--settle", "basics.why=own.md").code == 0
    entry = yaml.safe_load(found.read("schools/hilltop.yaml"))["tailoring"][0]
    assert entry["text"] == "Every pupil is safe online.\n\nThe board sees to that.\n"
    assert "# as parents asked" in found.read("schools/hilltop.yaml")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--settle", "basics.why"], "how to resolve a collision"),
        (["--settle", "basics.words=ours"], "basics.words is not tailored"),
        (["--settle", "basics.why=nowhere.md"], "nowhere.md"),
        (["--settle", "basics.why=mine"], "=theirs, =ours or =FILE"),
        (["--settle", "basics.why=ours", "--settle", "basics.why=theirs"], "given twice"),
        (["--old", "nowhere"], "nowhere"),
        (["hiltop"], "hilltop"),
    ],
)
def test_what_cannot_be_understood_is_refused(tmp_path: Path, arguments: list[str], words: str) -> None:
    found = project(tmp_path)
    found.library("home/basics.yaml", ("keeps its", "keeps the whole of its"))
    ran = found.run("upgrade", *arguments)
    assert ran.code == 2
    assert words in ran.err


def test_a_clause_that_is_left_out_and_changed_is_decided_again(tmp_path: Path) -> None:
    omit = "  - omit: telling.young\n    because: Not here\n"
    found = project(tmp_path, omit)
    found.library("home/basics.yaml", ("Adults tell for them.", "Adults tell for them, and write it down."))
    ran = found.run("upgrade", "--write")
    assert ran.code == 1
    assert "collision: home:telling.young, which is left out" in ran.out
    assert found.run("upgrade", "--write", "--settle", "telling.young=ours").code == 0
    assert found.read("schools/hilltop.yaml") == HILLTOP + omit
    assert "PG334" not in (checked := found.run("check")).out + checked.err


def test_a_clause_that_is_left_out_comes_back_with_theirs(tmp_path: Path) -> None:
    found = project(tmp_path, "  - omit: telling.young\n    because: Not here\n")
    found.library("home/basics.yaml", ("Adults tell for them.", "Adults tell for them, and write it down."))
    assert found.run("upgrade", "--write", "--settle", "telling.young=theirs").code == 0
    assert found.read("schools/hilltop.yaml") == HILLTOP
    assert "telling.young" not in found.read("schools/hilltop/base/index.yaml")


def renamed_things(found: MovingProject) -> None:
    found.library(
        "vocabulary.yaml",
        ("  phones:\n", "  devices:\n    formerly: [phones]\n"),
        ("handed_in: Handed in", "in_office: {label: In the office, formerly: [handed_in]}"),
        ("phones: [handed_in, lockers]", "devices: [in_office, lockers]"),
    )
    found.library(
        "home/basics.yaml",
        ("when: {phones: handed_in}", "when: {devices: in_office}"),
        ("when: {phones: lockers}", "when: {devices: lockers}"),
        ("id: phones.all", "id: phones.daily\n    formerly: [phones.all]"),
        ('choices.phones == "own_care"', 'choices.devices == "own_care"'),
    )
    found.library("policies/phones.yaml", ("phones.all", "phones.daily"))


def test_settings_are_rewritten_for_what_was_renamed(tmp_path: Path) -> None:
    own = (
        "  - replace: phones.all\n"
        '    text: Phones are off{% if choices.phones == "handed_in" %}, see [](#phones.handed-in){% endif %}.\n'
        "    because: Shorter\n"
        "  - add: {after: phones.all}\n"
        "    id: hill.watches\n"
        "    title: Watches\n"
        "    text: Watches too, see [](#phones.all).\n"
        "    because: New\n"
    )
    found = project(tmp_path, own)
    renamed_things(found)
    ran = found.run("upgrade", "--write")
    assert ran.code == 0, ran.out + ran.err
    assert "question renamed: choices.phones → choices.devices" in ran.out
    assert "clause renamed: phones.all → " in ran.out
    assert found.read("schools/hilltop.yaml") == (HILLTOP + own).replace(
        "  phones: handed_in   # after the vote", "  devices: in_office   # after the vote"
    ).replace('choices.phones == "handed_in"', 'choices.devices == "in_office"').replace("phones.all", "phones.daily")
    checked = found.run("check")
    assert "PG286" not in checked.out + checked.err
    assert checked.code == 0, checked.out + checked.err


def test_a_clause_that_was_split_needs_a_decision(tmp_path: Path) -> None:
    own = "  - replace: phones.all\n    text: Phones are off.\n    because: Shorter\n"
    found = project(tmp_path, own)
    split = "formerly: [{id: phones.all, with: [phones.bags]}]"
    found.library(
        "home/basics.yaml",
        ("id: phones.all", f"id: phones.off\n    {split}"),
        (
            '    text: Phones are silent{% if choices.phones == "own_care" %} and in bags{% endif %}.',
            "    text: Phones are silent.\n  - id: phones.bags\n    title: Bags\n    kind: duty\n"
            "    audience: [pupils]\n    formerly: [{id: phones.all, with: [phones.off]}]\n"
            "    text: Phones are in bags.",
        ),
    )
    found.library("policies/phones.yaml", ("phones.all", "phones.off, phones.bags"))
    ran = found.run("upgrade", "--write")
    assert ran.code == 1
    assert "The clause was split into home:phones.off and home:phones.bags." in ran.out
    ran = found.run("upgrade", "--write", "--settle", "home:phones.off=ours")
    assert ran.code == 0, ran.out + ran.err
    assert "  - replace: home:phones.off\n    text: Phones are off.\n" in found.read("schools/hilltop.yaml")
    assert found.run("check").code == 0


def test_two_clauses_that_became_one_are_settled_together(tmp_path: Path) -> None:
    own = (
        "  - replace: phones.handed-in\n    text: Phones go to Ms Lee.\n    because: She has the safe\n"
        "  - replace: phones.all\n    text: Phones are off.\n    because: Shorter\n"
    )
    found = project(tmp_path, own)
    path = found.packaged / "clauses" / "home" / "basics.yaml"
    text = path.read_text()
    start, end = text.index("  - id: phones.handed-in"), text.index("  - id: phones.lockers")
    path.write_text(
        (text[:start] + text[end:]).replace(
            "id: phones.all", "id: phones.rules\n    formerly: [phones.all, phones.handed-in]"
        )
    )
    found.library("policies/phones.yaml", ("phones.handed-in, ", ""), ("phones.all", "phones.rules"))
    ran = found.run("upgrade", "--write")
    assert ran.code == 1
    assert "Several clauses that this file tailors have become one." in ran.out
    bases = [line for line in ran.out.splitlines() if "base → theirs: " in line]
    assert ["office" in line for line in bases] == [True, False]  # each entry has that of its own clause
    assert "collision: home:phones.rules, with your wording of phones.handed-in" in ran.out
    ran = found.run("upgrade", "--write", "--settle", "phones.rules=ours")
    assert ran.code == 0, ran.out + ran.err
    assert "joined: your wording of phones.all is now part of your wording of home:phones.rules" in ran.out
    tailoring = yaml.safe_load(found.read("schools/hilltop.yaml"))["tailoring"]
    assert [entry["replace"] for entry in tailoring] == ["basics.why", "phones.rules"]
    assert tailoring[1]["text"] == "Phones go to Ms Lee.\n\nPhones are off.\n"
    assert found.run("check").code == 0


def test_a_clause_that_is_gone_takes_its_omission_along_but_not_the_school_s_words(tmp_path: Path) -> None:
    own = (
        "  - omit: telling.boarders\n    because: No boarders\n"
        "  - replace: telling.young\n    text: We tell for them.\n    because: We do\n"
    )
    found = project(tmp_path, own)
    path = found.packaged / "clauses" / "home" / "basics.yaml"
    text = path.read_text()
    start, end = text.index("  - id: telling.young"), text.index("  - id: phones.handed-in")
    path.write_text(text[:start] + text[end:])
    found.library("policies/online.yaml", (", telling.young, telling.boarders", ""))
    ran = found.run("upgrade", "--write")
    assert ran.code == 1
    assert "removed: the entry that leaves out home:telling.boarders" in ran.out
    assert "The library no longer has this clause." in ran.out
    assert "ours:   We tell for them." in ran.out
    assert found.run("upgrade", "--write", "--settle", "telling.young=theirs").code == 0
    assert found.read("schools/hilltop.yaml") == HILLTOP
    assert found.run("check").code == 0


WORDS = """\
  - replace: basics.words
    text: |
      Device
      : {words}
    because: Tablets
"""


def trust_project(tmp_path: Path) -> MovingProject:
    """A council that reworded a clause, and a school that reworded the council's words."""
    above = (SMALL / "schools/authorities/westshire.yaml").read_text()
    council = f"{above}tailoring:\n{WORDS.format(words='A phone, a tablet or a computer.')}"
    own = WORDS.format(words="A phone, a tablet or a computer at school.")
    return project(tmp_path, own, **{"authorities/westshire": council})


def test_a_trust_s_words_are_merged_first_and_its_schools_words_with_them(tmp_path: Path) -> None:
    found = trust_project(tmp_path)
    found.library("home/basics.yaml", (": A phone or a computer.", ": Any phone or a computer."))
    ran = found.run("upgrade", "--write")
    assert ran.code == 0, ran.out + ran.err
    assert ": Any phone, a tablet or a computer." in found.read("schools/authorities/westshire.yaml")
    assert ": Any phone, a tablet or a computer at school." in found.read("schools/hilltop.yaml")
    checked = found.run("check")
    assert "PG334" not in checked.out + checked.err


def test_the_lock_stays_while_files_that_were_not_named_have_something_to_do(tmp_path: Path) -> None:
    found = trust_project(tmp_path)
    found.library("home/basics.yaml", (": A phone or a computer.", ": Any phone or a computer."))
    lock = found.read("policygen.lock")
    ran = found.run("upgrade", "authorities/westshire", "--write")
    assert ran.code == 0, ran.err
    assert "policygen.lock will not change until these are upgraded too: hilltop" in ran.out
    assert found.read("policygen.lock") == lock
    assert found.run("upgrade", "hilltop", "--write").code == 0
    assert found.read("policygen.lock") != lock


def test_an_upgrade_is_refused_while_settings_have_changes_that_git_does_not_have(tmp_path: Path) -> None:
    found = reworded_clause(tmp_path)
    commit(found.root)
    write(found.root, "schools/hilltop.yaml", HILLTOP.replace("We mean all", "We mean every pupil"))
    before = found.files()
    ran = found.run("upgrade", "--write")
    assert ran.code == 1
    assert "changes that are not committed in schools/hilltop.yaml" in ran.err
    assert found.files() == before
    commit(found.root)
    assert found.run("upgrade", "--write").code == 0
    assert not list((found.root / "schools/hilltop").glob("kept/*"))


def test_without_git_the_settings_as_they_were_are_kept(tmp_path: Path) -> None:
    found = reworded_clause(tmp_path)
    found.run("upgrade", "--write")
    (kept,) = (found.root / "schools/hilltop/kept").iterdir()
    assert kept.read_text() == HILLTOP


def test_an_upgrade_that_cannot_write_a_file_leaves_everything_as_it_was(tmp_path: Path) -> None:
    found = reworded_clause(tmp_path)
    before = found.files()

    def fails_at_the_lock(path: Path, data: bytes) -> None:
        if path.name == "policygen.lock":
            raise OSError(28, "No space left on device")
        write_whole(path, data)

    with patch.object(writing, "write_whole", fails_at_the_lock):
        ran = found.run("upgrade", "--write")
    assert ran.code == 1
    assert "Nothing was written: No space left on device" in ran.err
    assert found.files() == before


def test_a_merge_that_would_be_a_mistake_is_not_written(tmp_path: Path) -> None:
    found = project(tmp_path)
    found.library("home/basics.yaml", ("keeps its", "keeps the whole of its"))
    write(found.root, "own.md", "Every pupil is safe, see {{ people.nobody }}.\n")
    before = found.files()
    ran = found.run("upgrade", "--write", "--settle", "basics.why=own.md")
    assert ran.code == 1
    assert "would then contain a mistake: schools/hilltop.yaml:" in ran.out
    assert found.files() == before


def test_words_that_were_not_kept_collide_as_a_whole(tmp_path: Path) -> None:
    found = reworded_clause(tmp_path)
    old = tmp_path / "old"
    for path in (found.root / "schools/hilltop/base").iterdir():
        if path.name != "index.yaml":
            path.unlink()
    ran = found.run("upgrade")
    assert ran.code == 1
    assert "the wording that yours was based on was not kept" in ran.out
    # With the earlier libraries at hand, it merges.
    old.mkdir()
    (old / "clauses").mkdir()
    MovingProject.lay_out(tmp_path / "then", {}).keep_libraries().rename(tmp_path / "earlier")
    assert found.run("upgrade", "--old", str(tmp_path / "earlier")).code == 0


def test_an_upgrade_is_told_to_programs(tmp_path: Path) -> None:
    found = project(tmp_path)
    found.library("home/basics.yaml", ("keeps its", "keeps the whole of its"))
    ran = found.run("upgrade", "--json")
    data = json.loads(ran.out)
    (step,) = (step for one in data["files"] for step in one["tailoring"])
    assert not data["ready"]
    assert (step["clause"], step["outcome"], step["why"]) == ("home:basics.why", "collides", "words")
    assert step["collisions"] == [{"base": "", "theirs": " the whole of", "ours": " all"}]
    assert data["libraries"][0]["clauses"][0]["what"] == "reworded"
