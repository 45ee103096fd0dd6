"""Taking a school's file into a project: all of it or nothing, and nothing that is there is lost."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EEXIST
from filecmp import cmp
from pathlib import Path, PurePosixPath

from policygen.check.schools import SCHOOL_ID
from policygen.diagnostics.codes import say
from policygen.portable.contents import LOGO, NotASchoolFile, SchoolContents
from policygen.portable.reading import LIMITS, Limits, unpack
from policygen.world.disk import DiskWorld
from policygen.world.writing import write_whole

_UNPACKED = ".policygen-import-"
_DEAD = 3600  # seconds after which a folder is of a run that was killed


class Differs(Exception):
    """Files of the project differ from those in the school's file, and are not to be replaced: `files` by name."""

    def __init__(self, school: str, files: tuple[str, ...]) -> None:
        super().__init__(", ".join(files))
        self.school, self.files = school, files


@dataclass(frozen=True, slots=True)
class ImportedSchool:
    """What an import did: files by name in the project. `own` are files of groups that the project has otherwise.

    Nothing was written if there are `differing` ones, which are not to be replaced.
    """

    school: str
    written: tuple[str, ...]
    kept: tuple[str, ...]
    own: tuple[str, ...]
    differing: tuple[str, ...] = ()


def import_school(
    world: DiskWorld, path: Path, school: str = "", *, replace: bool = False, limits: Limits = LIMITS
) -> ImportedSchool:
    """Take a school's file into a project, under the id `school` or its own.

    A file that is there and differs is moved to `schools/<id>/kept/` with `replace`; a group's file is never replaced,
    because other schools extend it. Raises NotASchoolFile, Differs, OutsideTheProject, OSError; then nothing changed.
    """
    with _folder_in(world.root) as folder:
        contents = unpack(path, folder, limits)
        wanted = school or contents.school
        if not SCHOOL_ID.fullmatch(wanted):
            raise NotASchoolFile(say("portable.bad_id", school=wanted))
        if wanted != contents.school and any(
            name.startswith(f"schools/{contents.school}/adopted/") for name in contents.files
        ):
            raise NotASchoolFile(say("portable.adopted", school=contents.school, wanted=wanted))
        targets = {name: moved_to(contents, name, wanted) for name in contents.files}
        new, differing, own = _sorted(world, folder, contents, targets)
        if differing and not replace:
            raise Differs(wanted, tuple(targets[name] for name in differing))
        # The settings come last: the school is there once everything of it is.
        names = sorted((*new, *differing), key=lambda name: (name == contents.settings, name))
        kept: list[str] = []
        try:
            for name in differing:
                kept.append(_kept(world, wanted, targets[name], frozenset(targets.values())))
            _move(world, folder, {name: targets[name] for name in names})
        except BaseException:
            for name in kept:
                world.path(name).unlink(missing_ok=True)
            raise
        return ImportedSchool(
            wanted, tuple(targets[name] for name in names), tuple(kept), tuple(targets[name] for name in own)
        )


@contextmanager
def _folder_in(root: Path) -> Iterator[Path]:
    """Give a hidden folder beside what will be written, and remove it at the end, with old ones of runs that died."""
    for left in root.glob(f"{_UNPACKED}*"):
        if time.time() - left.stat().st_mtime > _DEAD:
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=_UNPACKED, dir=root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def moved_to(contents: SchoolContents, name: str, school: str) -> str:
    """Return the name in a project, for a school with the id `school`, of a file in a school's file."""
    if name.startswith(LOGO):
        return name.removeprefix(LOGO)
    if name == contents.settings:
        return f"schools/{school}.yaml"
    own = f"schools/{contents.school}/"
    return f"schools/{school}/{name.removeprefix(own)}" if name.startswith(own) else name


def _sorted(
    world: DiskWorld, folder: Path, contents: SchoolContents, targets: dict[str, str]
) -> tuple[list[str], list[str], list[str]]:
    """Return the files that are not in the project, those that differ there, and those of groups that differ there."""
    new: list[str] = []
    differing: list[str] = []
    own: list[str] = []
    for name, target in targets.items():
        path = world.path(target)
        if not os.path.lexists(path):
            if any(parent.exists() and not parent.is_dir() for parent in path.parents):
                differing.append(name)
            else:
                new.append(name)
        elif not path.is_file() or not cmp(folder / name, path, shallow=False):
            (own if contents.is_shared(name) else differing).append(name)
    return new, differing, own


def _kept(world: DiskWorld, school: str, target: str, taken: frozenset[str]) -> str:
    """Copy a file that will be replaced to `kept/`, under today's date, and return the copy's name.

    `taken` are names that the import itself writes.
    """
    source = world.path(target)
    if not source.is_file():
        raise FileExistsError(EEXIST, os.strerror(EEXIST), target)
    inner = target.removeprefix(f"schools/{school}/").removeprefix("schools/").replace("/", "-")
    wanted = PurePosixPath(f"schools/{school}/kept/{world.today()}-{inner}")
    name, number = str(wanted), 2
    while name in taken or os.path.lexists(world.path(name)):
        name, number = str(wanted.with_stem(f"{wanted.stem}-{number}")), number + 1
    write_whole(world.path(name), source.read_bytes())
    return name


def _move(world: DiskWorld, folder: Path, targets: dict[str, str]) -> None:
    """Rename the unpacked files into their places; after a failure, put everything back."""
    done: list[tuple[Path, Path | None]] = []
    aside = Path(tempfile.mkdtemp(prefix="old-", dir=folder))
    try:
        for number, (name, target) in enumerate(targets.items()):
            path = world.path(target)
            path.parent.mkdir(parents=True, exist_ok=True)
            old = None
            if path.exists():
                old = aside / str(number)
                shutil.copy2(path, old)
            (folder / name).replace(path)
            done.append((path, old))
    except BaseException:
        for path, old in reversed(done):
            if old is None:
                path.unlink(missing_ok=True)
            else:
                old.replace(path)
        raise
