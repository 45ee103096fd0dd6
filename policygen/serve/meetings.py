"""The pages that record a meeting: what it approved, when, under which minute, and a look before it is recorded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.adoption.record import AdoptionRecord
from policygen.api.drafting import SchoolDraft
from policygen.assemble.wording import Wording
from policygen.check.scalars import read_date
from policygen.compile.adopting import Meeting
from policygen.diagnostics.model import Refused
from policygen.serve.made import MadeFiles
from policygen.serve.recording import Problem, Recorded, Recording, files_of_adopted, problems_of, record_meeting, tried
from policygen.serve.sealing import NotSealed
from policygen.serve.server import Server, Unsealed
from policygen.serve.views import Shown
from policygen.serve.visit import Visit

MOST_FILES = 12
_MOST_CARRIED = 3_600_000  # letters of two states in one form: see ServerLimits.largest
_GIVEN = "meeting"
_PLANNED = "meeting_on"
_DAY = ("day", "month", "year")


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
        self._server, self._library, self._pages = server, server.library, server.pages
        self._wording = Wording.load(server.world)

    def routes(self) -> list[Route]:
        """Return the addresses that it answers: none with a folder, whose own pages record meetings in it."""
        if self._server.folder is not None:
            return []
        return [
            Route("/adopt", self.ask, methods=["POST"]),
            Route("/adopt/check", self.check, methods=["POST"]),
            Route("/adopt/record", self.record, methods=["POST"]),
            Route("/adopt/correct", self.correct, methods=["POST"]),
            Route("/adopt/again", self.again, methods=["POST"]),
        ]

    async def ask(self, request: Request) -> Response:
        form = await self._server.form(request)
        visit = self._server.visit(form, school=True)
        return self._server.shown(await run_in_threadpool(self._asked, visit, form), visit)

    async def check(self, request: Request) -> Response:
        form = await self._server.form(request, files=MOST_FILES)
        visit = self._server.visit(form, school=True)
        files = await self._server.all_uploaded(form)
        await form.close()
        if not files and (given := str(form.get("given", ""))):
            files = unpacked_files(self._server.opened_beside(_GIVEN, given))
        recording, problems = await run_in_threadpool(self._read, visit, form, files)
        trial = None
        if recording is not None:
            trial = await self._server.worked(request, tried, recording)
            problems = list(trial.problems)
        after = ""
        if trial is not None and trial.after is not None and not problems:
            try:
                after = self._server.seal(trial.after)
            except ValueError:
                after = ""
            if not after or len(after) + len(str(form.get("state", ""))) > _MOST_CARRIED:
                problems = [Problem("meeting.too_large")]
        if trial is None or recording is None or problems:
            shown = await run_in_threadpool(self._asked, visit, form, problems)
            kept = "" if any(one.field == "file" for one in problems) else self._kept(form, files)
            names = [name for name, _ in files] if kept else []
            return self._server.shown(
                Shown(shown.template, {**shown.facts, "given": kept, "given_names": names}), visit
            )
        fields = self._fields(form)
        facts = {"rows": trial.rows, "fields": fields, "after": after, "warnings": self._warnings(trial.rows)}
        return self._server.shown(Shown("adopt-check", facts), visit)

    async def record(self, request: Request) -> Response:
        form = await self._server.form(request)
        visit = self._server.visit(form, school=True)
        chosen = [name for name in self._library.policies if name in form.getlist("policy")]
        if after := str(form.get("after", "")):
            try:
                seen, old = self._server.opened(after)
            except NotSealed as error:
                raise Unsealed from error
            if old or seen.school != visit.school:
                raise Unsealed(visit)
            known = await run_in_threadpool(self._records, seen)
            chosen = [name for name in chosen if name in known]
            if chosen:
                return self._made(
                    request,
                    "adopted",
                    visit,
                    Recorded(visit=seen, policies=tuple(chosen), engine=self._server.limits.pdf_engine),
                )
        recording, problems = await run_in_threadpool(self._read, visit, form, ())
        if recording is None:
            return self._server.shown(await run_in_threadpool(self._asked, visit, form, problems), visit)
        return MadeFiles.begin(self._server, request, "adopted", visit, record_meeting, recording)

    async def correct(self, request: Request) -> Response:
        form = await self._server.form(request)
        visit = self._server.visit(form, school=True)
        shown, visit = await run_in_threadpool(self._corrected, visit, form)
        return self._server.shown(shown, visit)

    async def again(self, request: Request) -> Response:
        """Make the files of what is in force again, from the records alone."""
        form = await self._server.form(request)
        visit = self._server.visit(form, school=True)
        policies = tuple(await run_in_threadpool(self._records, visit))
        if not policies:
            return self._server.shown(await run_in_threadpool(self._asked, visit, form), visit)
        return self._made(
            request, "in_force", visit, Recorded(visit=visit, policies=policies, engine=self._server.limits.pdf_engine)
        )

    def _made(self, request: Request, kind: str, visit: Visit, done: Recorded) -> Response:
        return MadeFiles.begin(self._server, request, kind, visit, files_of_adopted, done)

    def _draft(self, visit: Visit) -> SchoolDraft:
        return self._library.drafts.of(visit.school, visit.files)

    def _records(self, visit: Visit) -> dict[str, tuple[AdoptionRecord, ...]]:
        return self._draft(visit).records.of(visit.school)

    def _asked(self, visit: Visit, form: FormData, problems: list[Problem] | None = None) -> Shown:
        """Return the page that asks for the meeting, with what was typed and what is wrong with it."""
        session = self._draft(visit).session()
        records = self._records(visit)
        outlines = [name for name in session.policies if self._is_adopted_by_itself(session.compile, name)]
        fresh = problems is None and "day" not in form
        chosen = outlines if fresh else form.getlist("policy")
        rows = [
            {
                "id": name,
                "title": self._library.policies[name],
                "chosen": name in chosen,
                "version": str(form.get(f"version-{name}", "")),
                "last": self._last(records.get(name)),
            }
            for name in outlines
        ]
        facts = {
            "rows": rows,
            "in_force": [row for row in rows if row["last"]],
            "fields": {**self._fields(form), **(self._planned(visit, records) if fresh else {})},
            "seen": str(form.get("seen", "")),
            "given": "",
            "given_names": (),
            "error_list": [self._error(one) for one in problems or ()],
        }
        return Shown("adopt", facts)

    def _kept(self, form: FormData, files: Files) -> str:
        """Return the files as the next page carries them, so that nobody has to choose them again; "" for too many."""
        if not files:
            return ""
        try:
            kept = self._server.seal_beside(_GIVEN, packed_files(files))
        except ValueError:
            return ""
        return kept if len(kept) + len(str(form.get("state", ""))) <= _MOST_CARRIED else ""

    def _planned(self, visit: Visit, records: Mapping[str, tuple[AdoptionRecord, ...]]) -> dict[str, str]:
        """Return the date on the agenda, unless it is still to come or a meeting is recorded since."""
        draft = self._draft(visit)
        days = [answers[_PLANNED].value for answers in draft.answers.now().settled.policies.values()]
        planned = next((day for day in days if isinstance(day, date)), None)
        last = max((one[-1].on for one in records.values()), default=date.min)
        if planned is None or not last < planned <= self._server.world.today():
            return {}
        return {"day": str(planned.day), "month": str(planned.month), "year": str(planned.year)}

    @staticmethod
    def _is_adopted_by_itself(compiled: Any, policy: str) -> bool:
        return bool(compiled(policy, draft=True).document.kind == "policy")

    def _last(self, records: tuple[AdoptionRecord, ...] | None) -> Mapping[str, str] | None:
        if not records:
            return None
        last = records[-1]
        return {"on": self._wording.date(last.on), "minute": last.minute}

    @staticmethod
    def _fields(form: FormData) -> dict[str, Any]:
        """Return what was typed, for a form that sends it again."""
        names = ("day", "month", "year", "minute", "seen")
        versions = {key: str(form[key]) for key in form if key.startswith("version-")}
        return {**{name: str(form.get(name, "")) for name in names}, "versions": versions}

    def _read(
        self, visit: Visit, form: FormData, files: tuple[tuple[str, bytes], ...]
    ) -> tuple[Recording | None, list[Problem]]:
        """Return what the form says of the meeting, or what is wrong with it."""
        problems: list[Problem] = []
        has = self._draft(visit).session().policies
        chosen = [name for name in has if name in form.getlist("policy")]
        if not chosen:
            problems.append(Problem("meeting.choose", field="policies"))
        on = self._date(form, problems)
        minute = self._line("minute", form.get("minute"), problems)
        if not str(form.get("minute", "")).strip():
            problems.append(Problem("meeting.minute", field="minute"))
        versions = {name: self._line(f"version-{name}", form.get(f"version-{name}"), problems) for name in chosen}
        seen = form.get("seen")
        if seen not in ("files", "answers"):
            problems.append(Problem("meeting.seen", field="seen-files"))
        elif seen == "files" and not files:
            problems.append(Problem("meeting.files", field="file"))
        if problems or on is None:
            return None, problems
        engine = self._server.limits.pdf_engine
        given = files if seen == "files" else ()
        return Recording(visit=visit, on=on, minute=minute, versions=versions, files=given, engine=engine), []

    def _date(self, form: FormData, problems: list[Problem]) -> date | None:
        day, month, year = (" ".join(str(form.get(name, "")).split()) for name in _DAY)
        if not (day and month and year):
            empty = next(name for name, text in zip(_DAY, (day, month, year), strict=True) if not text)
            problems.append(Problem("meeting.date", field=empty))
            return None
        text = f"{year}-{month}-{day}" if month.isdecimal() else f"{day} {month} {year}"
        try:
            return read_date(text)
        except Refused:
            problems.append(Problem("meeting.no_date", field="day"))
            return None

    def _warnings(self, rows: Sequence[Mapping[str, Any]]) -> list[str]:
        """Return each warning once; the titles of its policies are before one that is not about all."""
        titles: dict[str, list[str]] = {}
        for row in rows:
            for words in row["warnings"]:
                titles.setdefault(words, []).append(row["title"])
        about_all = len(rows)
        return [words if len(some) == about_all else f"{', '.join(some)}: {words}" for words, some in titles.items()]

    @staticmethod
    def _line(name: str, typed: object, problems: list[Problem]) -> str:
        text = str(typed or "").strip()
        if not text:
            return ""
        try:
            return Meeting.line(name.partition("-")[0], text)
        except Refused:
            problems.append(Problem("meeting.line", field=name))
            return ""

    def _error(self, one: Problem) -> dict[str, str]:
        words = self._pages.said(f"errors.{one.key}", **dict(one.facts)) if one.key else one.words
        return {"words": words, "target": one.field}

    def _corrected(self, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Correct the date or the minute of a policy's last adoption, or ask for them."""
        policy = str(form.get("correct", ""))
        records = self._records(visit).get(policy)
        if not records:
            return self._asked(visit, form), visit
        last = records[-1]
        facts: dict[str, Any] = {"policy": policy, "policy_title": self._library.policies[policy]}
        facts |= {"last": self._last(records), "error_list": (), "done": False}
        if form.get("action") != "save":
            day = {"day": str(last.on.day), "month": str(last.on.month), "year": str(last.on.year)}
            return Shown("adopt-correct", {**facts, "fields": {**day, "minute": last.minute}}), visit
        problems: list[Problem] = []
        on = self._date(form, problems)
        minute = self._line("minute", form.get("minute"), problems)
        if not minute and not problems:
            problems.append(Problem("meeting.minute", field="minute"))
        draft = self._draft(visit)
        if not problems:
            done = draft.records.correct(visit.school, policy, on, minute)
            problems = list(problems_of(done.diagnostics)) if not done.file else []
        if problems:
            errors = [self._error(one) for one in problems]
            return Shown("adopt-correct", {**facts, "fields": self._fields(form), "error_list": errors}), visit
        visit = replace(visit, files=draft.files)
        now = self._last(self._records(visit)[policy])
        return Shown("adopt-correct", {**facts, "last": now, "fields": {}, "done": True}), visit
