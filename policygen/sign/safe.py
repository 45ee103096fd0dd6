"""Where a signed file is safe: `schools/<id>/signed/`, which no build writes to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from policygen.build.manifest import NAME
from policygen.world.disk import DiskWorld
from policygen.world.protocol import SIGNED


def signed_folder(file: Path, world: DiskWorld) -> tuple[Path, str] | None:
    """Return the folder for signed copies of a built file, and its name there; None if no school's build made it."""
    found = _built(file.resolve(), world.root.resolve())
    if found is None:
        return None
    school, name = found
    folder = world.root / "schools" / school
    return (folder / SIGNED, name) if folder.with_name(f"{school}.yaml").is_file() else None


def copy_with_signatures(folder: Path, data: bytes) -> Path | None:
    """Return a copy of the file with signatures that are not in `data`, to which a further one should be added."""
    for path in sorted(folder.glob("*.pdf")):
        found = path.read_bytes()
        if found.startswith(data) and found != data:
            return path
    return None


def free_place(folder: Path, name: str, signed: bytes) -> Path:
    """Return where to write a signed copy: over one that it continues, else where no file is (-2, -3 …)."""
    return next(path for path in _names(folder / name) if not path.exists() or signed.startswith(path.read_bytes()))


def _built(file: Path, root: Path) -> tuple[str, str] | None:
    """Return the school of a built file, and the name of its signed copy; None outside the out folders of a project."""
    if not file.is_relative_to(root):
        return None
    for out in file.parents:
        if out == root:
            return None
        if (out / NAME).is_file() or out == root / "build":
            school, *rest = PurePosixPath(file.relative_to(out).as_posix()).parts
            return (school, "-".join(rest)) if rest else None
    return None


def _names(wanted: Path) -> Iterator[Path]:
    yield wanted
    number = 2
    while True:
        yield wanted.with_name(f"{wanted.stem}-{number}{wanted.suffix}")
        number += 1
