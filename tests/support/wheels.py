"""Builds wheels and source distributions, installs them and runs policygen with them, all without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


# What tools leave in a checkout; what `policygen build` makes there is left out at the top only.
STRAY = shutil.ignore_patterns(".venv", ".tools", ".git", "dist", "*_cache", "__pycache__")


def checkout(folder: Path) -> Path:
    """A copy of this checkout to build from, so that a file saved meanwhile changes nothing; with stray files in it."""

    def stray(here: str, names: list[str]) -> set[str]:
        return STRAY(here, names) | ({"build"} if Path(here) == ROOT else set())

    shutil.copytree(ROOT, folder, symlinks=True, ignore=stray)
    for name in ("build/x/y.pdf", ".tools/z.js", "policygen/__pycache__/a.pyc", "clauses/.schema/b.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("stray")
    return folder


def build(root: Path, folder: Path, *targets: str, **environment: str) -> list[Path]:
    """The files that hatchling makes of the checkout `root` into `folder`; targets are `wheel` and `sdist`."""
    wanted = [word for target in targets for word in ("-t", target)]
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", *wanted, "-d", str(folder)],
        cwd=root,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
    )
    return sorted(folder.iterdir())


# The day on which wheels are built and policygen runs: 30 November 2026.
DAY = "1796000000"


def wheel_of(root: Path, folder: Path) -> Path:
    """The wheel that hatchling makes of a repository into a new folder."""
    (wheel,) = build(root, folder, "wheel", SOURCE_DATE_EPOCH=DAY)
    return wheel


def install(wheel: Path, site: Path) -> Path:
    """Install a wheel into a folder, in place of an earlier version there, and return the folder."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    to = ["--no-deps", "--no-index", "--upgrade", "--target", str(site)]
    subprocess.run([*pip, *to, str(wheel)], check=True, capture_output=True)
    return site


def run(folder: Path, *arguments: str, site: Path | None = None, status: int = 0) -> str:
    """policygen in a folder, with the packages in `site`, on a fixed day; what it prints, if it ends with `status`."""
    path = os.pathsep.join(str(one) for one in (ROOT, site) if one is not None)
    ended = subprocess.run(
        [sys.executable, "-m", "policygen", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": path, "SOURCE_DATE_EPOCH": DAY},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == status, f"{arguments}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout
