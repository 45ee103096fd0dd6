"""The page of the second year."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.serve.server import Server


class Renewal:
    """The page that a school's file leads to if policies were adopted, or texts changed, since it was made."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [Route("/again", self.again, methods=["POST"])]

    async def again(self, request: Request) -> Response:
        form = await self._server.form(request)
        shown, visit = await self._server.viewed(request, "again", self._server.visit(form, school=True), form)
        return self._server.shown(shown, visit)
