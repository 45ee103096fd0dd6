"""The jobs of all visitors, in a fair queue: a visitor who asks for much waits behind one who asks for little."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from policygen.serve.packing import Pack
from policygen.serve.working import QueueFull, WorkProgress

LOGGER = logging.getLogger("policygen.serve")
_USUAL = 60.0  # seconds that a job is taken to need before one was seen


@dataclass(slots=True)
class Job:
    """A job that only its token leads to. `turn` orders the waiting, `sealed` is the page's state for going on."""

    token: str
    client: str
    turn: tuple[int, int]
    sealed: str
    work: Callable[[WorkProgress], Pack]
    progress: WorkProgress = field(default_factory=WorkProgress)
    started: float = 0.0
    ended: float = 0.0
    pack: Pack | None = None
    file: Path | None = None
    task: asyncio.Task[None] | None = None


@dataclass(slots=True)
class JobQueue:
    """Runs `at_once` jobs, holds `most` in all and `each` of a client; keeps a result for `kept` seconds."""

    at_once: int = 1
    most: int = 40
    each: int = 2
    kept: float = 900.0
    _jobs: dict[str, Job] = field(default_factory=dict)
    _number: int = 0
    _seconds: float = _USUAL
    _folder: Path | None = None

    def add(self, client: str, sealed: str, work: Callable[[WorkProgress], Pack], steps: int = 1) -> Job:
        """Take a job of so many steps, which starts as soon as it is its turn. Raises QueueFull.

        An event loop must be running.
        """
        self._forget()
        waiting = [job for job in self._jobs.values() if job.pack is None]
        if sum(job.client == client for job in waiting) >= self.each:
            raise QueueFull("client")
        if len(waiting) >= self.most:
            raise QueueFull("all")
        self._number += 1
        turn = (sum(job.client == client for job in waiting), self._number)
        job = Job(secrets.token_urlsafe(32), client, turn, sealed, work, WorkProgress(steps))
        self._jobs[job.token] = job
        self._start()
        return job

    def find(self, token: str) -> Job | None:
        """Return the job with this token, unless it was forgotten."""
        self._forget()
        return self._jobs.get(token)

    def ahead(self, job: Job) -> int:
        """Return how many jobs come before this one, those that run among them."""
        others = (one for one in self._jobs.values() if one.pack is None and one is not job)
        return sum(bool(one.started) or one.turn < job.turn for one in others)

    def seconds_left(self, job: Job) -> int:
        """Return about how many seconds it takes until this job is done: as fast as it has been, once a step is."""
        spent = time.monotonic() - job.started if job.started else 0.0
        done, steps = job.progress.done, job.progress.steps
        if spent and 0 < done < steps:
            return max(5, round(spent / done * (steps - done)))
        rounds = self.ahead(job) // self.at_once if not job.started else 0
        return max(5, round((rounds + 1) * self._seconds - spent))

    @property
    def running(self) -> int:
        return sum(bool(job.started) and job.pack is None for job in self._jobs.values())

    @property
    def waiting(self) -> int:
        return sum(not job.started for job in self._jobs.values())

    def close(self) -> None:
        """Forget all results and remove their files."""
        for job in self._jobs.values():
            if job.task is not None:
                job.task.cancel()
        self._jobs.clear()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def _start(self) -> None:
        todo = sorted((job for job in self._jobs.values() if not job.started), key=lambda job: job.turn)
        for job in todo[: max(self.at_once - self.running, 0)]:
            job.started = time.monotonic()
            job.task = asyncio.create_task(self._run(job))

    async def _run(self, job: Job) -> None:
        try:
            pack = await asyncio.to_thread(job.work, job.progress)
        except Exception as error:
            # The visitor learns that it failed. The message of an error can hold an answer, so only its kind is logged.
            LOGGER.error(json.dumps({"error": type(error).__name__, "page": "job"}))
            pack = Pack(ended="failed")
        if pack.data:
            self._folder = self._folder or Path(tempfile.mkdtemp(prefix="policygen-serve-"))
            job.file = self._folder / job.token
            job.file.write_bytes(pack.data)
            self._seconds = (self._seconds + time.monotonic() - job.started) / 2
            pack = replace(pack, data=b"")
        job.pack, job.ended = pack, time.monotonic()
        self._start()

    def _forget(self) -> None:
        for job in list(self._jobs.values()):
            if job.pack is not None and time.monotonic() - job.ended > self.kept:
                del self._jobs[job.token]
                if job.file is not None:
                    job.file.unlink(missing_ok=True)
