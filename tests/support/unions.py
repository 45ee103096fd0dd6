"""The project under tests/data/libraries: two unions' libraries beside the packaged one, and a school that has both."""

from __future__ import annotations

import shutil
from pathlib import Path

from policygen.world.disk import DiskWorld
from tests.support.projects import write

ROOT = Path(__file__).resolve().parents[2]
UNIONS = ROOT / "tests/data/libraries"


def two_unions(folder: Path) -> DiskWorld:
    """Lay the project out in `folder`."""
    for part in ("clauses", "schools"):
        shutil.copytree(UNIONS / part, folder / part)
    return DiskWorld(folder, ROOT, {})


def edit(world: DiskWorld, file: str, old: str, new: str) -> None:
    """Replace words in a file that has them."""
    text = (world.root / file).read_text(encoding="utf-8")
    assert old in text
    write(world.root, file, text.replace(old, new))
