"""Every page of the served pages, as a visitor and as the clerk of a folder see it, without and with mistakes."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lxml.html
import pytest
from starlette.routing import Match

from policygen.serve.building import FolderBuild
from policygen.serve.jobs import Job, JobQueue
from policygen.serve.packing import Pack
from policygen.serve.pages import Pages
from policygen.serve.server import Server
from policygen.serve.working import WorkProgress
from tests.support.attacked_sites import GROUP, POLICY, AttackedSite, Kind, attacked_site, school_file
from tests.support.edited_word import added, gone, words
from tests.support.served_addresses import Address
from tests.support.visiting import answered_school, begun, finished, hosted_library, state_of, word_file_of

if TYPE_CHECKING:
    from httpx import Response
    from starlette.requests import Request

# Addresses that answer with something other than a page.
NOT_PAGES = frozenset((
    "/health", "/static/{name}", "/file", "/preview", "/pack/{token}/{name}", "/made/{kind}/{token}/{name}",
    "/gap/file", "/others/form", "/compare/file", "/wait/{token}/file", "/status/{form}", "/files/{name:path}",
))  # fmt: skip
_LATE = 0.5  # seconds that an answer takes, if that is too long
Fields = Mapping[str, str | Sequence[str]]


@dataclass
class PageWalk:
    """Pages that were seen, by what they are called, the addresses that gave them, and their templates."""

    site: AttackedSite
    pages: dict[str, str] = field(default_factory=dict)
    asked: set[Address] = field(default_factory=set)
    template_of: dict[str, str] = field(default_factory=dict)
    rendered: list[str] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)
    state: str = ""
    is_slow: bool = False

    def get(self, name: str, path: str) -> str:
        return self._seen(name, "GET", path, self.site.client.get(path))

    def post(self, name: str, path: str, fields: Fields | None = None, **files: bytes) -> str:
        """Send a form with the state of the page before; names of files have their ending after two underscores."""
        given = [(one.split("__")[0], (f"x.{one.split('__')[1]}", data)) for one, data in files.items()]
        data = {"state": self.state, **(fields or {})}
        answer = self.site.client.post(path, data=data, files=given or None, follow_redirects=True)
        return self._seen(name, "POST", path, answer)

    def _seen(self, name: str, method: str, path: str, answer: Response) -> str:
        assert answer.status_code < 500 or answer.status_code == 503, (name, answer.status_code)
        assert answer.headers["content-type"].startswith("text/html"), (name, answer.status_code)
        assert name not in self.pages, name
        self.pages[name] = answer.text
        self.template_of[name] = self.rendered[-1]
        for done, way in ((path, method), *((one.url.path, one.request.method) for one in (*answer.history, answer))):
            self._count(way, done)
        if 'name="state"' in answer.text and (state := state_of(answer.text)):
            self.state = state
        return answer.text

    def _count(self, method: str, path: str) -> None:
        scope = {"type": "http", "method": method, "path": path.partition("?")[0]}
        for route in self.site.client.app.routes:  # type: ignore[attr-defined]
            if route.matches(scope)[0] is Match.FULL:
                self.asked.add(Address(method, route.path))
                return

    def end_job(self, pack: Pack, file: Path | None = None) -> None:
        """Let the last job have ended with this."""
        self.jobs[-1].pack, self.jobs[-1].file, self.jobs[-1].ended = pack, file, time.monotonic()


@contextmanager
def walk_of(kind: Kind, folder: Path) -> Iterator[PageWalk]:
    """Yield a walk over the pages of a site whose jobs wait until they are ended."""

    async def here(self: Server, request: Request, work: Any, payload: object, steps: int = 2) -> object:
        if walk.is_slow:
            request.state.begun.set_result(WorkProgress(steps, steps // 2, time.monotonic() - 20))
            await asyncio.sleep(_LATE)
        return finished(await asyncio.to_thread(work, self.library, payload))

    with pytest.MonkeyPatch.context() as patch, attacked_site(kind, folder, jobs=50, patience=_LATE / 10) as site:
        walk = PageWalk(site)
        render, add = Pages.render, JobQueue.add

        def rendered(self: Pages, name: str, /, **facts: Any) -> str:
            walk.rendered.append(name)
            return render(self, name, **facts)

        def taken(self: JobQueue, *given: Any) -> Job:
            walk.jobs.append(add(self, *given))
            return walk.jobs[-1]

        patch.setattr(Pages, "render", rendered)
        patch.setattr(JobQueue, "add", taken)
        patch.setattr(JobQueue, "_start", lambda _: None)
        patch.setattr(Server, "worked", here)
        yield walk


def walk_as_visitor(walk: PageWalk, folder: Path) -> None:
    """See every page that a visitor can see."""
    library, client = hosted_library(), walk.site.client
    visit = answered_school(library, "Oakfield Primary School", [POLICY])
    answers, adopted = library.drafts.of(visit.school, visit.files).archive(), school_file(library, "Ash Lane School")
    word = word_file_of(library, visit, POLICY)
    made = folder / "made.zip"
    made.write_bytes(b"x" * 2_000_000)
    yesterday = date.today() - timedelta(days=1)
    day = {"day": str(yesterday.day), "month": str(yesterday.month), "year": str(yesterday.year), "minute": "14/26"}

    for path in ("/", "/new", "/find", "/compare", "/verify", "/gap", "/trust", "/copies", "/made/papers/x", "/pack/x"):
        walk.get(f"GET {path}", path)
    walk.get("start", "/?again")
    walk.post("start, wrong file", "/continue", file__zip=b"PK nothing")
    walk.post("name, missing", "/new")
    walk.post("found", "/find", {"search": "marram"})
    walk.post("found one", "/find/school", {"urn": "100001"})
    walk.post("found none", "/find", {"search": "zzz"})
    walk.post("policies", "/new", {"name": "Oakfield Primary School"})
    walk.post("policies, none", "/policies", {"action": "save"})

    walk.state = state_of(begun(client, "Oakfield Primary School", [POLICY, "e-safety"]))
    keys = ("school.type", "school.phase", "people.headteacher", "school.telephone", "school.local_authority")
    for key in (*keys, "school.address", "policy.meeting_on"):
        walk.post(f"question {key}", "/question", {"go": key})
        walk.post(f"question {key}, wrong", "/question", {"key": key, "action": "answer", "answer": "", "name": ""})
    walk.post(
        "more people", "/question", {"key": "people.headteacher", "more": "people.headteacher", "name": "Ann Reed"}
    )
    walk.post("answers missing", "/check")
    walk.post("others", "/others")
    walk.post("others, returned", "/others/answers", file__yaml=b"choices: [")
    walk.post("clause policies", "/clauses")

    walk.post("answers whole", "/continue", file__zip=answers)
    walk.post("again, nothing", "/again")
    walk.post("clauses", "/clauses", {"policy": POLICY})
    clause = {"policy": POLICY, "clause": "department:mobile.devices"}
    walk.post("clause", "/clauses/one", clause)
    walk.post("reword", "/clauses/edit", {**clause, "doing": "reword"})
    text = {"text": "A phone is a phone.\n\n- a watch", "because": "Ours is short", "title": "Phones"}
    walk.post("reword, no reason", "/clauses/edit", {**clause, "doing": "reword", "text": "x", "action": "try"})
    walk.post("reword, tried", "/clauses/edit", {**clause, **text, "doing": "reword", "action": "try"})
    walk.post("add", "/clauses/edit", {**clause, "doing": "add"})
    walk.post("reword, saved", "/clauses/edit", {**clause, **text, "doing": "reword", "action": "save"})
    walk.post("look", "/look")
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><rect width="390" height="90"/></svg>'
    walk.post("look, saved", "/look", {"action": "logo", "alternative": "An oak"}, file__svg=svg)
    walk.post("look, wrong", "/look", {"action": "logo"}, file__png=b"x")

    walk.post("gap asked", "/gap")
    walk.post("gap", "/gap/report", {"policy": POLICY}, file__docx=word)
    walk.post("gap, nothing", "/gap/report")
    walk.post("compare", "/compare/report", {}, old__docx=word, new__docx=word)
    walk.post("verify", "/verify/report", {}, file__docx=word)
    walk.is_slow = True
    walk.post("verify, late", "/verify/report", {}, file__docx=word)
    walk.is_slow = False
    walk.post("verify, nothing", "/verify/report")
    walk.post("trust status", "/trust", {}, file__zip=answers)
    walk.post("trust, wrong", "/trust", {}, file__zip=b"x")

    walk.post("answers again", "/continue", file__zip=answers)
    edits = (
        words("Staff keep it in ", "Staff lock it away in "),
        gone("Trips and residential visits"),
        added("Parents are asked to mark it with a name", "Lost phones", "Heading2"),
    )
    walk.post("word asked", "/word-changes")
    walk.post("word, wrong", "/word-changes/read", {}, file__docx=b"x")
    changes = walk.post("word", "/word-changes/read", {}, file__docx=word_file_of(library, visit, POLICY, *edits))
    fields = _hidden(changes)
    walk.post("word, undecided", "/word-changes/take", fields)
    marks = {name.removeprefix("mark-") for name in fields if name.startswith("mark-")}
    choices = {f"choice-{number}": "accept" for number in marks}
    walk.post("word taken", "/word-changes/take", {**fields, **choices, "because": "Ours"})

    walk.post("pack waiting", "/pack")
    at = f"/pack/{walk.jobs[-1].token}"
    walk.end_job(Pack("x.zip"), made)
    walk.get("pack ready", at)
    walk.end_job(Pack(messages=("The answer “x” is not a telephone number.",)))
    walk.get("pack not made", at)
    walk.post("meeting", "/continue", file__zip=answers)
    walk.post("meeting asked", "/adopt")
    walk.post("meeting, wrong", "/adopt/check", {"seen": "files"})
    checked = walk.post("meeting checked", "/adopt/check", {"policy": POLICY, "seen": "answers", **day})
    walk.post("meeting recorded", "/adopt/record", {**_hidden(checked), "policy": POLICY})
    at = f"/made/adopted/{walk.jobs[-1].token}"
    walk.end_job(Pack("x.zip"), made)
    walk.get("adopted ready", at)
    walk.end_job(Pack(ended="late"))
    walk.get("adopted not made", at)

    walk.post("again", "/continue", file__zip=adopted)
    walk.post("again asked", "/again", {"action": "begin", "changed": "people.headteacher"})
    walk.post("meeting again", "/adopt")
    walk.post("correct", "/adopt/correct", {"correct": POLICY})
    walk.post("correct, wrong", "/adopt/correct", {"correct": POLICY, "action": "save", "day": "x"})
    walk.post("corrected", "/adopt/correct", {"correct": POLICY, "action": "save", **day, "minute": "15/26"})
    walk.post("in force", "/adopt/again")
    walk.post("papers", "/continue", file__zip=adopted)
    walk.post("papers asked", "/papers")
    walk.post("papers, none", "/papers/make")
    walk.post("papers made", "/papers/make", {"policy": POLICY})
    walk.post("copies", "/continue", file__zip=adopted)
    walk.post("copies asked", "/copies")
    walk.post("copies, none", "/copies/make")
    walk.post("copies made", "/copies/make", {"kind": "school", "policy": POLICY})
    walk.state = "x"
    walk.post("unsealed", "/check")


def walk_as_clerk(walk: PageWalk) -> None:
    """See every page that is for the owner of a folder; what visitors see too is left to them."""
    library, root = hosted_library(), walk.site.root
    assert root is not None
    visit = answered_school(library, "Oakfield Primary School", [POLICY])
    archive = library.drafts.of(visit.school, visit.files).archive()
    walk.get("folder", "/")
    walk.get("folder, new", f"/new?group={GROUP}")
    walk.post("folder, no name", "/new")
    walk.post("folder, begun", "/new", {"name": "New Lane School"})
    walk.get("folder, group", f"/groups/{GROUP}/status")
    walk.get("folder, collect", f"/groups/{GROUP}/collect")
    walk.post("folder, sent", f"/groups/{GROUP}/collect", {"action": "send"})
    walk.post("folder, returned", f"/groups/{GROUP}/collect", {"action": "take"}, file__yaml=b"school: [")
    walk.get("folder, common", f"/groups/{GROUP}/adopt")
    walk.post("folder, common, wrong", f"/groups/{GROUP}/adopt")
    walk.post("folder, wrong file", "/continue", file__zip=b"x")
    walk.post("folder, imported", "/continue", file__zip=archive)
    school = walk.get("folder, school", f"/schools/{visit.school}")
    walk.post("folder, answers", "/check")
    walk.post("folder, led", "/adopt")
    walk.get("folder, adopt", f"/schools/{visit.school}/adopt")
    walk.post("folder, adopt, wrong", f"/schools/{visit.school}/adopt")
    word = {"file__docx": word_file_of(library, visit, POLICY)}
    yesterday = (date.today() - timedelta(days=1)).isoformat()
    walk.post(
        "folder, adopted", f"/schools/{visit.school}/adopt", {"policy": POLICY, "on": yesterday, "minute": "1"}, **word
    )
    walk.state = state_of(school)
    walk.post("folder, building", "/pack")
    at = f"/built/{walk.jobs[-1].token}"
    walk.end_job(
        FolderBuild(files=("build/x/mobile-phones.docx",), notes=("x.docx was changed: it is kept.",), policies=1)
    )
    walk.get("folder, built", at)
    walk.end_job(FolderBuild(errors=({"message": "x", "hint": "y", "where": "z:1"},), not_made=2, missing=3))
    walk.get("folder, not built", at)
    walk.get("folder, start", "/")
    walk.post("folder, group built", f"/groups/{GROUP}/build")
    (root / "schools/oak.yaml").write_text("school: [", encoding="utf-8")
    walk.get("folder, broken", "/schools/oak")
    walk.get("folder, missing", "/schools/nobody")


def _hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page, other than its state."""
    found = lxml.html.document_fromstring(page.encode()).xpath(
        "//main//input[@type='hidden'] | //form//input[@type='hidden']"
    )
    return {one.get("name"): one.get("value") or "" for one in found if one.get("name") != "state"}


def templates_of() -> set[str]:
    """Return the names of all templates that are pages, and not parts of others."""
    parts = {"page", "parts", "estate-parts", "clause-parts", "pack-index"}
    world = hosted_library().world
    names = {name.rpartition("/")[2] for name in world.look_names("serve") if name.endswith(".html.j2")}
    return {re.sub(r"\.html\.j2$", "", name) for name in names} - parts
