"""The pages on which two files of a policy are compared: what changed in words, and a Word file that marks it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.api.comparing import Comparison
from policygen.api.library import Library
from policygen.compare.align import Compared, LineChange
from policygen.compare.report import line_changes
from policygen.compare.text import pieces_of
from policygen.diagnostics.model import Refused
from policygen.document.json import to_json
from policygen.document.plain import words_of
from policygen.serve.server import Server, attached
from policygen.serve.uploads import NotTaken, Upload, Uploads
from policygen.serve.views import Shown
from policygen.serve.visit import Visit
from policygen.serve.waiting import patiently

_PURPOSE = "compare"
_REPLACED = {"removed", "added"}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True, slots=True)
class ComparedFiles:
    """What differs between two files: `old` and `new` as pages carry them, and what the page shows."""

    old: bytes
    new: bytes
    facts: dict[str, Any]


def compare_files(library: Library, files: tuple[Upload, Upload]) -> ComparedFiles | NotTaken:
    """Return what differs between two uploads, the older first."""
    sides: list[Compared] = []
    for number, file in enumerate(files):
        try:
            sides.append(Comparison.side_in(file.name, file.data))
        except Refused as error:
            return NotTaken(
                key="incomparable", field=("old", "new")[number],
                facts={"file": file.name, "reason": str(error).rstrip(".")},
            )  # fmt: skip
    found = Comparison(sides[0], sides[1], library.world)
    data = found.data()
    listed = [
        {
            "kind": one["kind"],
            "moved": one["moved"] and one["kind"] != "moved",
            "section": _section(one),
            "lines": [_pieces(change) for change in line_changes(difference)],
            "reason": one["reason"],
        }
        for difference, one in zip(found.differences, data["differences"], strict=True)
        if difference.kind != "renumbered"
    ]
    old, new = (found.before.document, found.after.document)
    facts = {
        "both": [_side(found.before), _side(found.after)],
        "listed": listed,
        "summary": data["summary"],
        "renumbered": data["counts"].get("renumbered", 0),
        "other_policy": old.policy != new.policy,
        "other_school": old.school != new.school,
        "can_be_marked": old.kind == new.kind,
    }
    return ComparedFiles(to_json(sides[0].document), to_json(sides[1].document), facts)


def redline_file(library: Library, files: tuple[Upload, Upload]) -> bytes:
    """Return the newer file with the changes tracked, as a Word file. Raises Refused."""
    before, after = (Comparison.side_in(one.name, one.data) for one in files)
    return Comparison(before, after, library.world).redline("docx")


def _section(one: dict[str, Any]) -> str:
    part = one["after"] or one["before"]
    return str(part["title"])


def _pieces(change: LineChange) -> list[dict[str, Any]]:
    """Return the pieces of a line; one is `apart` that would run into the words that it replaces."""
    made: list[dict[str, Any]] = []
    how, end = "kept", " "
    for piece in pieces_of(change.before, change.after):
        touches = not (end.isspace() or piece.text[:1].isspace())
        made.append({"how": piece.how, "text": piece.text, "apart": touches and {how, piece.how} == _REPLACED})
        how, end = piece.how, piece.text[-1:]
    return made


def _side(side: Compared) -> dict[str, Any]:
    document = side.document
    return {
        "file": Path(side.file).name,
        "title": words_of(document.cover.title),
        "school": words_of(document.cover.school),
        "status": document.cover.status,
        "is_edited": side.is_edited,
    }


class Comparisons:
    """Asks for two files, shows what differs, and makes the redline from what the page carries of both."""

    def __init__(self, server: Server) -> None:
        self._server, self._pages, self._uploads = server, server.pages, Uploads(server)

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [
            Route("/compare", self.ask),
            Route("/compare/report", patiently(self._server, "compare", self.report), methods=["POST"]),
            Route("/compare/file", self.file, methods=["POST"]),
        ]

    async def ask(self, _: Request) -> Response:
        return self._server.shown(self._uploads.page("compare", school=False), Visit())

    async def report(self, request: Request) -> Response:
        form = await self._server.form(request, files=2)
        old, new = await self._uploads.given(form, "old"), await self._uploads.given(form, "new")
        await form.close()
        visit = self._server.visit(form)
        given = {"old": old, "new": new}
        errors = {name: self._pages.said(f"errors.no_{name}") for name, one in given.items() if one is None}
        if old is None or new is None:
            return self._server.shown(self._uploads.page("compare", school=False, errors=errors), visit)
        found = await self._uploads.result(request, compare_files, (old, new))
        if isinstance(found, NotTaken):
            errors = {found.field or "old": self._uploads.said(found)}
            return self._server.shown(self._uploads.page("compare", school=False, errors=errors), visit)
        sealed = ""
        if found.facts["listed"] and found.facts["can_be_marked"]:
            sealed = self._sealed((Upload(old.name, found.old), Upload(new.name, found.new)))
        labels = self._pages.words["sides"]
        both = [{"label": label, **one} for label, one in zip(labels, found.facts["both"], strict=True)]
        return self._server.shown(Shown("compare-report", {**found.facts, "both": both, "sides": sealed}), visit)

    async def file(self, request: Request) -> Response:
        form = await self._server.form(request)
        visit = self._server.visit(form)
        found = json.loads(self._server.opened_beside(_PURPOSE, str(form.get("sides", ""))))
        old, new = (Upload(one["name"], one["document"].encode()) for one in found)
        made = await self._uploads.result(request, redline_file, (old, new))
        if isinstance(made, NotTaken):
            errors = {"new": self._uploads.said(made)}
            return self._server.shown(self._uploads.page("compare", school=False, errors=errors), visit)
        return Response(made, media_type=_DOCX, headers=attached("changes-marked.docx"))

    def _sealed(self, files: tuple[Upload, Upload]) -> str:
        """Return both Documents as a page carries them, or "" if they are too large for that."""
        sides = [{"name": one.name, "document": one.data.decode()} for one in files]
        try:
            return self._server.seal_beside(_PURPOSE, json.dumps(sides, ensure_ascii=False).encode())
        except ValueError:
            return ""
