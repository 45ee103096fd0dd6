"""Kill whole builds by several processes at random moments, run each again, and compare it with an undisturbed one.

`python -m scripts.kill_trials --work builds --trials 50`. The small project of the tests, with twelve schools, is
built as PDF and Markdown by two processes. SIGKILL goes to the whole process group and to the parent alone in turn. No
process may outlive its parent, and the next build must end with the same files as one that nobody disturbed, and with
no other.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.projects import lay_out, write
from tests.support.settings import school

ROOT = Path(__file__).parents[1]
BUILD = ("build", "--format", "pdf,md", "--pdf-engine", "typst", "--draft", "--jobs", "2")
SCHOOLS = 12
PATIENCE = 10.0  # seconds in which the processes of a killed build must have ended


@dataclass
class KilledBuilds:
    """A project, what an undisturbed build makes of it, and what has been found wrong."""

    folder: Path
    chance: random.Random
    whole: dict[str, bytes] = field(default_factory=dict)
    losses: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)

    def prepare(self) -> float:
        """Lay out the project and build it undisturbed; return how many seconds that took."""
        lay_out(self.folder)
        for number in range(SCHOOLS - 1):
            settings = school(school=f"\n  name: School {number}\n  phase: [primary]")
            write(self.folder, f"schools/made-{number}.yaml", settings)
        (self.folder / "temporary").mkdir()
        begin = time.monotonic()
        self.losses += self._again()
        self.whole = self._files()
        return time.monotonic() - begin

    def kill(self, seconds: float, *, group: bool) -> None:
        """Build from nothing, kill the build after some time, build again, and note what is not as it should be."""
        shutil.rmtree(self.folder / "build", ignore_errors=True)
        if self.chance.random() < 0.5:  # the other half finds what the builds before left in the store
            shutil.rmtree(self.folder / "store", ignore_errors=True)
        with self._command() as process:
            try:
                process.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                if group:
                    os.killpg(process.pid, signal.SIGKILL)
                else:
                    process.kill()
                process.communicate()
        who = "the whole group" if group else "the parent alone"
        killed = process.returncode == -signal.SIGKILL
        self.outcomes[f"{who} {'killed' if killed else 'ended first'}, {self._progress()}"] += 1
        losses = [f"process {one} was left running" for one in self._left_running(process.pid)]
        for loss in (*losses, *self._again(), *self._differences()):
            self.losses.append(f"{who}, killed after {seconds:.2f} s: {loss}")

    def _command(self) -> subprocess.Popen[bytes]:
        folders = {"TMPDIR": str(self.folder / "temporary"), "POLICYGEN_STORE": str(self.folder / "store")}
        return subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "tests.support.cli", *BUILD],
            cwd=self.folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **folders},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def _again(self) -> list[str]:
        process = self._command()
        said = process.communicate()[1].decode()
        return [f"the build failed:\n{said}"] if process.returncode else []

    def _files(self) -> dict[str, bytes]:
        """Return every file in the out folder and every font folder that is left, hidden ones too."""
        paths = [*(self.folder / "build").rglob("*"), *(self.folder / "temporary").rglob("*")]
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in paths if path.is_file()}

    def _progress(self) -> str:
        made = len([path for path in (self.folder / "build").rglob("*.pdf") if not path.name.startswith(".")])
        total = sum(name.endswith(".pdf") for name in self.whole)
        return "nothing written" if not made else "all written" if made == total else "part written"

    def _differences(self) -> list[str]:
        found = self._files()
        wrong = [f"{name} is left" for name in found.keys() - self.whole.keys()]
        wrong += [f"{name} is missing" for name in self.whole.keys() - found.keys()]
        return wrong + [
            f"{name} differs" for name in found.keys() & self.whole.keys() if found[name] != self.whole[name]
        ]

    def _left_running(self, session: int) -> list[int]:
        """Return the processes of a session that do not end; proc(5) says which session a process is in."""
        end = time.monotonic() + PATIENCE
        while (left := list(_of_session(session))) and time.monotonic() < end:
            time.sleep(0.1)
        return left


def _of_session(session: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found
