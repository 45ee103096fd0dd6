"""scripts/setup.sh, run in a folder by itself with a stub for Python: what counts as done, and what is left alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
# Makes an environment that has only a copy of this stub; says what pip was asked to install, and fails on demand.
PYTHON = """\
#!/bin/sh
case "$*" in
    *"-m venv"*)
        for folder in "$@"; do :; done
        case "$*" in *--clear*) rm -rf "$folder"/* ;; esac
        mkdir -p "$folder/bin" && cp "$0" "$folder/bin/python"
        ;;
    *"-m pip"*install*)
        echo "$*" >>"$SAID"
        [ ! -e "$SAID.fail" ]
        ;;
    *sys.argv*) echo "$3 3.11" ;;
    *print*) echo 3.11 ;;
esac
"""
LIBRARIES = "libpango-1.0.so libpangoft2-1.0.so libharfbuzz-subset.so"


class Clone:
    """A clone with the script and nothing else, and the programs that the script asks."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.said, self.programs = folder / "clone", folder / "said", folder / "programs"
        for name in ("requirements/lock.txt", "requirements/lock-dev.txt", "pyproject.toml"):
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(name)
        (self.folder / "scripts").mkdir()
        shutil.copy(ROOT / "scripts/setup.sh", self.folder / "scripts")
        self.programs.mkdir()
        for name, text in (("python3", PYTHON), ("ldconfig", f"#!/bin/sh\necho {LIBRARIES}\n")):
            (self.programs / name).write_text(text)
            (self.programs / name).chmod(0o755)

    def run(self, what: str = "test") -> int:
        """Run the script; return its exit code. `installed` has what pip was asked for."""
        self.said.write_text("")
        environment = {
            "PATH": f"{self.programs}:{os.defpath}",
            "HOME": str(self.folder),
            "SAID": str(self.said),
            "PYTHON": "python3",
        }
        command = ["sh", str(self.folder / "scripts/setup.sh"), what]
        return subprocess.run(command, env=environment, check=False, capture_output=True, timeout=60).returncode

    @property
    def installed(self) -> int:
        return len(self.said.read_text().splitlines())

    def fails(self, yes: bool) -> None:
        mark = Path(f"{self.said}.fail")
        mark.touch() if yes else mark.unlink()


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    if os.uname().sysname == "Darwin":
        pytest.skip("a Mac's libraries come from Homebrew")
    return Clone(tmp_path)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_what_is_installed_is_not_installed_again(clone: Clone) -> None:
    assert clone.run() == 0
    assert clone.installed == 3  # two lock files and policygen itself
    assert clone.run() == 0
    assert clone.installed == 0


def test_an_installation_that_was_interrupted_does_not_count_as_done(clone: Clone) -> None:
    assert clone.run() == 0
    lock = clone.folder / "requirements/lock-dev.txt"
    before = lock.read_text()
    lock.write_text("another release")
    clone.fails(True)
    assert clone.run() == 1
    # Half of the other release is there: that the lock file is the old one again makes nothing whole.
    lock.write_text(before)
    clone.fails(False)
    assert clone.run() == 0
    assert clone.installed == 1


@pytest.mark.parametrize("made_for", ["", "/another/clone 3.11\n"])
def test_the_environment_that_a_link_leads_to_is_left_as_it_is(clone: Clone, tmp_path: Path, made_for: str) -> None:
    other = tmp_path / "other"
    (other / "bin").mkdir(parents=True)
    shutil.copy(clone.programs / "python3", other / "bin/python")
    if made_for:
        (other / "made-for").write_text(made_for)
    before = contents(other)
    (clone.folder / ".venv").symlink_to(other)
    assert clone.run() == 0
    assert contents(other) == before
    assert not (clone.folder / ".venv").is_symlink()
    assert clone.installed == 3


def test_the_tools_that_a_link_leads_to_are_left_as_they_are(clone: Clone, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "kept").write_text("kept")
    (clone.folder / ".tools").symlink_to(other)
    assert clone.run("lock") == 0
    assert contents(other) == {"kept": b"kept"}
    assert (clone.folder / ".tools/uv/bin/python").is_file()
