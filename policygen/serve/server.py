"""What the features of the pages share: the library, the seal, the pages, the queue, and reading a visitor's form."""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from policygen.api.in_folder import ChangedMeanwhile
from policygen.api.library import Library
from policygen.intake.register.index import RegisterIndex
from policygen.render.engine import DEFAULT_ENGINE
from policygen.serve.desks import COLLECTED, DeskLimits, Desks
from policygen.serve.estates import EstateViews
from policygen.serve.folder_views import FolderViews
from policygen.serve.jobs import JobQueue
from policygen.serve.late_answers import LateAnswers
from policygen.serve.pages import Pages
from policygen.serve.project_folder import ProjectFolder
from policygen.serve.sealing import NotSealed, Sealer
from policygen.serve.viewing import AllViews
from policygen.serve.views import Shown
from policygen.serve.visit import Visit
from policygen.serve.visits import FolderVisits, SealedVisits, Visits
from policygen.serve.working import WorkLimits, WorkProgress, Workshop
from policygen.world.memory import MemoryWorld

_LARGEST_FIELD = 3_000_000

Value = TypeVar("Value")


class Unsealed(Exception):
    """The page's state cannot be used: it is too old, or, without a visit, not from this server."""

    def __init__(self, visit: Visit | None = None) -> None:
        self.visit = visit


class VisitTooLarge(ValueError):
    """A visit has more than a page can carry."""


class ChangedSince(Unsealed):
    """Somebody has changed the school's settings since the page was shown; `visit` has them as they are now."""


class Feature(Protocol):
    """A part of what the pages can do. It is made once with the server and keeps nothing of a visitor."""

    def __init__(self, server: Server) -> None: ...

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """How much the server does: bytes of a request, requests of a client, jobs in all and of a client.

    `job` holds for making a pack, `short` for what a visitor waits for, such as reading a Word file. `desks` are the
    processes that work out pages; without any, that is done in threads. `pdf_engine` draws the pages of packs. After
    `patience` seconds, a page says how far the work for an answer is.
    """

    largest: int = 4_000_000
    rate: float = 8.0
    burst: float = 80.0
    at_once: int = 1
    jobs: int = 40
    jobs_each: int = 2
    kept: int = 900
    patience: float = 3.0
    pdf_engine: str = DEFAULT_ENGINE
    job: WorkLimits = field(default_factory=partial(WorkLimits, gives_way=15))
    desks: DeskLimits = field(default_factory=DeskLimits)
    short: WorkLimits = field(
        default_factory=partial(WorkLimits, seconds=90, processor=60, memory=1_500_000_000, gives_way=5)
    )


class Server:
    """One running set of pages. `world` is the library's, `limits` and `register` are the host's.

    `folder` is the project whose schools are on the pages; without one, each visitor brings a school.
    """

    def __init__(
        self,
        library: Library,
        world: MemoryWorld,
        sealer: Sealer,
        limits: ServerLimits,
        folder: ProjectFolder | None = None,
        register: RegisterIndex | None = None,
    ) -> None:
        self.library, self.world, self.limits, self.folder, self.register = library, world, limits, folder, register
        self._sealer = sealer
        self._visits: Visits = SealedVisits(sealer) if folder is None else FolderVisits(sealer, folder)
        self._folder_views: FolderViews | None = None
        self.pages = Pages(world, in_folder=folder is not None, has_register=register is not None)
        self._views = AllViews.of(library, self.pages)
        self.views = self._views.usual
        self.queue = JobQueue(at_once=limits.at_once, most=limits.jobs, each=limits.jobs_each, kept=float(limits.kept))
        self.late = LateAnswers(float(limits.kept))
        # A folder has one person's pages, with words that the processes do not know.
        self.desks = Desks(world, limits.desks) if limits.desks.processes and folder is None else None
        self._workshop = Workshop[Any](world, limits.short)
        self._shown = 0

    @property
    def own_folder(self) -> ProjectFolder:
        """The project whose schools are on the pages. Raises ValueError if visitors bring their own."""
        if self.folder is None:
            raise ValueError
        return self.folder

    def folder_views(self) -> FolderViews:
        """Return the pages of the folder, which remember the status of its schools. Raises ValueError."""
        if self._folder_views is None:
            self._folder_views = FolderViews(self.own_folder, self.pages, EstateViews(self.pages))
        return self._folder_views

    async def form(self, request: Request, files: int = 0, fields: int = 200) -> FormData:
        """Return a request's form with at most so many files and fields. Raises HTTPException."""
        try:
            return await request.form(max_files=files, max_fields=fields, max_part_size=_LARGEST_FIELD)
        except MultiPartException as error:
            raise HTTPException(400) from error

    async def uploaded(self, form: FormData, name: str = "file") -> tuple[str, bytes]:
        """Return the name and the content of a file in the form, both empty if none was chosen."""
        file = form.get(name)
        return (file.filename or "", await file.read()) if isinstance(file, UploadFile) else ("", b"")

    async def all_uploaded(self, form: FormData, name: str = "file") -> tuple[tuple[str, bytes], ...]:
        """Return the names and the contents of the files in a field for several."""
        files = [one for one in form.getlist(name) if isinstance(one, UploadFile) and one.filename]
        return tuple([(one.filename or "", await one.read()) for one in files])

    def visit(self, form: FormData, *, school: bool = False) -> Visit:
        """Return the visit of a page; with `school`, there must be one. Raises Unsealed, ChangedSince."""
        try:
            visit, old = self.opened(str(form.get("state", "")))
        except NotSealed as error:
            raise Unsealed from error
        if old or (school and not visit.school):
            raise Unsealed(visit)
        if self._visits.changed(visit):
            raise ChangedSince(visit)
        return visit

    def opened(self, state: str) -> tuple[Visit, bool]:
        """Return the visit in a page's state, and whether it is too old. Raises NotSealed."""
        return self._visits.opened(state)

    def seal(self, visit: Visit) -> str:
        """Return a visit as a page carries it. Raises VisitTooLarge."""
        try:
            return self._visits.seal(visit)
        except ValueError as error:
            raise VisitTooLarge from error

    def seal_beside(self, purpose: str, data: bytes) -> str:
        """Return what a page carries beside its visit, for one purpose. Raises ValueError if it is too large."""
        return self._sealer.apart(purpose).seal(data, time.time())

    def opened_beside(self, purpose: str, text: str) -> bytes:
        """Return what `seal_beside` sealed for this purpose, however old it is. Raises Unsealed."""
        try:
            return self._sealer.apart(purpose).open(text, time.time())[0]
        except NotSealed as error:
            raise Unsealed from error

    async def worked(
        self,
        request: Request,
        work: Callable[[Library, Any], Value | Generator[None, None, Value]],
        payload: Any,
        steps: int = 1,
    ) -> Value:
        """Return what `work` makes of a payload in a process of its own. Raises QueueFull, WorkLost, what it raises."""
        progress = WorkProgress(steps)
        begun: asyncio.Future[WorkProgress] | None = getattr(request.state, "begun", None)
        if begun is not None and not begun.done():
            begun.set_result(progress)
        return await self._workshop.result(request.state.client, work, payload, progress)

    def ahead_of(self, progress: WorkProgress) -> int:
        """Return how many visitors' work comes before this work of `worked`."""
        return self._workshop.ahead(progress)

    async def viewed(
        self, request: Request, name: str, visit: Visit, form: FormData, *more: Any
    ) -> tuple[Shown, Visit]:
        """Return what the view of this name makes of a visit, a form without files, and what `more` it takes.

        Raises QueueFull, WorkLost, what the view raises.
        """
        if self.desks is not None:
            return await self.desks.view(request.state.client, name, visit, form.multi_items(), *more)
        return await run_in_threadpool(self._views.by_name[name], visit, form, *more)

    def shown(self, shown: Shown, visit: Visit) -> Response:
        """Return a page that carries the visit, and keep what changed in it. Raises ChangedSince; OSError."""
        try:
            visit = self._visits.keep(visit)
        except ChangedMeanwhile as error:
            raise ChangedSince(visit) from error
        self._shown += 1
        if self._shown % COLLECTED == 0 and gc.get_freeze_count():
            # A request and its answer refer to each other, with all that they carry. Few objects are large, so Python
            # would wait until thousands of pages are there. What is frozen, such as the library, is not looked through.
            gc.collect()
        usual = {"title": self.pages.words["titles"].get(shown.template, ""), "school_id": visit.school}
        facts = {**usual, **shown.facts}
        return HTMLResponse(self.pages.render(shown.template, state=self.seal(visit), **facts))

    def first_page(self) -> Shown:
        """Return the start page."""
        facts = {"policies": self.views.offered, "extent": self.views.asking.extent}
        return Shown("start", {**facts, "kept": self.limits.kept // 60, "offers": True})

    def message(self, key: str, status: int, **facts: Any) -> Response:
        """Return a page that says one thing; `key` is one of the words' messages."""
        found = self.pages.words["messages"]
        words = found.get(f"{key}_in_folder", found[key]) if self.folder is not None else found[key]
        usual = {"go_on": "", "reason": "", "with_upload": False, "state": self.seal(Visit())}
        usual |= {"offers": bool(facts.get("with_upload"))}
        return HTMLResponse(self.pages.render("message", **{**usual, **words, **facts}), status)

    def refusals(self) -> dict[int, str]:
        """Return the pages for requests that no feature sees, by status; they are made once and carry nothing."""
        empty = {"go_on": "", "reason": "", "with_upload": False, "state": "", "offers": False}
        found = self.pages.words["refusals"]
        return {status: self.pages.render("message", **empty, **words) for status, words in found.items()}


def attached(name: str) -> dict[str, str]:
    """Return the headers of a file that a browser saves. `name` is ASCII without quotes."""
    return {"content-disposition": f'attachment; filename="{name}"'}
