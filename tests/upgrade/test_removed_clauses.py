"""`policygen upgrade` and clauses that a library has removed, in a project that was never built."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.projects import SMALL, write
from tests.support.upgrading import MovingProject

SETTINGS = (SMALL / "schools/hilltop.yaml").read_text()
REPLACED = "  - replace: {name}\n    text: We tell for them.\n    because: We do\n"
OMITTED = "  - omit: {name}\n    because: Not here\n"
NAMES = pytest.mark.parametrize("name", ["telling.young", "home:telling.young"])


def never_built(folder: Path, entry: str) -> MovingProject:
    """A project with a lock and without any base, whose library has removed the clause of its one entry."""
    found = MovingProject.lay_out(folder, {"schools/hilltop.yaml": f"{SETTINGS}tailoring:\n{entry}"})
    shutil.rmtree(found.root / "schools/hilltop/base")
    path = found.packaged / "clauses/home/basics.yaml"
    text = path.read_text()
    start, end = text.index("  - id: telling.young"), text.index("  - id: telling.boarders")
    path.write_text(text[:start] + text[end:])
    found.library("policies/online.yaml", ("telling.young, ", ""))
    return found


@NAMES
def test_a_removed_clause_that_only_the_lock_knows_is_left_to_do(tmp_path: Path, name: str) -> None:
    found = never_built(tmp_path, REPLACED.format(name=name))
    before = found.files()
    ran = found.run("upgrade", "--write")
    assert ran.code == 1
    lines = [line.strip() for line in ran.out.splitlines()]
    at = lines.index("collision: home:telling.young")
    assert lines[at + 1] == "The library no longer has this clause."
    assert lines[at + 2].startswith("base:   not known")
    assert lines[at + 3] == "ours:   We tell for them."
    assert found.files() == before


@NAMES
@pytest.mark.parametrize("settled", ["telling.young", "home:telling.young"])
def test_it_is_settled_with_theirs_and_then_the_lock_moves(tmp_path: Path, name: str, settled: str) -> None:
    found = never_built(tmp_path, REPLACED.format(name=name))
    lock = found.read("policygen.lock")
    ran = found.run("upgrade", "--write", "--settle", f"{settled}=theirs")
    assert ran.code == 0, ran.out + ran.err
    assert "replace:" not in found.read("schools/hilltop.yaml")
    assert found.read("policygen.lock") != lock
    checked = found.run("check")
    assert checked.code == 0, checked.out + checked.err


@NAMES
def test_the_omission_of_a_removed_clause_that_only_the_lock_knows_goes(tmp_path: Path, name: str) -> None:
    found = never_built(tmp_path, OMITTED.format(name=name))
    ran = found.run("upgrade", "--write")
    assert ran.code == 0, ran.out + ran.err
    assert "removed: the entry that leaves out home:telling.young" in ran.out
    assert "omit:" not in found.read("schools/hilltop.yaml")
    checked = found.run("check")
    assert checked.code == 0, checked.out + checked.err


def test_the_lock_waits_for_a_file_that_was_not_named(tmp_path: Path) -> None:
    found = never_built(tmp_path, REPLACED.format(name="telling.young"))
    lock = found.read("policygen.lock")
    ran = found.run("upgrade", "authorities/westshire", "--write")
    assert "policygen.lock will not change until these are upgraded too: hilltop" in ran.out
    assert found.read("policygen.lock") == lock


def test_a_clause_that_another_library_has_too_was_not_removed(tmp_path: Path) -> None:
    found = MovingProject.lay_out(
        tmp_path, {"schools/hilltop.yaml": f"{SETTINGS}tailoring:\n{OMITTED.format(name='telling.young')}"}
    )
    found.library("law/duties.yaml", ("id: duties.form", "id: telling.young"))
    found.library("policies/online.yaml", ("telling.young", "home:telling.young"), ("duties.form", "law:telling.young"))
    settings = found.read("schools/hilltop.yaml")
    found.run("upgrade", "--write")
    assert found.read("schools/hilltop.yaml") == settings


def test_the_words_of_a_removed_clause_are_shown_if_a_build_kept_them(tmp_path: Path) -> None:
    found = never_built(tmp_path / "unbuilt", REPLACED.format(name="telling.young"))
    built = MovingProject.lay_out(tmp_path / "built", {"schools/hilltop.yaml": found.read("schools/hilltop.yaml")})
    for path in (built.root / "schools/hilltop/base").iterdir():
        write(found.root, f"schools/hilltop/base/{path.name}", path.read_text())
    data = json.loads(found.run("upgrade", "--json").out)
    (step,) = (step for one in data["files"] for step in one["tailoring"])
    assert (step["why"], step["base"]) == ("gone", {"title": "The youngest", "text": "Adults tell for them."})
