"""Work for visitors as `policygen.serve.working` does it, in processes forked from one that has read the library.

A new process reads the library first, which takes seconds: this way thousands of hostile files are read in minutes,
each still in a process with the limits of the pages.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from typing import Any

from policygen.api.library import Library
from policygen.serve.working import WorkLimits, WorkLost, WorkProgress, limit_process
from policygen.world.memory import MemoryWorld
from tests.support.visiting import finished, hosted_library

_ALREADY_THERE = ["pytest", "tests.support.forked_library"]


def begin_forking() -> None:
    """Start the process that others are forked from, which has a temporary folder of its own."""
    get_context("forkserver").set_forkserver_preload(_ALREADY_THERE)
    forkserver.ensure_running()


def in_forked_process(
    _: MemoryWorld,
    work: Callable[[Library, Any], Any],
    payload: Any,
    limits: WorkLimits,
    progress: WorkProgress | None = None,  # noqa: ARG001 - as in_process has it
) -> Any:
    """Return what `work` makes of a payload with the library that comes with policygen. Raises as `in_process`.

    No steps are counted in `progress`.

    `begin_forking` must have been called.
    """
    context = get_context("forkserver")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(theirs, work, payload, limits))
    process.start()
    theirs.close()
    try:
        well, found = ours.recv()
    except EOFError:
        process.join()
        raise WorkLost("late" if -(process.exitcode or 0) in (signal.SIGALRM, signal.SIGXCPU) else "lost") from None
    finally:
        ours.close()
    process.join()
    if not well:
        raise found
    return found


def _do(answers: Connection, work: Callable[[Library, Any], Any], payload: Any, limits: WorkLimits) -> None:
    limit_process(limits)
    try:
        found = (True, finished(work(hosted_library(), payload)))
    except Exception as error:
        found = (False, error)
    answers.send(found)
