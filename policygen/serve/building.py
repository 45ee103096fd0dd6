"""Building the policies of a folder's schools into its out folder, as `policygen build` does, in a job of the queue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from policygen.api.in_folder import library_in
from policygen.api.library import Library
from policygen.build.order import Order
from policygen.build.results import SchoolResult
from policygen.diagnostics.model import Severity
from policygen.render.engine import DEFAULT_ENGINE
from policygen.serve.folder_views import said_of
from policygen.serve.packing import Pack
from policygen.serve.project_folder import ProjectFolder
from policygen.serve.server import Server
from policygen.serve.visit import Visit
from policygen.serve.working import WorkLimits, WorkLost, WorkProgress, in_process
from policygen.store.place import store_folder
from policygen.world.memory import MemoryWorld

EXTRAS = ("large_print", "web")
# A trust's schools are built in one job, one after another.
_LIMITS = WorkLimits(seconds=4 * 3600, processor=4 * 3600)


@dataclass(frozen=True, slots=True)
class BuildRequest:
    """What to build: schools, the groups whose calendar goes with them, and whether as drafts.

    `extras` are those of EXTRAS to build besides the Word and PDF files.
    """

    folder: ProjectFolder
    schools: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    draft: bool = False
    extras: tuple[str, ...] = ()
    pdf_engine: str = DEFAULT_ENGINE


@dataclass(frozen=True, slots=True)
class FolderBuild(Pack):
    """What a job built: files by name in the folder, notes on files that a person had changed, and findings."""

    files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    errors: tuple[dict[str, str], ...] = ()
    warnings: tuple[dict[str, str], ...] = ()
    policies: int = 0
    not_made: int = 0
    missing: int = 0
    back: str = field(default="/", kw_only=True)


class Building:
    """Takes a build, says how long it takes, and lists what was written."""

    def __init__(self, server: Server) -> None:
        self._server, self._folder, self._pages = server, server.own_folder, server.pages

    def routes(self) -> list[Route]:
        """Return the addresses that it answers; `/pack` replaces a visitor's."""
        return [
            Route("/pack", self.school, methods=["POST"]),
            Route("/groups/{group:path}/build", self.group, methods=["POST"]),
            Route("/built/{token}", self.built),
        ]

    async def school(self, request: Request) -> Response:
        form = await self._server.form(request)
        visit = self._server.visit(form, school=True)
        extras = tuple(one for one in EXTRAS if form.get(one))
        asked = BuildRequest(
            self._folder,
            (visit.school,),
            draft=bool(form.get("draft")),
            extras=extras,
            pdf_engine=self._server.limits.pdf_engine,
        )
        return self._taken(request, asked, visit, f"/schools/{visit.school}")

    async def group(self, request: Request) -> Response:
        form, group = await self._server.form(request), str(request.path_params["group"])
        self._server.visit(form)
        library = self._folder.library(self._server.library)
        if group not in library.groups or not library.schools_of(group):
            raise HTTPException(404)
        schools = library.schools_of(group)
        extras = tuple(one for one in EXTRAS if form.get(one))
        asked = BuildRequest(
            self._folder, schools, ((group, schools),), bool(form.get("draft")), extras, self._server.limits.pdf_engine
        )
        return self._taken(request, asked, Visit(), f"/groups/{quote(group)}/status")

    async def built(self, request: Request) -> Response:
        queue, token = self._server.queue, str(request.path_params["token"])
        job = queue.find(token)
        if job is None:
            raise HTTPException(404)
        titles = self._pages.words["titles"]
        if job.pack is None:
            minutes = self._server.views.minutes(queue.seconds_left(job))
            facts: dict[str, Any] = {"waiting": True, "minutes": minutes, "with_script": True}
            return HTMLResponse(self._pages.render("built", title=titles["building"], **facts))
        found = job.pack if isinstance(job.pack, FolderBuild) else FolderBuild(ended=job.pack.ended)
        said = [self._pages.said(f"packs.{found.ended}")] if found.ended else []
        files = [{"at": quote(name), "name": name} for name in found.files]
        facts = {"waiting": False, "found": found, "said": said, "files": files}
        title = titles["built" if found.files and not found.not_made else "not_built"]
        return HTMLResponse(self._pages.render("built", title=title, **facts))

    def _taken(self, request: Request, asked: BuildRequest, visit: Visit, back: str) -> Response:
        # Before the job is taken, because it says why a folder cannot be built from.
        self._folder.library(self._server.library)
        work: Callable[[WorkProgress], Pack] = partial(build_in_process, self._server.world, asked, back)
        job = self._server.queue.add(request.state.client, self._server.seal(visit), work)
        return RedirectResponse(f"/built/{job.token}", 303)


def build_in_process(world: MemoryWorld, asked: BuildRequest, back: str, progress: WorkProgress) -> FolderBuild:
    """Build in a new process, which ends with this call. `world` is the library's."""
    try:
        return in_process(world, build_in_folder, (asked, back), _LIMITS, progress)
    except WorkLost as lost:
        return FolderBuild(ended=lost.why, back=back)


def build_in_folder(
    library: Library, given: tuple[BuildRequest, str], formats: tuple[str, ...] = ("docx", "pdf")
) -> FolderBuild:
    """Build what was asked for into the out folder, with the protections of `policygen build`."""
    asked, back = given
    folder = asked.folder
    ours = library_in(library, MemoryWorld.of(folder.world))
    usual = Order(
        formats, out=folder.out, draft=asked.draft, groups=asked.groups, pdf_engine=asked.pdf_engine,
        project=folder.world.root, store=store_folder(folder.world.environment),
    )  # fmt: skip
    orders = [usual]
    if "large_print" in asked.extras:
        orders.append(replace(usual, large_print=True, groups=()))
    if "web" in asked.extras:
        orders.append(replace(usual, formats=("html",), editions=("web",), groups=()))
    results = [result for order in orders for result in ours.build(asked.schools, order)]
    return _summary(folder, results, back)


def _summary(folder: ProjectFolder, results: list[SchoolResult], back: str) -> FolderBuild:
    paths = [path for one in results for each in (*one.made.values(), one.beside) for path in each]
    found = list(dict.fromkeys(each for one in results for each in one.diagnostics))
    lacking = {(one.school, each.policy): each for one in results for each in one.not_made}
    return FolderBuild(
        files=tuple(dict.fromkeys(folder.shown(path) for path in paths)),
        notes=tuple(dict.fromkeys(note for one in results for note in one.notes)),
        errors=tuple(said_of(one) for one in found if one.severity is Severity.ERROR),
        warnings=tuple(said_of(one) for one in found if one.severity is Severity.WARNING),
        policies=len({(one.school, policy) for one in results for policy in one.made}),
        not_made=len(lacking),
        missing=sum(each.missing for each in lacking.values()),
        back=back,
    )
