"""The views of what is beside the questions: a school from the register, its file, and the names of its policies."""

from __future__ import annotations

from starlette.datastructures import FormData

from policygen.api.library import Library
from policygen.intake.register.facts import RegisteredSchool
from policygen.serve.asking import answer_row
from policygen.serve.pages import Pages
from policygen.serve.views import Shown
from policygen.serve.visit import Visit


class SideViews:
    """What reads a school's files for a page that asks nothing of them."""

    def __init__(self, library: Library, pages: Pages) -> None:
        self._library, self._pages = library, pages

    def known(self, _: Visit, __: FormData, school: RegisteredSchool) -> tuple[Shown, Visit]:
        """Begin a school with what the register says, and show that."""
        draft = self._library.drafts.begin(school.name, known=school.answers)
        now = draft.answers.now()
        items = [item for item in now.interview.items if item.key in school.answers]
        rows = [answer_row(item, now, (), self._pages.words) for item in items]
        shown = Shown("found", {"name": school.name, "urn": school.urn, "rows": rows})
        return shown, Visit(school=draft.id, files=draft.files)

    def file(self, visit: Visit, _: FormData) -> tuple[Shown, Visit]:
        """Return the `data` of the school's file."""
        return Shown("", {"data": self._library.drafts.of(visit.school, visit.files).archive()}), visit

    def own_policies(self, visit: Visit, _: FormData) -> tuple[Shown, Visit]:
        """Return the titles of the school's `policies`, by id, in the order of the library."""
        own = self._library.drafts.of(visit.school, visit.files).answers.now().settled.policies
        return Shown(
            "", {"policies": {name: title for name, title in self._library.policies.items() if name in own}}
        ), visit
