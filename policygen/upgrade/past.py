"""The libraries as they were: in a folder, in a wheel, or in the project at a git revision."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path, PurePosixPath

from policygen.check.loading import load_project
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Refused
from policygen.world.disk import DiskWorld, read_limited
from policygen.world.git import GitRefused, world_at
from policygen.world.memory import MemoryWorld, snapshot
from policygen.world.protocol import LOCK, PACKAGED, World, largest

_MOST = 100_000_000  # bytes of all files of a library, far more than any has
_READ = (".yaml", ".svg", ".png", ".jpg", ".jpeg")


class NoSuchPast(Refused):
    """What was named holds no clause library, or cannot be read."""


def project_then(world: DiskWorld, old: str) -> Project:
    """Return the project over the libraries that `old` names: a folder, a wheel, or a git revision of the project.

    Libraries that are not there are those of today. Raises NoSuchPast, OSError.
    """
    path = Path(old)
    if path.is_dir():
        past: World = _mounted(world, _in_folder(path), old)
    elif path.is_file():
        past = _mounted(world, _in_wheel(path), old)
    else:
        try:
            past = world_at(world, old)
        except GitRefused as error:
            raise NoSuchPast(say("upgrade.no_old", old=old, reason=str(error))) from error
    project = load_project(past, Diagnostics(), to_print=False)
    if project is None:
        raise NoSuchPast(say("upgrade.no_library", old=old))
    return project


def _mounted(world: DiskWorld, files: dict[str, bytes], old: str) -> MemoryWorld:
    """Return today's project with these libraries in place of the packaged and installed ones.

    `files` are named as under clauses/. A project with a vocabulary of its own has them in place of its own clauses.
    """
    if not files:
        raise NoSuchPast(say("upgrade.no_library", old=old))
    today = snapshot(world)
    common = any("/" not in name for name in files)
    libraries = {name.partition("/")[0] for name in files if "/" in name}
    own = world.is_checkout or world.exists("clauses/vocabulary.yaml")
    prefix = "clauses/" if own else f"{PACKAGED}clauses/"

    def replaced(name: str) -> bool:
        inner = name.removeprefix(prefix)
        if not name.startswith(prefix):
            return name == LOCK
        return inner.partition("/")[0] in libraries if "/" in inner else common

    kept = {name: data for name, data in today.files.items() if not replaced(name)}
    return replace(today, files={**kept, **{f"{prefix}{name}": data for name, data in files.items()}})


def _in_folder(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder that has clauses/ in it, or is itself one library or the folder of several."""
    root = next((one for one in (folder / "clauses", folder / "data" / "clauses") if one.is_dir()), folder)
    if (root / "library.yaml").is_file():
        names = {path: f"{root.name}/{path.relative_to(root).as_posix()}" for path in _files(root)}
    else:
        names = {path: path.relative_to(root).as_posix() for path in _files(root)}
    return {name: read_limited(path, name) for path, name in names.items()}


def _files(root: Path) -> list[Path]:
    found = (path for path in sorted(root.rglob("*")) if path.suffix in _READ and path.is_file())
    return [path for path in found if not any(part.startswith(".") for part in path.relative_to(root).parts)]


def _in_wheel(path: Path) -> dict[str, bytes]:
    """Return the files of the libraries in a wheel: each folder with a library.yaml, and what lies beside them."""
    found: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(path) as wheel:
            infos = [info for info in wheel.infolist() if info.filename.lower().endswith(_READ)]
            if sum(info.file_size for info in infos) > _MOST:
                raise NoSuchPast(say("upgrade.too_large", old=str(path)))
            roots = {PurePosixPath(info.filename).parent for info in infos if info.filename.endswith("/library.yaml")}
            tops = {root.parent for root in roots}
            for info in infos:
                name = _name_in(PurePosixPath(info.filename), roots, tops)
                if name and info.file_size <= largest(name):
                    found[name] = wheel.read(info)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise NoSuchPast(say("upgrade.no_wheel", old=str(path))) from error
    return found


def _name_in(name: PurePosixPath, roots: set[PurePosixPath], tops: set[PurePosixPath]) -> str:
    """Return a file's name as under clauses/, or "" for one that belongs to no library."""
    if ".." in name.parts or any(part.startswith(".") for part in name.parts):
        return ""
    for top in tops:
        if not name.is_relative_to(top):
            continue
        inner = name.relative_to(top)
        is_common = top.name == "clauses" and (len(inner.parts) == 1 or inner.parts[0] == "policies")
        if is_common or any(name.is_relative_to(root) for root in roots):
            return inner.as_posix()
    return ""
