"""Worker processes. They end with the process that started them, and a job whose process dies is done again once."""

from __future__ import annotations

import contextlib
import ctypes
import math
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any, TypeVar

_PR_SET_PDEATHSIG = 1  # prctl(2)
_GLANCE = 0.2  # seconds between two looks at the limits
_SOON = 0.02  # seconds; what follows the last message sooner goes with the next
_AHEAD = 2  # runs a process, begun before the first result of them was asked for
_SHORTEST = 4  # the last runs are shorter, but not shorter than this part of the others
_NO_MEMORY = 12  # the status of a process that could not get memory, which is ENOMEM
_SIGNALS = frozenset(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))

Job = TypeVar("Job")
Prepared = TypeVar("Prepared")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class JobLimits:
    """What a process may take for one step of its work: seconds (0 for no limit) and bytes of memory (0 for no limit).

    Memory is what the system says is resident. The address space, which setrlimit(2) could limit, says little: fonts
    and native libraries reserve much more than they use. `gives_way` is how far a process lets others go first, from 0
    to 19 (nice(1)), from its very start.
    """

    seconds: float = 0
    memory: int = 0
    gives_way: int = 0


NO_LIMITS = JobLimits()


@dataclass(frozen=True, slots=True)
class Ended:
    """A job that was lost for good with its process: `number` is a signal, a status, or the limit that it broke.

    `how` is "signal", "status", "time" (`number` in seconds) or "memory" (`number` in bytes).
    """

    how: str
    number: int


@dataclass(frozen=True, slots=True)
class _Raised:
    """An error of the work itself, on its way back."""

    error: Exception
    where: str


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    connection: Connection
    run: list[int] = field(default_factory=list)
    since: float = math.inf  # when its step began, on the monotonic clock; never before it is prepared


def run(
    prepare: Callable[[], Prepared],
    work: Callable[[Prepared, Sequence[Job]], Iterator[Result | None]],
    jobs: Sequence[Job],
    count: int,
    limits: JobLimits = NO_LIMITS,
    together: int = 1,
    *,
    again: bool = True,
    stepped: Callable[[], None] | None = None,
) -> Generator[Result | Ended, None, None]:
    """Do the jobs in `count` processes and yield each result in the order of the jobs.

    `prepare` runs first in each process. `work` is given what it returned, and up to `together` jobs that follow each
    other. It yields a result for each job, in order; None before a result says that a step was done. Both functions are
    pickled, and what they raise is raised here. A step that breaks a limit ends its process. The jobs of a process that
    ended are done again, each alone; what is lost a second time, or without `again` once, is Ended. `stepped` is called
    when a process is prepared, and for each step that one has done.

    No job is begun that is far ahead of the result that was asked for last, so what waits in memory has a limit.
    However this generator ends, its processes end with it.
    """
    pool = _Pool(prepare, work, jobs, count, limits, together, again, stepped)
    try:
        for job in range(len(jobs)):
            pool.wanted = job
            # Whoever asks is busy with each result for a while, in which no process should have to wait.
            pool.attend(0)
            while job not in pool.done:
                pool.attend(_GLANCE)
            yield _result(pool.done.pop(job))
    finally:
        for worker in pool.workers:
            _end(worker)


class _Pool:
    """The processes of one run, the jobs left to do and the results that nobody has asked for yet."""

    def __init__(
        self,
        prepare: Callable[[], Any],
        work: Callable[[Any, Sequence[Any]], Iterator[Any]],
        jobs: Sequence[Any],
        count: int,
        limits: JobLimits,
        together: int,
        again: bool,
        stepped: Callable[[], None] | None,
    ) -> None:
        self._stepped = stepped
        self._functions, self._jobs, self._limits = (prepare, work), jobs, limits
        numbers = range(len(jobs))
        self._todo = deque(_runs(numbers, count, together))
        self._ahead = _AHEAD * count * together
        self._count = min(count, len(self._todo))
        self._lost = set() if again else set(numbers)
        # Spawned, not forked: what a forked child inherits of a half-used native library is nobody's promise.
        self._context = get_context("spawn")
        self.workers: list[_Worker] = []
        self.done: dict[int, Any] = {}
        self.wanted = 0
        self._looked = 0.0  # when the limits were last looked at, on the monotonic clock

    def attend(self, patience: float) -> None:
        """Give every idle process work, then take what comes within `patience` seconds, and look at the limits.

        A process that is done with its run has the next before this returns: what came may keep the caller busy.
        """
        self._share_out()
        busy = {worker.connection: worker for worker in self.workers if worker.run}
        for connection in wait(list(busy), patience):
            self._take(busy[connection])  # type: ignore[index]
        self._share_out()
        if (now := time.monotonic()) - self._looked >= _GLANCE:
            self._looked = now
            self._hold_to_limits()

    def _share_out(self) -> None:
        while self._todo and self._todo[0][0] < self.wanted + self._ahead:
            idle = next((worker for worker in self.workers if not worker.run), None)
            if idle is None and len(self.workers) == self._count:
                break
            self._hand_on(idle or self._start())

    def _hold_to_limits(self) -> None:
        for worker in [worker for worker in self.workers if worker.run]:
            # What lies in the pipe was done in time.
            if (broken := self._broken(worker)) is not None and not worker.connection.poll():
                self._lose(worker, broken)

    def _start(self) -> _Worker:
        here, there = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(there, os.getpid()), daemon=True)
        with _held_back():
            process.start()
            _let_others_first(process.pid or 0, self._limits.gives_way)
            self.workers.append(_Worker(process, here))
        there.close()
        with contextlib.suppress(OSError):  # that it is dead is seen when its answer is read
            here.send(self._functions)
        return self.workers[-1]

    def _hand_on(self, worker: _Worker) -> None:
        worker.run = self._todo.popleft()
        if worker.since < math.inf:
            worker.since = time.monotonic()
        with contextlib.suppress(OSError):
            worker.connection.send([self._jobs[number] for number in worker.run])

    def _take(self, worker: _Worker) -> None:
        try:
            came = worker.connection.recv()
        except (EOFError, OSError):
            worker.process.join()
            status = worker.process.exitcode or 0
            self._lose(worker, Ended("signal", -status) if status < 0 else Ended("status", status))
            return
        worker.since = time.monotonic()
        for result in came:
            if isinstance(result, _Raised):
                self.done |= dict.fromkeys(worker.run, result)
                self.workers.remove(worker)
                _end(worker)
            elif result is not None:
                self.done[worker.run.pop(0)] = result
            elif self._stepped is not None:
                self._stepped()

    def _lose(self, worker: _Worker, ended: Ended) -> None:
        self.workers.remove(worker)
        _end(worker)
        again = [number for number in worker.run if number not in self._lost]
        self.done |= {number: ended for number in worker.run if number in self._lost}
        self._lost |= set(again)
        self._todo.extendleft([number] for number in reversed(again))

    def _broken(self, worker: _Worker) -> Ended | None:
        """Return the limit that a process is over, if any."""
        seconds, memory = self._limits.seconds, self._limits.memory
        if memory and resident(worker.process.pid or 0) > memory:
            return Ended("memory", memory)
        return Ended("time", round(seconds)) if seconds and time.monotonic() - worker.since > seconds else None


def _runs(numbers: Sequence[int], count: int, together: int) -> Iterator[list[int]]:
    """Yield the runs: at the end shorter ones, so that no process waits for long while another has the last."""
    least = max(1, together // _SHORTEST)
    at = 0
    while at < len(numbers):
        share = (len(numbers) - at) // (2 * count)
        size = max(least, min(together, share))
        yield list(numbers[at : at + size])
        at += size


def resident(process: int) -> int:
    """Return how many bytes of memory a process has in use; 0 where the system does not say (proc(5): Linux does)."""
    try:
        return int(Path(f"/proc/{process}/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0


def _let_others_first(process: int, by: int) -> None:
    if by and process and hasattr(os, "setpriority"):
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, process, min(os.getpriority(os.PRIO_PROCESS, 0) + by, 19))


def _result(found: Any) -> Any:
    if isinstance(found, _Raised):
        found.error.add_note(found.where)
        raise found.error
    return found


def _end(worker: _Worker) -> None:
    """End a process at once: it writes no file."""
    worker.process.kill()
    worker.process.join()
    worker.connection.close()


@contextlib.contextmanager
def _held_back() -> Iterator[None]:
    """Hold signals back while a process starts, so that none is started and forgotten.

    The process inherits that: it must not hear the Ctrl-C that a terminal sends to all of them.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it lets the signals through again, when it starts
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Messages:
    """What a process tells, a list at a time: results that come right after each other are one message.

    The process that reads them is busy for a while with each message, and this one waits until it is read.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._held: list[Any] = []
        self._last = -math.inf

    def tell(self, one: object) -> None:
        """Send this, or hold it until more comes if the last message was sent just now."""
        self._held.append(one)
        if time.monotonic() - self._last >= _SOON:
            self.send()

    def send(self) -> None:
        """Send what is held."""
        if self._held:
            self._connection.send(self._held)
            self._held.clear()
            self._last = time.monotonic()


def _serve(connection: Connection, parent: int) -> None:
    """Do what comes through the connection, until it ends; first come the functions that do it."""
    _end_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    messages = _Messages(connection)
    try:
        prepare, work = _received(connection)
        prepared = prepare()
        messages.tell(None)
        while True:
            for result in work(prepared, _received(connection)):
                messages.tell(result)
            messages.send()
    except MemoryError:
        os._exit(_NO_MEMORY)  # as a job that broke its limit: it is done again with all the memory that there is
    except Exception as error:
        with contextlib.suppress(OSError):
            messages.tell(_Raised(error, traceback.format_exc()))
            messages.send()


def _received(connection: Connection) -> Any:
    """Return what was sent; end this process, without a word, if nobody sends any more."""
    try:
        return connection.recv()
    except (EOFError, OSError, pickle.UnpicklingError):
        raise SystemExit from None


def _end_with(parent: int) -> None:
    """See to it that this process ends when the process `parent` does, even if that is killed."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    # Where there is no such call, and for a parent that ended before it.
    threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
