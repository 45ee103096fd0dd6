"""`policygen upgrade --old`: earlier libraries in a folder, a wheel or git, and what only they can tell."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.support.git import commit
from tests.support.projects import SMALL
from tests.support.upgrading import MovingProject


def asked_otherwise(found: MovingProject) -> None:
    """The library asks one question no more, and another one anew; a value of a third is gone."""
    found.library(
        "vocabulary.yaml",
        (
            "  motto: {type: text, optional: yes, label: Motto, question: What is the motto?, help: If any., ",
            "  bells: {type: text, label: Bells, question: When is the bell?, help: One., ",
        ),
        ("handed_in: Handed in, ", ""),
        ("phones: [handed_in, lockers]", "phones: [lockers]"),
    )
    found.library(
        "home/basics.yaml",
        ("when: {phones: handed_in}", "when: {phones: own_care}"),
        ("Phones are silent", "After {{ choices.bells }} phones are silent"),
    )


@pytest.fixture
def found(tmp_path: Path) -> MovingProject:
    settings = (SMALL / "schools/hilltop.yaml").read_text().replace("choices:\n", "choices:\n  motto: Upwards  # old\n")
    return MovingProject.lay_out(tmp_path, {"schools/hilltop.yaml": settings})


def test_what_is_not_asked_any_more_goes_and_what_is_new_is_named(found: MovingProject) -> None:
    old = found.keep_libraries()
    asked_otherwise(found)
    ran = found.run("upgrade", "--old", str(old))
    assert "choices.motto is no longer asked: the answer is removed" in ran.out
    assert "choices.phones=handed_in can no longer be chosen: choose another answer" in ran.out
    assert "new question to answer: choices.bells (Bells)" in ran.out
    assert found.run("upgrade", "--old", str(old), "--write").code == 0
    assert "motto" not in found.read("schools/hilltop.yaml")
    assert "phones: handed_in" in found.read("schools/hilltop.yaml")


def test_without_the_earlier_libraries_no_answer_is_removed(found: MovingProject) -> None:
    asked_otherwise(found)
    assert found.run("upgrade", "--write").code == 0
    assert "motto: Upwards  # old" in found.read("schools/hilltop.yaml")


def wheel_of(folder: Path, clauses: Path) -> Path:
    """A wheel of policygen with these clauses."""
    path = folder / "policygen-0.0.9-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file in sorted(clauses.rglob("*.yaml")):
            wheel.write(file, f"policygen/data/clauses/{file.relative_to(clauses).as_posix()}")
    return path


def test_from_wheel_to_wheel_every_changed_clause_is_shown_with_its_words(found: MovingProject, tmp_path: Path) -> None:
    old = wheel_of(tmp_path, found.packaged / "clauses")
    found.library(
        "home/basics.yaml",
        ("Adults tell for them.", "Adults always tell for them."),
        ("id: telling.boarders", "id: telling.evening\n    formerly: [telling.boarders]"),
    )
    found.library("law/duties.yaml", ("What happened, when and where.", "What happened and when."))
    found.library("policies/online.yaml", ("telling.boarders", "telling.evening"))
    ran = found.run("upgrade", "--old", str(old))
    assert "Adults {+always+} tell for them." in ran.out
    assert "renamed: home:telling.boarders → home:telling.evening “In the evening”" in ran.out
    assert "reworded: law:duties.form “A form”" in ran.out
    assert "not known" not in ran.out


def test_a_project_with_its_own_libraries_compares_with_a_revision(tmp_path: Path) -> None:
    found = MovingProject.lay_out(tmp_path, {})
    (found.packaged / "clauses").rename(found.root / "clauses")
    (found.packaged / "clauses").symlink_to(found.root / "clauses")
    (found.root / "policygen.lock").unlink()
    commit(found.root)
    found.library("home/basics.yaml", ("Adults tell for them.", "Adults always tell for them."))
    ran = found.run("upgrade", "--old", "HEAD")
    assert ran.code == 0, ran.err
    assert "reworded: home:telling.young" in ran.out
    assert "{+always+}" in ran.out


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"PK\x03\x04 damaged"])
def test_a_wheel_that_is_none_is_refused(found: MovingProject, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.whl"
    path.write_bytes(content)
    ran = found.run("upgrade", "--old", str(path))
    assert ran.code == 2
    assert "broken.whl" in ran.err


def test_a_lock_of_libraries_that_the_project_has_itself_now_is_emptied(tmp_path: Path) -> None:
    found = MovingProject.lay_out(tmp_path, {})
    shutil.copytree(found.packaged / "clauses", found.root / "clauses")
    assert "PG284" in (checked := found.run("check")).out + checked.err
    assert found.run("upgrade", "--write").code == 0
    assert "PG" not in (checked := found.run("check")).out + checked.err
