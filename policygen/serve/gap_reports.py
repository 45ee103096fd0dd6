"""The pages with a gap report: a policy that a school has, compared by its words with what is asked of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.api.gaps import GapReport
from policygen.api.library import Library
from policygen.api.session import Session
from policygen.document.typography import typeset
from policygen.intake.gap.analysis import EVIDENCE, GapAnalysis, RequirementEvidence
from policygen.intake.gap.passages import PolicyPassage, PresentPolicy
from policygen.intake.gap.told import (
    heading_of_evidence,
    in_quotes,
    lead_of_evidence,
    out_of_date_words,
    place_of_passage,
    shared_words_of,
)
from policygen.serve.server import Server, attached
from policygen.serve.uploads import NotTaken, Uploads
from policygen.serve.views import Shown
from policygen.serve.visit import Visit
from policygen.serve.waiting import patiently

_PURPOSE = "gap"
_MOST_SHOWN = 5  # requirements of one law or guidance; the others are in the download
_FORMS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class GapWanted:
    """A policy to compare: a file's bytes, or what was read in it. Without `policy`, with all requirements.

    `school` is "" without a school; `form` is the format of the report as a file.
    """

    name: str
    data: bytes | PresentPolicy
    policy: str
    school: str
    files: Mapping[str, bytes]
    form: str = ""

    def carried(self) -> bytes:
        """Return what a page needs to make the report again, for a policy that was read."""
        read = asdict(self.data) if isinstance(self.data, PresentPolicy) else {}
        return json.dumps({"read": read, "policy": self.policy}, ensure_ascii=False).encode()

    @classmethod
    def of_carried(cls, data: bytes, visit: Visit, form: str) -> GapWanted:
        """Read what `carried` wrote, after its seal was checked."""
        found = json.loads(data)
        read = found["read"]
        passages = tuple(PolicyPassage(**one) for one in read.pop("passages"))
        policy = PresentPolicy(passages=passages, **read)
        return cls(policy.name, policy, found["policy"], visit.school, visit.files, form)


def compare_with_requirements(library: Library, wanted: GapWanted) -> GapAnalysis | NotTaken:
    """Return what the words of a policy have of what is asked. Raises Refused for a file that cannot be read."""
    session = _session(library, wanted)
    if session is not None and not session.readable:
        return NotTaken(key="school_unusable")
    return _report(library, wanted, session).analysis


def gap_file(library: Library, wanted: GapWanted) -> bytes:
    """Return the same report as a file. Raises Refused."""
    return _report(library, wanted, _session(library, wanted)).rendered((wanted.form,))[wanted.form]


def _report(library: Library, wanted: GapWanted, session: Session | None) -> GapReport:
    return library.gap(wanted.name, wanted.data, wanted.policy or None, session)


def _session(library: Library, wanted: GapWanted) -> Session | None:
    return library.drafts.of(wanted.school, wanted.files).session() if wanted.school else None


class GapReports:
    """Asks for a file and which policy it is, and shows the report. The page carries the file's words for downloads."""

    def __init__(self, server: Server) -> None:
        self._server, self._pages, self._uploads = server, server.pages, Uploads(server)

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [
            Route("/gap", self.ask, methods=["GET", "POST"]),
            Route("/gap/report", patiently(self._server, "gap", self.report), methods=["POST"]),
            Route("/gap/file", patiently(self._server, "file", self.file), methods=["POST"]),
        ]

    async def ask(self, request: Request) -> Response:
        visit = Visit() if request.method == "GET" else self._server.visit(await self._server.form(request))
        return self._server.shown(await self._asked(request, visit), visit)

    async def report(self, request: Request) -> Response:
        form = await self._server.form(request, files=1)
        upload = await self._uploads.given(form)
        await form.close()
        visit, policy = self._server.visit(form), str(form.get("policy", ""))
        known = await self._policies(request, visit)
        errors = {}
        if upload is None:
            errors["file"] = self._pages.said("errors.no_file")
        if policy not in known and policy != "all":
            errors["policy-1"] = self._pages.said("errors.which_policy")
        if upload is None or errors:
            return self._server.shown(await self._asked(request, visit, errors, policy), visit)
        chosen = policy if policy in known else ""
        wanted = GapWanted(upload.name, upload.data, chosen, visit.school, visit.files)
        found = await self._uploads.result(request, compare_with_requirements, wanted)
        if isinstance(found, NotTaken):
            return self._server.shown(
                await self._asked(request, visit, {"file": self._uploads.said(found)}, policy), visit
            )
        return self._server.shown(self._shown(found, chosen), visit)

    async def file(self, request: Request) -> Response:
        form = await self._server.form(request)
        visit, kind = self._server.visit(form), str(form.get("form", ""))
        sealed = self._server.opened_beside(_PURPOSE, str(form.get("read", "")))
        wanted = GapWanted.of_carried(sealed, visit, kind if kind in _FORMS else "docx")
        made = await self._uploads.result(request, gap_file, wanted)
        if isinstance(made, NotTaken):
            return self._server.shown(
                await self._asked(request, visit, {"file": self._uploads.said(made)}, wanted.policy), visit
            )
        name = f"{wanted.policy or 'policy'}-gap-report.{wanted.form}"
        return Response(made, media_type=_FORMS[wanted.form], headers=attached(name))

    async def _policies(self, request: Request, visit: Visit) -> dict[str, str]:
        """Return the policies that a file can be: those of the school, or all, by id with their titles."""
        if not visit.school:
            return dict(self._server.library.policies)
        shown, _ = await self._server.viewed(request, "own_policies", visit, FormData())
        return dict(shown.facts["policies"])

    async def _asked(
        self, request: Request, visit: Visit, errors: dict[str, str] | None = None, chosen: str = ""
    ) -> Shown:
        policies = await self._policies(request, visit)
        every = (self._pages.words["give"]["gap"]["every"], "all")
        choices = [{"value": value, "words": words} for value, words in policies.items()]
        choices.append({"value": every[1], "words": every[0]})
        return self._uploads.page("gap", school=bool(visit.school), errors=errors, choices=choices, chosen=chosen)

    def _shown(self, found: GapAnalysis, policy: str) -> Shown:
        wanted = GapWanted(found.read.name, found.read, policy, found.school, {})
        try:
            sealed = self._server.seal_beside(_PURPOSE, wanted.carried())
        except ValueError:
            sealed = ""
        dated = [
            {"place": place_of_passage(passage), "quote": quote, "reason": reason}
            for passage, quote, reason in out_of_date_words(found)
        ]
        parts = [
            {
                "id": evidence,
                "heading": heading_of_evidence(evidence),
                "lead": lead_of_evidence(evidence),
                "count": len(found.of(evidence)),
                "sources": _by_source(found.of(evidence)),
            }
            for evidence in EVIDENCE
        ]
        unasked = [{"place": place_of_passage(one), "quote": in_quotes(one.text)} for one in found.unasked]
        facts = {
            "file": found.read.name,
            "pages": found.read.pages,
            "passages": len(found.read.passages),
            "policy": self._server.library.policies.get(policy, ""),
            "for_school": bool(found.school),
            "dated": dated,
            "parts": parts,
            "unasked": unasked,
            "read": sealed,
            "shortest": _MOST_SHOWN,
        }
        return Shown("gap-report", facts)


def _by_source(some: tuple[RequirementEvidence, ...]) -> list[dict[str, Any]]:
    """Return requirements by the law or guidance that they are from, in the order of the registers."""
    return [
        {
            "title": typeset(source),
            "rows": [
                {
                    "asks": typeset(one.summary),
                    "locator": typeset(one.locator),
                    "place": place_of_passage(one.passage) if one.passage is not None else "",
                    "quote": in_quotes(one.quote) if one.passage is not None else "",
                    "shared": ", ".join(shared_words_of(one.words)),
                }
                for one in entries
            ],
        }
        for source, entries in groupby(some, key=lambda one: one.source)
    ]
