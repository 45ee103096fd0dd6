"""What is still to be asked, for each person who knows, and the form with it that they are sent."""

from __future__ import annotations

from functools import cached_property

from starlette.datastructures import FormData

from policygen.api.library import Library
from policygen.ask.questionnaire import PEOPLE_ASKED, questions_for
from policygen.serve.pages import Pages
from policygen.serve.views import Shown, Views
from policygen.serve.visit import Visit
from policygen.web.form.one_school import form_of_school
from policygen.web.form.page import FormPages


class OthersViews:
    """The questions for other people. Threads share it."""

    def __init__(self, library: Library, pages: Pages, views: Views) -> None:
        self._library, self._pages, self._views = library, pages, views

    @cached_property
    def _forms(self) -> FormPages:
        """The forms' look; a library can have one of its own."""
        return FormPages(self._library.world)

    def others(self, visit: Visit, _: FormData) -> tuple[Shown, Visit]:
        """Show what is still to be asked, on a page for each person who knows."""
        now = self._library.drafts.of(visit.school, visit.files).answers.now()
        unasked = {item.key for item in now.unasked()}
        pages = []
        for who in PEOPLE_ASKED:
            asked = [one.item for one in questions_for(now, who) if one.item.key in {*visit.later, *unasked}]
            questions = [
                {
                    "question": one.question,
                    "help": one.help,
                    "choices": list(one.choices.values()) if one.closed else [],
                }
                for one in asked
            ]
            facts = {"id": who, "who": self._pages.words["people"][who], "questions": questions}
            facts["has_form"] = any(one.key in unasked for one in asked)
            pages += [facts] if questions else []
        return Shown("others", {"pages": pages, "school": self._views.name_of(visit), "taken": None}), visit

    def form_for(self, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Return the page with a person's questions as `data`, "" if there are none. Raises Refused."""
        who = str(form.get("who", ""))
        now = self._library.drafts.of(visit.school, visit.files).answers.now()
        made = form_of_school(now, self._pages.words["asked_by"], who) if who in PEOPLE_ASKED else None
        return Shown("", {"data": self._forms.page(made) if made is not None else "", "who": who}), visit
