"""A project folder on disk, and the library and look that come with policygen."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from policygen.world.protocol import (
    PACKAGED,
    OutsideTheProject,
    World,
    checked_name,
    is_under,
    source_date_of,
    today_of,
)


def packaged_root() -> Path:
    """Return the folder of the packaged `clauses/` and `templates/`: in a wheel `data/`, else the checkout."""
    package = Path(__file__).resolve().parents[1]
    return package / "data" if (package / "data").is_dir() else package.parent


def find_root(start: Path) -> Path:
    """Return the project folder: `start`, or the nearest parent with a `schools/` or `clauses/` folder."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / "schools").is_dir() or (folder / "clauses" / "vocabulary.yaml").is_file():
            return folder
    return start


@dataclass(frozen=True)
class DiskWorld:
    """A World of files on disk. Only this World has paths, for code that writes files of the project."""

    root: Path
    packaged: Path = field(default_factory=packaged_root)
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @classmethod
    def find(cls, start: Path) -> DiskWorld:
        """Return the project in `start`, or in the nearest folder above it that has schools/ or clauses/."""
        return cls(find_root(start))

    @property
    def is_checkout(self) -> bool:
        return self.root.resolve() == self.packaged.resolve()

    def today(self) -> date:
        return today_of(self.environment)

    @property
    def source_date(self) -> datetime | None:
        return source_date_of(self.environment)

    def path(self, name: str) -> Path:
        """Return where the file of this name is. Raises OutsideTheProject."""
        base, inner = (self.packaged, name.removeprefix(PACKAGED)) if self._is_packaged(name) else (self.root, name)
        path = base / checked_name(inner)
        try:
            within = path.resolve().is_relative_to(base.resolve())
        except (OSError, RuntimeError):  # links in a circle
            within = False
        if not within:
            raise OutsideTheProject(name)
        return path

    def name_of(self, path: str) -> str:
        """Return a path as the project names it, if it is one in the project's folder; else as it is."""
        return path.removeprefix(f"{self.root.as_posix()}/")

    def read(self, name: str) -> bytes:
        """Return the file's bytes. Raises OutsideTheProject, OSError."""
        return self.path(name).read_bytes()

    def exists(self, name: str) -> bool:
        try:
            return self.path(name).is_file()
        except OutsideTheProject:
            return False

    def leads_out(self, name: str) -> bool:
        try:
            self.path(name)
        except OutsideTheProject:
            return True
        return False

    def names(self, folder: str, *, deep: bool = True) -> Iterator[str]:
        yield from _names(self.root, folder, "", deep)

    def packaged_names(self, folder: str) -> Iterator[str]:
        if not (self.root / "clauses" / "vocabulary.yaml").is_file():
            yield from _names(self.packaged, folder, PACKAGED, True)

    def look_names(self, folder: str = "") -> Iterator[str]:
        """Yield the names of the files of the look in sorted order."""
        found = {name for base in self.look_folders() for name in _names(base, folder, "", True)}
        yield from sorted(name for name in found if is_under(name, folder))

    def look_file(self, name: str) -> str:
        own = self.root / "templates"
        is_own = self.is_checkout or (own in self.look_folders() and (own / name).is_file())
        return f"templates/{name}" if is_own else f"{PACKAGED}templates/{name}"

    def look(self, name: str) -> bytes:
        """Return a file of the look: the project's own one first. Raises OSError."""
        checked_name(name)
        folders = self.look_folders()
        return next((base / name for base in folders if (base / name).is_file()), folders[-1] / name).read_bytes()

    def look_folders(self) -> tuple[Path, ...]:
        """Return the folders of the look: the project's `templates/`, unless part of it is outside, then ours."""
        own, packaged = self.root / "templates", self.packaged / "templates"
        apart = own.is_dir() and own.resolve() != packaged.resolve()
        return (own, packaged) if apart and not self.look_leads_out else (packaged,)

    @property
    def look_leads_out(self) -> bool:
        own, root = self.root / "templates", self.root.resolve()
        if not own.is_dir() or own.resolve() == (self.packaged / "templates").resolve():
            return False
        return not all(path.resolve().is_relative_to(root) for path in (own, *own.rglob("*")))

    def _is_packaged(self, name: str) -> bool:
        return name.startswith(PACKAGED) and not self.is_checkout


def on_disk(world: World) -> DiskWorld:
    """Return a world as the folder that it is, to write into. Raises TypeError for one that is no folder."""
    if not isinstance(world, DiskWorld):
        raise TypeError("a project in memory has no folder to write into")
    return world


def project_name(world: World, name: str) -> str:
    """Return a path as the project names it, where it is one in the project's folder."""
    return world.name_of(name) if isinstance(world, DiskWorld) else name


def _names(base: Path, folder: str, prefix: str, deep: bool) -> Iterator[str]:
    top = base / folder
    if not top.is_dir():
        return
    found = top.rglob("*") if deep else top.glob("*")
    for path in sorted(found):
        inner = path.relative_to(base)
        if path.is_file() and not any(part.startswith(".") for part in inner.parts):
            yield prefix + inner.as_posix()
