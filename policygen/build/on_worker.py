"""What runs in a worker of a Dask cluster: the plugin that brings it the build, and the function that does a run.

Only this module and `cluster` import Dask, and they are imported only for a build on a cluster.
"""

from __future__ import annotations

import hashlib
import os
import platform
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from distributed import Worker, WorkerPlugin, get_worker

from policygen import __version__
from policygen.build.results import SchoolBuild


@dataclass(frozen=True, slots=True)
class Delivery:
    """The results of a run, with the SHA-256 (hex) of every file in them; or what the worker builds with instead."""

    results: tuple[SchoolBuild, ...]
    digests: tuple[str, ...]
    tools: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker does: `start` prepares its process, `work` does a run, `tools` says what it builds with."""

    start: Callable[[], Any]
    work: Callable[[Any, Sequence[Any]], Iterator[SchoolBuild | None]]
    tools: Callable[[Any], Mapping[str, str]]


class BuildPlugin(WorkerPlugin):
    """Brings a build to each worker once, and to those that join or start again: its files are large.

    A run that takes longer than `seconds` for each job (0 for no limit) ends the process, which Dask starts again.
    """

    def __init__(self, key: str, task: Task, seconds: float) -> None:
        self.name = f"policygen-{key}"
        self._task, self._seconds = task, seconds
        self._prepared: Any = None
        self._found: dict[str, str] = {}

    def ready(self) -> dict[str, str]:
        """Prepare the process, once, and return what it builds with."""
        if not self._found:
            self._prepared = self._task.start()
            self._found = {**tools_here(), **self._task.tools(self._prepared)}
        return self._found

    def done(self, run: Sequence[Any], expected: Mapping[str, str]) -> Delivery:
        """Do a run, unless the process builds with other things than `expected`."""
        if (tools := self.ready()) != expected:
            return Delivery((), (), tools)
        watch = threading.Timer(self._seconds * len(run) or threading.TIMEOUT_MAX, os._exit, (1,))
        watch.daemon = True
        watch.start()
        try:
            results = tuple(one for one in self._task.work(self._prepared, run) if one is not None)
        finally:
            watch.cancel()
        return Delivery(results, digests_of(results), tools)


_one_at_a_time = threading.Lock()  # however many threads a worker has


def done_on_worker(name: str, run: Sequence[Any], expected: Mapping[str, str]) -> Delivery:
    """Do a run in a worker that has the plugin of this name."""
    with _one_at_a_time:
        return _plugin(get_worker(), name).done(run, expected)


def tools_on_worker(name: str, dask_worker: Worker) -> dict[str, str]:
    """Return what a worker with the plugin of this name builds with; Dask fills in `dask_worker`."""
    with _one_at_a_time:
        return _plugin(dask_worker, name).ready()


def _plugin(worker: Worker, name: str) -> BuildPlugin:
    found = worker.plugins[name]
    if not isinstance(found, BuildPlugin):
        raise TypeError(name)
    return found


def tools_here() -> dict[str, str]:
    """Return the versions that have to be the same before anything else can be compared."""
    return {"policygen": __version__, "python": platform.python_version()}


def digests_of(results: Iterable[SchoolBuild]) -> tuple[str, ...]:
    """Return the SHA-256 (hex) of every file in results, in order."""
    each = (chain(*built.artifacts.values(), built.beside) for built in results)
    return tuple(hashlib.sha256(one.data).hexdigest() for files in each for one in files)
