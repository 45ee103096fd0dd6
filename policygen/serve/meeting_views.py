"""The views of the pages that record a meeting: they ask for it, read what was typed, and correct a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from policygen.adoption.record import AdoptionRecord
from policygen.api.drafting import SchoolDraft
from policygen.api.library import Library
from policygen.assemble.wording import Wording
from policygen.check.scalars import read_date
from policygen.compile.adopting import Meeting
from policygen.diagnostics.model import Refused
from policygen.serve.pages import Pages
from policygen.serve.recording import Problem, Recording, problems_of
from policygen.serve.views import Shown
from policygen.serve.visit import Visit

_PLANNED = "meeting_on"
_DAY = ("day", "month", "year")
_YEAR = 4  # figures


class MeetingViews:
    """What a process works out of a school's records and of the form for a meeting."""

    def __init__(self, library: Library, pages: Pages) -> None:
        self._library, self._pages = library, pages
        self._wording = Wording.load(library.world)

    def asked(self, visit: Visit, form: FormData, problems: Sequence[Problem] | None = None) -> tuple[Shown, Visit]:
        """Return the page that asks for the meeting, with what was typed and what is wrong with it."""
        return self._asked(visit, form, problems), visit

    def read(self, visit: Visit, form: FormData, has_files: bool) -> tuple[Shown, Visit]:
        """Return what the form says of the meeting as a `recording` without files, or the page with what is wrong."""
        recording, problems = self._read(visit, form, has_files=has_files)
        if recording is None:
            return self._asked(visit, form, problems), visit
        return Shown("adopt-check", {"recording": recording}), visit

    def corrected(self, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Correct the date or the minute of a policy's last adoption, or ask for them."""
        policy = str(form.get("correct", ""))
        records = self._records(visit).get(policy)
        if not records:
            return self._asked(visit, form, None), visit
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
            return Shown("adopt-correct", {**facts, "fields": typed_in(form), "error_list": errors}), visit
        visit = replace(visit, files=draft.files)
        now = self._last(self._records(visit)[policy])
        return Shown("adopt-correct", {**facts, "last": now, "fields": {}, "done": True}), visit

    def _draft(self, visit: Visit) -> SchoolDraft:
        return self._library.drafts.of(visit.school, visit.files)

    def _records(self, visit: Visit) -> dict[str, tuple[AdoptionRecord, ...]]:
        return self._draft(visit).records.of(visit.school)

    def _asked(self, visit: Visit, form: FormData, problems: Sequence[Problem] | None) -> Shown:
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
            "fields": {**typed_in(form), **(self._planned(visit, records) if fresh else {})},
            "seen": str(form.get("seen", "")),
            "given": "",
            "given_names": (),
            "error_list": [self._error(one) for one in problems or ()],
        }
        return Shown("adopt", facts)

    def _planned(self, visit: Visit, records: Mapping[str, tuple[AdoptionRecord, ...]]) -> dict[str, str]:
        """Return the date on the agenda, unless it is still to come or a meeting is recorded since."""
        draft = self._draft(visit)
        days = [answers[_PLANNED].value for answers in draft.answers.now().settled.policies.values()]
        planned = next((day for day in days if isinstance(day, date)), None)
        last = max((one[-1].on for one in records.values()), default=date.min)
        if planned is None or not last < planned <= self._library.world.today():
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

    def _read(self, visit: Visit, form: FormData, *, has_files: bool) -> tuple[Recording | None, list[Problem]]:
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
        elif seen == "files" and not has_files:
            problems.append(Problem("meeting.files", field="file"))
        if problems or on is None:
            return None, problems
        return Recording(visit=visit, on=on, minute=minute, versions=versions), []

    def _date(self, form: FormData, problems: list[Problem]) -> date | None:
        day, month, year = (" ".join(str(form.get(name, "")).split()) for name in _DAY)
        if not (day and month and year):
            empty = next(name for name, text in zip(_DAY, (day, month, year), strict=True) if not text)
            problems.append(Problem("meeting.date", field=empty))
            return None
        if year.isdecimal() and len(year) < _YEAR:
            problems.append(Problem("meeting.short_year", field="year"))
            return None
        text = f"{year}-{month}-{day}" if month.isdecimal() else f"{day} {month} {year}"
        try:
            return read_date(text)
        except Refused:
            problems.append(Problem("meeting.no_date", field="day"))
            return None

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
        words = self._pages.said(f"errors.{one.key}", **dict(one.facts)) if one.key else self._pages.plainly(one.words)
        return {"words": words, "target": one.field}


def typed_in(form: FormData) -> dict[str, Any]:
    """Return what was typed, for a form that sends it again."""
    names = ("day", "month", "year", "minute", "seen")
    versions = {key: str(form[key]) for key in form if key.startswith("version-")}
    return {**{name: str(form.get(name, "")) for name in names}, "versions": versions}
