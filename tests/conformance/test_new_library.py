"""A library in a repository of its own, and in its wheel: a school gets the same bytes from both, in every format."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.unions import UNIONS
from tests.support.wheels import ROOT, build

pytestmark = pytest.mark.conformance

DAY = "1796000000"
FORMATS = "docx,pdf,html,md,json"


def run(folder: Path, *arguments: str, site: Path | None = None) -> str:
    """policygen in a folder, with the packages in `site`, on a fixed day; what it prints."""
    path = os.pathsep.join(str(one) for one in (ROOT, site) if one is not None)
    ended = subprocess.run(
        [sys.executable, "-m", "policygen", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "SOURCE_DATE_EPOCH": DAY},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, f"{arguments}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


def installed(root: Path, folder: Path) -> Path:
    """Where pip puts the wheel that hatchling makes of a repository."""
    (wheel,) = build(root, folder / "dist", "wheel", SOURCE_DATE_EPOCH=DAY)
    site = folder / "site-packages"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--no-index", "--target", site, wheel], check=True, capture_output=True)
    return site


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def second_union(root: Path) -> str:
    """Put another union's library in place of the example; return the settings of a school that it adds a kind for."""
    shutil.rmtree(root / "clauses/second-union")
    shutil.copytree(UNIONS / "clauses/second-union", root / "clauses/second-union")
    library = root / "clauses/second-union/library.yaml"
    library.write_text(library.read_text("utf-8") + 'requires: ["union>=2026.11", "department>=2026.11,<2100"]\n')
    (root / "schools/specimen.yaml").unlink()
    settings = (UNIONS / "schools/saltmarsh.yaml").read_text("utf-8")
    return "".join(line for line in settings.splitlines(keepends=True) if "third-union" not in line)


@pytest.mark.parametrize(
    "example", [True, False], ids=["as it is written", "with a kind of school, questions and a policy"]
)
def test_a_school_gets_the_same_bytes_from_the_repository_and_from_its_wheel(tmp_path: Path, example: bool) -> None:
    name = "west-shire" if example else "second-union"
    root, empty = tmp_path / "repository", tmp_path / "empty"
    run(tmp_path, "library", "new", name, str(root))
    if example:
        settings = (root / "schools/specimen.yaml").read_text("utf-8")
        run(root, "check", "--strict")
        run(root, "lint", "--strict")
        run(root, "coverage", "--fail-under", "100")
    else:
        settings = second_union(root)
    (root / "schools/school.yaml").write_text(settings)
    (empty / "schools").mkdir(parents=True)
    (empty / "schools/school.yaml").write_text(settings)
    site = installed(root, tmp_path)

    run(root, "build", "school", "--format", FORMATS)
    run(empty, "build", "school", "--format", FORMATS, site=site)

    made = files(root / "build/school")
    assert made == files(empty / "build/school")
    assert {Path(file).suffix for file in made} >= {f".{one}" for one in FORMATS.split(",")}
    assert f"from the Python package policygen-library-{name}" in run(empty, "list", site=site)


def test_the_package_of_a_library_has_nothing_but_the_library(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    run(tmp_path, "library", "new", "west-shire", str(root))
    site = installed(root, tmp_path)
    assert {path.split("/")[0] for path in files(site)} == {
        "policygen_library_west_shire", "policygen_library_west_shire-2026.11.dist-info",
    }  # fmt: skip
    library = site / "policygen_library_west_shire/library"
    assert files(library) == {
        name: data for name, data in files(root / "clauses/west-shire").items() if not name.startswith(".")
    }


def test_a_projects_lock_holds_it_to_the_wheel_that_it_was_pinned_with(tmp_path: Path) -> None:
    root, empty = tmp_path / "repository", tmp_path / "empty"
    run(tmp_path, "library", "new", "west-shire", str(root))
    site = installed(root, tmp_path)
    run(tmp_path, "init", "empty", "--no-input", "--school", "larch", site=site)
    assert "- id: west-shire" in (empty / "policygen.lock").read_text("utf-8")
    run(empty, "coverage", site=site)
    clauses = site / "policygen_library_west_shire/library/cycling.yaml"
    clauses.write_text(clauses.read_text("utf-8").replace("keeps pupils active", "keeps pupils fit"))
    with pytest.raises(AssertionError, match=r"not those that policygen\.lock was written for"):
        run(empty, "coverage", site=site)
    with pytest.raises(AssertionError, match=r"not those that policygen\.lock was written for"):
        run(empty, "build", "--draft", site=site)
