"""A build with nothing to do says what the last one said, compiles nothing, and notices every change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import policygen
from policygen.build.dry_run import dry_run
from policygen.build.finished import FinishedBuild
from policygen.build.order import Order
from policygen.build.parallel import build
from policygen.cli.progress import shown_results
from policygen.compile.compiler import Compiler
from policygen.store.contents import clear_store, store_size, trim_store, verify_store
from policygen.store.place import FORM
from policygen.world.disk import DiskWorld
from policygen.world.memory import MemoryWorld
from tests.support.projects import lay_out, write

DAY = date(2026, 11, 30)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay_out(tmp_path / "project")
    return tmp_path / "project"


def _order(project: Path) -> Order:
    return Order(("md",), out=project / "build", draft=True, project=project, store=project.parent / "store")


def _files(project: Path) -> MemoryWorld:
    return MemoryWorld.of(DiskWorld(project, project, {}))


def _compiler(project: Path) -> Compiler:
    compiler, _ = Compiler.load(_files(project))
    assert compiler is not None
    return compiler


def _build(project: Path) -> FinishedBuild:
    files, order = _files(project), _order(project)
    results = tuple(build(_compiler(project), ["hilltop"], order, 1))
    finished = FinishedBuild((), ("one line",), results)
    finished.keep(files, order, [], DAY)
    return finished


def _again(project: Path, on: date = DAY) -> FinishedBuild | None:
    return FinishedBuild.find(_files(project), _order(project), [], on)


def _made(project: Path) -> Path:
    return sorted((project / "build/hilltop").glob("*.md"))[0]


CHANGES: dict[str, Callable[[Path], object]] = {
    "a setting": lambda project: write(project, "schools/other.yaml", "school: {}\n"),
    "a built file": lambda project: _made(project).write_bytes(b"edited"),
    "a built file that is gone": lambda project: _made(project).unlink(),
    "the manifest": lambda project: (project / "build/.policygen.json").unlink(),
    "a build that was killed": lambda project: (project / "build/.policygen.1.journal").touch(),
    "the store": lambda project: clear_store(project.parent / "store"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_is_built_again(project: Path, change: str) -> None:
    assert _again(project) is None
    _build(project)
    first = _build(project)  # the first recorded the bases of the school's tailoring, which are files of the project
    assert _again(project) == first
    assert _again(project, date(2026, 12, 1)) is None, "findings depend on the day"
    CHANGES[change](project)
    assert _again(project) is None


def test_a_file_written_again_with_the_same_bytes_is_read_and_believed(project: Path) -> None:
    _build(project)
    first = _build(project)
    _made(project).write_bytes(_made(project).read_bytes())
    again = _again(project)
    assert again is not None
    assert [replace(one, marks={}) for one in again.results] == [replace(one, marks={}) for one in first.results]
    assert again.results != first.results, "with the times of now"


def test_the_findings_on_a_school_that_were_shown_are_kept(project: Path) -> None:
    file = project / "schools/hilltop.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("  phones: handed_in\n", "  phones:\n"), encoding="utf-8")
    library = policygen.load(_files(project))
    (shown,) = shown_results(library, ["hilltop"], _order(project), policygen.Workforce(), "concise")
    assert shown.diagnostics
    assert not shown.sources, "the texts are read again"


def test_what_a_build_did_to_a_persons_file_is_not_told_again(project: Path) -> None:
    _build(project)
    _made(project).write_bytes(b"edited")
    assert any(result.notes for result in _build(project).results), "the person's file is kept, and told of"
    again = _again(project)
    assert again is None or not any(result.notes for result in again.results)


def test_a_dry_run_says_why_and_writes_nothing(project: Path) -> None:
    def reasons() -> set[str]:
        before = {path: path.stat().st_mtime_ns for path in project.parent.rglob("*") if path.is_file()}
        (planned,) = dry_run(_compiler(project), ["hilltop"], _order(project))
        assert before == {path: path.stat().st_mtime_ns for path in project.parent.rglob("*") if path.is_file()}
        return {reason for one in planned.files for reason in one.reasons}

    assert reasons() == {"it is new"}
    _build(project)
    assert reasons() == set()
    file = project / "schools/hilltop.yaml"
    text = file.read_text()
    first = next(line for line in text.splitlines() if line.strip().startswith("name:"))
    file.write_text(text.replace(first, f"{first} again", 1))
    assert reasons() == {"the school’s answers have changed"}
    file.write_text(text)
    _made(project).write_bytes(b"edited")
    assert reasons() == {"somebody has changed it (their copy would be kept)"}


def test_the_store_is_verified_and_trimmed_oldest_first(project: Path) -> None:
    _build(project)
    store = project.parent / "store"
    count, damaged = verify_store(store)
    assert count == store_size(store).objects
    assert not damaged
    assert store_size(store).shared > 0
    _made(project).write_bytes(b"edited in place")
    assert len(verify_store(store)[1]) == 1
    trim_store(store, 0, 1)
    assert store_size(store).objects == 0
    assert _made(project).read_bytes() == b"edited in place", "what is in the out folder stays"
    assert (store / FORM).is_dir()
