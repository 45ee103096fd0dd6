"""Answers that are on their way, or were given and are kept for a short while."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from policygen.serve.working import WorkProgress

_USUAL = 15.0  # seconds that a step is taken to need before one was seen
_MOST_EACH, _MOST = 3, 60  # answers that are kept, of one client and in all


@dataclass(slots=True)
class LateAnswer:
    """An answer that only its token leads to. `request` is what asked for it, until there is one."""

    token: str
    client: str
    kind: str
    progress: WorkProgress
    task: asyncio.Task[Response]
    request: Request | None
    ended: float = 0.0


@dataclass(slots=True)
class LateAnswers:
    """The answers that are on their way or kept for `kept` seconds; those kept longest go when there are too many."""

    kept: float
    _found: dict[str, LateAnswer] = field(default_factory=dict)
    _seconds: dict[str, float] = field(default_factory=dict)

    def add(self, kind: str, request: Request, progress: WorkProgress, task: asyncio.Task[Response]) -> LateAnswer:
        late = LateAnswer(secrets.token_urlsafe(32), request.state.client, kind, progress, task, request)
        self._found[late.token] = late
        task.add_done_callback(lambda _: self._end(late))
        return late

    def find(self, token: str) -> LateAnswer | None:
        self._forget()
        return self._found.get(token)

    def seconds_left(self, late: LateAnswer, ahead: int) -> int:
        """Return about how many seconds it takes until the answer is there."""
        each, progress = self._seconds.get(late.kind, _USUAL), late.progress
        spent = time.monotonic() - progress.began if progress.began else 0.0
        if progress.done:
            each = spent / progress.done
            return max(1, round(each * (progress.steps - progress.done)))
        return max(1, round(each * (progress.steps + ahead) - spent))

    def close(self) -> None:
        """Forget all answers, and stop waiting for those that are not there."""
        for late in self._found.values():
            late.task.cancel()
        self._found.clear()

    def _end(self, late: LateAnswer) -> None:
        late.ended = time.monotonic()
        if late.task.cancelled() or late.task.exception() is not None:
            return
        late.request = None  # what a visitor sent is needed no longer
        if late.progress.began:
            each = (late.ended - late.progress.began) / late.progress.steps
            self._seconds[late.kind] = (self._seconds.get(late.kind, each) + each) / 2
        self._forget()

    def _forget(self) -> None:
        now = time.monotonic()
        ended = sorted((one for one in self._found.values() if one.ended), key=lambda one: one.ended, reverse=True)
        seen = dict[str, int]()
        for number, one in enumerate(ended):
            seen[one.client] = seen.get(one.client, 0) + 1
            if now - one.ended > self.kept or seen[one.client] > _MOST_EACH or number >= _MOST:
                del self._found[one.token]
