"""The pages on which a finished file is checked: whether it is as it was made and signed, with every finding."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.api.library import Library
from policygen.inspect.findings import Verification
from policygen.inspect.verify import verify
from policygen.serve.server import Server
from policygen.serve.uploads import NotTaken, Upload, Uploads
from policygen.serve.views import Shown
from policygen.serve.visit import Visit
from policygen.serve.waiting import patiently

_KINDS = ("fails", "unknown", "holds")
# What failed where the words are other than those that were made or signed.
_CHANGED = frozenset(("words", "docx-words", "docx-against", "signature-broken", "signature-after", "record"))


@dataclass(frozen=True, slots=True)
class FileToCheck:
    """A finished file, and the record that was written when it was signed, or None."""

    file: Upload
    record: bytes | None


def check_file(library: Library, wanted: FileToCheck) -> Verification:
    """Return what holds of a file, what does not, and what cannot be told, compared with the library of the pages."""
    return verify(wanted.file.name, wanted.file.data, library.world, record=wanted.record)


class FileChecks:
    """Asks for a file, and says what was found."""

    def __init__(self, server: Server) -> None:
        self._server, self._pages, self._uploads = server, server.pages, Uploads(server)

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [
            Route("/verify", self.ask),
            Route("/verify/report", patiently(self._server, "verify", self.report), methods=["POST"]),
        ]

    async def ask(self, _: Request) -> Response:
        return self._server.shown(self._uploads.page("verify", school=False), Visit())

    async def report(self, request: Request) -> Response:
        form = await self._server.form(request, files=2)
        upload, record = await self._uploads.given(form), await self._uploads.given(form, "record")
        await form.close()
        visit = self._server.visit(form)
        if upload is None:
            errors = {"file": self._pages.said("errors.no_file")}
            return self._server.shown(self._uploads.page("verify", school=False, errors=errors), visit)
        wanted = FileToCheck(upload, record.data if record is not None else None)
        found = await self._uploads.result(request, check_file, wanted)
        if isinstance(found, NotTaken):
            errors = {"file": self._uploads.said(found)}
            return self._server.shown(self._uploads.page("verify", school=False, errors=errors), visit)
        return self._server.shown(self._shown(found), visit)

    def _shown(self, found: Verification) -> Shown:
        words = self._pages.words["checks"]
        groups = [
            {
                "heading": words["headings"][kind],
                "rows": [
                    {
                        "words": self._uploads.plain(one.words),
                        "details": [self._uploads.plain(detail, titled=True) for detail in one.details],
                    }
                    for one in found.findings
                    if one.kind == kind
                ],
            }
            for kind in _KINDS
        ]
        facts = {"file": found.file, "verdict": words["verdicts"][verdict_of(found)], "groups": groups}
        return Shown("verify-report", {**facts, "good": found.good})


def verdict_of(found: Verification) -> str:
    """Return which of the words' verdicts a file deserves."""
    kinds, codes = {one.kind for one in found.findings}, {one.code for one in found.findings}
    if found.good:
        return "added" if "signature-tail" in codes else "signed" if "signed" in codes else "good"
    failed = {one.code for one in found.findings if one.kind == "fails"}
    if "stranger" in codes:
        return "stranger"
    if failed & _CHANGED:
        return "changed"
    if failed == {"record-broken"}:
        return "record"
    return "bad" if "fails" in kinds else "letters" if "holds" in kinds else "nothing"
