"""What cannot be read is named and reported; nothing is read before its size is known."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policygen.check.loading import load_project
from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostics
from policygen.render.preflight import problems
from policygen.world import disk
from policygen.world.disk import DiskWorld
from policygen.world.memory import snapshot
from policygen.world.protocol import LARGEST, TooLarge, World
from tests.support.cli import run
from tests.support.projects import check, lay_out


def found(world: World) -> list[tuple[str, str]]:
    return [(one.code, one.message) for one in check(world, [])]


def cannot_list(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    scandir = os.scandir

    def refusing(path: Path) -> object:
        if Path(path) in folders:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(disk.os, "scandir", refusing)


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = lay_out(tmp_path, {})
    with (tmp_path / "schools/hilltop.yaml").open("wb") as stream:
        stream.truncate(LARGEST + 1)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    with pytest.raises(TooLarge) as refused:
        world.read("schools/hilltop.yaml")
    assert refused.value.size == LARGEST + 1


def test_a_file_that_is_too_large_is_the_same_finding_in_a_snapshot(tmp_path: Path) -> None:
    world = lay_out(tmp_path, {})
    with (tmp_path / "schools/hilltop.yaml").open("wb") as stream:
        stream.truncate(LARGEST + 1)
    for each in (world, snapshot(world)):
        assert [(one.code, str(one.span)) for one in check(each, [])] == [("PG104", "schools/hilltop.yaml:1:1")]


def test_a_file_that_is_too_large_does_not_stop_the_command_that_reports_it(tmp_path: Path) -> None:
    lay_out(tmp_path, {})
    with (tmp_path / "schools/large.yaml").open("wb") as stream:
        stream.truncate(LARGEST + 1)
    ran = run(tmp_path, "check")
    assert ran.code == 1
    assert "error[PG104]" in ran.out
    assert "schools/large.yaml:1:1" in ran.out


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    world = lay_out(tmp_path, {})
    os.mkfifo(tmp_path / "schools/pipe.yaml")
    assert [code for code, _ in found(world)] == ["PG207"]
    assert not any(each.leads_out("schools/pipe.yaml") for each in (world, snapshot(world)))


def test_schools_that_is_a_file_is_not_passed_over(tmp_path: Path) -> None:
    world = lay_out(tmp_path, {})
    (tmp_path / "schools").rename(tmp_path / "elsewhere")
    (tmp_path / "schools").write_text("x", encoding="utf-8")
    diagnostics = Diagnostics()
    load_project(world, diagnostics)
    assert [(one.code, one.message) for one in diagnostics] == [
        ("PG207", "schools/ cannot be read: Not a directory"),
    ]


@pytest.mark.parametrize("folder", ["schools", "schools/authorities", "clauses/home"])
def test_a_folder_that_cannot_be_listed_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    world = lay_out(tmp_path, {})
    cannot_list(monkeypatch, tmp_path / folder)
    assert ("PG207", f"{folder}/ cannot be read: Permission denied") in found(world)


def test_a_folder_that_cannot_be_listed_does_not_hold_up_the_schools_that_do_not_need_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = lay_out(tmp_path, {"schools/quayside/kept/a.txt": "a", "schools/trusts/other.yaml": "school: {}\n"})
    (tmp_path / "schools/quayside.yaml").write_bytes((tmp_path / "schools/hilltop.yaml").read_bytes())
    cannot_list(monkeypatch, tmp_path / "schools/quayside", tmp_path / "schools/trusts")
    for each in (world, snapshot(world)):
        compiler, diagnostics = Compiler.load(each)
        assert compiler is not None
        assert not diagnostics.errors
        assert unread(compiler, "hilltop") == []
        assert unread(compiler, "quayside") == ["schools/quayside/ cannot be read: Permission denied"]
        folders = Diagnostics()
        compiler.check_folders(folders)
        assert [one.message for one in folders] == ["schools/trusts/ cannot be read: Permission denied"]


def unread(compiler: Compiler, school: str) -> list[str]:
    diagnostics = Diagnostics()
    compiler.school(school, diagnostics)
    return [one.message for one in diagnostics]


def test_a_file_of_the_look_whose_name_is_not_in_utf8_is_named(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (tmp_path / "templates").unlink()
    words = tmp_path / "templates/words"
    words.mkdir(parents=True)
    Path(os.fsdecode(os.fsencode(words) + b"/\xff.yaml")).write_text("a: b", encoding="utf-8")
    assert [one.message for one in problems(DiskWorld(tmp_path), ())] == [
        "templates/ contains a file with a name that is not in UTF-8: templates/words/\\xff.yaml"
    ]
    ran = run(tmp_path, "build", "--format", "md")
    assert (ran.code, ran.err.strip()) == (
        1, "Stopped: the name of templates/words/\\xff.yaml is not in UTF-8. Rename the file, or delete it."
    )  # fmt: skip
