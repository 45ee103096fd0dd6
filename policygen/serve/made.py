"""The pages of jobs that make other files than a school's pack: how long it takes, the file, or why there is none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from policygen.api.library import Library
from policygen.serve.jobs import Job
from policygen.serve.packing import Pack
from policygen.serve.server import Server, attached
from policygen.serve.visit import Visit
from policygen.serve.working import WorkLimits, WorkLost, WorkProgress, in_process
from policygen.world.memory import MemoryWorld


class MadeFiles:
    """Shows jobs of each kind of the words' `made`, and gives their files to whoever knows the address."""

    def __init__(self, server: Server) -> None:
        self._server, self._words = server, server.pages.words["made"]

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [Route("/made/{kind}/{token}", self.shown), Route("/made/{kind}/{token}/{name}", self.download)]

    @staticmethod
    def begin(
        server: Server, request: Request, kind: str, visit: Visit, work: Callable[[Library, Any], Pack], payload: object
    ) -> Response:
        """Take a job of this kind, and lead to its page. Raises QueueFull."""
        run = partial(_in_process, server.world, work, payload, server.limits.job)
        job = server.queue.add(request.state.client, server.seal(visit), run)
        return RedirectResponse(f"/made/{kind}/{job.token}", 303)

    async def shown(self, request: Request) -> Response:
        job, words = self._job(request)
        state, school, kept = self._state(job)
        kind = request.path_params["kind"]
        facts: dict[str, Any] = {"made": words, "kind": kind, "going_on": bool(state), "kept_back": kept}
        facts |= {"waiting": False, "file": "", "messages": (), "school_id": school}
        if job.pack is None:
            facts |= {"waiting": True, "ahead": self._server.queue.ahead(job), "with_script": True}
            facts["minutes"] = self._server.views.minutes(self._server.queue.seconds_left(job))
            title = words["waiting"]
        elif job.file is not None:
            facts["size"] = f"{job.file.stat().st_size / 1_000_000:.1f} MB"
            facts["file"] = f"/made/{kind}/{job.token}/{job.pack.name}"
            facts["minutes_kept"] = self._server.limits.kept // 60
            title = words["ready"]
        else:
            ended = job.pack.ended
            facts["messages"] = [self._server.pages.said(f"packs.{ended}")] if ended else list(job.pack.messages)
            title = words["not_made"]
        return HTMLResponse(self._server.pages.render("made", title=title, state=state, **facts))

    async def download(self, request: Request) -> Response:
        job, _ = self._job(request)
        if job.file is None or job.pack is None or request.path_params["name"] != job.pack.name:
            raise HTTPException(404)
        return FileResponse(job.file, media_type="application/zip", headers=attached(job.pack.name))

    def _job(self, request: Request) -> tuple[Job, dict[str, Any]]:
        job = self._server.queue.find(request.path_params["token"])
        words = self._words.get(request.path_params["kind"])
        if job is None or words is None:
            raise HTTPException(404)
        return job, words

    def _state(self, job: Job) -> tuple[str, str, bool]:
        """Return the state to go on with and its school, and whether it is too large: then only the file is left."""
        visit, _ = self._server.opened(job.sealed)
        if job.pack is not None and job.pack.visit is not None:
            visit = job.pack.visit
        try:
            return (self._server.seal(visit) if visit.school else ""), visit.school, False
        except ValueError:
            return "", "", True


def _in_process(
    world: MemoryWorld,
    work: Callable[[Library, Any], Pack],
    payload: object,
    limits: WorkLimits,
    progress: WorkProgress,
) -> Pack:
    try:
        return in_process(world, work, payload, limits, progress)
    except WorkLost as lost:
        return Pack(ended=lost.why)
