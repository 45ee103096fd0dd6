"""A disk that fills at any write, a store or a folder that is read-only, and damage in the store: nothing is lost."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

import pytest

from policygen.build.order import Order
from policygen.build.parallel import build
from policygen.build.results import SchoolResult
from policygen.compile.compiler import Compiler
from policygen.store.contents import verify_store
from policygen.store.place import FORM
from policygen.world.disk import DiskWorld
from tests.support.failing_disk import FailingDisk, failing
from tests.support.projects import lay_out

PERSONS = b"A person's words"
EDITED = "build/hilltop/online.md"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project whose school was built and then got another name, with a built file that a person has edited."""
    folder = tmp_path_factory.mktemp("before")
    lay_out(folder / "project")
    _built(folder)
    settings = folder / "project/schools/hilltop.yaml"
    settings.write_text(settings.read_text().replace("name: ", "name: New ", 1))
    (folder / "project" / EDITED).unlink()  # as programs save: the store has the built file under another name
    (folder / "project" / EDITED).write_bytes(PERSONS)
    return folder


@pytest.fixture(scope="module")
def compiler(before: Path) -> Compiler:
    """What reads the project; its files are written below copies of it."""
    found, _ = Compiler.load(DiskWorld(before / "project", before / "project", {}))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def whole(before: Path, compiler: Compiler, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What an undisturbed build makes of it."""
    folder = _copied(before, tmp_path_factory.mktemp("whole"))
    _built(folder, compiler)
    return _files(folder)


def _copied(before: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    return Path(shutil.copytree(before, folder, symlinks=True))


def _built(folder: Path, compiler: Compiler | None = None) -> list[SchoolResult]:
    project = folder / "project"
    if compiler is None:
        compiler, _ = Compiler.load(DiskWorld(project, project, {}))
        assert compiler is not None
    order = Order(("md", "json"), out=project / "build", draft=True, project=project, store=folder / "store")
    return list(build(compiler, ["hilltop"], order, 1))


def _files(folder: Path) -> dict[str, bytes]:
    paths = (path for name in ("build", "schools") for path in (folder / "project" / name).rglob("*"))
    return {str(path.relative_to(folder / "project")): path.read_bytes() for path in paths if path.is_file()}


def _codes(results: Iterable[SchoolResult]) -> set[str]:
    return {one.code for result in results for one in result.diagnostics if one.code.startswith(("PG50", "PG859"))}


def _tried(folder: Path, compiler: Compiler, disk: FailingDisk, whole: dict[str, bytes]) -> Iterator[str]:
    """Build on a disk that fails, then on one that does not; yield what is wrong afterwards."""
    old = _files(folder)
    codes: set[str] = set()
    results: list[SchoolResult] = []
    try:
        with failing(disk):
            results = _built(folder, compiler)
        codes = _codes(results)
    except OSError as error:  # of the manifest alone, which the command says
        if error.errno != disk.number or ".policygen" not in str(error.filename):
            yield f"it raised {error!r}"
        codes = {"the manifest"}
    there = _files(folder)
    if PERSONS not in there.values():
        yield "the person's file is lost"
    for name, data in there.items():
        if not Path(name).name.startswith(".") and data not in (old.get(name), whole.get(name)):
            yield f"{name} is neither the old one nor the new one"
    if disk.failed and not codes and results and any(one.not_made for one in results):
        yield "nothing was said"
    if disk.failed and disk.lasting and not codes:
        yield "nothing was said of a disk that stayed full"
    if verify_store(folder / "store")[1]:
        yield "an object of the store is damaged"
    if _codes(_built(folder, compiler)):
        yield "the next build complained"
    if (after := _files(folder)) != whole:
        yield f"another build did not mend {sorted(set(after.items()) ^ set(whole.items()))}"
    if left := [path.name for path in (folder / "store").rglob(".*")]:
        yield f"the store has {left}"


def _all_tried(before: Path, folder: Path, compiler: Compiler, whole: dict[str, bytes], step: int) -> list[str]:
    wrong = []
    for first in count(1, step):
        for lasting in (True, False):
            copy = _copied(before, folder / "copy")
            disk = FailingDisk(copy, errno.ENOSPC, first, lasting)
            wrong += [f"{first}, {lasting}: {one}" for one in _tried(copy, compiler, disk, whole)]
        if not disk.failed:
            return wrong
    raise AssertionError


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(30),
        pytest.param(9, marks=pytest.mark.conformance),
        pytest.param(1, marks=(pytest.mark.conformance, pytest.mark.whole)),
    ],
)
def test_a_disk_that_fills_at_some_write_loses_nothing(
    before: Path, compiler: Compiler, whole: dict[str, bytes], tmp_path: Path, step: int
) -> None:
    assert _all_tried(before, tmp_path, compiler, whole, step) == []


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC])
def test_a_store_that_cannot_be_written_is_said_once_and_all_is_built(
    before: Path, compiler: Compiler, whole: dict[str, bytes], tmp_path: Path, number: int
) -> None:
    folder = _copied(before, tmp_path / "copy")
    shutil.rmtree(folder / "store")
    with failing(FailingDisk(folder / "store", number, 1)):
        (result,) = _built(folder, compiler)
    assert [one.code for one in result.diagnostics if one.code.startswith("PG85")] == ["PG859"]
    assert not result.not_made
    assert _files(folder) == whole


def test_damaged_objects_are_named_and_made_again(
    before: Path, compiler: Compiler, whole: dict[str, bytes], tmp_path: Path
) -> None:
    folder = _copied(before, tmp_path / "copy")
    shutil.rmtree(folder / "store")
    _built(folder, compiler)
    objects = [path for path in (folder / "store" / FORM).rglob("*/*/*") if path.is_file()]
    for number, path in enumerate(objects):
        data = path.read_bytes()
        path.unlink()  # a built file has this name and another
        path.write_bytes((b"", data[:-1], data[:70] + b"?" + data[71:])[number % 3])
    shutil.rmtree(folder / "project/build")
    (result,) = _built(folder, compiler)
    assert result.damaged
    assert not result.not_made
    built = {name: data for name, data in whole.items() if name.startswith("build/")}
    assert {name: data for name, data in _files(folder).items() if name.startswith("build/")} == built
    assert verify_store(folder / "store") == (len(objects), ())
