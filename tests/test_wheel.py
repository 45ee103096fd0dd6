"""The wheel holds the compiler, the library, the look and the specimens, and nothing else; unpacked, it works alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from email.message import Message
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

from policygen.cli import COMMANDS
from tests.support.wheels import build, checkout

LEFT_OUT = re.compile(r"(^|/)(\.|__pycache__/|README\.md$)|^schools/.+/(adopted|base)/")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkout(tmp_path_factory.mktemp("copy") / "policygen")


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    (made,) = build(root, tmp_path_factory.mktemp("wheel"), "wheel")
    return made


@pytest.fixture(scope="module")
def unpacked(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def metadata(unpacked: Path) -> Message:
    return Parser().parsestr(next(unpacked.glob("*.dist-info/METADATA")).read_text(encoding="utf-8"))


def run(unpacked: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """policygen out of the unpacked wheel, which comes before the one that these tests run."""
    return subprocess.run(
        [sys.executable, "-m", "policygen", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(unpacked)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_holds_what_policygen_runs_on_and_nothing_else(root: Path, unpacked: Path) -> None:
    wanted = set()
    for top in ("policygen", "clauses", "templates", "schools"):
        for path in (root / top).rglob("*"):
            name = path.relative_to(root).as_posix()
            if path.is_file() and not LEFT_OUT.search(name):
                wanted.add(name if top == "policygen" else f"policygen/data/{name}")
    held = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert {name for name in held if ".dist-info/" not in name} == wanted


def test_what_is_said_of_the_package_is_what_the_project_says(root: Path, unpacked: Path) -> None:
    said = metadata(unpacked)
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert said["Name"] == "policygen"
    assert said["Requires-Python"] == project["requires-python"]
    plain = [line for line in said.get_all("Requires-Dist", []) if "extra ==" not in line]
    # As requirements: the wheel may give the bounds of a version in another order.
    assert {Requirement(line) for line in plain} == {Requirement(line) for line in project["dependencies"]}


def test_the_package_carries_the_text_of_each_of_its_licences(unpacked: Path) -> None:
    said = metadata(unpacked)
    names = str(said["License-Expression"]).split(" AND ")
    assert names == ["MIT", "CC-BY-4.0", "OFL-1.1"]
    assert set(said.get_all("License-File", [])) == {"LICENSE", *(f"LICENSES/{name}.txt" for name in names)}
    (folder,) = unpacked.glob("*.dist-info/licenses")
    assert all((folder / f"LICENSES/{name}.txt").stat().st_size > 1000 for name in names)
    assert (unpacked / "policygen/py.typed").is_file()


def test_the_packages_page_leads_nowhere_that_is_not_there(unpacked: Path) -> None:
    page = metadata(unpacked).get_payload()
    assert isinstance(page, str)
    links = re.findall(r"\]\(([^)]*)\)", page)
    assert links
    assert all(link.startswith("https://") for link in links)


def test_the_packages_page_names_commands_that_there_are(unpacked: Path) -> None:
    page = str(metadata(unpacked).get_payload())
    named = re.findall(r"(?:^    |`)policygen ([a-z]+)", page, re.MULTILINE)
    assert "init" in named
    assert set(named) <= set(COMMANDS)


def test_an_unpacked_wheel_makes_a_policy_in_an_empty_folder(unpacked: Path, tmp_path: Path) -> None:
    ended = run(unpacked, tmp_path, "init", "--sample")
    assert ended.stdout.splitlines() == ["schools/allhallows.yaml", "schools/authorities/westshire.yaml"], ended.stderr
    ended = run(unpacked, tmp_path, "build", "--policy", "guidance-staff", "--format", "md,html")
    assert ended.returncode == 0, ended.stderr
    made = {path.name for path in (tmp_path / "build/allhallows").iterdir() if path.is_file()}
    assert made == {"guidance-staff.md", "guidance-staff.html", "review.ics"}


def test_the_wheel_is_the_same_bytes_each_time(root: Path, wheel: Path, tmp_path: Path) -> None:
    for path in root.rglob("*.yaml"):
        path.touch()
    (again,) = build(root, tmp_path, "wheel", PYTHONHASHSEED="7", TZ="Asia/Tokyo")
    assert again.read_bytes() == wheel.read_bytes()
