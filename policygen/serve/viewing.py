"""The pages that a process can work out, by name: from a visit and a form to a page and the visit after it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from policygen.api.library import Library
from policygen.serve.clause_editing import ClauseEditing
from policygen.serve.look_views import LookViews
from policygen.serve.meeting_views import MeetingViews
from policygen.serve.others_views import OthersViews
from policygen.serve.pages import Pages
from policygen.serve.paper_views import PaperViews
from policygen.serve.second_year import SecondYear
from policygen.serve.side_views import SideViews
from policygen.serve.views import Shown, Views
from policygen.serve.visit import Visit

# Some take more than the visit and the form: see `Server.viewed`.
View = Callable[..., tuple[Shown, Visit]]


@dataclass(frozen=True, slots=True)
class AllViews:
    """The views of one library; `usual` are those of the questions. Threads share it."""

    usual: Views
    by_name: Mapping[str, View]

    def forget(self) -> None:
        """Forget what was kept of visits for their next page, where that is too long ago."""
        self.usual.forget()

    @classmethod
    def of(cls, library: Library, pages: Pages) -> AllViews:
        views = Views(library, pages)
        again, clauses = SecondYear(library, pages, views), ClauseEditing(library, pages, views)
        meetings, papers = MeetingViews(library, pages), PaperViews(library, views)
        others = OthersViews(library, pages, views)
        look, beside = LookViews(library, pages, views), SideViews(library, pages)
        found: dict[str, View] = {
            "begin": views.begin,
            "policies": views.policies,
            "question": views.question,
            "preview": views.preview,
            "check": views.check,
            "others": others.others,
            "form_for": others.form_for,
            "go_on": again.go_on,
            "again": again.again,
            "clauses": clauses.policy,
            "clause": clauses.clause,
            "edit": clauses.edit,
            "meeting": meetings.asked,
            "meeting_read": meetings.read,
            "meeting_corrected": meetings.corrected,
            "papers": papers.papers,
            "copies": papers.copies,
            "look": look.look,
            "look_changed": look.changed,
            "known": beside.known,
            "file": beside.file,
            "own_policies": beside.own_policies,
        }
        return cls(views, MappingProxyType(found))
