"""The application: which features answer, and what a visitor reads if none does. It keeps nothing between two requests
but jobs and their results.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from policygen import __version__
from policygen.api.library import Library
from policygen.diagnostics.model import Refused
from policygen.intake.register.index import RegisterIndex
from policygen.serve.answering import Answering
from policygen.serve.asking_others import AskingOthers
from policygen.serve.building import Building
from policygen.serve.collected import Collected
from policygen.serve.comparing_files import Comparisons
from policygen.serve.editing import Editing
from policygen.serve.file_checks import FileChecks
from policygen.serve.finding import Finding
from policygen.serve.folder_adoption import FolderAdoption
from policygen.serve.gap_reports import GapReports
from policygen.serve.guard import Allowance, BodyLimits, Guard
from policygen.serve.looking import Looking
from policygen.serve.made import MadeFiles
from policygen.serve.meetings import Meetings
from policygen.serve.owner import Owner
from policygen.serve.packs import Packs
from policygen.serve.papers import Papers
from policygen.serve.project_folder import ProjectFolder
from policygen.serve.projects import Projects
from policygen.serve.renewing import Renewal
from policygen.serve.sealing import Sealer
from policygen.serve.server import ChangedSince, Feature, Server, ServerLimits, Unsealed, VisitTooLarge
from policygen.serve.trust import Trust
from policygen.serve.waiting import Waiting
from policygen.serve.word_changes import WordChanges
from policygen.serve.working import QueueFull, WorkLost
from policygen.world.memory import MemoryWorld
from policygen.world.protocol import OutsideTheProject

LOGGER = logging.getLogger("policygen.serve")
_NOT_FOUND, _NOT_SO = 404, 405
_FOR_EVER = "public, max-age=31536000, immutable"
FEATURES: tuple[type[Feature], ...] = (
    Answering,
    AskingOthers,
    Packs,
    WordChanges,
    GapReports,
    Comparisons,
    FileChecks,
    Renewal,
    MadeFiles,
    Meetings,
    Papers,
    Trust,
    Editing,
    Looking,
    Finding,
    Waiting,
)


PROJECT_FEATURES: tuple[type[Feature], ...] = (
    Projects,
    Building,
    FolderAdoption,
    Collected,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSite:
    """A project on the pages, for requests with the `token`, or, behind a proxy, with its sign-in `header`."""

    folder: ProjectFolder
    token: str = ""
    header: str = ""


def create_app(
    library: Library,
    key: bytes,
    *,
    origin: str = "",
    limits: ServerLimits | None = None,
    project: ProjectSite | None = None,
    register: RegisterIndex | None = None,
) -> Starlette:
    """Return the ASGI application. `library` is of a MemoryWorld; `key` seals the pages (32 bytes or more).

    `origin` is the address that browsers see behind a proxy, empty on this machine. With a `project`, the pages are of
    the schools in its folder. In `register` visitors find their school. Raises TypeError for a library of another
    World, because visitors must not see a folder change.
    """
    if not isinstance(library.world, MemoryWorld):
        raise TypeError(library.world)
    limits = limits or ServerLimits()
    folder = project.folder if project is not None else None
    server = Server(library, library.world, Sealer(key), limits, folder, register)
    # The first route that fits an address answers: a project's pages replace those for visitors.
    features = (*PROJECT_FEATURES, *FEATURES) if project is not None else FEATURES
    site = _Site(server)
    app = Starlette(
        routes=[
            *(route for feature in features for route in feature(server).routes()),
            Route("/health", site.health),
            Route("/static/{name}", site.static),
        ],
        exception_handlers={
            Unsealed: site.unsealed,
            ChangedSince: site.changed,
            Refused: site.unusable,
            OutsideTheProject: site.unusable,
            **({OSError: site.unreadable} if project is not None else {}),
            QueueFull: site.full,
            WorkLost: site.lost,
            VisitTooLarge: site.too_large,
            HTTPException: site.refused,
        },
        lifespan=site.lifespan,
    )
    if project is not None:
        refusal = partial(server.message, "sign_in" if project.header else "token", 403)
        app.add_middleware(Owner, token=project.token, header=project.header, refusal=refusal)
    app.add_middleware(
        Guard,
        origin=origin,
        limits=BodyLimits(largest=limits.largest),
        allowance=Allowance(rate=limits.rate, burst=limits.burst),
        pages=server.refusals(),
        failed=site.failed,
    )
    return app


class _Site:
    """What is there without any feature: health, static files, and pages for what went wrong."""

    def __init__(self, server: Server) -> None:
        self._server = server

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        desks = self._server.desks
        if desks is not None:
            desks.open()
        try:
            yield
        finally:
            if desks is not None:
                desks.close()
            self._server.queue.close()
            self._server.late.close()

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
        return self._server.message("unsealed", 400, with_upload=self._server.folder is None)

    async def changed(self, _: Request, error: Exception) -> Response:
        """Show the answers of a school as they are now, and that what was sent was not saved."""
        server = self._server
        before = error.visit if isinstance(error, ChangedSince) else None
        if server.folder is None or before is None:
            return server.message("unsealed", 400)
        now = replace(server.folder.visit(before.school), later=before.later, policy=before.policy)
        shown, visit = server.views.check(now, FormData())
        answer = server.shown(server.views.with_error(shown, "errors.changed", ""), visit)
        answer.status_code = 409
        return answer

    async def unusable(self, _: Request, error: Exception) -> Response:
        return self._server.message("unusable", 409, reason=str(error))

    async def unreadable(self, _: Request, error: Exception) -> Response:
        """Say which file of the folder the system does not let us read or write."""
        file, reason = getattr(error, "filename", None), getattr(error, "strerror", None)
        words = self._server.pages.said(
            "errors.system", file=str(file or ""), reason=str(reason or type(error).__name__)
        )
        return self._server.message("unusable", 503, reason=words.strip())

    async def full(self, request: Request, error: Exception) -> Response:
        whose = error.whose if isinstance(error, QueueFull) else "all"
        return self._server.message(f"full_{whose}", 503, go_on=await self._state(request))

    async def lost(self, request: Request, error: Exception) -> Response:
        why = error.why if isinstance(error, WorkLost) else "lost"
        return self._server.message(f"work_{why}", 503, go_on=await self._state(request))

    async def too_large(self, request: Request, _: Exception) -> Response:
        # What the page carried before the change is whole.
        return self._server.message("visit_large", 413, go_on=await self._state(request))

    async def refused(self, _: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 400
        if status == _NOT_SO:
            return self._server.message("posted", status, with_upload=self._server.folder is None)
        return self._server.message("missing" if status == _NOT_FOUND else "refused", status)

    async def failed(self, _: Request, error: Exception) -> Response:
        # Only where it happened: the message of an error can hold an answer.
        trace, places = error.__traceback__, []
        while trace is not None:
            places.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
            trace = trace.tb_next
        LOGGER.error(json.dumps({"error": type(error).__name__, "places": places[-6:]}))
        return self._server.message("failed", 500)

    async def _state(self, request: Request) -> str:
        """Return the state that the refused request's page carried, or ""; a late answer's request is the first one."""
        posted: Request = getattr(request.state, "posted", None) or request
        try:
            visit = self._server.visit(await posted.form(), school=True)
        except (Unsealed, HTTPException):
            return ""
        return self._server.seal(visit)
