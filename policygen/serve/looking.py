"""The page on which a school gives its colour and its logo, which every policy's cover then has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.api.library import Library
from policygen.api.looks import SchoolLook
from policygen.diagnostics.model import Diagnostic, Severity
from policygen.look.look import Look
from policygen.serve.preview import Previewer
from policygen.serve.server import Server
from policygen.serve.views import Shown
from policygen.serve.visit import Visit

_LONGEST_ALTERNATIVE, _LONGEST_NAME = 200, 60
_USUAL = "#1f3a5f"
_FILE = re.compile(r"schools/[a-z0-9-]+-logo(?:\.\w+)?")


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


class Looking:
    """Takes a colour and a logo, shows a policy with them, and takes them away again."""

    def __init__(self, server: Server) -> None:
        self._server, self._pages, self._library = server, server.pages, server.library
        self._previewer = Previewer(Look.load(server.library.world))

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [Route("/look", self.page, methods=["POST"])]

    async def page(self, request: Request) -> Response:
        form = await self._server.form(request, files=1)
        name, data = await self._server.uploaded(form)
        visit = self._server.visit(form, school=True)
        await form.close()
        change, error = self._change(visit, form, data)
        if error or not change.action:
            return self._server.shown(await run_in_threadpool(self._shown, visit, change, error), visit)
        if change.action == "logo":
            # The picture comes from anywhere: only a process with limits reads it first.
            files, found = await self._server.worked(request, changed_look, change)
        else:
            files, found = await run_in_threadpool(changed_look, self._library, change)
        after = replace(visit, files=files)
        errors = [self._said(one, name) for one in found if one.severity is Severity.ERROR]
        try:
            self._server.seal(after)
        except ValueError:
            errors = [self._pages.said("look_errors.large")]
        notes = [self._said(one, name) for one in found if one.severity is not Severity.ERROR]
        if errors:
            return self._server.shown(await run_in_threadpool(self._shown, visit, change, errors[0]), visit)
        saved = self._pages.said(f"look_saved.{change.action}")
        return self._server.shown(await run_in_threadpool(self._shown, after, None, "", saved, notes), after)

    def _change(self, visit: Visit, form: FormData, data: bytes) -> tuple[LookChange, str]:
        """Return what the form asks for, and what is missing in it, or ""."""
        action = str(form.get("action", ""))
        if action == "picked":
            return LookChange(visit, "colour", str(form.get("picked", ""))[:_LONGEST_NAME]), ""
        colour = str(form.get("colour", "")).strip()[:_LONGEST_NAME]
        alternative = " ".join(str(form.get("alternative", "")).split())
        known = action if action in ("colour", "logo", "no_colour", "no_logo") else ""
        change = LookChange(visit, known, colour, alternative, data)
        if action == "colour" and not colour:
            return change, self._pages.said("look_errors.colour")
        if action == "logo" and not data:
            return change, self._pages.said("look_errors.logo")
        if action == "logo" and not alternative:
            return change, self._pages.said("look_errors.alternative")
        if len(alternative) > _LONGEST_ALTERNATIVE:
            return change, self._pages.said("look_errors.long", most=_LONGEST_ALTERNATIVE)
        return change, ""

    def _shown(
        self, visit: Visit, change: LookChange | None, error: str = "", saved: str = "", notes: Iterable[str] = ()
    ) -> Shown:
        draft = self._library.drafts.of(visit.school, visit.files)
        session, now = draft.session(), draft.answers.now()
        if not session.readable or not session.policies:
            return self._server.views.check(visit, FormData())[0]
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
        return Shown("look", facts)

    def _target(self, change: LookChange, error: str) -> str:
        if change.action != "logo":
            return "colour"
        about = (
            self._pages.said("look_errors.alternative"),
            self._pages.said("look_errors.long", most=_LONGEST_ALTERNATIVE),
        )
        return "alternative" if error in about else "file"

    @staticmethod
    def _said(one: Diagnostic, name: str) -> str:
        """Return a finding in words, with the visitor's name for the picture in place of ours."""
        words = f"{one.message}. {one.hint}".strip()
        shown = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
        words = _FILE.sub(lambda _: shown[:_LONGEST_NAME], words).replace("`", "")
        return f"{words[:1].upper()}{words[1:]}"
