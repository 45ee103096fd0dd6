"""Builds and merges at once into one store and one out folder, and merges on a full disk: nothing is lost or left."""

from __future__ import annotations

import errno
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from policygen.build.joining import JoinedShards
from policygen.store.contents import verify_store
from tests.support.cli import Ran, run, run_elsewhere
from tests.support.failing_disk import FailingDisk, failing
from tests.support.projects import lay_out
from tests.support.settings import school

pytestmark = pytest.mark.conformance
PERSONS = b"A person's words"
EDITED = "hilltop/online.md"
BUILD = ("build", "--draft", "--format", "md,json")
TODAY = date(2026, 11, 30)


def _project(folder: Path) -> Path:
    lay_out(folder, {f"schools/{name}.yaml": school(school=f"\n  name: {name}\n  phase: [primary]") for name in "abcd"})
    return folder


def _at_once(folder: Path, *commands: tuple[str, ...]) -> list[Ran]:
    with ThreadPoolExecutor(len(commands)) as pool:
        store = {"POLICYGEN_STORE": str(folder / "store")}
        return list(pool.map(lambda one: run_elsewhere(folder, *one, environment=store), commands))


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _edit(out: Path) -> None:
    (out / EDITED).unlink()
    (out / EDITED).write_bytes(PERSONS)


def test_builds_at_once_end_with_the_files_of_one(tmp_path: Path) -> None:
    alone, together = _project(tmp_path / "alone"), _project(tmp_path / "together")
    for folder in (alone, together):
        assert run(folder, *BUILD, "--no-store").code == 0
        _edit(folder / "build")
        settings = folder / "schools/hilltop.yaml"
        settings.write_text(settings.read_text().replace("name: ", "name: New ", 1))
    assert run(alone, *BUILD, "--no-store").code == 0
    second = (*BUILD, "--out", "second")
    for ran in _at_once(together, BUILD, BUILD, (*BUILD, "--jobs", "2"), second):
        assert ran.code == 0, ran.err
    assert _files(together / "build") == _files(alone / "build")
    assert _files(together / "schools") == _files(alone / "schools")
    assert list(_files(together / "schools").values()).count(PERSONS) == 1
    assert _files(together / "second").keys() == _files(alone / "build").keys()
    count, damaged = verify_store(together / "store")
    assert count
    assert not damaged
    assert not list((together / "store").rglob(".*"))


def test_merges_at_once_and_on_a_full_disk_lose_nothing(tmp_path: Path) -> None:
    folder = _project(tmp_path / "project")
    shards = [f"shard{number}" for number in (1, 2)]
    for number, shard in enumerate(shards, 1):
        assert run(folder, *BUILD, "--no-store", "--out", shard, "--shard", f"{number}/2").code == 0
    merge = ("manifest", "merge", "joined", *shards)
    assert run(folder, *merge).code == 0
    joined = _files(folder / "joined")
    _edit(folder / "joined")
    for ran in _at_once(folder, merge, merge):
        assert ran.code == 0, ran.err
    found = _files(folder / "joined")
    assert list(found.values()).count(PERSONS) == 1
    assert {name: data for name, data in found.items() if data != PERSONS} == joined

    for first in (1, 2, 3, 5, 8, 13, 21):
        out = folder / f"full{first}"
        with failing(FailingDisk(out, errno.ENOSPC, first)) as disk:
            try:
                said = [one for result in shards_of(folder, shards).write(out, TODAY) for one in result.diagnostics]
            except OSError as error:
                said = [error]
        assert disk.failed
        assert said
        half = _files(out) if out.is_dir() else {}
        assert all(data == joined[name] for name, data in half.items() if not Path(name).name.startswith("."))
        assert run(folder, "manifest", "merge", out.name, *shards).code == 0
        assert _files(out) == joined


def shards_of(folder: Path, names: list[str]) -> JoinedShards:
    found = JoinedShards.find([folder / name for name in names])
    assert not found.diagnostics
    return found
