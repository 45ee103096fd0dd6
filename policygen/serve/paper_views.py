"""The views of the pages on which papers for the board and model copies are chosen."""

from __future__ import annotations

from typing import Any

from starlette.datastructures import FormData

from policygen.api.library import Library
from policygen.assemble.wording import Wording
from policygen.serve.views import Shown, Views
from policygen.serve.visit import Visit

OWN_CHOICES = "school"


class PaperViews:
    """Which policies have records, and what copies there can be."""

    def __init__(self, library: Library, views: Views) -> None:
        self._library, self._views = library, views
        self._wording = Wording.load(library.world)

    def papers(self, visit: Visit, _: FormData) -> tuple[Shown, Visit]:
        """Return the page that asks for the policies whose changes are wanted."""
        draft = self._library.drafts.of(visit.school, visit.files)
        has = draft.session().policies
        rows = [
            {"id": name, "title": self._library.policies[name], "on": self._wording.date(records[-1].on)}
            for name, records in draft.records.of(visit.school).items()
            if name in has
        ]
        return Shown("papers", {"rows": rows}), visit

    def copies(self, visit: Visit, form: FormData) -> tuple[Shown, Visit]:
        """Return the page that asks for model copies, with what was chosen if the form is of it."""
        school = self._views.name_of(visit) if visit.school else ""
        own = [name for name in self._policies_of(visit) if name in self._library.policies]
        chosen = form.getlist("policy") if form else (own or list(self._views.usual))
        rows = [{"id": key, "title": title, "chosen": key in chosen} for key, title in self._library.policies.items()]
        facts: dict[str, Any] = {"rows": [row for row in rows if not own or row["id"] in own], "school": school}
        kind = str(form.get("kind", OWN_CHOICES if school else ""))
        return Shown("copies", {**facts, "kinds": dict(self._library.keeping.kind_titles), "kind": kind}), visit

    def _policies_of(self, visit: Visit) -> tuple[str, ...]:
        return self._library.drafts.of(visit.school, visit.files).session().policies if visit.school else ()
