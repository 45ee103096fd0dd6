"""The pages on which a school's questions are answered."""

from __future__ import annotations

from functools import partial

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from policygen.diagnostics.model import Refused
from policygen.serve.school_files import other_kind
from policygen.serve.server import Server, VisitTooLarge, attached
from policygen.serve.visit import Visit


class Answering:
    """From the start, with a name or a school's file, to all answers."""

    def __init__(self, server: Server) -> None:
        self._server, self._views = server, server.views

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        views = ("policies", "question", "check", "preview")
        return [
            Route("/", self.start),
            Route("/new", self.new, methods=["GET", "POST"]),
            Route("/continue", self.go_on, methods=["POST"]),
            *(Route(f"/{name}", partial(self.page, name), methods=["POST"]) for name in views),
            Route("/file", self.file, methods=["POST"]),
        ]

    async def start(self, _: Request) -> Response:
        return self._server.shown(self._server.first_page(), Visit())

    async def new(self, request: Request) -> Response:
        if request.method == "GET":
            return self._server.shown(self._views.name(), Visit())
        form = await self._server.form(request)
        shown, visit = await self._server.viewed(request, "begin", self._server.visit(form), form)
        return self._server.shown(shown, visit)

    async def go_on(self, request: Request) -> Response:
        form = await self._server.form(request, files=1)
        _, data = await self._server.uploaded(form)
        await form.close()
        self._server.visit(form)
        first = self._server.first_page()
        try:
            fields = FormData({"file": data.decode("latin-1")})
            shown, visit = await self._server.viewed(request, "go_on", Visit(), fields)
            self._server.seal(visit)
        except Refused as error:
            kind = other_kind(data)
            key = f"errors.file_{kind or 'unusable'}" if data else "errors.file"
            return self._server.shown(
                self._views.with_error(first, key, "file", reason=self._server.pages.plainly(str(error))), Visit()
            )
        except VisitTooLarge:
            return self._server.shown(self._views.with_error(first, "errors.file_large", "file"), Visit())
        return self._server.shown(shown, visit)

    async def page(self, name: str, request: Request) -> Response:
        form = await self._server.form(request)
        visit = self._server.visit(form, school=True)
        shown, visit = await self._server.viewed(request, name, visit, form)
        if name == "preview":
            return HTMLResponse(str(shown.facts["preview"]))
        return self._server.shown(shown, visit)

    async def file(self, request: Request) -> Response:
        visit = self._server.visit(await self._server.form(request), school=True)
        shown, _ = await self._server.viewed(request, "file", visit, FormData())
        return Response(
            shown.facts["data"], media_type="application/zip", headers=attached(f"{visit.school}.school.zip")
        )
