"""Kill whole builds at random moments, run each again, and compare it with an undisturbed one.

`python -m scripts.kill_trials --work builds --trials 50`. The small project of the tests, with six schools, is built as
PDF and Markdown. By turns it is built by one process and by two; with an empty store, with the store of earlier builds
and without one; and it is killed at a random time or at a random change that it makes on the disk, one in two of which
is done in part. SIGKILL goes to the process alone or to its whole group. No process may outlive it, and the next
build must end with the same files as one that nobody disturbed and with no other, in the out folder, the store, the
schools' folders and the folder for temporary files. What the store has must be undamaged.

Each build is a fork of this process, which has imported policygen and has no other thread: importing it takes longer
than so small a build.
"""

from __future__ import annotations

import atexit
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from policygen.store.contents import verify_store
from tests.support.cli import run
from tests.support.projects import lay_out, write
from tests.support.settings import school

BUILD = ("build", "--format", "pdf,md", "--pdf-engine", "typst", "--draft")
SCHOOLS = 6
PATIENCE = 10.0  # seconds in which the processes of a killed build must have ended
_READ_ALREADY = ("build.parallel", "render.pdf_typst.writer", "render.pdf_typst.engine", "render.markdown", "cli.build")
_CHANGES = frozenset(f"os.{name}" for name in ("rename", "link", "remove", "mkdir", "rmdir", "chmod"))
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_KILLED = -signal.SIGKILL


class Way(NamedTuple):
    """How a build is done: by how many processes, and whether its store is "empty", "of earlier builds" or "none"."""

    processes: int
    store: str


WAYS = tuple(Way(*each) for each in product((1, 2), ("empty", "of earlier builds", "none")))


class Moment(NamedTuple):
    """When a build is killed: after some seconds, or at a change on the disk, counted from 1, where `seconds` is 0.

    With `group` its other processes are killed too; with `torn` a file that it was to open has something in it.
    """

    seconds: float
    change: int
    group: bool
    torn: bool


class Undisturbed(NamedTuple):
    """How long a build takes when nobody disturbs it, in seconds, and how many changes it makes on the disk."""

    seconds: float
    changes: int


@dataclass
class KilledBuilds:
    """A project, what an undisturbed build makes of it, and what has been found wrong."""

    folder: Path
    chance: random.Random
    whole: dict[str, bytes] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()  # the names in the store
    undisturbed: dict[Way, Undisturbed] = field(default_factory=dict)
    losses: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    def prepare(self) -> None:
        """Lay out the project and build it undisturbed in each way, which must give the same files."""
        for name in _READ_ALREADY:
            import_module(f"policygen.{name}")
        lay_out(self.folder)
        for number in range(SCHOOLS - 1):
            settings = school(school=f"\n  name: School {number}\n  phase: [primary]")
            write(self.folder, f"schools/made-{number}.yaml", settings)
        (self.folder / "temporary").mkdir()
        self._required(WAYS[0])  # it writes what tailoring was based on into the project, which later builds read
        for way in WAYS:
            self._begin_with(way)
            begin = time.monotonic()
            self._required(way)
            self.undisturbed[way] = Undisturbed(time.monotonic() - begin, int((self.folder / "changes").read_text()))
            if way.store == "empty":
                self.kept = self.kept or frozenset(self._stored())
            self.whole = self.whole or self._files()
            self.losses += [f"undisturbed, {_shown(way)}: {loss}" for loss in self._differences(way)]

    def kill(self, number: int) -> None:
        """Build from nothing, kill the build at some moment, build again, and note what is not as it should be."""
        way, at_change = WAYS[number // 2 % len(WAYS)], bool(number % 2)
        known = self.undisturbed[way]
        moment = Moment(
            0.0 if at_change else self.chance.uniform(0, known.seconds),
            self.chance.randint(1, known.changes) if at_change else 0,
            group=self.chance.random() < 0.5,
            torn=self.chance.random() < 0.5,
        )
        self._begin_with(way)
        status, said = self._build(way, moment)
        self.outcomes[f"{self._outcome(status)}, {_shown(way)}"] += 1
        losses = [] if status in (0, _KILLED) else [f"it failed:\n{said}"]
        losses += [f"process {one} was left running" for one in self._left_running()]
        status, said = self._build(way)
        losses += [f"the build after it failed:\n{said}"] if status else []
        when = f"at change {moment.change}" if at_change else f"after {moment.seconds:.2f} s"
        self.losses += [f"{_shown(way)}, killed {when}: {loss}" for loss in (*losses, *self._differences(way))]

    def _begin_with(self, way: Way) -> None:
        shutil.rmtree(self.folder / "build", ignore_errors=True)
        if way.store == "empty":
            shutil.rmtree(self.folder / "store", ignore_errors=True)

    def _required(self, way: Way) -> None:
        status, said = self._build(way)
        if status:
            raise SystemExit(f"the build failed before any trial:\n{said}")

    def _build(self, way: Way, moment: Moment | None = None) -> tuple[int, str]:
        """Build in another process; return its status, negative for a signal, and what it said if it failed."""
        self._session = os.fork()
        if not self._session:
            self._as_child(way, moment)
        if moment is not None and moment.seconds:
            end = time.monotonic() + moment.seconds
            while time.monotonic() < end:
                found, status = os.waitpid(self._session, os.WNOHANG)
                if found:
                    break
                time.sleep(0.005)
            else:
                (os.killpg if moment.group else os.kill)(self._session, signal.SIGKILL)
                _, status = os.waitpid(self._session, 0)
        else:
            _, status = os.waitpid(self._session, 0)
        said = self.folder / "said"
        return os.waitstatus_to_exitcode(status), said.read_text() if said.exists() else ""

    def _as_child(self, way: Way, moment: Moment | None) -> None:
        """Build in this process, which is a fork, and end it."""
        status = 70
        try:
            os.setsid()
            sys.modules["__main__"] = ModuleType("__main__")  # its workers would import the trials too
            tempfile.tempdir = str(self.folder / "temporary")
            changes = _Changes(self.folder, moment)
            options = ("--jobs", str(way.processes), *(("--no-store",) if way.store == "none" else ()))
            places = {"TMPDIR": tempfile.tempdir, "POLICYGEN_STORE": str(self.folder / "store")}
            sys.addaudithook(changes.heard)
            ran = run(self.folder, *BUILD, *options, environment=places)
            counted, changes.moment = changes.count, None
            (self.folder / "said").write_text(ran.err)
            (self.folder / "changes").write_text(str(counted))
            atexit._run_exitfuncs()  # as at the end of any process: the folder of fonts goes
            status = ran.code
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)

    def _files(self) -> dict[str, bytes]:
        """Return every file in the out folder, of schools and of fonts that are left, hidden ones too."""
        paths = (path for name in ("build", "schools", "temporary") for path in (self.folder / name).rglob("*"))
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in paths if path.is_file()}

    def _stored(self) -> set[str]:
        paths = (self.folder / "store").rglob("*")
        return {str(path.relative_to(self.folder)) for path in paths if path.is_file()}

    def _outcome(self, status: int) -> str:
        made = len([path for path in (self.folder / "build").rglob("*.pdf") if not path.name.startswith(".")])
        total = sum(name.endswith(".pdf") for name in self.whole)
        progress = "nothing written" if not made else "all written" if made == total else "part written"
        return f"killed with {progress}" if status == _KILLED else "ended first"

    def _differences(self, way: Way) -> list[str]:
        found = self._files()
        wrong = [f"{name} is left" for name in found.keys() - self.whole.keys()]
        wrong += [f"{name} is missing" for name in self.whole.keys() - found.keys()]
        wrong += [f"{name} differs" for name in found.keys() & self.whole.keys() if found[name] != self.whole[name]]
        if way.store != "none":
            stored = self._stored()
            wrong += [f"{name} is left" for name in stored - self.kept]
            wrong += [f"{name} is missing" for name in self.kept - stored]
            wrong += [f"{name} of the store is damaged" for name in verify_store(self.folder / "store")[1]]
        return wrong

    def _left_running(self) -> list[int]:
        """Return the processes of the last build that do not end; proc(5) says which session a process is in."""
        end = time.monotonic() + PATIENCE
        while (left := list(_of_session(self._session))) and time.monotonic() < end:
            time.sleep(0.1)
        return left


class _Changes:
    """Counts the changes that this process makes under a folder, as Python's audit events tell them."""

    def __init__(self, folder: Path, moment: Moment | None) -> None:
        self._folder, self.moment, self.count = str(folder), moment, 0

    def heard(self, event: str, arguments: tuple[object, ...]) -> None:
        """Count a change, and kill this process before the one that was chosen."""
        if event == "open":
            path, _, flags = arguments
            if not isinstance(flags, int) or not flags & _WRITING:
                return
        elif event not in _CHANGES:
            return
        path = os.fsdecode(arguments[0]) if isinstance(arguments[0], (str, bytes, os.PathLike)) else ""
        if not path.startswith(self._folder):
            return
        self.count += 1
        if self.moment is None or self.count != self.moment.change:
            return
        group, torn = self.moment.group, self.moment.torn
        self.moment = None
        if event == "open" and torn:
            with Path(path).open("ab") as stream:
                stream.write(b'["half of')
        (os.killpg if group else os.kill)(os.getpid(), signal.SIGKILL)


def _shown(way: Way) -> str:
    store = "no store" if way.store == "none" else f"store {way.store}"
    return f"{way.processes} process{'es' if way.processes > 1 else ''}, {store}"


def _of_session(session: int) -> Iterator[int]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            yield int(stat.parent.name)
