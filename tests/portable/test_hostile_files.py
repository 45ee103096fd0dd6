"""A school's file can come from anywhere: each hostile one is refused in words, and nothing of it stays."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from policygen.portable.contents import NotASchoolFile
from policygen.portable.importing import import_school
from policygen.portable.reading import Limits, unpack
from policygen.world.disk import DiskWorld
from tests.portable.hostile import HOSTILE, KEPT, WHOLE, bomb, school_zip
from tests.support.cli import run
from tests.support.projects import lay_out


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_words_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    data, reason = HOSTILE[name]
    file, project = tmp_path / "x.school.zip", tmp_path / "project"
    file.write_bytes(data)
    (project / "schools").mkdir(parents=True)
    tracemalloc.start()
    try:
        with pytest.raises(NotASchoolFile) as refused:
            import_school(DiskWorld(project, project, {}), file)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert reason in str(refused.value)
    assert str(refused.value).isprintable()
    assert list(project.iterdir()) == [project / "schools"]
    assert list((project / "schools").iterdir()) == []
    assert peak < 40_000_000


def test_the_same_files_without_the_trick_are_read(tmp_path: Path) -> None:
    file, folder = tmp_path / "x.school.zip", tmp_path / "folder"
    file.write_bytes(WHOLE)
    folder.mkdir()
    assert unpack(file, folder).school == "hilltop"
    assert sorted(everything(folder)) == ["school.json", "schools/hilltop.yaml", "schools/hilltop/kept/a.pdf"]


@pytest.mark.parametrize("limits", [Limits(archive=100), Limits(file=2_000), Limits(total=2_000), Limits(files=2)])
def test_each_limit_holds(tmp_path: Path, limits: Limits) -> None:
    file, folder = tmp_path / "x.school.zip", tmp_path / "folder"
    file.write_bytes(school_zip(bomb(3_000)))
    folder.mkdir()
    with pytest.raises(NotASchoolFile):
        unpack(file, folder, limits)


def test_a_zip_file_inside_stays_as_it_is(tmp_path: Path) -> None:
    file, folder = tmp_path / "x.school.zip", tmp_path / "folder"
    inner, _ = HOSTILE["a bomb"]
    file.write_bytes(school_zip(type(KEPT)(KEPT.name, inner)))
    folder.mkdir()
    unpack(file, folder)
    assert (folder / "schools/hilltop/kept/a.pdf").read_bytes() == inner


def test_the_command_says_why_and_ends_with_1(tmp_path: Path) -> None:
    lay_out(tmp_path)
    before = everything(tmp_path / "schools")
    (tmp_path / "x.zip").write_bytes(HOSTILE["up and out"][0])
    ran = run(tmp_path, "import", "x.zip")
    assert (ran.code, ran.out) == (1, "")
    assert (
        "x.zip was not imported. It contains the file name “schools/hilltop/kept/../../../../x”, which is not safe."
        in ran.err
    )
    assert everything(tmp_path / "schools") == before
