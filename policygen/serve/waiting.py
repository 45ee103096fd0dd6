"""Answers that take long: a page says how far they are, looks again by itself, and becomes the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from policygen.serve.late_answers import LateAnswer
from policygen.serve.server import Server
from policygen.serve.working import WorkProgress

Endpoint = Callable[[Request], Awaitable[Response]]


class Waiting:
    """Shows how far an answer is that takes longer than a visitor waits before an empty window, and then the answer."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [Route("/wait/{token}", self.shown), Route("/wait/{token}/file", self.file)]

    async def shown(self, request: Request) -> Response:
        late = self._late(request)
        if late.task.done():
            answer = self._answer(late, request)
            return self._page(late, ready=True) if "content-disposition" in answer.headers else answer
        return self._page(late)

    async def file(self, request: Request) -> Response:
        late = self._late(request)
        if not late.task.done():
            raise HTTPException(404)
        return self._answer(late, request)

    def _late(self, request: Request) -> LateAnswer:
        late = self._server.late.find(request.path_params["token"])
        if late is None:
            raise HTTPException(404)
        return late

    @staticmethod
    def _answer(late: LateAnswer, request: Request) -> Response:
        """Return the answer. Raises what was raised instead of it, for the page that was sent."""
        request.state.posted = late.request
        return late.task.result()

    def _page(self, late: LateAnswer, *, ready: bool = False) -> Response:
        server, progress = self._server, late.progress
        ahead = server.ahead_of(progress)
        words = server.pages.words["waits"][late.kind]
        title = server.pages.words["waits"]["ready"] if ready else words["title"]
        facts = {
            "waits": words,
            "ready": f"/wait/{late.token}/file" if ready else "",
            "with_script": True,
            "ahead": ahead,
            "minutes": server.views.minutes(server.late.seconds_left(late, ahead)),
            "done": progress.done,
            "steps": progress.steps,
        }
        return HTMLResponse(server.pages.render("wait", title=title, **facts))


def patiently(server: Server, kind: str, endpoint: Endpoint) -> Endpoint:
    """Return an endpoint that answers as this one does, or leads to the page of a late answer.

    It is late if work for it, in a process, is not done within the patience of the server's limits. `kind` is one of
    the words' `waits`.
    """

    async def answer(request: Request) -> Response:
        begun: asyncio.Future[WorkProgress] = asyncio.get_running_loop().create_future()
        request.state.begun = begun
        task: asyncio.Task[Response] = asyncio.ensure_future(endpoint(request))
        try:
            # All of the request has arrived before work for it begins.
            first: set[asyncio.Future[Any]] = {task, begun}
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({task}, timeout=server.limits.patience)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task.done():
            return task.result()
        late = server.late.add(kind, request, begun.result(), task)
        return RedirectResponse(f"/wait/{late.token}", 303)

    return answer
