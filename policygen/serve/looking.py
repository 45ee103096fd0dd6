"""The page on which a school gives its colour and its logo, which every policy's cover then has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.diagnostics.model import Diagnostic, Severity
from policygen.serve.look_views import LONGEST_ALTERNATIVE, LookChange, changed_look
from policygen.serve.server import Server
from policygen.serve.visit import Visit
from policygen.serve.waiting import patiently

_LONGEST_NAME = 60
_DIGITS = re.compile(r"[0-9A-Fa-f]{6}")
_FILE = re.compile(r"schools/[a-z0-9-]+-logo(?:\.\w+)?")


class Looking:
    """Takes a colour and a logo, shows a policy with them, and takes them away again."""

    def __init__(self, server: Server) -> None:
        self._server, self._pages = server, server.pages

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [Route("/look", patiently(self._server, "look", self.page), methods=["POST"])]

    async def page(self, request: Request) -> Response:
        form = await self._server.form(request, files=1)
        name, data = await self._server.uploaded(form)
        visit = self._server.visit(form, school=True)
        await form.close()
        change, error = self._change(visit, form, data)
        if error or not change.action:
            return await self._page(request, visit, change, error)
        if change.action == "logo":
            # The picture comes from anywhere: only a process with limits reads it first.
            files, found = await self._server.worked(request, changed_look, change)
            after = replace(visit, files=files)
        else:
            shown, after = await self._server.viewed(request, "look_changed", visit, FormData(), change)
            found = shown.facts["found"]
        errors = [self._said(one, name) for one in found if one.severity is Severity.ERROR]
        try:
            self._server.seal(after)
        except ValueError:
            errors = [self._pages.said("look_errors.large")]
        notes = [self._said(one, name) for one in found if one.severity is not Severity.ERROR]
        if errors:
            return await self._page(request, visit, replace(change, data=b""), errors[0])
        saved = self._pages.said(f"look_saved.{change.action}")
        return await self._page(request, after, None, "", saved, notes)

    async def _page(
        self,
        request: Request,
        visit: Visit,
        change: LookChange | None,
        error: str = "",
        saved: str = "",
        notes: Sequence[str] = (),
    ) -> Response:
        shown, visit = await self._server.viewed(request, "look", visit, FormData(), change, error, saved, notes)
        return self._server.shown(shown, visit)

    def _change(self, visit: Visit, form: FormData, data: bytes) -> tuple[LookChange, str]:
        """Return what the form asks for, and what is missing in it, or ""."""
        action = str(form.get("action", ""))
        if action == "picked":
            return LookChange(visit, "colour", str(form.get("picked", ""))[:_LONGEST_NAME]), ""
        colour = str(form.get("colour", "")).strip()[:_LONGEST_NAME]
        # Many programs show a colour's code without its sign.
        colour = f"#{colour}" if _DIGITS.fullmatch(colour) else colour
        alternative = " ".join(str(form.get("alternative", "")).split())
        known = action if action in ("colour", "logo", "no_colour", "no_logo") else ""
        change = LookChange(visit, known, colour, alternative, data)
        if action == "colour" and not colour:
            return change, self._pages.said("look_errors.colour")
        if action == "logo" and not data:
            return change, self._pages.said("look_errors.logo")
        if action == "logo" and not alternative:
            return change, self._pages.said("look_errors.alternative")
        if len(alternative) > LONGEST_ALTERNATIVE:
            return change, self._pages.said("look_errors.long", most=LONGEST_ALTERNATIVE)
        return change, ""

    @staticmethod
    def _said(one: Diagnostic, name: str) -> str:
        """Return a finding in words, with the visitor's name for the picture in place of ours."""
        words = f"{one.message}. {one.hint}".strip()
        shown = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
        words = _FILE.sub(lambda _: shown[:_LONGEST_NAME], words).replace("`", "")
        return f"{words[:1].upper()}{words[1:]}"
