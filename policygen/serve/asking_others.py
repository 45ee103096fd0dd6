"""The pages for what somebody else knows: a form to send to each person, and the answers that come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.api.library import Library
from policygen.serve.server import Server, attached
from policygen.serve.uploads import NotTaken, Upload, Uploads, safe_name
from policygen.serve.views import Shown
from policygen.serve.visit import Visit
from policygen.serve.waiting import patiently

_MOST_FILES = 10
_LARGEST = 200_000  # bytes of a file with a school's answers


@dataclass(frozen=True, slots=True)
class AnswersBack:
    """A school's files, and files with answers that came back for it, in the order in which they were given."""

    school: str
    files: Mapping[str, bytes]
    uploads: tuple[Upload, ...]


@dataclass(frozen=True, slots=True)
class AnswersTaken:
    """The school's files with the answers that were taken, those in words by question, and why others were not.

    `unasked` are the questions that have no answer then.
    """

    files: Mapping[str, bytes]
    answers: tuple[tuple[str, str], ...]
    refused: tuple[str, ...]
    unasked: tuple[str, ...]


class AskingOthers:
    """What a clerk sends to the people who know, and what they send back."""

    def __init__(self, server: Server) -> None:
        self._server, self._pages, self._uploads = server, server.pages, Uploads(server)

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [
            Route("/others", self.shown, methods=["POST"]),
            Route("/others/form", self.form, methods=["POST"]),
            Route("/others/answers", patiently(self._server, "answers", self.answers), methods=["POST"]),
        ]

    async def shown(self, request: Request) -> Response:
        visit = self._server.visit(await self._server.form(request), school=True)
        return await self._page(request, visit)

    async def form(self, request: Request) -> Response:
        form = await self._server.form(request)
        visit = self._server.visit(form, school=True)
        fields = FormData({"who": str(form.get("who", ""))})
        shown, _ = await self._server.viewed(request, "form_for", visit, fields)
        if not shown.facts["data"]:
            return await self._page(request, visit)
        name = f"{visit.school}-questions-{shown.facts['who']}.html"
        return Response(shown.facts["data"], media_type="text/html", headers=attached(name))

    async def answers(self, request: Request) -> Response:
        form = await self._server.form(request, files=_MOST_FILES)
        given = [Upload(safe_name(name), data) for name, data in await self._server.all_uploaded(form)]
        await form.close()
        visit = self._server.visit(form, school=True)
        if not given:
            return await self._page(request, visit, problem=self._pages.said("errors.no_answers_file"))
        for one in given:
            if len(one.data) > _LARGEST:
                problem = self._pages.said("errors.upload_large", file=one.name)
                return await self._page(request, visit, problem=problem)
        wanted = AnswersBack(visit.school, visit.files, tuple(given))
        found = await self._uploads.result(request, take_answers, wanted)
        if isinstance(found, NotTaken):
            return await self._page(request, visit, problem=self._uploads.said(found))
        later = tuple(key for key in visit.later if key in found.unasked)
        refused = [self._uploads.plain(one) for one in found.refused]
        taken = [{"label": label, "answer": answer} for label, answer in found.answers]
        after = replace(visit, files=dict(found.files), later=later)
        return await self._page(request, after, taken=taken, refused=refused)

    async def _page(self, request: Request, visit: Visit, *, problem: str = "", **more: Any) -> Response:
        shown, visit = await self._server.viewed(request, "others", visit, FormData())
        errors = ({"words": problem, "target": "file"},) if problem else ()
        return self._server.shown(Shown(shown.template, {**shown.facts, **more, "error_list": errors}), visit)


def take_answers(library: Library, wanted: AnswersBack) -> AnswersTaken:
    """Put the answers of the files into the school's, one file after the other. Raises Refused; OSError."""
    draft = library.drafts.of(wanted.school, wanted.files)
    answers, refused = list[tuple[str, str]](), list[str]()
    for one in wanted.uploads:
        found = draft.take_back(one.name, one.data)
        taken = found.school.taken if found.school is not None else ()
        answers += [(each.label, each.new) for each in taken]
        refused += [f"{each.message}. {each.hint}".strip() for each in found.diagnostics]
        # Files as they were before would make what was settled of them wrong.
        draft = library.drafts.of(wanted.school, draft.files)
    unasked = tuple(item.key for item in draft.answers.now().asked() if not draft.answers.now().answered(item))
    return AnswersTaken(draft.files, tuple(answers), tuple(refused), unasked)
