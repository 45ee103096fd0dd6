"""The application: which features answer, and what a visitor reads if none does. It keeps nothing between two requests
but jobs and their results.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from policygen import __version__
from policygen.api.library import Library
from policygen.serve.answering import Answering
from policygen.serve.guard import Allowance, Guard
from policygen.serve.made import MadeFiles
from policygen.serve.meetings import Meetings
from policygen.serve.packs import Packs
from policygen.serve.papers import Papers
from policygen.serve.renewing import Renewal
from policygen.serve.sealing import Sealer
from policygen.serve.server import Feature, Server, ServerLimits, Unsealed
from policygen.serve.working import QueueFull, WorkLost
from policygen.world.memory import MemoryWorld

LOGGER = logging.getLogger("policygen.serve")
_FOR_EVER = "public, max-age=31536000, immutable"
FEATURES: tuple[type[Feature], ...] = (
    Answering,
    Packs,
    Renewal,
    MadeFiles,
    Meetings,
    Papers,
)


def create_app(library: Library, key: bytes, *, origin: str = "", limits: ServerLimits | None = None) -> Starlette:
    """Return the ASGI application. `library` is of a MemoryWorld; `key` seals the pages (32 bytes or more).

    `origin` is the address that browsers see behind a proxy, empty on this machine. Raises TypeError for a library of
    another World, because visitors must not see a folder change.
    """
    if not isinstance(library.world, MemoryWorld):
        raise TypeError(library.world)
    limits = limits or ServerLimits()
    server = Server(library, library.world, Sealer(key), limits)
    site = _Site(server)
    app = Starlette(
        routes=[
            *(route for feature in FEATURES for route in feature(server).routes()),
            Route("/health", site.health),
            Route("/static/{name}", site.static),
        ],
        exception_handlers={
            Unsealed: site.unsealed,
            QueueFull: site.full,
            WorkLost: site.lost,
            HTTPException: site.refused,
            Exception: site.failed,
        },
        lifespan=site.lifespan,
    )
    app.add_middleware(
        Guard,
        origin=origin,
        largest=limits.largest,
        allowance=Allowance(rate=limits.rate, burst=limits.burst),
        words=server.pages.words["refusals"],
    )
    return app


class _Site:
    """What is there without any feature: health, static files, and pages for what went wrong."""

    def __init__(self, server: Server) -> None:
        self._server = server

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            self._server.queue.close()

    async def health(self, _: Request) -> Response:
        queue = self._server.queue
        facts = {"status": "ok", "version": __version__, "running": queue.running, "waiting": queue.waiting}
        return JSONResponse({**facts, "library": self._server.library.fingerprint})

    async def static(self, request: Request) -> Response:
        found = self._server.pages.static.get(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        return Response(found.data, media_type=found.media_type, headers={"cache-control": _FOR_EVER})

    async def unsealed(self, _: Request, error: Exception) -> Response:
        visit = error.visit if isinstance(error, Unsealed) else None
        if visit is not None and visit.school:
            return self._server.message("expired", 200, go_on=self._server.seal(visit))
        return self._server.message("unsealed", 400, with_upload=True)

    async def full(self, request: Request, error: Exception) -> Response:
        whose = error.whose if isinstance(error, QueueFull) else "all"
        return self._server.message(f"full_{whose}", 503, go_on=await self._state(request))

    async def lost(self, request: Request, error: Exception) -> Response:
        why = error.why if isinstance(error, WorkLost) else "lost"
        return self._server.message(f"work_{why}", 503, go_on=await self._state(request))

    async def refused(self, _: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        return self._server.message("missing" if status in (404, 405) else "refused", status)

    async def failed(self, _: Request, error: Exception) -> Response:
        # Only where it happened: the message of an error can hold an answer.
        trace, places = error.__traceback__, []
        while trace is not None:
            places.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
            trace = trace.tb_next
        LOGGER.error(json.dumps({"error": type(error).__name__, "places": places[-6:]}))
        return self._server.message("failed", 500)

    async def _state(self, request: Request) -> str:
        """Return the state that the refused request's page carried, or ""."""
        try:
            visit = self._server.visit(await request.form(), school=True)
        except (Unsealed, HTTPException):
            return ""
        return self._server.seal(visit)
