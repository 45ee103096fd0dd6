"""The pages on which a visitor finds their school in the host's register, if there is one, and begins with it."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.intake.register.index import LONGEST_QUERY, FoundSchool, RegisterIndex
from policygen.serve.server import Server
from policygen.serve.views import Shown
from policygen.serve.visit import Visit

_SHOWN = 20


class Finding:
    """Searches the register, shows what it says of a school, and makes that the school's first answers."""

    def __init__(self, server: Server) -> None:
        self._server, self._pages = server, server.pages

    def routes(self) -> list[Route]:
        """Return the addresses that it answers: none without a register."""
        index = self._server.register
        if index is None:
            return []

        async def find(request: Request) -> Response:
            return await self.find(index, request)

        async def found(request: Request) -> Response:
            return await self.found(index, request)

        return [Route("/find", find, methods=["GET", "POST"]), Route("/find/school", found, methods=["POST"])]

    async def find(self, index: RegisterIndex, request: Request) -> Response:
        if request.method == "GET":
            return self._server.shown(self._search(""), Visit())
        form = await self._server.form(request)
        self._server.visit(form)
        typed = " ".join(str(form.get("search", "")).split())[:LONGEST_QUERY]
        if not typed:
            shown = self._server.views.with_error(self._search(typed), "find_errors.empty", "search")
            return self._server.shown(shown, Visit())
        # The index is the server's own, and a search in it reads nothing of a visitor but the words.
        schools, count = await run_in_threadpool(index.find, typed, _SHOWN)
        return self._server.shown(self._search(typed, schools, count), Visit())

    async def found(self, index: RegisterIndex, request: Request) -> Response:
        form = await self._server.form(request)
        self._server.visit(form)
        school = index.school(str(form.get("urn", "")))
        if school is None:
            return self._server.shown(self._search(str(form.get("search", ""))[:LONGEST_QUERY], (), 0), Visit())
        shown, visit = await self._server.viewed(request, "known", Visit(), FormData(), school)
        return self._server.shown(shown, visit)

    def _search(self, typed: str, schools: tuple[FoundSchool, ...] | None = None, count: int = 0) -> Shown:
        facts = {"typed": typed, "schools": schools, "count": count, "title": self._pages.words["titles"]["find"]}
        return Shown("find", facts)
