"""policygen.lock: written for what is installed, and every difference from it is an error with its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import policygen
from policygen.api.interviewing import Interviews
from policygen.check.locking import changes_since, encode_lock, pins_of, read_lock
from policygen.diagnostics.model import Diagnostics
from policygen.doctor.project import check_pinned
from policygen.model.lock import Pin, PinChange
from policygen.world.disk import DiskWorld
from policygen.world.memory import snapshot
from tests.support.machines import machine
from tests.support.packages import CLAUSES, kites, library_yaml, package
from tests.support.projects import check, lay_out, load, write


@pytest.fixture
def world(tmp_path: Path) -> DiskWorld:
    """A project without clauses of its own, the small library packaged, and the library `kites` installed."""
    lay_out(tmp_path / "data")
    (tmp_path / "project/schools").mkdir(parents=True)
    kites(tmp_path / "site")
    return fresh(tmp_path)


def fresh(folder: Path) -> DiskWorld:
    """The project as a new run sees it."""
    return DiskWorld(folder / "project", folder / "data", {}, (str(folder / "site"),))


def lock(world: DiskWorld) -> None:
    write(world.root, "policygen.lock", encode_lock(pins_of(load(world).project).values()))


def codes(world: DiskWorld) -> list[str]:
    return [f"{one.code} {one.severity} {one.message}" for one in check(world)]


def test_the_lock_has_packaged_and_installed_libraries_and_what_they_share(world: DiskWorld) -> None:
    pins = pins_of(load(world).project)
    assert {name: pin.version for name, pin in pins.items() if name != "policygen"} == {
        "home": "1.0", "kites": "1.0", "law": "2.0",
    }  # fmt: skip
    assert list(pins["kites"].clauses) == ["kite.flying"]
    assert all(len(digest) == 12 for pin in pins.values() for digest in pin.clauses.values())
    assert pins["policygen"].clauses == {}


def test_a_projects_own_libraries_are_not_in_it(world: DiskWorld) -> None:
    write(world.root, "clauses/ours/library.yaml", library_yaml("ours"))
    write(world.root, "clauses/ours/own.yaml", CLAUSES)
    write(world.root, "clauses/home/more.yaml", CLAUSES.replace("kite.flying", "kite.mending"))
    pins = pins_of(load(world).project)
    assert "ours" not in pins
    assert "kite.mending" not in pins["home"].clauses


def test_what_is_written_reads_back_equal_and_passes(world: DiskWorld) -> None:
    pins = pins_of(load(world).project)
    data = encode_lock(reversed(pins.values()))
    assert data == encode_lock(pins.values())
    write(world.root, "policygen.lock", data)
    found = read_lock(world, Diagnostics())
    assert found is not None
    assert found.pins == pins
    assert codes(world) == codes(snapshot(world)) == []  # type: ignore[arg-type]


def test_another_version_other_words_and_a_new_library_are_errors(tmp_path: Path, world: DiskWorld) -> None:
    lock(world)
    kites(tmp_path / "site", "1.1")
    assert codes(fresh(tmp_path)) == [
        "PG284 error the library `kites` is version 1.1, but policygen.lock lists version 1.0"
    ]
    kites(tmp_path / "site", text=CLAUSES.replace("may fly", "must not fly"))
    expected = ["PG284 error the files in the library `kites` 1.0 differ from those recorded in policygen.lock"]
    assert codes(fresh(tmp_path)) == expected
    assert codes(snapshot(fresh(tmp_path))) == expected  # type: ignore[arg-type]
    (tmp_path / "site/kite-clauses-1.0.dist-info/entry_points.txt").unlink()
    assert codes(fresh(tmp_path)) == ["PG284 error the library `kites` 1.0 is in policygen.lock, but is not installed"]


def test_a_library_that_nobody_pinned_is_an_error(tmp_path: Path, world: DiskWorld) -> None:
    without = replace(world, python_path=())
    lock(without)
    assert codes(without) == []
    assert codes(fresh(tmp_path)) == ["PG284 error the library `kites` 1.0 is installed, but is not in policygen.lock"]


def test_a_change_to_what_all_libraries_share_is_seen(tmp_path: Path, world: DiskWorld) -> None:
    lock(world)
    with (world.packaged / "clauses/contacts.yaml").open("a", encoding="utf-8") as file:
        file.write("# A new telephone number would be here.\n")
    assert next(one.split(" ", 2)[2] for one in codes(fresh(tmp_path))).startswith(
        "the files in the library `policygen`"
    )


def test_a_file_that_policygen_does_not_read_makes_no_difference(tmp_path: Path, world: DiskWorld) -> None:
    lock(world)
    write(tmp_path, "site/kite_clauses/kites/README.md", "Not read.")
    assert codes(fresh(tmp_path)) == []


def test_a_lock_that_leads_out_of_the_project_is_reported(tmp_path: Path, world: DiskWorld) -> None:
    lock(world)
    (world.root / "policygen.lock").rename(tmp_path / "elsewhere.lock")
    (world.root / "policygen.lock").symlink_to(tmp_path / "elsewhere.lock")
    for each in (world, snapshot(world)):
        assert [one.code for one in check(each)] == ["PG207"]


def test_the_clauses_of_a_change_are_told_apart() -> None:
    before = Pin("kites", "1.0", "aa", {"gone": "1" * 12, "same": "2" * 12, "other": "3" * 12})
    after = Pin("kites", "1.1", "bb", {"new": "1" * 12, "same": "2" * 64, "other": "4" * 12})
    (change,) = changes_since({"kites": before}, {"kites": after})
    assert (change.id, change.added, change.removed, change.reworded) == ("kites", ("new",), ("gone",), ("other",))
    assert changes_since({"kites": before}, {"kites": before}) == ()
    assert PinChange(before, None).removed == ("gone", "other", "same")


def test_the_first_school_of_a_project_pins_its_libraries_and_a_second_does_not(world: DiskWorld) -> None:
    path = world.root / "policygen.lock"
    Interviews(load(world).project).start("larch")
    assert path.read_bytes() == encode_lock(pins_of(load(world).project).values())
    path.unlink()
    Interviews(load(world).project).start("kestrel")
    assert not path.exists()


def test_doctor_says_what_is_installed_and_pinned(tmp_path: Path, world: DiskWorld) -> None:
    def said(one: DiskWorld) -> dict[str, tuple[str, str]]:
        found = check_pinned(machine(world.root, world=one))
        return {finding.name: (finding.status, finding.found) for finding in found}

    unpinned = said(world)
    assert unpinned["library kites"] == ("fine", "version 1.0, from the Python package kite-clauses 1.0")
    assert unpinned["policygen.lock"][0] == "advice"
    lock(world)
    assert said(world)["library home"] == ("fine", "version 1.0, pinned in policygen.lock")
    kites(tmp_path / "site", "1.1")
    package(tmp_path / "site", "broken", "kestrels = nowhere:kestrels")
    now = check_pinned(machine(world.root, world=fresh(tmp_path)))
    assert [one.status for one in now if one.name == "libraries"] == ["advice", "wanting"]


def test_a_librarys_facts_say_where_it_comes_from_and_what_is_pinned(tmp_path: Path, world: DiskWorld) -> None:
    lock(world)
    kites(tmp_path / "site", "1.1")
    libraries = policygen.load(fresh(tmp_path)).libraries
    assert (libraries["kites"].package, libraries["kites"].version) == ("kite-clauses 1.0", "1.1")
    assert libraries["kites"].pinned == "1.0"
    assert (libraries["home"].package, libraries["home"].pinned) == ("", "1.0")
