"""What must not end a watch, and what must."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import watchfiles
from watchfiles._rust_notify import WatchfilesRustInternalError

from policygen.build.watch import Watch, inputs
from policygen.world.disk import DiskWorld
from tests.support.projects import lay_out


def watched(folder: Path, monkeypatch: pytest.MonkeyPatch, **options: bool) -> Watch:
    def nothing_saved(*_: Path, **__: object) -> Iterator[set[tuple[int, str]]]:
        while True:
            yield set()

    monkeypatch.setattr(watchfiles, "watch", nothing_saved)
    lay_out(folder)
    return Watch(DiskWorld(folder), (), folder / "build", lambda: options.get("unheard", False))


def test_it_ends_with_its_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = watched(tmp_path / "project", monkeypatch)
    shutil.rmtree(tmp_path / "project")
    assert list(watch.saved()) == []


def test_it_ends_when_nobody_reads_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(watched(tmp_path / "project", monkeypatch, unheard=True).saved()) == []


def test_a_link_to_itself_is_no_input(tmp_path: Path) -> None:
    lay_out(tmp_path)
    loop = tmp_path / "schools/loop.yaml"
    loop.symlink_to("loop.yaml")
    school = tmp_path / "schools/hilltop.yaml"
    assert inputs(DiskWorld(tmp_path), tmp_path / "build", [loop, school]) == ("schools/hilltop.yaml",)


def test_a_name_that_is_not_in_utf8_does_not_end_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = watched(tmp_path / "project", monkeypatch, unheard=True)
    usual, failing = watchfiles.watch, [True]

    def stopped_once(*folders: Path, **options: bool) -> Iterator[set[tuple[int, str]]]:
        if failing.pop() if failing else False:
            raise WatchfilesRustInternalError("Unable to decode path")
        yield from usual(*folders, **options)

    monkeypatch.setattr(watchfiles, "watch", stopped_once)
    (saved,) = watch.saved()
    assert tmp_path / "project/schools/hilltop.yaml" in saved
