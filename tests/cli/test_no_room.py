"""A full disk and a read-only one: every command says so, and nothing that was there is lost."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.inspect.conftest import made  # noqa: F401
from tests.inspect.files import CHAIR, Built
from tests.support.certificates import PASSWORD, certificate
from tests.support.cli import run
from tests.support.projects import lay_out, write

PDF = "build/hilltop/online.pdf"
COMMANDS = {
    "build": ("build", "hilltop", "--format", "md"),
    "adopt": ("adopt", "hilltop", "online", "--on", "2026-11-20", "--minute", "1/26", "--file", PDF),
    "sign": ("sign", PDF, "--field", "chair", "--p12", "chair.p12", "--password-file", "password"),
    "export": ("export", "hilltop"),
    "import": ("import", "hilltop.school.zip", "--as", "second"),
    "import and replace": ("import", "hilltop.school.zip", "--replace"),
}


@pytest.fixture
def project(made: Built, tmp_path: Path) -> Iterator[Path]:  # noqa: F811
    """The small project on a disk of its own, with a built PDF, a file that a person edited, and an export."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None or subprocess.run([mount, "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], check=False).returncode:
        pytest.skip("only root can mount a small disk")
    try:
        lay_out(disk / "project")
        write(disk / "project", PDF, made.clean)
        write(disk / "project", "chair.p12", certificate(CHAIR))
        write(disk / "project", "password", PASSWORD)
        assert run(disk / "project", "export", "hilltop").code == 0
        write(disk / "project", "build/hilltop/online.md", "A person's words")
        write(
            disk / "project", "schools/hilltop.yaml", (disk / "project/schools/hilltop.yaml").read_bytes() + b"# new\n"
        )
        yield disk / "project"
    finally:
        subprocess.run(["umount", disk], check=True)


def fill(project: Path) -> None:
    with (project.parent / "filling").open("wb", buffering=0) as stream:
        try:
            while stream.write(b"x" * 4096):
                pass
        except OSError:
            pass


def files(project: Path) -> dict[str, bytes]:
    folders = ("schools", "build")
    found = [path for folder in folders for path in (project / folder).rglob("*") if path.is_file()]
    return {str(path.relative_to(project)): path.read_bytes() for path in [*found, *project.glob("*.zip")]}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_full_disk_is_said_and_nothing_is_lost(project: Path, name: str) -> None:
    fill(project)
    before = files(project)
    ran = run(project, *COMMANDS[name])
    assert ran.code == 1
    assert ran.err.count("No space left on device") == 1
    assert ".part" not in ran.err
    assert ".policygen-import-" not in ran.err
    assert " : No space" not in ran.err  # no name
    assert " .: No space" not in ran.err
    assert files(project) == before


@pytest.mark.parametrize("name", COMMANDS)
def test_a_read_only_disk_is_said_and_nothing_is_lost(project: Path, name: str) -> None:
    subprocess.run(["mount", "-o", "remount,ro", project.parent], check=True)
    before = files(project)
    ran = run(project, *COMMANDS[name])
    assert ran.code == 1
    assert ran.err.count("Read-only file system") == 1
    assert ".part" not in ran.err
    assert ".policygen-import-" not in ran.err
    assert " .: Read-only" not in ran.err
    assert "space" not in ran.err
    assert files(project) == before
