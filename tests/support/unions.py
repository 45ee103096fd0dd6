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


def second_union(root: Path) -> str:
    """Put another union's library in place of the example; return the settings of a school that it adds a kind for."""
    shutil.rmtree(root / "clauses/second-union")
    shutil.copytree(UNIONS / "clauses/second-union", root / "clauses/second-union")
    library = root / "clauses/second-union/library.yaml"
    library.write_text(library.read_text("utf-8") + 'requires: ["union>=2026.11", "department>=2026.11,<2100"]\n')
    (root / "schools/specimen.yaml").unlink()
    settings = (UNIONS / "schools/saltmarsh.yaml").read_text("utf-8")
    return "".join(line for line in settings.splitlines(keepends=True) if "third-union" not in line)
