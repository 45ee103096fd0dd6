"""What the benchmarks share: measured processes, the machine in words, tables in Markdown, what must be reached."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
_EVERY = 0.1  # seconds between two looks at the memory
Line = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """A command that has ended: wall time and time of the processor with all children in seconds, memory in MB.

    `peak` is the highest sum of the resident memory of the process and its children; pages that they share count in
    each of them.
    """

    seconds: float
    cpu: float
    peak: float
    status: int
    output: str


class Memory:
    """Looks at the resident memory of processes and their children, ten times a second, in a thread of its own."""

    def __init__(self, pids: Iterable[int]) -> None:
        self._pids = tuple(pids)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak = 0.0

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(_EVERY):
            self.peak = max(self.peak, sum(resident(pid) for pid in self._pids))


def resident(pid: int) -> float:
    """Return the resident memory of a process and all its children in MB; 0 if it has ended."""
    try:
        process = psutil.Process(pid)
        family = (process, *process.children(recursive=True))
    except psutil.Error:
        return 0.0
    return sum(_resident(one) for one in family) / 1_000_000


def _resident(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def policygen(
    *arguments: str,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    told: Callable[[str, float], None] | None = None,
) -> Measured:
    """Run a command of policygen in a folder. `told` gets each line that it prints and the peak of memory so far."""
    command = [sys.executable, "-m", "policygen", *arguments]
    own = {"PYTHONPATH": str(ROOT), "POLICYGEN_STORE": str(cwd.with_name(f"{cwd.name}-store")), **(environment or {})}
    start = time.perf_counter()
    with (cwd / "stderr.txt").open("w+", encoding="utf-8") as errors:
        process = subprocess.Popen(
            command, cwd=cwd, env={**os.environ, **own}, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        lines = []
        with Memory([process.pid]) as memory:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line)
                if told is not None:
                    told(line, memory.peak)
            process.stdout.close()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        errors.seek(0)
        output = "".join(lines) + errors.read()
    # Not `ru_maxrss`: it counts what this process held when it started the other.
    return Measured(seconds, usage.ru_utime + usage.ru_stime, memory.peak, process.returncode, output)


def required(measured: Measured) -> Measured:
    """Return what was measured of a command that had to succeed. Raises RuntimeError with the end of what it said."""
    if measured.status:
        raise RuntimeError(f"status {measured.status}: {measured.output[-2000:]}")
    return measured


def takes(command: str, option: str) -> bool:
    """Tell whether a command of this policygen has an option, such as build's `--no-store`."""
    shown = subprocess.run(
        [sys.executable, "-m", "policygen", command, "--help"],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return option in shown.stdout


def machine() -> str:
    """Return the machine, the day and the versions that figures depend on, as a sentence."""
    parts = [f"{name} {version(name)}" for name in ("weasyprint", "typst", "python-docx", "pikepdf")]
    memory = psutil.virtual_memory().total / 2**30
    system = platform.freedesktop_os_release()["PRETTY_NAME"] if sys.platform == "linux" else platform.platform()
    load = os.getloadavg()[0]
    return (
        f"{date.today():%-d %B %Y}, {os.cpu_count()} cores ({platform.machine()}), {memory:.0f} GB, {system}, "
        f"Python {platform.python_version()}, {', '.join(parts)}; the load was {load:.1f} at the start."
    )


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


@dataclass(frozen=True, slots=True)
class Aim:
    """What the speed must reach: in words, as a number, and what was measured; None if it could not be measured."""

    what: str
    asked: str
    measured: float | None
    reached: bool | None
    unit: str = ""

    def row(self) -> tuple[str, str, str, str]:
        """Return it as a row of a table."""
        shown = "not measured" if self.measured is None else f"{self.measured:.3g}{self.unit}"
        return self.what, self.asked, shown, {True: "yes", False: "**no**", None: ""}[self.reached]


AIMS = ("what it must reach", "asked", "measured", "reached")


def at_least(what: str, least: float, measured: float | None, unit: str = "") -> Aim:
    """Return an aim that is reached by this much or more."""
    return Aim(what, f"at least {least:g}{unit}", measured, None if measured is None else measured >= least, unit)


def at_most(what: str, most: float, measured: float | None, unit: str = "") -> Aim:
    """Return an aim that is reached by this much or less."""
    return Aim(what, f"at most {most:g}{unit}", measured, None if measured is None else measured <= most, unit)
