"""The pages of a project's folder: its groups and schools, a new school, a school's file taken in or given out."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

from policygen.api.carrying import SchoolArchive
from policygen.api.library import Library
from policygen.ask.starting import id_from
from policygen.check.schools import UnknownSchool
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.portable.importing import ImportedSchool
from policygen.serve.estates import DownloadedStatus
from policygen.serve.project_folder import ProjectFolder
from policygen.serve.server import Server, attached
from policygen.serve.views import Shown
from policygen.serve.visit import Visit
from policygen.world.protocol import OutsideTheProject

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9._-]+")


class Projects:
    """A clerk's or a trust's own schools."""

    def __init__(self, server: Server) -> None:
        self._server, self._folder, self._pages = server, server.own_folder, server.pages
        self._views = server.folder_views()

    def routes(self) -> list[Route]:
        """Return the addresses that it answers; some of them replace a visitor's."""
        return [
            Route("/", self.home),
            Route("/new", self.new, methods=["GET", "POST"]),
            Route("/continue", self.take_in, methods=["POST"]),
            Route("/file", self.give_out, methods=["POST"]),
            Route("/schools/{school}", self.school),
            Route("/status/{form}", self.status),
            Route("/files/{name:path}", self.file),
            Route("/groups/{group:path}/status", self.group),
        ]

    async def home(self, _: Request) -> Response:
        return await run_in_threadpool(self._home)

    async def new(self, request: Request) -> Response:
        if request.method == "GET":
            return await run_in_threadpool(self._begin, FormData(), str(request.query_params.get("group", "")))
        form = await self._server.form(request)
        self._server.visit(form)
        return await run_in_threadpool(self._begin, form)

    async def take_in(self, request: Request) -> Response:
        form = await self._server.form(request, files=1)
        _, data = await self._server.uploaded(form)
        await form.close()
        self._server.visit(form)
        if not data:
            return await run_in_threadpool(self._home, self._pages.said("errors.file"))
        payload = (self._folder, data, bool(form.get("replace")))
        try:
            done = await self._server.worked(request, imported, payload)
        except Refused as error:
            words = self._pages.said("errors.file_unusable", reason=str(error))
            return await run_in_threadpool(self._home, words)
        if done.differing:
            words = self._pages.said("errors.file_differs", files=", ".join(done.differing))
            return await run_in_threadpool(self._home, words)
        return RedirectResponse(f"/schools/{done.school}", 303)

    async def give_out(self, request: Request) -> Response:
        visit = self._server.visit(await self._server.form(request), school=True)
        data = await run_in_threadpool(self._archive, visit.school)
        return Response(data, media_type="application/zip", headers=attached(f"{visit.school}.school.zip"))

    async def school(self, request: Request) -> Response:
        return await run_in_threadpool(self._school, str(request.path_params["school"]))

    async def group(self, request: Request) -> Response:
        return await run_in_threadpool(self._group, str(request.path_params["group"]))

    async def status(self, request: Request) -> Response:
        form, group = str(request.path_params["form"]), str(request.query_params.get("group", ""))
        if form not in DownloadedStatus.FORMS:
            raise HTTPException(404)
        made = await run_in_threadpool(self._status, form, group)
        return Response(made.data, media_type=made.media_type, headers=attached(made.name))

    async def file(self, request: Request) -> Response:
        try:
            path = self._views.may_give(str(request.path_params["name"]))
        except OutsideTheProject as error:
            raise HTTPException(404) from error
        if path is None:
            raise HTTPException(404)
        return FileResponse(path, headers=attached(_NOT_PLAIN.sub("-", path.name)))

    def _home(self, problem: str = "") -> Response:
        facts = self._views.home(self._library())
        errors = ({"words": problem, "target": "file"},) if problem else ()
        return self._server.shown(Shown("project", {**facts, "error_list": errors}), Visit())

    def _school(self, school: str) -> Response:
        facts = self._found(self._views.school, school)
        title = self._pages.said("folder.title", name=facts["name"])
        return self._server.shown(Shown("school", {**facts, "title": title}), self._folder.visit(school))

    def _group(self, group: str) -> Response:
        facts = self._found(self._views.group, group)
        title = self._pages.said("folder.title", name=facts["name"])
        return self._server.shown(Shown("group", {**facts, "title": title}), Visit())

    def _status(self, form: str, group: str) -> DownloadedStatus:
        library = self._library()
        if group and group not in library.groups:
            raise HTTPException(404)
        schools = library.schools_of(group) if group else tuple(library.schools)
        return DownloadedStatus.of(library.estate.status(schools, self._folder.out, self._folder.shown), form)

    def _begin(self, form: FormData, group: str = "") -> Response:
        """Ask for a new school's name and group, or write its settings and go on with its policies."""
        library = self._library()
        typed = " ".join(str(form.get("name", "")).split())
        group = str(form.get("group", group))
        school = str(form.get("id", "")).strip() or id_from(typed)
        problem = ""
        if form:
            problem = self._server.views.name_problem(typed)
            if not problem:
                try:
                    library.interviews.start(school, typed, extends=group if group in library.groups else "")
                except Refused as error:
                    problem = f"{error}. {error.hint}".strip().rstrip(".") + "."
        if form and not problem:
            shown, visit = self._server.views.policies(self._folder.visit(school), FormData())
            return self._server.shown(shown, visit)
        asked = self._server.views.name(typed, problem)
        groups = [{"id": one, "name": self._views.group_name(library, one)} for one in library.groups]
        facts = {**asked.facts, "groups": groups, "group": group, "id": str(form.get("id", ""))}
        return self._server.shown(Shown("new-school", facts), Visit())

    def _archive(self, school: str) -> bytes:
        with tempfile.TemporaryDirectory(prefix="policygen-export-") as name:
            path = Path(name) / "school.zip"
            SchoolArchive(path).write(self._folder.world, school)
            return path.read_bytes()

    def _library(self) -> Library:
        return self._folder.library(self._server.library)

    def _found(self, view: Callable[[Library, str], dict[str, Any]], name: str) -> dict[str, Any]:
        try:
            return view(self._library(), name)
        except UnknownSchool as error:
            raise HTTPException(404) from error


def imported(_: Library, payload: tuple[ProjectFolder, bytes, bool]) -> ImportedSchool:
    """Take a school's file into the folder, as `policygen import` does. Raises Refused."""
    folder, data, replace = payload
    with tempfile.TemporaryDirectory(prefix="policygen-read-") as name:
        path = Path(name) / "school.zip"
        path.write_bytes(data)
        try:
            return SchoolArchive(path).add_to(folder.world, replace=replace)
        except OutsideTheProject as error:
            raise Refused(say("in_folder.outside", file=str(error))) from error
