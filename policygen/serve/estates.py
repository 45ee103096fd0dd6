"""Where schools stand, as pages show it: the policies of each, what waits for a person, and the sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from policygen.api.estate import StatusReport
from policygen.report.status.model import PolicyState, PolicyStatus
from policygen.report.status.wording import state_in_words
from policygen.serve.pages import Pages

_STATES: tuple[PolicyState, ...] = ("adopted", "changed", "for-approval", "draft")


class EstateViews:
    """Turns the status of schools into what templates show."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def policies(self, found: Iterable[PolicyStatus]) -> list[dict[str, Any]]:
        """Return a row for each policy."""
        return [
            {
                "id": one.policy,
                "title": one.title,
                "state": one.state,
                "words": state_in_words(one.state),
                "adopted": self._adopted(one),
                "review": self._pages.day(one.review_on) if one.review_on and not one.overdue else "",
                "tasks": list(self._tasks(one)),
            }
            for one in found
        ]

    def sums(self, found: Sequence[PolicyStatus]) -> list[dict[str, Any]]:
        """Return how many policies are in each state, without states that none is in, and how many are overdue."""
        counted = [(state, sum(one.state == state for one in found)) for state in _STATES]
        rows = [{"state": state, "count": n, "words": state_in_words(state)} for state, n in counted if n]
        overdue = sum(one.overdue for one in found)
        words = self._pages.words["estate"]["overdue"]
        return [*rows, *([{"state": "overdue", "count": overdue, "words": words}] if overdue else [])]

    def _adopted(self, one: PolicyStatus) -> str:
        if one.adopted_on is not None:
            key = "adopted" if one.state == "adopted" else "was_adopted"
            return self._pages.said(f"estate.{key}", day=self._pages.day(one.adopted_on), minute=one.minute)
        if one.common_on is not None:
            return self._pages.said("estate.common", body=one.common_by, day=self._pages.day(one.common_on))
        return ""

    def _tasks(self, one: PolicyStatus) -> Iterable[str]:
        """Yield what waits for a person, as `policygen status` lists it, without the names of commands."""
        said = self._pages.said
        if one.state == "draft":
            yield said("estate.task_draft", count=one.errors)
        if one.state == "changed":
            yield said("estate.task_changed")
        if one.overdue and one.review_on is not None:
            yield said("estate.task_overdue", day=self._pages.day(one.review_on))
        if one.old_words:
            yield said("estate.task_old_words", names=", ".join(one.old_words))
        if one.word is not None:
            if one.word.fault:
                yield said("estate.task_fault", file=one.word.file, reason=one.word.fault)
            if one.word.edits:
                yield said("estate.task_edits", count=one.word.edits, file=one.word.file)
            if one.word.remarks:
                yield said("estate.task_remarks", count=one.word.remarks, file=one.word.file)


@dataclass(frozen=True, slots=True)
class DownloadedStatus:
    """A status as a file: the page with charts, or a table for a spreadsheet."""

    FORMS: ClassVar[Mapping[str, str]] = MappingProxyType({
        "html": "text/html; charset=utf-8",
        "csv": "text/csv; charset=utf-8",
    })  # fmt: skip

    name: str
    form: str
    data: bytes

    @classmethod
    def of(cls, report: StatusReport, form: str) -> DownloadedStatus:
        """Return the status in one of FORMS. Raises CannotRender."""
        return cls(f"status-{report.status.as_of}.{form}", form, report.text(form).encode())

    @property
    def media_type(self) -> str:
        return self.FORMS[self.form]
