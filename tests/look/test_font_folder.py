"""No folder of fonts stays behind: a process removes its own, and those of processes that were killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from policygen.look.font_folder import FontFolder, remove_abandoned_fonts

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no locks that end with a process")

MAKE = "import sys; from policygen.look.font_folder import FontFolder; f = FontFolder({'a.ttf': b'a'}); print(f.path);"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def started(then: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"{MAKE} sys.stdout.flush(); {then}"], stdout=-1, stdin=-1, text=True
    )


def test_a_process_that_ends_leaves_none(temporary: Path) -> None:
    started("").communicate()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("end", ["import os; os._exit(1)", "import os; os.kill(os.getpid(), 9)"])
def test_that_of_a_process_that_could_not_remove_it_goes_with_the_next(temporary: Path, end: str) -> None:
    started(end).communicate()
    (left,) = temporary.iterdir()
    folder = FontFolder({"b.ttf": b"b"})
    assert list(temporary.iterdir()) == [folder.path]
    assert left != folder.path
    assert (folder.path / "b.ttf").read_bytes() == b"b"


def test_that_of_a_process_at_work_stays() -> None:
    with started("sys.stdin.read()") as process:
        assert process.stdout is not None
        path = Path(process.stdout.readline().strip())
        remove_abandoned_fonts()
        assert (path / "a.ttf").read_bytes() == b"a"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        remove_abandoned_fonts()
        assert not path.exists()


def test_its_own_stays_as_long_as_it_is_held() -> None:
    folder = FontFolder({"a.ttf": b"a"})
    remove_abandoned_fonts()
    path = folder.path
    assert (path / "a.ttf").exists()
    del folder
    assert not path.exists()


def test_what_only_has_the_name_is_left_alone(temporary: Path) -> None:
    other = temporary / "policygen-fonts-of-mine"
    other.mkdir()
    remove_abandoned_fonts()
    assert other.is_dir()
