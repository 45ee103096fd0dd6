"""What holds for all tests: no file is forced to the disk, and what many tests read is read once."""

from __future__ import annotations

import contextlib
import gc
import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.support.drawn import drawn_once
from tests.support.remembered import remember
from tests.support.sampling import leave_to_conformance

TESTS = Path(__file__).parent


@pytest.fixture(autouse=True, scope="session")
def _files_stay_in_memory() -> None:
    """A file is forced to the disk so that it survives a power cut; that of a test need not."""
    os.fsync = lambda _: None


@pytest.fixture(autouse=True, scope="session")
def _packaged_libraries_are_read_once() -> None:
    remember()


@pytest.fixture(scope="module")
def drawings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The tests of a file that asks for it look at pages that all such files of this run draw once."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "drawn"
    folder.mkdir(exist_ok=True)
    with drawn_once(folder):
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_test_uses_the_store_of_a_person(tmp_path_factory: pytest.TempPathFactory) -> None:
    os.environ["POLICYGEN_STORE"] = str(tmp_path_factory.getbasetemp() / "store")


def pytest_configure(config: pytest.Config) -> None:
    # Libraries are trees of many small objects: looking through them every 700 objects is slow.
    gc.set_threshold(100_000, 20, 100)
    if os.environ.get("PYTEST_XDIST_WORKER") == "gw1" and config.args == config.getini("testpaths"):
        import_from_the_end(config)


def import_from_the_end(config: pytest.Config) -> None:
    """Import the files of tests from the last to the first, while the other processes import them as they come.

    Each needs all of them. What one has compiled the others find on the disk, so in a fresh clone each compiles a part.
    """
    left_out = [config.rootpath / folder for folder in config.getoption("ignore") or ()]
    for file in sorted(TESTS.rglob("test_*.py"), reverse=True):
        if not any(file.is_relative_to(folder) for folder in left_out):
            # What cannot be imported is told when it is collected.
            with contextlib.suppress(Exception, pytest.skip.Exception):
                import_module(".".join(file.relative_to(TESTS.parent).with_suffix("").parts))


@pytest.hookimpl(tryfirst=True)  # before pytest deselects by mark
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    leave_to_conformance(items)
