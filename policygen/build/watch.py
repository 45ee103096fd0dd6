"""Find out which schools to build again when a file is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from policygen.check.schools import UnknownSchool, school_files
from policygen.resolve.groups import group_name, schools_in
from policygen.world.disk import DiskWorld
from policygen.world.protocol import BASE, KEPT, SIGNED, in_school_folder

INPUTS = ("schools", "clauses", "templates")
# What editors write beside a file while they save it: Emacs, Vim, Word and others.
_PASSING = ("~", ".swp", ".swx", ".tmp", ".bak", "#")


@dataclass(frozen=True, slots=True)
class Round:
    """What to build now: `schools`, because `files` (names in the project) were saved; no files the first time."""

    files: tuple[str, ...]
    schools: tuple[str, ...]


def asked_for(world: DiskWorld, names: Iterable[str]) -> tuple[str, ...]:
    """Return the ids of the schools that the names mean; without names, of all schools.

    A name is a school's id or file, or a group's (`trusts/castlemere`). Raises UnknownSchool.
    """
    files = school_files(world)
    found: dict[str, None] = {}
    for name in names:
        called = group_name(name.replace("\\", "/").removeprefix(f"{world.root.as_posix()}/"))
        members = [called] if called in files else schools_in(world, called)
        if not members:
            raise UnknownSchool(name, tuple(files))
        found |= dict.fromkeys(members)
    return tuple(found) or tuple(sorted(files))


def rounds(
    world: DiskWorld, asked: Callable[[], tuple[str, ...]], out: Path, changes: Iterable[Iterable[Path]]
) -> Iterator[Round]:
    """Yield the first build, then one for each set of changed paths that affects one of the wanted schools.

    `asked` is called again each time, so that a school with a new file is built too. Paths in `out`, where the build
    writes, and files that are not inputs are ignored.
    """
    yield Round((), asked())
    for paths in changes:
        files = inputs(world, out, paths)
        if files:
            wanted = asked()
            felt = touched(world, files, wanted)
            yield Round(files, tuple(school for school in wanted if school in felt))


def inputs(world: DiskWorld, out: Path, paths: Iterable[Path]) -> tuple[str, ...]:
    """Return the project names of the paths that a build reads, in order and without repeats."""
    found = set()
    output = out.resolve()
    for path in paths:
        try:
            resolved = path.resolve()
        except (OSError, RuntimeError):  # links in a circle
            continue
        if resolved.is_relative_to(output):
            continue
        try:
            name = PurePosixPath(resolved.relative_to(world.root.resolve()).as_posix())
        except ValueError:
            continue
        read = name.parts[0] in INPUTS and len(name.parts) > 1 and not in_school_folder(str(name), BASE, KEPT, SIGNED)
        if read and not _passing(name, resolved):
            found.add(str(name))
    return tuple(sorted(found))


def _passing(name: PurePosixPath, path: Path) -> bool:
    """Return whether a file is hidden, or one that an editor writes for a moment; sed's and Vim's have no suffix."""
    if any(part.startswith((".", "~$")) for part in name.parts) or name.name.endswith(_PASSING):
        return True
    return not name.suffix and not path.exists()


def touched(world: DiskWorld, files: Iterable[str], asked: Iterable[str]) -> set[str]:
    """Return the schools, of those asked for, whose policies may differ after these files changed.

    A school's own file and its records touch that school, a file above schools those that extend it, and the library,
    the look and pictures all of them.
    """
    wanted = set(asked)
    found: set[str] = set()
    for file in files:
        name = PurePosixPath(file)
        if name.parts[0] != "schools":
            return wanted
        if name.suffix == ".yaml":
            # A school's file may have others below it too.
            found |= {*schools_in(world, group_name(file)), *([name.stem] if len(name.parts) == 2 else [])}
        elif len(name.parts) > 2 and name.parts[1] in wanted:
            found.add(name.parts[1])
        else:
            return wanted
    return found & wanted


@dataclass(frozen=True, slots=True)
class Watch:
    """Watches a project for the schools that `names` stand for, or for all schools; the build writes to `out`.

    `unheard` returns whether the program that reads the messages has ended.
    """

    world: DiskWorld
    names: tuple[str, ...]
    out: Path
    unheard: Callable[[], bool] = bool

    @property
    def folders(self) -> list[Path]:
        """The folders to watch that exist."""
        return [self.world.root / name for name in INPUTS if (self.world.root / name).is_dir()]

    def schools(self) -> tuple[str, ...]:
        """Return the ids of the schools. Raises UnknownSchool."""
        return asked_for(self.world, self.names)

    def rounds(self, gone: Callable[[str], None]) -> Iterator[Round]:
        """Yield what to build now, then what to build after each change, as long as `saved` does.

        A file can be missing while it is renamed: `gone` is called with the name of a school that does not exist at the
        moment.
        """
        yield from rounds(self.world, lambda: self._still(gone), self.out, self.saved())

    def saved(self) -> Iterator[set[Path]]:
        """Yield the paths saved at about the same time; folders created later are watched too.

        It ends when the project no longer exists, or when nothing reads the messages any more.
        """
        from watchfiles import watch

        while True:
            folders = self.folders
            try:
                for changes in watch(*folders, yield_on_timeout=True):
                    if changes:
                        yield {Path(path) for _, path in changes}
                    if not self.folders or self.unheard():
                        return
                    new = [folder for folder in self.folders if folder not in folders]
                    if new:
                        yield {path for folder in new for path in folder.rglob("*")}
                        break
            except RuntimeError:
                # watchfiles stops at a name that is not in UTF-8, and does not say what was saved with it.
                yield {path for folder in folders for path in folder.rglob("*")}

    def _still(self, gone: Callable[[str], None]) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for name in self.names:
            try:
                found |= dict.fromkeys(asked_for(self.world, (name,)))
            except UnknownSchool:
                gone(name)
        return tuple(found) if self.names else asked_for(self.world, ())
