"""The pages on which papers for the board and model copies are chosen and made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.serve.made import MadeFiles
from policygen.serve.paper_views import OWN_CHOICES
from policygen.serve.papering import CopiesWanted, PapersWanted, board_papers, model_copies
from policygen.serve.server import Server
from policygen.serve.visit import Visit

_MOST_FILES = 12


class Papers:
    """Papers on what changed, for a school with answers; model copies, for anyone."""

    def __init__(self, server: Server) -> None:
        self._server, self._library = server, server.library

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
        shown, visit = await self._server.viewed(request, "papers", visit, FormData())
        return self._server.shown(shown, visit)

    async def make_papers(self, request: Request) -> Response:
        form = await self._server.form(request, files=_MOST_FILES)
        visit = self._server.visit(form, school=True)
        files = await self._server.all_uploaded(form)
        await form.close()
        chosen = tuple(name for name in self._library.policies if name in form.getlist("policy"))
        if not chosen and not files:
            shown, _ = await self._server.viewed(request, "papers", visit, FormData())
            return self._server.shown(self._server.views.with_error(shown, "errors.papers.choose", "papers"), visit)
        wanted = PapersWanted(visit=visit, policies=chosen, files=files)
        return MadeFiles.begin(self._server, request, "papers", visit, board_papers, wanted)

    async def copies(self, request: Request) -> Response:
        visit = Visit()
        if request.method == "POST":
            visit = self._server.visit(await self._server.form(request), school=True)
        shown, visit = await self._server.viewed(request, "copies", visit, FormData())
        return self._server.shown(shown, visit)

    async def make_copies(self, request: Request) -> Response:
        form = await self._server.form(request)
        visit = self._server.visit(form)
        kind = str(form.get("kind", ""))
        chosen = tuple(name for name in self._library.policies if name in form.getlist("policy"))
        own = kind == OWN_CHOICES and bool(visit.school)
        lacking = {"kind": own or kind in self._kinds(), "policies": bool(chosen)}
        if wrong := [name for name, is_there in lacking.items() if not is_there]:
            return await self._wrong(request, visit, form, wrong)
        wanted = CopiesWanted(
            visit=visit if own else Visit(),
            kind="" if own else kind,
            policies=chosen,
            engine=self._server.limits.pdf_engine,
        )
        return MadeFiles.begin(self._server, request, "copies", visit, model_copies, wanted)

    async def _wrong(self, request: Request, visit: Visit, form: FormData, wrong: Sequence[str]) -> Response:
        shown, _ = await self._server.viewed(request, "copies", visit, form)
        said = self._server.pages.said
        errors = tuple({"words": said(f"errors.copies.{one}"), "target": one} for one in wrong)
        return self._server.shown(replace(shown, facts={**shown.facts, "error_list": errors}), visit)

    def _kinds(self) -> dict[str, str]:
        return dict(self._library.keeping.kind_titles)
