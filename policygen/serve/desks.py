"""Processes that work out pages, each with the library at hand: one visitor's answer does not wait for another's."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import signal
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from starlette.datastructures import FormData

from policygen.api.library import load
from policygen.serve.pages import Pages
from policygen.serve.viewing import AllViews
from policygen.serve.views import Shown
from policygen.serve.visit import Visit
from policygen.serve.working import QueueFull, WorkLimits, WorkLost, limit_process
from policygen.world.memory import MemoryWorld

Fields = Sequence[tuple[str, Any]]
_CLIENTS = 500  # of each process that are remembered
COLLECTED = 50  # pages between two searches for what nothing needs any longer
_IDLE = 30.0  # seconds without a page until a process looks for what it has kept too long


@dataclass(frozen=True, slots=True)
class DeskLimits:
    """How many processes there are, how many pages of a client and in all may wait for them, and what a page may take:
    `work.seconds` on the clock. The rest of `work` holds for a process as long as it lasts.
    """

    processes: int = 0
    each: int = 10
    most: int = 200
    work: WorkLimits = field(default_factory=lambda: WorkLimits(seconds=30, processor=0, memory=2_000_000_000))


@dataclass(slots=True)
class _Desk:
    process: BaseProcess
    connection: Connection
    # The clients whose pages it worked out last: the next one of them takes least time here.
    clients: OrderedDict[str, None] = field(default_factory=OrderedDict)

    def serve(self, client: str) -> None:
        self.clients[client] = None
        self.clients.move_to_end(client)
        if len(self.clients) > _CLIENTS:
            self.clients.popitem(last=False)


class Desks:
    """The processes. A page whose process ended is worked out once more, in another; `close` ends them all."""

    def __init__(self, world: MemoryWorld, limits: DeskLimits) -> None:
        self._world, self._limits = world, limits
        self._threads = ThreadPoolExecutor(limits.processes, "desk")
        self._waiting: dict[str, int] = {}
        self._free: list[_Desk] = []
        self._all: list[_Desk] = []
        self._closed = False
        self._choosing = threading.Lock()

    def open(self) -> None:
        """Start the processes; they load the library while the first visitors read the first page."""
        while len(self._all) < self._limits.processes:
            self._free.append(self._start())

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        self._closed = True
        for desk in (*self._all,):
            self._end(desk)
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def view(self, client: str, name: str, visit: Visit, fields: Fields, *more: Any) -> tuple[Shown, Visit]:
        """Return what the view of this name makes of a visit, a form and what `more` it takes.

        Raises QueueFull, WorkLost, what it raises.
        """
        if self._waiting.get(client, 0) >= self._limits.each:
            raise QueueFull("client")
        if sum(self._waiting.values()) >= self._limits.most:
            raise QueueFull("all")
        self._waiting[client] = self._waiting.get(client, 0) + 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                self._threads, self._done, client, name, visit, fields, more
            )
        finally:
            self._waiting[client] -= 1
            if not self._waiting[client]:
                del self._waiting[client]

    def _done(self, client: str, name: str, visit: Visit, fields: Fields, more: tuple[Any, ...]) -> tuple[Shown, Visit]:
        """Have a process do it. There are as many threads as processes, so one is free."""
        for again in (True, False):
            desk = self._living(client)
            try:
                desk.connection.send((name, visit, fields, more))
                if not desk.connection.poll(self._limits.work.seconds):
                    self._end(desk)
                    raise WorkLost("late")
                found = desk.connection.recv()
            except (EOFError, OSError) as error:
                self._end(desk)
                if again and not self._closed:
                    continue
                raise WorkLost("lost") from error
            self._free.append(desk)
            if isinstance(found, Exception):
                raise found
            return found  # type: ignore[no-any-return]
        raise AssertionError

    def _living(self, client: str) -> _Desk:
        """Return a free process, the client's last if it is; one that was ended while nobody used it is no try."""
        with self._choosing:
            while self._free:
                found = next((one for one in self._free if client in one.clients), self._free[0])
                self._free.remove(found)
                if found.process.is_alive():
                    found.serve(client)
                    return found
                self._end(found)
            return self._start()

    def _start(self) -> _Desk:
        ours, its = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        process = context.Process(target=_sit, args=(its, self._world, self._limits.work), daemon=True)
        process.start()
        its.close()
        desk = _Desk(process, ours)
        self._all.append(desk)
        return desk

    def _end(self, desk: _Desk) -> None:
        if desk in self._all:
            self._all.remove(desk)
        desk.process.kill()
        desk.process.join()
        desk.connection.close()


def _sit(connection: Connection, world: MemoryWorld, limits: WorkLimits) -> None:
    """Work pages out until nobody is at the other end."""
    # A terminal sends Ctrl-C to all processes; the one that serves says when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_process(replace(limits, seconds=0))
    library = load(world)
    views = AllViews.of(library, Pages(world))
    # The library stays as it is: to look through it again and again takes a fifth of the time of a page.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 1_000)
    pages = 0
    while True:
        while not connection.poll(_IDLE):
            views.forget()
            gc.collect()
        try:
            name, visit, fields, more = connection.recv()
        except EOFError:
            return
        try:
            found: object = views.by_name[name](visit, FormData(fields), *more)
        except Exception as error:
            found = error  # raised again where the page was asked for
        try:
            connection.send(found)
        except BrokenPipeError:
            return
        del visit, fields, more, found
        pages += 1
        if pages % COLLECTED == 0:
            gc.collect()
