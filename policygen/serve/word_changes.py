"""The pages on which an edited Word file is brought back: each change is accepted, and becomes the school's, or not."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.compare.words import word_diff
from policygen.diagnostics.model import Diagnostic
from policygen.readback.changes import BlockChange
from policygen.readback.model import Proposal
from policygen.readback.report import place_of_edit
from policygen.serve.server import Server
from policygen.serve.uploads import NotTaken, Upload, Uploads, safe_name
from policygen.serve.views import Shown
from policygen.serve.waiting import patiently
from policygen.serve.word_reading import (
    WordRead,
    WordToRead,
    proposal_mark,
    read_word_back,
    undecided_of,
    unreasoned_of,
)
from policygen.source.characters import EITHER

_MOST_FIELDS = 20_000  # three for each change, and a file has at most 5,000 paragraphs
_LARGEST = 2_200_000  # bytes of a file, which the page with its changes carries
_LONGEST_REASON = 400


class WordChanges:
    """An edited file, its proposals, and the answers with what was accepted. The page carries the file meanwhile."""

    def __init__(self, server: Server) -> None:
        self._server, self._pages, self._uploads = server, server.pages, Uploads(server)

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [
            Route("/word-changes", self.ask, methods=["POST"]),
            Route("/word-changes/read", patiently(self._server, "word", self.read), methods=["POST"]),
            Route("/word-changes/take", patiently(self._server, "word", self.take), methods=["POST"]),
        ]

    async def ask(self, request: Request) -> Response:
        visit = self._server.visit(await self._server.form(request), school=True)
        return self._server.shown(self._asked(), visit)

    async def read(self, request: Request) -> Response:
        form = await self._server.form(request, files=1)
        upload = await self._uploads.given(form)
        await form.close()
        visit = self._server.visit(form, school=True)
        if upload is None:
            return self._server.shown(self._asked(self._pages.said("errors.no_file")), visit)
        if len(upload.data) > _LARGEST or not self._uploads.carries(visit, len(upload.data)):
            return self._server.shown(self._asked(self._pages.said("errors.upload_large", file=upload.name)), visit)
        wanted = WordToRead(visit.school, visit.files, upload.name, upload.data)
        found = await self._uploads.result(request, read_word_back, wanted)
        if isinstance(found, NotTaken):
            return self._server.shown(self._asked(self._uploads.said(found)), visit)
        return self._server.shown(self._listed(found, wanted, {}), visit)

    async def take(self, request: Request) -> Response:
        form = await self._server.form(request, fields=_MOST_FIELDS)
        visit = self._server.visit(form, school=True)
        upload = _carried(form)
        if upload is None:
            return self._server.shown(self._asked(self._pages.said("errors.no_file")), visit)
        typed, because = dict(_typed(form)), _reason(form, "because")
        accept = {
            mark: _reason(form, f"reason-{number}") or because
            for number, (mark, choice) in typed.items()
            if choice == "accept"
        }
        refuse = frozenset(mark for mark, choice in typed.values() if choice == "refuse")
        wanted = WordToRead(visit.school, visit.files, upload.name, upload.data, accept, refuse)
        found = await self._uploads.result(request, read_word_back, wanted)
        if isinstance(found, NotTaken):
            return self._server.shown(self._asked(self._uploads.said(found)), visit)
        if found.is_stale:
            return self._server.shown(self._asked(self._pages.said("errors.word_stale")), visit)
        errors = dict(self._errors(found, wanted))
        if errors:
            return self._server.shown(self._listed(found, wanted, errors, because), visit)
        after = replace(visit, files={**visit.files, **found.files})
        try:
            self._server.seal(after)
        except ValueError:
            return self._server.shown(self._asked(self._pages.said("errors.file_large")), visit)
        later = tuple(key for key in visit.later if key in found.unasked)
        taken = [one for one in found.reading.proposals if proposal_mark(one) in accept]
        names = self._names(found)
        heads = [self._head(one, names) for one in taken]
        facts = {"taken": [f"{head[:1].upper()}{head[1:]}" for head in heads], "policy": found.title}
        return self._server.shown(Shown("word-taken", facts), replace(after, later=later))

    def _asked(self, problem: str = "") -> Shown:
        return self._uploads.page("word", school=True, errors={"file": problem} if problem else None)

    def _errors(self, found: WordRead, wanted: WordToRead) -> Iterator[tuple[str, str]]:
        proposals = found.reading.proposals
        for one in undecided_of(proposals, wanted):
            yield f"choice-{one.number}", self._pages.said("errors.undecided", number=one.number)
        for one in unreasoned_of(proposals, wanted):
            yield f"reason-{one.number}", self._pages.said("errors.unreasoned", number=one.number)
        if found.refused:
            yield "changes", self._uploads.plain(found.refused)

    def _listed(self, found: WordRead, wanted: WordToRead, errors: Mapping[str, str], because: str = "") -> Shown:
        names = self._names(found)
        proposals = found.reading.proposals
        rows = {one.number: self._row(one, found, wanted, names) for one in proposals if one.kind != "remark"}
        open_ = [rows[one.number] for one in proposals if one.can_be_written]
        refused = [rows[one.number] for one in proposals if one.refusal is not None and not one.is_done]
        done = [rows[one.number] for one in proposals if one.is_done]
        comments = [
            {"text": one.text, "author": one.author, "date": one.date[:10], "about": one.about}
            for one in found.reading.comments
        ]
        facts = {
            "policy": found.title,
            "file": wanted.name,
            "other_school": found.other_school,
            "has_bookmarks": found.reading.has_bookmarks,
            "open": open_,
            "refused": refused,
            "done": done,
            "comments": comments,
            "lacks_reason": any(one.needs_reason and not one.because for one in proposals if one.can_be_written),
            "because": because,
            "edited": base64.b64encode(wanted.data).decode("ascii"),
            "error_list": tuple({"words": words, "target": target} for target, words in errors.items()),
            "wrong": errors,
        }
        return Shown("word-changes", facts)

    def _row(self, one: Proposal, found: WordRead, wanted: WordToRead, names: Callable[[str], str]) -> dict[str, Any]:
        mark = proposal_mark(one)
        accept = wanted.accept
        choice = "accept" if one.is_taken else ""
        if accept is not None:
            choice = "accept" if mark in accept else "refuse" if mark in wanted.refuse else ""
        why: Diagnostic | None = one.refusal or one.caution
        return {
            "number": one.number,
            "mark": mark,
            "head": self._head(one, names),
            "place": found.places.get(one.target, ""),
            "below": names(one.target) if one.kind == "add" else "",
            "edits": [_edit(edit) for edit in one.edits],
            "keeps": one.kind in ("replace", "move") and bool(one.kept),
            "sure": one.sure,
            "tracked": sorted({(each.author, each.date[:10]) for edit in one.edits for each in edit.tracked}),
            "needs_reason": one.needs_reason,
            "because": one.because if accept is None else accept.get(mark, one.because),
            "why": self._uploads.finding(why, names) if why is not None else "",
            "choice": choice,
        }

    def _head(self, one: Proposal, names: Callable[[str], str]) -> str:
        target = place_of_edit(one) if one.kind in ("none", "remark") else one.target
        title = one.title or names(target)
        return self._pages.said(f"kinds_of_change.{one.kind}", title=f"{title[:1].upper()}{title[1:]}")

    def _names(self, found: WordRead) -> Callable[[str], str]:
        """Return what gives a clause, an answer or a policy the name that people know it by."""
        titles = {**self._server.library.policies, **self._server.library.clauses}
        titles |= {one.target: one.title for one in found.reading.proposals if one.title and one.kind != "add"}

        def named(key: str) -> str:
            question = key if key in found.labels else ".".join(key.split(".")[:2])
            return titles.get(key) or found.labels.get(question, key)

        return named


def _edit(edit: BlockChange) -> dict[str, Any]:
    """Return the words before and after, in pieces that say which differ."""
    pieces = word_diff(edit.before, edit.after)
    return {
        "what": edit.what,
        "before": [one for one in pieces if one.how != "added"],
        "after": [one for one in pieces if one.how != "removed"],
    }


def _typed(form: FormData) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield each change's number with its mark and what was chosen for it."""
    for name, value in form.multi_items():
        if name.startswith("mark-"):
            number = name.removeprefix("mark-")
            yield number, (str(value), str(form.get(f"choice-{number}", "")))


def _reason(form: FormData, name: str) -> str:
    typed = EITHER.sub("", str(form.get(name, "")))
    return " ".join(typed.split())[:_LONGEST_REASON]


def _carried(form: FormData) -> Upload | None:
    """Return the file that the page carries. It comes from anywhere, and is read as any other."""
    try:
        data = base64.b64decode(str(form.get("edited", "")), validate=True)
    except (binascii.Error, ValueError):
        return None
    return Upload(safe_name(str(form.get("edited_name", ""))), data) if data else None
