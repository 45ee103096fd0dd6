"""Work for visitors in processes of its own, with limits on time and memory and without a network."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, Literal, TypeVar

from policygen.api.library import Library, load
from policygen.build.workers import Ended, JobLimits, run
from policygen.look.font_folder import remove_abandoned_fonts
from policygen.world.memory import MemoryWorld

Payload = TypeVar("Payload")
Value = TypeVar("Value")


class WorkLost(Exception):
    """The process of some work ended without a result: it was too `late`, or it was `lost`, with its memory perhaps."""

    def __init__(self, why: Literal["late", "lost"]) -> None:
        super().__init__(why)
        self.why = why


class QueueFull(Exception):
    """No more work is taken: `whose` says whether this client has too much, or all of them together."""

    def __init__(self, whose: Literal["client", "all"]) -> None:
        super().__init__(whose)
        self.whose = whose


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """What one process may use: seconds on the clock and of the processor, bytes of memory and of one file. 0 seconds
    are no limit. `gives_way` is how far it lets other processes go first, from 0 to 19.
    """

    seconds: int = 900
    processor: int = 600
    memory: int = 3_000_000_000
    file: int = 100_000_000
    gives_way: int = 0


@dataclass(slots=True, eq=False)
class WorkProgress:
    """How far some work is: `done` of its steps, from the moment (seconds, monotonic) at which it `began`, 0 before."""

    steps: int = 1
    done: int = 0
    began: float = 0.0
    prepared: bool = False

    def step(self) -> None:
        """Count a step; the first that a process tells is that it has the library."""
        self.done, self.prepared = self.done + self.prepared, True


def in_process(
    world: MemoryWorld,
    work: Callable[[Library, Payload], Value | Generator[None, None, Value]],
    payload: Payload,
    limits: WorkLimits,
    progress: WorkProgress | None = None,
) -> Value:
    """Return what `work` makes of a payload, in a new process, which ends with this call. `world` is the library's.

    Work in steps is a generator that yields None after each of them. World, work and payload are pickled. What `work`
    raises is raised here, and WorkLost if its process ended.
    """
    prepare: Callable[[], Library] = partial(_prepare, world, limits)
    task: Callable[[Library, Sequence[Payload]], Iterator[Value | None]] = partial(_work, work)
    stepped, own = progress.step if progress is not None else None, JobLimits(gives_way=limits.gives_way)
    try:
        with closing(run(prepare, task, [payload], 1, own, again=False, stepped=stepped)) as results:
            found = next(results)
    finally:
        remove_abandoned_fonts()
    if isinstance(found, Ended):
        late = found.how == "signal" and found.number in (signal.SIGALRM, signal.SIGXCPU)
        raise WorkLost("late" if late else "lost")
    return found


@dataclass(slots=True)
class Workshop(Generic[Payload]):
    """Short work that a visitor waits for: `at_once` processes, `most` visitors who wait, `each` of one client."""

    world: MemoryWorld
    limits: WorkLimits
    at_once: int = 2
    most: int = 20
    each: int = 2
    _places: asyncio.Semaphore | None = None
    _waiting: dict[str, int] = field(default_factory=dict)
    _line: list[WorkProgress] = field(default_factory=list)

    async def result(
        self,
        client: str,
        work: Callable[[Library, Any], Value | Generator[None, None, Value]],
        payload: Any,
        progress: WorkProgress,
    ) -> Value:
        """Return what `work` makes of the payload as soon as there is a place. Raises QueueFull, WorkLost."""
        async with self._place(client, progress):
            progress.began = time.monotonic()
            return await asyncio.to_thread(in_process, self.world, work, payload, self.limits, progress)

    def ahead(self, progress: WorkProgress) -> int:
        """Return how many visitors' work comes before this, 0 once it began."""
        return self._line.index(progress) if progress in self._line and not progress.began else 0

    @asynccontextmanager
    async def _place(self, client: str, progress: WorkProgress) -> AsyncIterator[None]:
        if self._waiting.get(client, 0) >= self.each:
            raise QueueFull("client")
        if sum(self._waiting.values()) >= self.most:
            raise QueueFull("all")
        self._places = self._places or asyncio.Semaphore(self.at_once)
        self._waiting[client] = self._waiting.get(client, 0) + 1
        self._line.append(progress)
        try:
            async with self._places:
                yield
        finally:
            self._line.remove(progress)
            self._waiting[client] -= 1
            if not self._waiting[client]:
                del self._waiting[client]


def _prepare(world: MemoryWorld, limits: WorkLimits) -> Library:
    limit_process(limits)
    return load(world)


def _work(
    work: Callable[[Library, Payload], Value | Generator[None, None, Value]],
    library: Library,
    payloads: Sequence[Payload],
) -> Iterator[Value | None]:
    for payload in payloads:
        found = work(library, payload)
        yield (yield from found) if isinstance(found, Generator) else found


def limit_process(limits: WorkLimits) -> None:
    """Hold this process to the limits, and keep it off the network; what a system does not know is left out."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        kinds = [
            (resource.RLIMIT_AS, limits.memory),
            (resource.RLIMIT_FSIZE, limits.file),
            (resource.RLIMIT_CORE, 0),
        ]
        kinds += [(resource.RLIMIT_CPU, limits.processor)] if limits.processor else []
        for kind, most in kinds:
            resource.setrlimit(kind, (most, most))
    if limits.seconds and hasattr(signal, "setitimer"):
        # The system ends the process when the time is over, whatever it is doing.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    sys.addaudithook(_no_network)


def _no_network(event: str, args: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.bind"):
        name = getattr(args[0], "family", None) if args else None
        if name != getattr(socket, "AF_UNIX", object()):
            raise PermissionError(event)
