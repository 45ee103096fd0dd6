"""The pages on which a school's finished files are made and downloaded."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from policygen.serve.jobs import Job
from policygen.serve.packing import pack_in_process
from policygen.serve.server import Server, attached


class Packs:
    """Takes a job, says how long it takes, and gives its file to whoever knows its address."""

    def __init__(self, server: Server) -> None:
        self._server, self._queue, self._pages = server, server.queue, server.pages

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [
            Route("/pack", self.pack, methods=["POST"]),
            Route("/pack/{token}", self.packed),
            Route("/pack/{token}/{name}", self.download),
        ]

    async def pack(self, request: Request) -> Response:
        form = await self._server.form(request)
        visit = self._server.visit(form, school=True)
        work = partial(
            pack_in_process, self._server.world, visit, self._server.limits.job, self._server.limits.pdf_engine
        )
        job = self._queue.add(
            request.state.client, self._server.seal(visit), work, self._server.views.policies_of(visit)
        )
        return RedirectResponse(f"/pack/{job.token}", 303)

    async def packed(self, request: Request) -> Response:
        job = self._job(request)
        visit, _ = self._server.opened(job.sealed)
        facts: dict[str, Any] = {"waiting": job.pack is None, "file": "", "id": visit.school}
        titles = self._pages.words["titles"]
        if job.pack is None:
            minutes = self._server.views.minutes(self._queue.seconds_left(job))
            facts |= {"ahead": self._queue.ahead(job), "minutes": minutes, "with_script": True}
            facts |= {"done": job.progress.done, "steps": job.progress.steps}
            title = titles["waiting"]
        elif job.file is not None:
            size = f"{job.file.stat().st_size / 1_000_000:.1f} MB"
            kept = self._server.limits.kept // 60
            facts |= {"file": f"/pack/{job.token}/{job.pack.name}", "size": size, "kept": kept}
            facts |= {"school": job.pack.school, "draft": job.pack.draft}
            title = titles["drafts" if job.pack.draft else "ready"]
        else:
            ended = job.pack.ended
            facts["messages"] = [self._pages.said(f"packs.{ended}")] if ended else list(job.pack.messages)
            title = titles["not_made"]
        return HTMLResponse(self._pages.render("pack", title=title, state=job.sealed, **facts))

    async def download(self, request: Request) -> Response:
        job = self._job(request)
        if job.file is None or job.pack is None or request.path_params["name"] != job.pack.name:
            raise HTTPException(404)
        return FileResponse(job.file, media_type="application/zip", headers=attached(job.pack.name))

    def _job(self, request: Request) -> Job:
        job = self._queue.find(request.path_params["token"])
        if job is None:
            raise HTTPException(404)
        return job
