"""The second year: what changed since a school's file was made, and only the questions that have to be asked again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from starlette.datastructures import FormData

from policygen.api.library import Library
from policygen.api.session import Session
from policygen.ask.interview import PERSON, InterviewQuestion
from policygen.ask.unfinished import Unfinished
from policygen.assemble.wording import Wording
from policygen.diagnostics.model import Diagnostic
from policygen.document.plain import words_of
from policygen.serve.asking import answer_row
from policygen.serve.pages import Pages
from policygen.serve.views import Shown, Views
from policygen.serve.visit import Visit

_UPDATED = "policy.people_updated_on"
# What `check` says after an adoption, and the question that has to be answered again because of it.
_ASKED_BY = {"PG803": _UPDATED, "PG807": "policy.version", "PG237": "policy.review_on"}
_SINCE, _SECTION, _TAILORED = "PG804", "PG805", "PG334"
_MEETING = "policy.meeting_on"
_DAYS = ("meeting_on", "review_on")  # answers of a policy that are about a day to come
_REVIEW = "policygen:cover.dates/review_on"


class SecondYear:
    """What a visitor sees first who goes on with a file, and the questions that they are asked again."""

    def __init__(self, library: Library, pages: Pages, views: Views) -> None:
        self._library, self._pages, self._views = library, pages, views
        self._world = library.world
        self._wording = Wording.load(library.world)

    def go_on(self, _: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Show what changed since a school's file was made, or all answers if there is nothing to say.

        The form's `file` has a character for each byte of it. Raises Refused.
        """
        visit = self._views.taken_up(str(form["file"]).encode("latin-1"))
        return self.shown(visit, form) if self.is_due(visit) else self._views.check(visit, form)

    def again(self, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Show what changed, or begin with what is asked again."""
        return self._begun(visit, form) if form.get("action") == "begin" else self.shown(visit, form)

    def is_due(self, visit: Visit) -> bool:
        """Return whether there is something to say: a record of a meeting, or other libraries than the file's."""
        draft = self._library.drafts.of(visit.school, visit.files)
        return bool(self._moved(visit)) or bool(draft.records.policies(visit.school))

    def shown(self, visit: Visit, _: FormData) -> tuple[Shown, Visit]:
        """Show what changed and what is asked again."""
        draft = self._library.drafts.of(visit.school, visit.files)
        now, session = draft.answers.now(), draft.session()
        records, today = draft.records.of(visit.school), self._world.today()
        findings = self._findings(session)
        policies = []
        for policy in session.policies:
            found = findings[policy]
            last = records[policy][-1] if policy in records else None
            policies.append({
                "title": self._library.policies[policy],
                "approved": self._library.drafts.compiler.project.outlines[policy].kind == "policy",
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
            "people": [answer_row(item, now, visit.later, self._pages.words) for item in self._may(now)],
            "meeting_is_known": any(item.key == _MEETING for item in self._may(now)),
        }
        return Shown("again", facts), visit

    def _begun(self, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Lead through the questions that are asked again; without any, show all answers."""
        draft = self._library.drafts.of(visit.school, visit.files)
        now = draft.answers.now()
        changed = set(form.getlist("changed"))
        wanted = {*self._must(now, self._findings(draft.session()), self._world.today())}
        ticked = {item.key for item in self._may(now) if item.key in changed}
        # An adopted policy says when people changed; the interview asks for it only where one was adopted.
        wanted |= {*ticked, _UPDATED} if ticked - {_MEETING} else ticked
        again = tuple(item.key for item in now.asked() if item.key in wanted)
        visit = replace(visit, again=again)
        if not again:
            return self._views.check(visit, form)
        return self._views.question(visit, FormData({"go": again[0]}))

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
        wanted = (item for item in now.asked() if item.type == PERSON or item.contact or item.key == _MEETING)
        return (item for item in wanted if now.answered(item))

    @staticmethod
    def _label(now: Unfinished, key: str) -> str:
        item = now.interview.item(key)
        return item.question if item is not None else key
