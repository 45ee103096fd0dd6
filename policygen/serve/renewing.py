"""The second year: what changed since a school's file was made, and only the questions that have to be asked again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.api.session import Session
from policygen.ask.interview import PERSON, InterviewQuestion
from policygen.ask.unfinished import Unfinished
from policygen.assemble.wording import Wording
from policygen.diagnostics.model import Diagnostic
from policygen.document.plain import words_of
from policygen.serve.asking import answer_row
from policygen.serve.server import Server
from policygen.serve.views import MEETING, Shown
from policygen.serve.visit import Visit

_UPDATED = "policy.people_updated_on"
# What `check` says after an adoption, and the question that has to be answered again because of it.
_ASKED_BY = {"PG803": _UPDATED, "PG807": "policy.version", "PG237": "policy.review_on"}
_SINCE, _SECTION, _TAILORED = "PG804", "PG805", "PG334"
_DAYS = ("meeting_on", "review_on")  # answers of a policy that are about a day to come
_REVIEW = "policygen:cover.dates/review_on"


class Renewal:
    """The page that a school's file leads to if policies were adopted, or texts changed, since it was made."""

    def __init__(self, server: Server) -> None:
        self._server, self._library = server, server.library
        self._wording = Wording.load(server.world)

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [Route("/again", self.again, methods=["POST"])]

    async def again(self, request: Request) -> Response:
        form = await self._server.form(request)
        visit = self._server.visit(form, school=True)
        view = self._begun if form.get("action") == "begin" else self.shown
        shown, visit = await run_in_threadpool(view, visit, form)
        return self._server.shown(shown, visit)

    def is_due(self, visit: Visit) -> bool:
        """Return whether there is something to say: a record of a meeting, or other libraries than the file's."""
        draft = self._library.drafts.of(visit.school, visit.files)
        return bool(self._moved(visit)) or bool(draft.records.policies(visit.school))

    def shown(self, visit: Visit, _: FormData) -> tuple[Shown, Visit]:
        """Show what changed and what is asked again."""
        draft = self._library.drafts.of(visit.school, visit.files)
        now, session = draft.answers.now(), draft.session()
        records, today = draft.records.of(visit.school), self._server.world.today()
        findings = self._findings(session)
        policies = []
        for policy in session.policies:
            found = findings[policy]
            last = records[policy][-1] if policy in records else None
            policies.append({
                "title": self._library.policies[policy],
                "adopted": {"on": self._wording.date(last.on), "minute": last.minute} if last else None,
                "review": next((words_of(row.cells[1].children) for table in last.document.cover.tables
                                for row in table.rows if row.id == _REVIEW), "") if last else "",
                "changed": any(one.code == _SINCE for one in found),
                "sections": [one.message.partition(", ")[2] for one in found if one.code == _SECTION],
                "notes": [one.message for one in found if one.code == _TAILORED],
            })  # fmt: skip
        facts = {
            "moved": self._moved(visit),
            "known": bool(visit.made_with),
            "policies": policies,
            "asked": [self._label(now, key) for key in self._must(now, findings, today)],
            "people": [answer_row(item, now, visit.later, self._server.pages.words) for item in self._may(now)],
        }
        return Shown("again", facts), visit

    def _begun(self, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Lead through the questions that are asked again; without any, show all answers."""
        draft = self._library.drafts.of(visit.school, visit.files)
        now = draft.answers.now()
        changed = set(form.getlist("changed"))
        wanted = {*self._must(now, self._findings(draft.session()), self._server.world.today())}
        ticked = {item.key for item in self._may(now) if item.key in changed}
        # An adopted policy says when people changed; the interview asks for it only where one was adopted.
        wanted |= {*ticked, _UPDATED} if ticked - {MEETING} else ticked
        again = tuple(item.key for item in now.asked() if item.key in wanted)
        visit = replace(visit, again=again)
        if not again:
            return self._server.views.check(visit, form)
        return self._server.views.question(visit, FormData({"go": again[0]}))

    def _moved(self, visit: Visit) -> list[dict[str, str]]:
        """Return the libraries that have another version than when the file was made."""
        known = self._library.libraries
        return [
            {"title": one.title, "before": visit.made_with.get(key, ""), "after": one.version}
            for key, one in known.items()
            if visit.made_with and visit.made_with.get(key) != one.version
        ]

    @staticmethod
    def _findings(session: Session) -> dict[str, tuple[Diagnostic, ...]]:
        """Return what `policygen check` says of each policy."""
        return {policy: (*session.diagnostics, *session.compile(policy).diagnostics) for policy in session.policies}

    @staticmethod
    def _must(now: Unfinished, findings: Mapping[str, Sequence[Diagnostic]], today: date) -> list[str]:
        """Return what has to be asked again: what is unanswered, and what no longer fits what was adopted."""
        wanted = {item.key for item in now.unasked()}
        for policy in findings:
            settings = now.settled.policies[policy]
            wanted |= {_ASKED_BY[one.code] for one in findings[policy] if one.code in _ASKED_BY}
            for name in _DAYS:
                day = settings[name].value if name in settings else None
                if isinstance(day, date) and day <= today:
                    wanted.add(f"policy.{name}")
        return [item.key for item in now.asked() if item.key in wanted]

    @staticmethod
    def _may(now: Unfinished) -> Iterator[InterviewQuestion]:
        """Yield what changes from year to year: the meeting, people and contacts that are answered."""
        wanted = (item for item in now.asked() if item.type == PERSON or item.contact or item.key == MEETING)
        return (item for item in wanted if now.answered(item))

    @staticmethod
    def _label(now: Unfinished, key: str) -> str:
        item = now.interview.item(key)
        return item.question if item is not None else key
