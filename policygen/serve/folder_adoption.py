"""Recording in a project's folder what a board or a group adopted, as `policygen adopt` does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from policygen.api.adopting import AdoptionResult
from policygen.api.in_folder import library_in
from policygen.api.library import Library
from policygen.check.scalars import read_date
from policygen.check.schools import UnknownSchool
from policygen.compile.adopting import Meeting
from policygen.diagnostics.model import Refused, Severity
from policygen.serve.folder_views import said_of
from policygen.serve.project_folder import ProjectFolder
from policygen.serve.server import Server
from policygen.serve.views import Shown
from policygen.serve.visit import Visit

_NO_NAME = re.compile(r"[^\w. ()-]+")


@dataclass(frozen=True, slots=True)
class AdoptionRequest:
    """What the clerk says of a meeting. `data` is the file that it saw, `name` that file's; empty for the built one.

    `school` is the id of a school, or the name of a group, whose common wording is then recorded.
    """

    folder: ProjectFolder
    school: str
    policy: str
    meeting: Meeting
    name: str = ""
    data: bytes = b""


class FolderAdoption:
    """The pages that ask for a meeting and record it in the folder."""

    def __init__(self, server: Server) -> None:
        self._server, self._folder, self._pages = server, server.own_folder, server.pages
        self._views = server.folder_views()

    def routes(self) -> list[Route]:
        """Return the addresses that it answers; `/adopt` replaces a visitor's."""
        return [
            Route("/adopt", self.led, methods=["POST"]),
            Route("/schools/{school}/adopt", self.adopt, methods=["GET", "POST"]),
            Route("/groups/{school:path}/adopt", self.adopt, methods=["GET", "POST"]),
        ]

    async def led(self, request: Request) -> Response:
        visit = self._server.visit(await self._server.form(request), school=True)
        return RedirectResponse(f"/schools/{visit.school}/adopt", 303)

    async def adopt(self, request: Request) -> Response:
        school = str(request.path_params["school"])
        if request.method == "GET":
            return await run_in_threadpool(self._asked, school, FormData())
        form = await self._server.form(request, files=1)
        name, data = await self._server.uploaded(form)
        await form.close()
        self._server.visit(form)
        problems = self._problems(form)
        policies = {one["id"] for one in (await run_in_threadpool(self._facts, school))["policies"]}
        if form.get("policy") not in policies:
            problems.insert(0, self._error("adopt_policy", "policies"))
        if name and not data:
            problems.append(self._error("adopt_file", "file"))
        if problems:
            return await run_in_threadpool(self._asked, school, form, problems)
        line = {key: str(form.get(key, "")).strip() for key in ("minute", "version")}
        meeting = Meeting(read_date(str(form["on"]).strip()), line["minute"], line["version"])
        # A name is only for messages.
        shown = _NO_NAME.sub("-", name.replace("\\", "/").rpartition("/")[2])[:100]
        asked = AdoptionRequest(self._folder, school, str(form["policy"]), meeting, shown, data)
        done = await self._server.worked(request, adopted_in_folder, asked)
        return await run_in_threadpool(self._answered, asked, done, form)

    def _answered(self, asked: AdoptionRequest, done: AdoptionResult, form: FormData) -> Response:
        if not done.file:
            found = [one for one in done.diagnostics if one.severity is Severity.ERROR]
            problems = [{"words": f"{one.message}. {one.hint}".strip(), "target": ""} for one in found]
            return self._asked(asked.school, form, problems or [self._error("adopt_nothing", "")])
        facts = self._facts(asked.school)
        title = next((one["title"] for one in facts["policies"] if one["id"] == asked.policy), asked.policy)
        shown = {
            **facts,
            "done": done,
            "policy": title,
            "day": self._pages.day(asked.meeting.on),
            "minute": asked.meeting.minute,
            "notes": [said_of(one) for one in done.diagnostics],
        }
        return self._server.shown(Shown("adopted-in-folder", shown), Visit())

    def _asked(self, school: str, form: FormData, problems: list[dict[str, str]] | None = None) -> Response:
        facts = self._facts(school)
        typed = {name: str(form.get(name, "")) for name in ("policy", "on", "minute", "version")}
        shown = {**facts, "typed": typed, "error_list": tuple(problems or ())}
        shown["title"] = self._pages.words["titles"]["adopt-in-folder"]
        return self._server.shown(Shown("adopt-in-folder", shown), Visit())

    def _facts(self, school: str) -> dict[str, Any]:
        """Return who adopts, and the policies to choose from. Raises HTTPException."""
        library = self._folder.library(self._server.library)
        if school in library.groups:
            statuses = (one for each in library.schools_of(school) for one in self._views.facts(library, each).policies)
            titles = {one.policy: one.title for one in statuses}
            order = sorted(titles.items(), key=lambda one: one[1])
            policies = [{"id": key, "title": title, "words": "", "adopted": ""} for key, title in order]
            name, back = self._views.group_name(library, school), f"/groups/{quote(school)}/status"
            return {"name": name, "policies": policies, "group": True, "back_to": back}
        try:
            found = self._views.facts(library, school)
        except UnknownSchool as error:
            raise HTTPException(404) from error
        rows = self._views.estates.policies(found.policies)
        return {"name": found.name, "policies": rows, "group": False, "back_to": f"/schools/{school}"}

    def _problems(self, form: FormData) -> list[dict[str, str]]:
        """Return what is wrong with the fields, each with the field that it is about."""
        found = []
        try:
            read_date(str(form.get("on", "")).strip())
        except Refused as error:
            words = f"{error}. {error.hint}".strip() if str(form.get("on", "")).strip() else ""
            found.append({"words": words, "target": "on"} if words else self._error("adopt_on", "on"))
        for name in ("minute", "version"):
            text = str(form.get(name, ""))
            if not text.strip():
                found += [self._error("adopt_minute", name)] if name == "minute" else []
                continue
            try:
                Meeting.line(name, text)
            except Refused:
                found.append(self._error(f"adopt_{name}", name))
        return found

    def _error(self, key: str, target: str) -> dict[str, str]:
        return {"words": self._pages.said(f"errors.{key}"), "target": target}


def adopted_in_folder(library: Library, asked: AdoptionRequest) -> AdoptionResult:
    """Record an adoption in the folder."""
    folder = asked.folder
    ours = library_in(library, folder.world)
    if asked.school in ours.groups:
        return ours.adopt_common(asked.school, asked.policy, asked.meeting)
    session = ours.open(asked.school)
    if not session.readable or asked.policy not in session.policies:
        return AdoptionResult(diagnostics=session.diagnostics, texts={})
    if asked.data:
        return session.adopt(asked.policy, asked.meeting, asked.name or asked.policy, asked.data)
    return session.adopt_built(asked.policy, asked.meeting, folder.out, folder.shown)
