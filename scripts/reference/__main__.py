"""`python -m scripts.reference`: write docs/reference/ again. With `--check`, only list pages that are out of date."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from policygen.check.loading import load_project
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.world.disk import DiskWorld
from policygen.world.writing import write_whole

from . import clauses, commands, diagnostics, python, settings

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "docs/reference"
PAGES: Mapping[str, Callable[[Project], str]] = {
    "settings.md": settings.page,
    "clauses.md": clauses.page,
    "commands.md": commands.page,
    "diagnostics.md": diagnostics.page,
    "python.md": python.page,
}


def drawn(root: Path = ROOT) -> dict[str, str]:
    """Return each page's text by its name in the project."""
    project = load_project(DiskWorld(root, environment={}), Diagnostics())
    if project is None:
        raise SystemExit(f"{root} has no vocabulary that can be used; `policygen check` explains why")
    return {f"{FOLDER}/{name}": draw(project) for name, draw in PAGES.items()}


def stale(root: Path = ROOT) -> list[str]:
    """Return the pages that are out of date."""
    return [
        name
        for name, text in drawn(root).items()
        if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != text
    ]


def main() -> None:
    """Write the pages, or check them."""
    if "--check" in sys.argv[1:]:
        found = stale()
        if found:
            raise SystemExit(f"out of date: {', '.join(found)}; run `make docs`")
        return
    for name, text in drawn().items():
        write_whole(ROOT / name, text.encode())
        print(name)


if __name__ == "__main__":
    main()
