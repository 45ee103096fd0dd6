"""A project folder on disk, and the library and look that come with policygen."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from errno import EILSEQ, EINVAL, EISDIR, ELOOP
from functools import cached_property
from pathlib import Path, PurePosixPath
from stat import S_ISDIR, S_ISREG

from policygen.world.installed import InstalledLibrary
from policygen.world.protocol import (
    PACKAGED,
    LinkInACircle,
    OutsideTheProject,
    TooLarge,
    World,
    checked_name,
    in_order,
    is_under,
    largest,
    not_hidden,
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
        clauses = folder / "clauses"
        if (
            (folder / "schools").is_dir()
            or (clauses / "vocabulary.yaml").is_file()
            or any(clauses.glob("*/library.yaml"))
        ):
            return folder
    return start


def folder_in_repository(root: Path) -> str:
    """Return a project folder's path from the root of its git repository, ending with `/`; "" if it is that root, or if
    it is in no repository.
    """
    root = root.resolve()
    top = next((folder for folder in (root, *root.parents) if (folder / ".git").exists()), root)
    return "".join(f"{part}/" for part in root.relative_to(top).parts)


@dataclass(frozen=True)
class DiskWorld:
    """A World of files on disk. Only this World has paths, for code that writes files of the project.

    `python_path` are the folders in which Python packages with libraries are looked for.
    """

    root: Path
    packaged: Path = field(default_factory=packaged_root)
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    python_path: tuple[str, ...] = field(default_factory=lambda: tuple(sys.path))

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
        """Return the path of the file with this name. Raises OutsideTheProject; LinkInACircle, which is one of them."""
        base, inner = self._base_of(name)
        path = base / checked_name(inner)
        if not _is_within(path, base.resolve()):
            raise LinkInACircle(name) if _is_circle(path) else OutsideTheProject(name)
        return path

    def name_of(self, path: str) -> str:
        """Return a path relative to the project if it is in the project's folder, and otherwise unchanged."""
        return path.removeprefix(f"{self.root.as_posix()}/")

    def read(self, name: str) -> bytes:
        """Return the file's bytes. Raises OutsideTheProject, OSError."""
        path = self.path(name)
        if name.endswith("/"):
            os.scandir(path).close()
        return read_limited(path, name)

    def exists(self, name: str) -> bool:
        try:
            return self.path(name).is_file()
        except (OutsideTheProject, OSError):
            return False

    def leads_out(self, name: str) -> bool:
        try:
            self.path(name)
        except OutsideTheProject:
            return True
        return False

    def names(self, folder: str, *, deep: bool = True) -> Iterator[str]:
        yield from _names(self.root, folder, "", deep)

    @cached_property
    def installed(self) -> tuple[InstalledLibrary, ...]:
        if self._has_vocabulary:
            return ()
        # Python's own module for this takes a while to load, and a project with a vocabulary does without.
        from policygen.world.python_packages import find_installed

        known = find_installed(self.python_path)
        packaged = self.packaged / "clauses"
        # Only policygen can replace what it brings itself.
        return tuple(
            replace(one, folder=None, fault="taken") if one.folder and (packaged / one.id).exists() else one
            for one in known
        )

    def packaged_names(self, folder: str) -> Iterator[str]:
        if not self._has_vocabulary:
            yield from not_hidden(self.names_beside(folder), self.exists)

    def names_beside(self, folder: str) -> Iterator[str]:
        """Yield the names of all packaged and installed files under `folder`, those that the project hides too."""
        found = list(_names(self.packaged, folder, PACKAGED, True))
        for one in self.installed:
            if one.folder is not None:
                prefix = f"{PACKAGED}clauses/{one.id}/"
                found += [name for name in _names(one.folder, "", prefix, True) if is_under(name, PACKAGED + folder)]
        yield from sorted(found, key=in_order)

    def look_names(self, folder: str = "") -> Iterator[str]:
        """Yield the names of the files of the look in sorted order.

        Raises OSError for a folder that it cannot list, and for a name that is not in UTF-8.
        """
        found = {name for base in self.look_folders() for name in _names(base, folder, "", True)}
        for name in found:
            if name.endswith("/"):
                self.look(name)
            elif any("\ud800" <= character <= "\udfff" for character in name):
                raise OSError(EILSEQ, os.strerror(EILSEQ), f"templates/{name}")
        yield from sorted(name for name in found if is_under(name, folder))

    def look_file(self, name: str) -> str:
        own = self.root / "templates"
        is_own = self.is_checkout or (own in self.look_folders() and (own / name).is_file())
        return f"templates/{name}" if is_own else f"{PACKAGED}templates/{name}"

    def look(self, name: str) -> bytes:
        """Return a file of the look: the project's own, if it has one. Raises OSError."""
        checked_name(name)
        folders = self.look_folders()
        if name.endswith("/"):
            for base in folders:
                if (base / name).exists():
                    os.scandir(base / name).close()
        path = next((base / name for base in folders if (base / name).is_file()), folders[-1] / name)
        return read_limited(path, name)

    def look_folders(self) -> tuple[Path, ...]:
        """Return the folders of the look: the project's (unless part of it is outside), then the packaged one."""
        own, packaged = self.root / "templates", self.packaged / "templates"
        apart = own.is_dir() and own.resolve() != packaged.resolve()
        return (own, packaged) if apart and not self.look_leads_out else (packaged,)

    @property
    def look_leads_out(self) -> bool:
        own, root = self.root / "templates", self.root.resolve()
        if not own.is_dir() or own.resolve() == (self.packaged / "templates").resolve():
            return False
        return not all(_is_within(path, root) for path in (own, *own.rglob("*")))

    @property
    def _has_vocabulary(self) -> bool:
        return (self.root / "clauses" / "vocabulary.yaml").is_file()

    def _base_of(self, name: str) -> tuple[Path, str]:
        """Return the folder that a file must lie in, and its name there."""
        if not name.startswith(PACKAGED) or self.is_checkout:
            return self.root, name
        inner = name.removeprefix(PACKAGED)
        for one in self.installed:
            mount = f"clauses/{one.id}/"
            if one.folder is not None and inner.startswith(mount):
                return one.folder, inner.removeprefix(mount)
        return self.packaged, inner


def on_disk(world: World) -> DiskWorld:
    """Return a world as the folder that it is, to write into. Raises TypeError for one that is no folder."""
    if not isinstance(world, DiskWorld):
        raise TypeError("a project in memory has no folder to write into")
    return world


def project_name(world: World, name: str) -> str:
    """Return a path as the project names it, where it is one in the project's folder."""
    return world.name_of(name) if isinstance(world, DiskWorld) else name


def _is_within(path: Path, folder: Path) -> bool:
    """Tell whether a path leads to something in a folder, as a link in a circle or too long a name does not."""
    try:
        return path.resolve().is_relative_to(folder)
    except (OSError, RuntimeError):
        return False


def _is_circle(path: Path) -> bool:
    try:
        path.stat()
    except OSError as error:
        return error.errno == ELOOP
    return False


def read_limited(path: Path, name: str) -> bytes:
    """Return the bytes of a file, once its kind and size are known to be harmless. Raises OSError, TooLarge."""
    status = path.stat()
    if not S_ISREG(status.st_mode):
        number = EISDIR if S_ISDIR(status.st_mode) else EINVAL
        raise OSError(number, os.strerror(number), str(path))
    if status.st_size > largest(name):
        raise TooLarge(name, status.st_size)
    return path.read_bytes()


def _names(base: Path, folder: str, prefix: str, deep: bool) -> Iterator[str]:
    found: list[tuple[PurePosixPath, str]] = []
    _list(base, PurePosixPath(folder), deep, found)
    yield from (f"{prefix}{name}{ending}" for name, ending in sorted(found))


def _list(base: Path, folder: PurePosixPath, deep: bool, found: list[tuple[PurePosixPath, str]]) -> None:
    """Add what is in a folder, with `/` after the name of a folder that cannot be listed."""
    try:
        with os.scandir(base / folder) as scanned:
            entries = [entry for entry in scanned if not entry.name.startswith(".")]
    except FileNotFoundError:
        return
    except OSError:
        found.append((folder, "/"))
        return
    for entry in entries:
        name = folder / entry.name
        # A link to a folder is not followed, because it could lead round in a circle, and reading it says so.
        if not _is_folder(entry):
            found.append((name, ""))
        elif entry.is_symlink():
            found.append((name, "/"))
        elif deep:
            _list(base, name, deep, found)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False
