"""The project with the libraries of somewhere else in place of its own: a wheel's, a folder's, or those installed here.

A wheel is read as the zip file that it is, within the limits of any other file, and none of its code runs.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from configparser import ConfigParser
from configparser import Error as ConfigError
from dataclasses import replace
from pathlib import Path, PurePosixPath

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.world.disk import DiskWorld
from policygen.world.installed import GROUP, LIBRARY_FILE
from policygen.world.memory import VOCABULARY, MemoryWorld, snapshot
from policygen.world.protocol import PACKAGED, OutsideTheProject, largest
from policygen.world.python_packages import place_of

INSTALLED = "installed"
# A wheel with clauses and pictures is a hundredth of this (bytes of all its files, unpacked).
LARGEST_WHEEL = 300_000_000
_DATA = "policygen/data/"


class NoLibraries(Refused):
    """The path is no wheel and no folder with clauses in it, or cannot be read. Shown to people."""


def world_with(world: DiskWorld, source: str) -> MemoryWorld:
    """Return the project with the libraries of `source`: a wheel, a folder with `clauses/`, or the word `installed`.

    The schools, the look and the date stay the project's. A library that `source` does not have is the installed one,
    and the project's own libraries stay too, unless `source` has them. Raises NoLibraries.
    """
    today = snapshot(world)
    files = {} if source == INSTALLED else _files_of(world, source)
    is_whole = world.is_checkout or VOCABULARY in today.files
    own = {} if is_whole else {name: data for name, data in today.files.items() if name.startswith("clauses/")}
    installed = {} if VOCABULARY in files or f"{PACKAGED}{VOCABULARY}" in files else _installed(world)
    there = {_library(name.removeprefix(PACKAGED)) for name in files}
    kept = {
        name: data for name, data in {**installed, **own}.items() if _library(name.removeprefix(PACKAGED)) not in there
    }
    schools = {name: data for name, data in today.files.items() if not name.startswith(("clauses/", PACKAGED))}
    return replace(today, files={**schools, **kept, **files}, is_checkout=False, unread={}, installed=())


def _library(name: str) -> str:
    """Return the folder of a library that a file is in, or the file's own name for what is common to all."""
    parts = PurePosixPath(name).parts
    return "/".join(parts[:2]) if len(parts) > 2 and parts[1] != "policies" else name


def _installed(world: DiskWorld) -> dict[str, bytes]:
    # A folder that is no project hides nothing of what is installed.
    alone = _at(world, world.packaged / ".no-project")
    return {name: alone.read(name) for name in alone.names_beside("clauses")}


def _at(world: DiskWorld, root: Path) -> DiskWorld:
    return DiskWorld(root, world.packaged, world.environment, world.python_path)


def _files_of(world: DiskWorld, source: str) -> dict[str, bytes]:
    path = Path(source)
    try:
        if path.is_dir():
            return _folder(world, path)
        if path.is_file():
            return _wheel(path)
    except (OSError, OutsideTheProject) as error:
        raise NoLibraries(say("libraries.unreadable", path=source, reason=str(error))) from error
    raise NoLibraries(say("libraries.missing", path=source))


def _folder(world: DiskWorld, path: Path) -> dict[str, bytes]:
    there = _at(world, path)
    files = {name: there.read(name) for name in there.names("clauses")}
    if not files:
        raise NoLibraries(say("libraries.no_clauses", path=str(path)))
    prefix = PACKAGED if VOCABULARY in files else ""
    return {prefix + name: data for name, data in files.items()}


def _wheel(path: Path) -> dict[str, bytes]:
    """Return the files of the libraries in a wheel, as packaged files: policygen's own, and those of entry points."""
    try:
        with zipfile.ZipFile(path) as opened:
            members = _members(opened, path)
            places = {"clauses": f"{_DATA}clauses"} if f"{_DATA}{VOCABULARY}" in members else {}
            for entry in (name for name in members if name.endswith(".dist-info/entry_points.txt")):
                places |= _entry_points(opened.read(members[entry]), members)
            files = {
                f"{PACKAGED}{mount}/{name.removeprefix(f'{folder}/')}": opened.read(member)
                for mount, folder in places.items()
                for name, member in members.items()
                if name.startswith(f"{folder}/")
            }
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise NoLibraries(say("libraries.no_wheel", path=str(path))) from error
    if not files:
        raise NoLibraries(say("libraries.none_in_wheel", path=str(path)))
    return files


def _members(opened: zipfile.ZipFile, path: Path) -> dict[str, zipfile.ZipInfo]:
    """Return the files of a zip by name. Raises NoLibraries for one that unpacks to more than any wheel does."""
    found = {member.filename: member for member in opened.infolist() if not member.is_dir()}
    sizes = {name: member.file_size for name, member in found.items()}
    if sum(sizes.values()) > LARGEST_WHEEL or any(size > largest(name) for name, size in sizes.items()):
        raise NoLibraries(say("libraries.large", path=str(path)))
    return {name: member for name, member in found.items() if _is_safe(name)}


def _is_safe(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return not name.startswith("/") and not any(part == ".." or part.startswith(".") for part in parts)


def _entry_points(data: bytes, members: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Return where each library of a wheel is mounted → its folder in the wheel."""
    parser = ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    try:
        parser.read_string(data.decode("utf-8", "replace"))
    except ConfigError:
        return {}
    entries = parser[GROUP].items() if parser.has_section(GROUP) else ()
    found: Iterator[tuple[str, str]] = ((name, place_of(value.strip())) for name, value in entries)
    return {f"clauses/{name}": folder for name, folder in found if folder and f"{folder}/{LIBRARY_FILE}" in members}
