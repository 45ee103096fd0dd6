"""A check takes its findings from the store as long as nothing that the last one read has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from policygen.api.checking import CheckReport
from policygen.api.library import Library
from policygen.store.place import FORM
from policygen.world.disk import DiskWorld
from policygen.world.recorded import RecordedWorld
from tests.support.projects import lay_out, write


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An entry for each time that a project is really checked."""
    found: list[str] = []
    real = Library.check

    def check(self: Library):  # type: ignore[no-untyped-def]
        found.append("")
        return real(self)

    monkeypatch.setattr(Library, "check", check)
    return found


def _rename(folder: Path) -> None:
    file = folder / "schools/hilltop.yaml"
    file.write_text(file.read_text().replace("name:", "nam:", 1))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a setting": _rename,
    "a new school": lambda folder: write(folder, "schools/second.yaml", "school: {}\n"),
    "a school that goes": lambda folder: (folder / "schools/hilltop.yaml").unlink(),
    "a file in a school's folder": lambda folder: write(folder, "schools/hilltop/adopted/x/2020-01-01.json", "{}"),
    "a file that is no settings": lambda folder: write(folder, "schools/notes.txt", "x"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changed_since_is_found(tmp_path: Path, checks: list[str], change: str) -> None:
    lay_out(tmp_path / "project")
    world, store = DiskWorld(tmp_path / "project", tmp_path / "project", {}), tmp_path / "store"
    first = CheckReport.of(world, store)
    assert (CheckReport.of(world, store), len(checks)) == (first, 1)
    CHANGES[change](tmp_path / "project")
    assert CheckReport.of(world, store) == CheckReport.of(world)
    assert len(checks) == 3, "checked again"


def test_a_damaged_record_is_made_again(tmp_path: Path, checks: list[str]) -> None:
    world, store = lay_out(tmp_path / "project"), tmp_path / "store"
    assert isinstance(world, DiskWorld)
    first = CheckReport.of(world, store)
    for left in (9, 0):
        (file,) = (path for path in (store / FORM / "check").rglob("*") if path.is_file())
        file.write_bytes(file.read_bytes()[:left])
        assert CheckReport.of(world, store) == first
    assert len(checks) == 3


def test_a_recorded_world_answers_as_its_folder_does(tmp_path: Path) -> None:
    lay_out(tmp_path)
    plain = DiskWorld(tmp_path, tmp_path, {"SOURCE_DATE_EPOCH": "86400"})
    recorded = RecordedWorld.over(plain)
    assert list(recorded.names("schools")) == list(plain.names("schools"))
    assert recorded.read("schools/hilltop.yaml") == plain.read("schools/hilltop.yaml")
    assert (recorded.today(), recorded.is_checkout) == (plain.today(), plain.is_checkout)
    with pytest.raises(FileNotFoundError):
        recorded.read("schools/none.yaml")
    assert {what for what, *_ in recorded.trace} >= {"names", "read", "today", "is_checkout"}
