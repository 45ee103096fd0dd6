"""The application: which address shows which page. It keeps nothing between two requests but jobs and their results."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from policygen import __version__
from policygen.api.library import Library
from policygen.diagnostics.model import Refused
from policygen.serve.guard import Allowance, Guard
from policygen.serve.jobs import Job, JobQueue, QueueFull
from policygen.serve.packing import PackLimits, pack_in_process
from policygen.serve.pages import Pages
from policygen.serve.sealing import NotSealed, Sealer
from policygen.serve.views import Shown, Views
from policygen.serve.visit import Visit
from policygen.world.memory import MemoryWorld

LOGGER = logging.getLogger("policygen.serve")
_LARGEST_FIELD = 3_000_000
_FOR_EVER = "public, max-age=31536000, immutable"


class Unsealed(Exception):
    """The page's state cannot be used: it is too old, or, without a visit, not from this server."""

    def __init__(self, visit: Visit | None = None) -> None:
        self.visit = visit


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """How much the server does: bytes of a request, requests of a client, jobs in all and of a client."""

    largest: int = 4_000_000
    rate: float = 8.0
    burst: float = 80.0
    at_once: int = 1
    jobs: int = 40
    jobs_each: int = 2
    kept: int = 900
    job: PackLimits = field(default_factory=PackLimits)


def create_app(library: Library, key: bytes, *, origin: str = "", limits: ServerLimits | None = None) -> Starlette:
    """Return the ASGI application. `library` is of a MemoryWorld; `key` seals the pages (32 bytes or more).

    `origin` is the address that browsers see behind a proxy, empty on this machine. Raises TypeError for a library of
    another World, because visitors must not see a folder change.
    """
    if not isinstance(library.world, MemoryWorld):
        raise TypeError(library.world)
    limits = limits or ServerLimits()
    server = _Server(library, library.world, Sealer(key), limits)
    routes = [
        Route("/", server.start),
        Route("/new", server.new, methods=["GET", "POST"]),
        Route("/continue", server.go_on, methods=["POST"]),
        *(Route(f"/{name}", partial(server.page, name), methods=["POST"]) for name in ("policies", "question")),
        *(Route(f"/{name}", partial(server.page, name), methods=["POST"]) for name in ("check", "others", "preview")),
        Route("/file", server.file, methods=["POST"]),
        Route("/pack", server.pack, methods=["POST"]),
        Route("/pack/{token}", server.packed),
        Route("/pack/{token}/{name}", server.download),
        Route("/health", server.health),
        Route("/static/{name}", server.static),
    ]
    app = Starlette(
        routes=routes,
        exception_handlers={Unsealed: server.unsealed, HTTPException: server.refused, Exception: server.failed},
        lifespan=server.lifespan,
    )
    app.add_middleware(
        Guard,
        origin=origin,
        largest=limits.largest,
        allowance=Allowance(rate=limits.rate, burst=limits.burst),
        words=server.refusals,
    )
    return app


class _Server:
    def __init__(self, library: Library, world: MemoryWorld, sealer: Sealer, limits: ServerLimits) -> None:
        self._library, self._world, self._sealer, self._limits = library, world, sealer, limits
        self._pages = Pages(world)
        self._views = Views(library, self._pages)
        self.refusals: dict[int, str] = self._pages.words["refusals"]
        self._queue = JobQueue(at_once=limits.at_once, most=limits.jobs, each=limits.jobs_each, kept=float(limits.kept))

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            self._queue.close()

    async def start(self, _: Request) -> Response:
        return self._shown(self._first_page(), Visit())

    async def new(self, request: Request) -> Response:
        if request.method == "GET":
            return self._shown(self._views.name(), Visit())
        form = await self._form(request)
        self._visit(form)
        shown, visit = await run_in_threadpool(self._views.begin, form)
        return self._shown(shown, visit)

    async def go_on(self, request: Request) -> Response:
        form = await self._form(request, files=1)
        file = form.get("file")
        data = await file.read() if isinstance(file, UploadFile) else b""
        await form.close()
        self._visit(form)
        try:
            visit = await run_in_threadpool(self._views.taken_up, data)
            self._seal(visit)
        except Refused as error:
            key = "errors.file_unusable" if data else "errors.file"
            return self._shown(self._views.with_error(self._first_page(), key, "file", reason=str(error)), Visit())
        except ValueError:
            return self._shown(self._views.with_error(self._first_page(), "errors.file_large", "file"), Visit())
        shown, visit = await run_in_threadpool(self._views.check, visit, FormData())
        return self._shown(shown, visit)

    async def page(self, name: str, request: Request) -> Response:
        form = await self._form(request)
        visit = self._visit(form, school=True)
        view: Callable[[Visit, FormData], tuple[Shown, Visit]] = getattr(self._views, name)
        shown, visit = await run_in_threadpool(view, visit, form)
        if name == "preview":
            return HTMLResponse(str(shown.facts["preview"]))
        return self._shown(shown, visit)

    async def file(self, request: Request) -> Response:
        visit = self._visit(await self._form(request), school=True)
        draft = self._library.drafts.of(visit.school, visit.files)
        data = await run_in_threadpool(draft.archive)
        return Response(data, media_type="application/zip", headers=_attached(f"{visit.school}.school.zip"))

    async def pack(self, request: Request) -> Response:
        form = await self._form(request)
        visit = self._visit(form, school=True)
        work = partial(pack_in_process, self._world, visit, self._limits.job)
        try:
            job = self._queue.add(request.state.client, self._seal(visit), work)
        except QueueFull as error:
            return self._message(f"full_{error.whose}", 503, go_on=self._seal(visit))
        return RedirectResponse(f"/pack/{job.token}", 303)

    async def packed(self, request: Request) -> Response:
        job = self._job(request)
        visit, _ = self._sealer.open(job.sealed, time.time())
        facts: dict[str, Any] = {"waiting": job.pack is None, "file": "", "id": Visit.from_bytes(visit).school}
        if job.pack is None:
            seconds = self._queue.seconds_left(job)
            facts |= {"ahead": self._queue.ahead(job), "minutes": self._views.minutes(seconds), "with_script": True}
            title = self._pages.words["titles"]["waiting"]
        elif job.file is not None:
            size = f"{job.file.stat().st_size / 1_000_000:.1f} MB"
            facts |= {"file": f"/pack/{job.token}/{job.pack.name}", "size": size, "kept": self._limits.kept // 60}
            facts["school"] = self._views.name_of(Visit.from_bytes(visit))
            title = self._pages.words["titles"]["ready"]
        else:
            ended = job.pack.ended
            facts["messages"] = [self._pages.said(f"packs.{ended}")] if ended else list(job.pack.messages)
            title = self._pages.words["titles"]["not_made"]
        return HTMLResponse(self._pages.render("pack", title=title, state=job.sealed, **facts))

    async def download(self, request: Request) -> Response:
        job = self._job(request)
        if job.file is None or job.pack is None or request.path_params["name"] != job.pack.name:
            raise HTTPException(404)
        return FileResponse(job.file, media_type="application/zip", headers=_attached(job.pack.name))

    async def health(self, _: Request) -> Response:
        facts = {"status": "ok", "version": __version__, "running": self._queue.running, "waiting": self._queue.waiting}
        return JSONResponse({**facts, "library": self._library.fingerprint})

    async def static(self, request: Request) -> Response:
        found = self._pages.static.get(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        return Response(found.data, media_type=found.media_type, headers={"cache-control": _FOR_EVER})

    async def unsealed(self, _: Request, error: Exception) -> Response:
        visit = error.visit if isinstance(error, Unsealed) else None
        if visit is not None and visit.school:
            return self._message("expired", 200, go_on=self._seal(visit))
        return self._message("unsealed", 400, with_upload=True)

    async def refused(self, _: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        return self._message("missing" if status in (404, 405) else "refused", status)

    async def failed(self, _: Request, error: Exception) -> Response:
        # Only where it happened: the message of an error can hold an answer.
        trace, places = error.__traceback__, []
        while trace is not None:
            places.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
            trace = trace.tb_next
        LOGGER.error(json.dumps({"error": type(error).__name__, "places": places[-6:]}))
        return self._message("failed", 500)

    def _first_page(self) -> Shown:
        titles = [self._library.policies[name] for name in self._views.usual]
        return Shown("start", {"titles": titles, "kept": self._limits.kept // 60})

    async def _form(self, request: Request, files: int = 0) -> FormData:
        try:
            return await request.form(max_files=files, max_fields=200, max_part_size=_LARGEST_FIELD)
        except MultiPartException as error:
            raise HTTPException(400) from error

    def _visit(self, form: FormData, *, school: bool = False) -> Visit:
        """Return what the page carries. Raises Unsealed."""
        try:
            data, old = self._sealer.open(str(form.get("state", "")), time.time())
        except NotSealed as error:
            raise Unsealed from error
        visit = Visit.from_bytes(data)
        if old or (school and not visit.school):
            raise Unsealed(visit)
        return visit

    def _seal(self, visit: Visit) -> str:
        return self._sealer.seal(visit.to_bytes(), time.time())

    def _shown(self, shown: Shown, visit: Visit) -> Response:
        facts = {"title": self._pages.words["titles"].get(shown.template, ""), **shown.facts}
        return HTMLResponse(self._pages.render(shown.template, state=self._seal(visit), **facts))

    def _message(self, key: str, status: int, **facts: Any) -> Response:
        words = self._pages.words["messages"][key]
        usual = {"go_on": "", "with_upload": False, "state": self._seal(Visit())}
        return HTMLResponse(self._pages.render("message", **{**usual, **words, **facts}), status)

    def _job(self, request: Request) -> Job:
        job = self._queue.find(request.path_params["token"])
        if job is None:
            raise HTTPException(404)
        return job


def _attached(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}
