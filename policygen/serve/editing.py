"""The pages on which a school leaves out, rewords or adds clauses, each with a reason."""

from __future__ import annotations

from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.serve.server import Server, VisitTooLarge


class Editing:
    """From a policy with a button at each clause to an edit that is checked, looked at and saved."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        views = {"/clauses": "clauses", "/clauses/one": "clause", "/clauses/edit": "edit"}
        return [Route(path, partial(self.page, view), methods=["POST"]) for path, view in views.items()]

    async def page(self, view: str, request: Request) -> Response:
        form = await self._server.form(request)
        visit = self._server.visit(form, school=True)
        shown, after = await self._server.viewed(request, view, visit, form)
        if after.files != visit.files:
            try:
                self._server.seal(after)
            except VisitTooLarge:
                shown, after = await self._server.viewed(request, "clauses", visit, form)
                shown = self._server.views.with_error(shown, "clause_errors.too_large", "")
        return self._server.shown(shown, after)
