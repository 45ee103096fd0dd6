"""Python packages bring libraries: found without running their code, and a broken one is reported and left out."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from policygen.compile.compiler import Compiler
from policygen.world.disk import DiskWorld
from policygen.world.memory import OverlaidWorld, snapshot
from policygen.world.protocol import OutsideTheProject, World
from tests.support.packages import CLAUSES, kites, library_yaml, package
from tests.support.projects import check, lay_out, load, shown, write


def beside(folder: Path, *python_path: Path) -> DiskWorld:
    """A project without a library of its own, where the small one comes with policygen."""
    if not (folder / "data").exists():
        lay_out(folder / "data")
        (folder / "project/schools").mkdir(parents=True)
    return DiskWorld(folder / "project", folder / "data", {}, tuple(map(str, python_path)))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The folder where pip puts packages."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    return folder


def test_a_library_in_a_python_package_adds_to_the_packaged_ones(tmp_path: Path, site: Path) -> None:
    kites(site)
    world = beside(tmp_path, site)
    project = load(world).project
    assert {"kites:kite.flying", "home:basics.why"} <= set(project.clauses)
    assert project.clauses["kites:kite.flying"].entry.id.span.file == "policygen/clauses/kites/flying.yaml"


def test_a_snapshot_for_another_process_has_the_same_libraries(tmp_path: Path, site: Path) -> None:
    kites(site)
    package(site, "broken", "Not a name = x:y")
    world = beside(tmp_path, site)
    kept: World = pickle.loads(pickle.dumps(snapshot(world)))  # noqa: S301 - made in this line
    for each in (kept, OverlaidWorld(world, {})):
        assert list(each.packaged_names("clauses")) == list(world.packaged_names("clauses"))
        assert each.read("policygen/clauses/kites/flying.yaml") == CLAUSES.encode()
        assert shown(check(each)) == shown(check(world)) != ""
    here, there = Compiler.load(world)[0], Compiler.load(kept)[0]
    assert here is not None
    assert there is not None
    assert here.fingerprint == there.fingerprint


def test_a_projects_own_library_hides_the_installed_one_as_a_whole(tmp_path: Path, site: Path) -> None:
    kites(site)
    world = beside(tmp_path, site)
    write(world.root, "clauses/kites/library.yaml", library_yaml("kites", "2.0"))
    write(world.root, "clauses/kites/own.yaml", CLAUSES.replace("kite.flying", "kite.mending"))
    for each in (world, snapshot(world)):
        clauses = load(each).project.clauses
        assert "kites:kite.mending" in clauses
        assert "kites:kite.flying" not in clauses


def test_a_projects_own_library_hides_a_packaged_one_too(tmp_path: Path) -> None:
    world = beside(tmp_path)
    for name in ("library.yaml", "basics.yaml"):
        data = (world.packaged / "clauses/home" / name).read_text("utf-8")
        write(world.root, f"clauses/home/{name}", data.replace('"1.0"', '"9.0"'))
    write(
        world.root,
        "clauses/home/requirements/guide.yaml",
        (world.packaged / "clauses/home/requirements/guide.yaml").read_bytes(),
    )
    found = load(world).project
    assert found.libraries["home"].version.text == "9.0"
    assert found.clauses["home:basics.why"].source.name == "clauses/home/basics.yaml"


def test_the_package_that_python_would_use_counts(tmp_path: Path, site: Path) -> None:
    first = tmp_path / "first"
    kites(first, "2.0")
    kites(site, "1.0")
    assert load(beside(tmp_path, first, site)).project.libraries["kites"].version.text == "2.0"


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ("../../etc = kite_clauses:kites", "is not a valid library id"),
        ("Kites = kite_clauses:kites", "is not a valid library id"),
        ("policies = kite_clauses:kites", "policygen already has one with this name"),
        ("home = kite_clauses:kites", "policygen already has one with this name"),
        ("kites = kite_clauses.inner:kites", "is not a package and a folder in it"),
        ("kites = kite_clauses:../kites", "is not a package and a folder in it"),
        ("kites = kite_clauses:/etc", "is not a package and a folder in it"),
        ("kites = kite_clauses", "is not a package and a folder in it"),
        ("kites = kite_clauses:kites [extra]", "is not a package and a folder in it"),
        ("kites = no_such_package:kites", "there is no package no_such_package"),
        ("kites = json:tool", "there is no library.yaml there"),
        ("kites = kite_clauses:elsewhere", "there is no library.yaml there"),
        ("kites = kite_clauses:linked", "is outside that package"),
        ("just words", "cannot be read"),
        ("[", "cannot be read"),
        ("k\x1b[31m = x:y", "“k\N{REPLACEMENT CHARACTER}[31m”"),
    ],
)
def test_an_entry_point_that_leads_nowhere_is_reported_and_left_out(
    tmp_path: Path, site: Path, entries: str, words: str
) -> None:
    kites(site)
    write(tmp_path, "outside/library.yaml", library_yaml("kites"))
    (site / "kite_clauses/linked").symlink_to(tmp_path / "outside")
    package(site, "kite-clauses", entries)
    world = beside(tmp_path, site, Path(json.__file__).parents[1])
    found = check(world)
    assert [(one.code, one.severity) for one in found] == [("PG283", "warning")]
    assert words in found[0].message
    assert "kites" not in load_anyway(world).project.libraries
    assert all("\x1b" not in one.message for one in found)


def load_anyway(world: World) -> Compiler:
    compiler, _ = Compiler.load(world)
    assert compiler is not None
    return compiler


def test_two_packages_with_a_library_of_one_name_are_both_left_out(tmp_path: Path, site: Path) -> None:
    kites(site)
    package(site, "other-kites", "kites = kite_clauses:kites")
    world = beside(tmp_path, site)
    (found,) = check(world)
    assert found.code == "PG283"
    assert "kite-clauses 1.0" in found.message
    assert "other-kites 1.0" in found.message
    assert "kites" not in load_anyway(world).project.libraries


def test_metadata_that_cannot_be_read_names_the_package_by_its_folder(tmp_path: Path, site: Path) -> None:
    kites(site)
    (site / "kite-clauses-1.0.dist-info/METADATA").unlink()
    assert "kites:kite.flying" in load(beside(tmp_path, site)).project.clauses
    (site / "kite-clauses-1.0.dist-info/entry_points.txt").write_bytes(b"[policygen.libraries]\n\xff\xfe = \x00\n")
    assert all(one.code == "PG283" for one in check(beside(tmp_path, site)))


def test_nothing_outside_the_folder_of_a_library_is_read(tmp_path: Path, site: Path) -> None:
    kites(site)
    write(tmp_path, "secret.yaml", CLAUSES)
    (site / "kite_clauses/kites/linked.yaml").symlink_to(tmp_path / "secret.yaml")
    (site / "kite_clauses/kites/beside.yaml").symlink_to(site / "kite_clauses/__init__.py")
    world = beside(tmp_path, site)
    assert [one.message.split()[0] for one in check(world) if one.code == "PG207"] == [
        "policygen/clauses/kites/beside.yaml",
        "policygen/clauses/kites/linked.yaml",
    ]
    for name in ("kites/linked.yaml", "kites/../../../secret.yaml", "kites//etc/passwd"):
        with pytest.raises(OutsideTheProject):
            world.read(f"policygen/clauses/{name}")


def test_a_library_that_requires_another_version_than_the_packaged_one_is_a_mistake(tmp_path: Path, site: Path) -> None:
    kites(site, requires='["home>=1.0,<2"]')
    assert check(beside(tmp_path, site)) == []
    kites(site, requires='["home>=2"]')
    (found,) = check(beside(tmp_path, site))
    assert str(found.span) == "policygen/clauses/kites/library.yaml:9:12"
    assert "requires `home>=2`, but version 1.0 is installed" in found.message


def test_a_project_with_a_vocabulary_uses_no_installed_library(tmp_path: Path, site: Path) -> None:
    kites(site)
    package(site, "broken", "Not a name = x:y")
    small = lay_out(tmp_path / "small")
    assert isinstance(small, DiskWorld)
    world = DiskWorld(small.root, small.root, {}, (str(site),))
    assert check(world) == []
    assert "kites" not in load(world).project.libraries
