"""Worlds whose files are in memory: a snapshot of a project, a past state of it, or one with files replaced."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from errno import ENOENT
from hashlib import sha256
from pathlib import PurePosixPath

from policygen.world.installed import InstalledLibrary
from policygen.world.protocol import (
    KEPT,
    LOCK,
    PACKAGED,
    SIGNED,
    OutsideTheProject,
    TooLarge,
    World,
    checked_name,
    in_order,
    in_school_folder,
    is_under,
    not_hidden,
    source_date_of,
    today_of,
)

# What a build can read lies here, and pictures anywhere in the project.
FOLDERS = ("clauses", "schools")
VOCABULARY = "clauses/vocabulary.yaml"
# Looked for from where a value begins and not from each character, which would take for ever in a long one.
_PICTURE = re.compile(rb"(?<![^\"'\n:{}\[\],#])[^\"'\n:{}\[\],#]{1,500}\.(?:png|jpe?g|svg)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read: the error number and message, or that it is outside the project."""

    number: int
    words: str
    outside: bool = False
    size: int = 0

    def refuse(self, name: str) -> Exception:
        if self.size:
            return TooLarge(name, self.size)
        return OutsideTheProject(name) if self.outside else OSError(self.number, self.words, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryWorld:
    """An immutable World of bytes by name, which can be sent to another process.

    `files` are those of the project and the packaged ones, whose names begin with `policygen/`; `look_files` are those
    of the look, by their names in it, each with the name that messages use.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    look_files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    is_checkout: bool = False
    look_leads_out: bool = False
    unread: Mapping[str, Unread] = field(default_factory=dict)
    installed: tuple[InstalledLibrary, ...] = ()
    _folders: dict[tuple[str, bool], list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(cls, world: World) -> MemoryWorld:
        """Read everything that a build can need, so that files saved from now on make no difference."""
        return snapshot(world)

    @property
    def digest(self) -> str:
        """The SHA-256 (hex) of all that is in it, except the environment."""
        texts = [
            *sorted((name, sha256(data).hexdigest()) for name, data in self.files.items()),
            *sorted((name, shown, sha256(data).hexdigest()) for name, (shown, data) in self.look_files.items()),
            *sorted((name, repr(one)) for name, one in self.unread.items()),
        ]
        flags = (self.is_checkout, self.look_leads_out, self.installed)
        return sha256(repr((texts, flags)).encode("utf-8", "surrogateescape")).hexdigest()

    def read(self, name: str) -> bytes:
        """Return the file's bytes. Raises OutsideTheProject, OSError."""
        checked_name(name)
        if name in self.unread:
            raise self.unread[name].refuse(name)
        if name not in self.files:
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT), name)
        return self.files[name]

    def exists(self, name: str) -> bool:
        return name in self.files or (name in self.unread and not self.unread[name].outside)

    def leads_out(self, name: str) -> bool:
        try:
            checked_name(name)
        except OutsideTheProject:
            return True
        return name in self.unread and self.unread[name].outside

    def names(self, folder: str, *, deep: bool = True) -> Iterator[str]:
        """Yield the names of the files under a folder in sorted order, except hidden ones.

        The folder itself is among them, with `/` after it, if it could not be listed.
        """
        if not self._folders:
            self._list_folders()
        yield from self._folders.get((str(PurePosixPath(folder)), deep), ())

    def _list_folders(self) -> None:
        """List each folder's names once: to look through all of a country's schools for each of them takes hours."""
        folders: dict[tuple[str, bool], list[str]] = {(".", True): [], (".", False): []}
        for name in sorted({*self.files, *self.unread}, key=in_order):
            if name.startswith(PACKAGED) and not self.is_checkout:
                continue
            pure = PurePosixPath(name)
            parents = [] if any(part.startswith(".") for part in pure.parts) else [str(one) for one in pure.parents]
            keys = [*((parent, True) for parent in parents), *((parent, False) for parent in parents[:1])]
            if name.endswith("/"):
                keys += [(str(pure), True), (str(pure), False)]
            for key in keys:
                folders.setdefault(key, []).append(name)
        self._folders.update(folders)

    def packaged_names(self, folder: str) -> Iterator[str]:
        """Yield the names of the packaged files under `folder`; none if the project has a whole library."""
        if VOCABULARY not in self.files and not self.is_checkout:
            found = (name for name in {*self.files, *self.unread} if is_under(name, PACKAGED + folder))
            yield from sorted(not_hidden(found, self.exists), key=in_order)

    def look_names(self, folder: str = "") -> Iterator[str]:
        yield from sorted(name for name in self.look_files if is_under(name, folder))

    def look_file(self, name: str) -> str:
        return self.look_files[name][0] if name in self.look_files else f"templates/{name}"

    def look(self, name: str) -> bytes:
        """Return a file of the look. Raises OSError."""
        if name not in self.look_files:
            raise FileNotFoundError(ENOENT, os.strerror(ENOENT), f"templates/{name}")
        return self.look_files[name][1]

    def today(self) -> date:
        return today_of(self.environment)

    @property
    def source_date(self) -> datetime | None:
        return source_date_of(self.environment)


@dataclass(frozen=True, slots=True)
class OverlaidWorld:
    """Another World, in which `files` replace files of the same name."""

    below: World
    files: Mapping[str, bytes]

    @property
    def environment(self) -> Mapping[str, str]:
        return self.below.environment

    @property
    def is_checkout(self) -> bool:
        return self.below.is_checkout

    @property
    def look_leads_out(self) -> bool:
        return self.below.look_leads_out

    @property
    def installed(self) -> tuple[InstalledLibrary, ...]:
        return self.below.installed

    def read(self, name: str) -> bytes:
        """Return the file's bytes. Raises OutsideTheProject, OSError."""
        return self.files[name] if name in self.files else self.below.read(name)

    def exists(self, name: str) -> bool:
        return name in self.files or self.below.exists(name)

    def leads_out(self, name: str) -> bool:
        return name not in self.files and self.below.leads_out(name)

    def names(self, folder: str, *, deep: bool = True) -> Iterator[str]:
        own = {name for name in self.files if is_under(name, folder, deep=deep)}
        yield from sorted(own | set(self.below.names(folder, deep=deep)), key=in_order)

    def packaged_names(self, folder: str) -> Iterator[str]:
        return not_hidden(self.below.packaged_names(folder), self.exists)

    def look_names(self, folder: str = "") -> Iterator[str]:
        return self.below.look_names(folder)

    def look_file(self, name: str) -> str:
        return self.below.look_file(name)

    def look(self, name: str) -> bytes:
        return self.below.look(name)

    def today(self) -> date:
        return self.below.today()

    @property
    def source_date(self) -> datetime | None:
        return self.below.source_date


@dataclass(frozen=True, slots=True)
class DraftWorld(OverlaidWorld):
    """Another World with the files of a school in memory, which one person changes: `write` replaces one of them."""

    files: dict[str, bytes]

    def write(self, name: str, data: bytes) -> None:
        """Keep the bytes under this name. Raises OutsideTheProject."""
        checked_name(name)
        self.files[name] = data


def snapshot(world: World) -> MemoryWorld:
    """Read everything that a build can need, once, so files that are saved during the build make no difference.

    A file that cannot be read is recorded, and reading it raises the same error.
    """
    if isinstance(world, MemoryWorld):
        return world
    files: dict[str, bytes] = {}
    unread: dict[str, Unread] = {}
    # Kept and signed copies are large, and no build reads them.
    listed = [name for folder in FOLDERS for name in world.names(folder) if not in_school_folder(name, KEPT, SIGNED)]
    for name in (*listed, *(name for folder in FOLDERS for name in world.packaged_names(folder))):
        _keep(world, name, files, unread)
    if world.exists(LOCK) or world.leads_out(LOCK):
        _keep(world, LOCK, files, unread)
    for name in sorted({name for data in tuple(files.values()) for name in _pictures(data)} - files.keys()):
        _keep(world, name, files, unread)
    look = {name: (world.look_file(name), world.look(name)) for name in world.look_names()}
    return MemoryWorld(
        files=files,
        look_files=look,
        environment=dict(world.environment),
        is_checkout=world.is_checkout,
        look_leads_out=world.look_leads_out,
        unread=unread,
        installed=tuple(replace(one, folder=None) for one in world.installed),
    )


def _keep(world: World, name: str, files: dict[str, bytes], unread: dict[str, Unread]) -> None:
    try:
        files[name] = world.read(name)
    except OutsideTheProject:
        unread[name] = Unread(0, "", outside=True)
    except TooLarge as error:
        unread[name] = Unread(error.errno or 0, error.strerror or "", size=error.size)
    except OSError as error:
        unread[name] = Unread(error.errno or 0, error.strerror or str(error))


def _pictures(data: bytes) -> Iterator[str]:
    """Yield what reads like the path of a picture: a school's logo may lie anywhere in the project."""
    if len(data) < 1_000_000:
        for found in _PICTURE.findall(data):
            yield found.decode("utf-8", "replace").strip().removeprefix("- ")
