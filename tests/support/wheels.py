"""Builds the wheel and the source distribution as `make wheel` does, without a network."""

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
