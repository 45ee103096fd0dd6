"""Releasing a clause library: what changed since the last release, and the version, changelog and package of it."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from policygen.check.files import home_of
from policygen.check.scalars import MONTHS
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused, Severity
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.checked import review_state
from policygen.report.impact.past import compiler_at, compiler_over
from policygen.report.release.changelog import change_lines, changelog_entry, with_entry
from policygen.report.release.changes import library_changes
from policygen.report.release.model import ReleaseChange, weight_of
from policygen.report.release.version import is_at_least, next_version
from policygen.report.usage import names_up_to
from policygen.world.disk import DiskWorld, on_disk
from policygen.world.git import commit_of, last_change
from policygen.world.installed import GROUP, LIBRARY_FILE
from policygen.world.libraries import INSTALLED, world_with
from policygen.world.protocol import PACKAGED
from policygen.world.writing import write_whole

NAMED = 12
CHANGELOG = "CHANGELOG.md"
_VERSION = re.compile(r"(?m)^(version:[ \t]*)([\"']?)([^\"'\s#]+)(\2)")
_RELEASED = re.compile(r"(?m)^(released:[ \t]*)([\"']?)([^\"'\s#]+)(\2)")


class CannotRelease(Refused):
    """The library is not there, or git knows no release to compare with. Shown to people."""


class LibraryRelease:
    """One library of a project, compared with its last release.

    `since` is what it was compared with, `last` its version then, `version` the one that library.yaml has now, and
    `next` the version that the changes need. Without a last release these three are the same.
    """

    def __init__(self, compiler: Compiler, library: str, since: str = "") -> None:
        """Compare the library with `since`: a commit, tag or branch, a wheel or a folder; by default, its last release.

        The world must be a folder. The last release is the commit that last changed the version in library.yaml.
        Raises CannotRelease, or another Refused if git or the version cannot be read.
        """
        project = compiler.project
        world = on_disk(project.world)
        if library not in project.libraries:
            guess = did_you_mean(library, project.libraries)
            raise CannotRelease(say("release.unknown", library=library, guess=guess).strip())
        entry = project.libraries[library]
        self._compiler, self._world, self._entry = compiler, world, entry
        self.library, self._file = library, entry.id.span.file
        if self._file.startswith(PACKAGED) or home_of(self._file) != library:
            raise CannotRelease(say("release.packaged", library=library, place=self._file))
        self.version = entry.version.text
        self.since = since or last_change(world.root, self._file, "^version:")
        self.changes: tuple[ReleaseChange, ...] = ()
        self.last = self.next = self.version
        if not self.since:
            if _is_committed(world, self._file):
                raise CannotRelease(say("release.no_last", library=library))
            return
        before = _past(world, self.since)
        then = before.project.libraries.get(library)
        if then is None:
            return
        self.last = then.version.text
        self.changes = library_changes(before, compiler, library)
        self.next = next_version(self.last, weight_of(self.changes), world.today()) if self.changes else self.last
        if self.version != self.last and is_at_least(self.version, self.next):
            self.next = self.version

    @property
    def refusals(self) -> tuple[str, ...]:
        """Why the library cannot be released as it is, whatever its version; none if it can."""
        found = []
        if any(one.severity is Severity.ERROR for one in self._compiler.diagnostics):
            found.append(say("release.mistakes"))
        unreviewed = [
            name
            for name, clause in self._compiler.project.clauses.items()
            if name.startswith(f"{self.library}:") and review_state(clause.entry) != "reviewed"
        ]
        if unreviewed:
            found.append(say("release.unreviewed", names=names_up_to(unreviewed, NAMED)))
        if self.version not in (self.last, self.next):
            found.append(say("release.too_low", version=self.version, next=self.next))
        return tuple(found)

    @property
    def unbumped(self) -> str:
        """That the changes need a new version, which library.yaml does not have yet; empty if it has."""
        if self.version != self.last or self.next == self.last:
            return ""
        return say("release.unbumped", version=self.version, next=self.next)

    def lines(self) -> Iterator[str]:
        """Yield what changed, the heaviest first, and the version."""
        yield say("release.head", library=self.library, version=self.last, since=_short(self.since))
        if not self.since:
            yield say("release.first")
        elif not self.changes:
            yield say("release.nothing")
        yield from change_lines(self.changes, bullet="  - ")
        yield ""
        key = "release.version_is" if self.next == self.version else "release.version_follows"
        yield say(key, version=self.next)

    def write(self) -> tuple[str, ...]:
        """Write the version, its date and the changelog, and return the names of the files; none if all is as it was.

        Raises CannotRelease if the version cannot be changed; OSError.
        """
        today = self._world.today()
        path = self._world.path(self._file)
        text = path.read_bytes().decode("utf-8")
        if self.next != self.version:
            text, changed = _VERSION.subn(rf"\g<1>\g<2>{self.next}\g<4>", text, count=1)
            if not changed:
                raise CannotRelease(say("release.not_editable", file=self._file))
            text = _RELEASED.sub(rf"\g<1>\g<2>{today.isoformat()}\g<4>", text, count=1)
        files = {self._file: text.encode()}
        name = self._file.removesuffix(LIBRARY_FILE) + CHANGELOG
        before = self._world.read(name).decode("utf-8") if self._world.exists(name) else ""
        if self.changes or not before:
            date = f"{today.day} {MONTHS[today.month - 1]} {today.year}"
            entry = changelog_entry(self.next, date, self.changes, is_first=not before)
            files[name] = with_entry(before, self._entry.title.text, entry).encode()
        files = {
            name: data for name, data in files.items() if not self._world.exists(name) or self._world.read(name) != data
        }
        for name, data in files.items():
            write_whole(self._world.path(name), data)
        return tuple(files)

    def package(self, folder: Path) -> tuple[tuple[str, ...], str]:
        """Build the library's wheel in a folder with hatchling; return its files, and a reason if there is none."""
        root = self._world.root
        try:
            project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return (), say("release.no_pyproject")
        except (OSError, ValueError) as error:
            return (), say("release.package_failed", reason=str(error))
        entries = project.get("project", {}).get("entry-points", {}).get(GROUP, {})
        if self.library not in entries:
            return (), say("release.no_package")
        if find_spec("hatchling") is None:
            return (), say("release.no_hatchling")
        before = _wheels(folder)
        ended = subprocess.run(  # noqa: S603  # this Python, and a folder that somebody asked for
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
            cwd=root, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if ended.returncode:
            reason = (ended.stderr.strip() or ended.stdout.strip()).splitlines()[-1:]
            return (), say("release.package_failed", reason=" ".join(reason))
        after = _wheels(folder)
        return tuple(name for name, stamp in after.items() if before.get(name) != stamp), ""


def _short(since: str) -> str:
    return since[:12] if re.fullmatch("[0-9a-f]{40}", since) else since or "-"


def _wheels(folder: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in sorted(folder.glob("*.whl"))}


def _past(world: DiskWorld, since: str) -> Compiler:
    is_path = since == INSTALLED or Path(since).exists()
    compiler, _ = (
        compiler_over(world_with(world, since)) if is_path else compiler_at(world, commit_of(world.root, since))
    )
    if compiler is None:
        raise CannotRelease(say("release.no_library_then", since=since))
    return compiler


def _is_committed(world: DiskWorld, file: str) -> bool:
    """Tell whether git has the file in a commit, though without a line with a version."""
    return bool(last_change(world.root, file, "."))
