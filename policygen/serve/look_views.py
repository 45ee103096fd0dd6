"""The view of the page for a school's colour and logo, and what a change of them makes of its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.datastructures import FormData

from policygen.api.library import Library
from policygen.api.looks import SchoolLook
from policygen.diagnostics.model import Diagnostic
from policygen.look.look import Look
from policygen.serve.pages import Pages
from policygen.serve.preview import Previewer
from policygen.serve.views import Shown, Views
from policygen.serve.visit import Visit

LONGEST_ALTERNATIVE = 200  # characters
_USUAL = "#1f3a5f"


@dataclass(frozen=True, slots=True)
class LookChange:
    """What a visitor asks for, and where: it is pickled to the process that looks at the picture."""

    visit: Visit
    action: str
    colour: str = ""
    alternative: str = ""
    data: bytes = field(default=b"", repr=False)


def changed_look(library: Library, change: LookChange) -> tuple[dict[str, bytes], tuple[Diagnostic, ...]]:
    """Return the school's files after a change, as they were if it cannot be made, and the findings on it."""
    look = SchoolLook(library.drafts.of(change.visit.school, change.visit.files))
    if not look.draft.session().readable:
        return look.draft.files, ()
    match change.action:
        case "colour":
            found = look.give_colour(change.colour)
        case "logo":
            found = look.give_logo(change.data, change.alternative)
        case "no_colour" | "no_logo":
            found = look.remove(change.action.removeprefix("no_"))
        case _:
            found = ()
    return look.draft.files, found


class LookViews:
    """Shows a policy with the school's colour and logo. Nothing here reads a picture that was not looked at before."""

    def __init__(self, library: Library, pages: Pages, views: Views) -> None:
        self._library, self._pages, self._views = library, pages, views
        self._previewer = Previewer(Look.load(library.world))

    def changed(self, visit: Visit, _: FormData, change: LookChange) -> tuple[Shown, Visit]:
        """Return the visit after a change without a picture, with the findings on it."""
        files, found = changed_look(self._library, change)
        return Shown("look", {"found": found}), replace(visit, files=files)

    def look(
        self,
        visit: Visit,
        _: FormData,
        change: LookChange | None,
        error: str = "",
        saved: str = "",
        notes: Sequence[str] = (),
    ) -> tuple[Shown, Visit]:
        """Return the page with the colour and the logo, and the `error` in a change or that it was `saved`."""
        draft = self._library.drafts.of(visit.school, visit.files)
        session, now = draft.session(), draft.answers.now()
        if not session.readable or not session.policies:
            return self._views.check(visit, FormData())
        look, policy = SchoolLook(draft), next((one for one in session.policies if one == visit.policy), "")
        file, alternative = look.logo
        target = self._target(change, error) if change is not None and error else ""
        facts: dict[str, Any] = {
            "colour": change.colour if change is not None and change.action == "colour" else look.colour,
            "picked": look.colour or _USUAL,
            "has_colour": bool(look.colour),
            "has_logo": bool(file),
            "alternative": change.alternative if change is not None and change.action == "logo" else alternative,
            "saved": saved,
            "notes": list(notes),
            "target": target,
            "error_list": ({"words": error, "target": target},) if error else (),
            "preview": self._previewer.beside(session, policy or session.policies[0], None, now),
            "wide": True,
        }
        return Shown("look", facts), visit

    def _target(self, change: LookChange, error: str) -> str:
        if change.action != "logo":
            return "colour"
        about = (
            self._pages.said("look_errors.alternative"),
            self._pages.said("look_errors.long", most=LONGEST_ALTERNATIVE),
        )
        return "alternative" if error in about else "file"
