"""What is in a folder."""

from __future__ import annotations

from pathlib import Path

from policygen.build.manifest import NAME


def files_under(folder: Path) -> list[str]:
    """The names of the files under a folder, without the manifest of an out folder."""
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != NAME
    )
