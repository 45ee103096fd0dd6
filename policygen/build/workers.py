"""Worker processes. They end with the process that started them, and if one dies only its own job is lost."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import signal
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, TypeVar

_PR_SET_PDEATHSIG = 1  # prctl(2)
_SIGNALS = frozenset(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))

Job = TypeVar("Job")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Ended:
    """A job that was lost because its process ended: `how` is "signal" or "status", `number` which."""

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
    job: int


def run(
    prepare: Callable[[], None], work: Callable[[Job], Result], jobs: Sequence[Job], count: int
) -> Generator[Result | Ended, None, None]:
    """Do the jobs in `count` processes and yield each result in the order of the jobs.

    `prepare` runs first in each process; both functions are pickled. What they raise is raised here. However this
    generator ends, its processes end with it.
    """
    # Spawned, not forked: what a forked child inherits of a half-used native library is nobody's promise.
    context = get_context("spawn")
    todo, done = deque(range(len(jobs))), dict[int, Any]()
    workers: list[_Worker] = []

    def start() -> _Worker:
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(there, os.getpid()), daemon=True)
        with _held_back():
            process.start()
            workers.append(_Worker(process, here, -1))
        there.close()
        return workers[-1]

    def hand_on(worker: _Worker) -> None:
        first = worker.job < 0
        worker.job = todo.popleft()
        with contextlib.suppress(OSError):  # that it is dead is seen when its answer is read
            if first:
                worker.connection.send((prepare, work))
            worker.connection.send(jobs[worker.job])

    try:
        for worker in [start() for _ in range(min(count, len(jobs)))]:
            hand_on(worker)
        for job in range(len(jobs)):
            while job not in done:
                answering = wait([worker.connection for worker in workers])
                for worker in [one for one in workers if one.connection in answering]:
                    done[worker.job] = _answer(worker)
                    if isinstance(done[worker.job], Ended):
                        workers.remove(worker)
                        if todo:
                            hand_on(start())
                    elif todo:
                        hand_on(worker)
                    else:
                        workers.remove(worker)
                        _end(worker)
            yield _result(done.pop(job))
    finally:
        for worker in workers:
            _end(worker)


def _answer(worker: _Worker) -> Any:
    try:
        return worker.connection.recv()
    except (EOFError, OSError):
        worker.process.join()
        worker.connection.close()
        status = worker.process.exitcode or 0
        return Ended("signal", -status) if status < 0 else Ended("status", status)


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


def _serve(connection: Connection, parent: int) -> None:
    """Do what comes through the connection, until it ends; first come the functions that do it."""
    _end_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    try:
        prepare, work = _received(connection)
        prepare()
        while True:
            result = work(_received(connection))
            connection.send(result)
    except Exception as error:
        with contextlib.suppress(OSError):
            connection.send(_Raised(error, traceback.format_exc()))


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
