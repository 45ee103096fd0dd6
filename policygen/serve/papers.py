"""The pages on which papers for the board and model copies are chosen."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.assemble.wording import Wording
from policygen.serve.made import MadeFiles
from policygen.serve.papering import CopiesWanted, PapersWanted, board_papers, model_copies
from policygen.serve.server import Server
from policygen.serve.views import Shown
from policygen.serve.visit import Visit

_MOST_FILES = 12
_OWN = "school"


class Papers:
    """Papers on what changed, for a school with answers; model copies, for anyone."""

    def __init__(self, server: Server) -> None:
        self._server, self._library = server, server.library
        self._wording = Wording.load(server.world)

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [
            Route("/papers", self.papers, methods=["POST"]),
            Route("/papers/make", self.make_papers, methods=["POST"]),
            Route("/copies", self.copies, methods=["GET", "POST"]),
            Route("/copies/make", self.make_copies, methods=["POST"]),
        ]

    async def papers(self, request: Request) -> Response:
        visit = self._server.visit(await self._server.form(request), school=True)
        return self._server.shown(await run_in_threadpool(self._papers, visit), visit)

    async def make_papers(self, request: Request) -> Response:
        form = await self._server.form(request, files=_MOST_FILES)
        visit = self._server.visit(form, school=True)
        files = await self._server.all_uploaded(form)
        await form.close()
        chosen = tuple(name for name in self._library.policies if name in form.getlist("policy"))
        if not chosen and not files:
            shown = await run_in_threadpool(self._papers, visit)
            return self._server.shown(self._server.views.with_error(shown, "errors.papers.choose", "papers"), visit)
        wanted = PapersWanted(visit=visit, policies=chosen, files=files)
        return MadeFiles.begin(self._server, request, "papers", visit, board_papers, wanted)

    async def copies(self, request: Request) -> Response:
        if request.method == "GET":
            return self._server.shown(self._copies(Visit(), FormData()), Visit())
        form = await self._server.form(request)
        visit = self._server.visit(form, school=True)
        return self._server.shown(await run_in_threadpool(self._copies, visit, FormData()), visit)

    async def make_copies(self, request: Request) -> Response:
        form = await self._server.form(request)
        visit = self._server.visit(form)
        kind = str(form.get("kind", ""))
        chosen = tuple(name for name in self._library.policies if name in form.getlist("policy"))
        own = kind == _OWN and bool(visit.school)
        if not own and kind not in self._kinds():
            return await self._wrong(visit, form, "errors.copies.kind", "kind")
        if not chosen:
            return await self._wrong(visit, form, "errors.copies.policies", "policies")
        wanted = CopiesWanted(
            visit=visit if own else Visit(),
            kind="" if own else kind,
            policies=chosen,
            engine=self._server.limits.pdf_engine,
        )
        return MadeFiles.begin(self._server, request, "copies", visit, model_copies, wanted)

    async def _wrong(self, visit: Visit, form: FormData, key: str, target: str) -> Response:
        shown = await run_in_threadpool(self._copies, visit, form)
        return self._server.shown(self._server.views.with_error(shown, key, target), visit)

    def _papers(self, visit: Visit) -> Shown:
        draft = self._library.drafts.of(visit.school, visit.files)
        has = draft.session().policies
        rows = [
            {"id": name, "title": self._library.policies[name], "on": self._wording.date(records[-1].on)}
            for name, records in draft.records.of(visit.school).items()
            if name in has
        ]
        return Shown("papers", {"rows": rows})

    def _copies(self, visit: Visit, form: FormData) -> Shown:
        school = self._server.views.name_of(visit) if visit.school else ""
        own = [name for name in self._policies_of(visit) if name in self._library.policies]
        chosen = form.getlist("policy") if form else (own or list(self._server.views.usual))
        rows = [{"id": key, "title": title, "chosen": key in chosen} for key, title in self._library.policies.items()]
        facts: dict[str, Any] = {"rows": [row for row in rows if not own or row["id"] in own], "school": school}
        return Shown("copies", {**facts, "kinds": self._kinds(), "kind": str(form.get("kind", _OWN if school else ""))})

    def _policies_of(self, visit: Visit) -> tuple[str, ...]:
        return self._library.drafts.of(visit.school, visit.files).session().policies if visit.school else ()

    def _kinds(self) -> dict[str, str]:
        return dict(self._library.keeping.kind_titles)
