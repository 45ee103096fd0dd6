"""The pages that record a meeting: what it approved, when, under which minute, and a look before it is recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.serve.made import MadeFiles
from policygen.serve.meeting_views import typed_in
from policygen.serve.recording import (
    MeetingTrial,
    Problem,
    Recorded,
    Recording,
    files_of_adopted,
    record_meeting,
    tried_in_steps,
)
from policygen.serve.sealing import NotSealed
from policygen.serve.server import Server, Unsealed
from policygen.serve.views import Shown
from policygen.serve.visit import Visit
from policygen.serve.waiting import patiently

MOST_FILES = 12
_MOST_CARRIED = 3_600_000  # letters of two states in one form: see ServerLimits.largest
_GIVEN = "meeting"


Files = tuple[tuple[str, bytes], ...]


def packed_files(files: Files) -> bytes:
    """Return files as one: a line of JSON with their names and sizes, then all their bytes."""
    head = json.dumps([(name, len(data)) for name, data in files])
    return b"".join((head.encode(), b"\n", *(data for _, data in files)))


def unpacked_files(packed: bytes) -> Files:
    """Return what `packed_files` packed."""
    head, _, rest = packed.partition(b"\n")
    found, at = list[tuple[str, bytes]](), 0
    for name, size in json.loads(head):
        found.append((name, rest[at : at + size]))
        at += size
    return tuple(found)


class Meetings:
    """From the school's answers to the files of what the board adopted. Nothing is recorded before it was shown."""

    def __init__(self, server: Server) -> None:
        self._server, self._library = server, server.library

    def routes(self) -> list[Route]:
        """Return the addresses that it answers: none with a folder, whose own pages record meetings in it."""
        if self._server.folder is not None:
            return []
        return [
            Route("/adopt", partial(self.page, "meeting"), methods=["POST"]),
            Route("/adopt/check", patiently(self._server, "meeting", self.check), methods=["POST"]),
            Route("/adopt/record", self.record, methods=["POST"]),
            Route("/adopt/correct", partial(self.page, "meeting_corrected"), methods=["POST"]),
            Route("/adopt/again", self.again, methods=["POST"]),
        ]

    async def page(self, name: str, request: Request) -> Response:
        form = await self._server.form(request)
        visit = self._server.visit(form, school=True)
        shown, visit = await self._server.viewed(request, name, visit, form)
        return self._server.shown(shown, visit)

    async def check(self, request: Request) -> Response:
        form = await self._server.form(request, files=MOST_FILES)
        visit = self._server.visit(form, school=True)
        files = await self._server.all_uploaded(form)
        await form.close()
        form = FormData([(name, value) for name, value in form.multi_items() if isinstance(value, str)])
        if not files and (given := str(form.get("given", ""))):
            files = unpacked_files(self._server.opened_beside(_GIVEN, given))
        shown, recording = await self._read(request, visit, form, files)
        problems, after, trial = list[Problem](), "", MeetingTrial()
        if recording is not None:
            trial = await self._server.worked(request, tried_in_steps, recording, len(recording.versions))
            problems = list(trial.problems)
        if trial.after is not None and not problems:
            after = self._carried_beside(trial.after, form)
            problems = [] if after else [Problem("meeting.too_large")]
        if problems:
            shown, _ = await self._server.viewed(request, "meeting", visit, form, problems)
        if recording is None or problems:
            kept = "" if any(one.field == "file" for one in problems) else self._kept(form, files)
            names = [name for name, _ in files] if kept else []
            return self._server.shown(
                Shown(shown.template, {**shown.facts, "given": kept, "given_names": names}), visit
            )
        facts = {"rows": trial.rows, "fields": typed_in(form), "after": after, "warnings": self._warnings(trial.rows)}
        return self._server.shown(Shown("adopt-check", facts), visit)

    async def record(self, request: Request) -> Response:
        form = await self._server.form(request)
        visit = self._server.visit(form, school=True)
        chosen = tuple(name for name in self._library.policies if name in form.getlist("policy"))
        if (after := str(form.get("after", ""))) and chosen:
            try:
                seen, old = self._server.opened(after)
            except NotSealed as error:
                raise Unsealed from error
            if old or seen.school != visit.school:
                raise Unsealed(visit)
            return self._made(request, "adopted", visit, seen, chosen)
        shown, recording = await self._read(request, visit, form, ())
        if recording is None:
            return self._server.shown(shown, visit)
        return MadeFiles.begin(self._server, request, "adopted", visit, record_meeting, recording)

    async def again(self, request: Request) -> Response:
        """Make the files of what is in force again, from the records alone."""
        form = await self._server.form(request)
        visit = self._server.visit(form, school=True)
        return self._made(request, "in_force", visit, visit, tuple(self._library.policies))

    def _made(self, request: Request, kind: str, visit: Visit, recorded: Visit, policies: tuple[str, ...]) -> Response:
        done = Recorded(visit=recorded, policies=policies, engine=self._server.limits.pdf_engine)
        return MadeFiles.begin(self._server, request, kind, visit, files_of_adopted, done)

    async def _read(
        self, request: Request, visit: Visit, form: FormData, files: Files
    ) -> tuple[Shown, Recording | None]:
        """Return what the form says of the meeting, or the page with what is wrong with it."""
        shown, _ = await self._server.viewed(request, "meeting_read", visit, form, bool(files))
        recording: Recording | None = shown.facts.get("recording")
        if recording is not None:
            given = files if form.get("seen") == "files" else ()
            recording = replace(recording, files=given, engine=self._server.limits.pdf_engine)
        return shown, recording

    def _carried_beside(self, after: Visit, form: FormData) -> str:
        """Return a visit as a page carries it beside its own; "" if both are too large."""
        try:
            sealed = self._server.seal(after)
        except ValueError:
            return ""
        return sealed if len(sealed) + len(str(form.get("state", ""))) <= _MOST_CARRIED else ""

    def _kept(self, form: FormData, files: Files) -> str:
        """Return the files as the next page carries them, so that nobody has to choose them again; "" for too many."""
        if not files:
            return ""
        try:
            kept = self._server.seal_beside(_GIVEN, packed_files(files))
        except ValueError:
            return ""
        return kept if len(kept) + len(str(form.get("state", ""))) <= _MOST_CARRIED else ""

    @staticmethod
    def _warnings(rows: Sequence[Mapping[str, Any]]) -> list[str]:
        """Return each warning once; the titles of its policies are before one that is not about all."""
        titles: dict[str, list[str]] = {}
        for row in rows:
            for words in row["warnings"]:
                titles.setdefault(words, []).append(row["title"])
        about_all = len(rows)
        return [words if len(some) == about_all else f"{', '.join(some)}: {words}" for words, some in titles.items()]
