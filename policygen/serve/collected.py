"""Collecting the open answers of a group's schools, as `policygen collect` does: forms out, answers in."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.api.collecting import Collecting
from policygen.api.errors import LibraryUnusable
from policygen.api.in_folder import library_in
from policygen.api.library import Library
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.serve.folder_views import said_of
from policygen.serve.project_folder import ProjectFolder
from policygen.serve.server import Server
from policygen.serve.views import Shown
from policygen.serve.visit import Visit
from policygen.world.writing import write_whole

RETURNED = "returned"  # the folder beside the forms for what comes back
_MOST_FILES = 60
_ENDINGS = (".yaml", ".yml", ".zip")
_NO_NAME = re.compile(r"[^\w. ()-]+")


@dataclass(frozen=True, slots=True)
class AnswersAsked:
    """A group whose schools' answers are to be read or written; `digest` is that of the files as they were shown."""

    folder: ProjectFolder
    group: str
    digest: str = ""
    write: bool = False


@dataclass(frozen=True, slots=True)
class AnswersSeen:
    """What the files that came back would change, or have changed: the answers by school, who is silent, findings.

    `written` are the settings files that were written.
    """

    schools: tuple[dict[str, Any], ...] = ()
    silent: tuple[str, ...] = ()
    findings: tuple[dict[str, str], ...] = ()
    taken: int = 0
    digest: str = ""
    written: tuple[str, ...] = ()
    refused: str = ""


class Collected:
    """The pages of a group on which forms are written and answers are taken back."""

    def __init__(self, server: Server) -> None:
        self._server, self._folder, self._pages = server, server.own_folder, server.pages

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [
            Route("/groups/{group:path}/collect", self.shown, methods=["GET"]),
            Route("/groups/{group:path}/collect", self.collect, methods=["POST"]),
        ]

    async def shown(self, request: Request) -> Response:
        return await self._page(request, str(request.path_params["group"]))

    async def collect(self, request: Request) -> Response:
        group = str(request.path_params["group"])
        form = await self._server.form(request, files=_MOST_FILES)
        self._server.visit(form)
        files = [one for one in form.getlist("file") if isinstance(one, UploadFile) and one.filename]
        uploads = [(one.filename or "", await one.read()) for one in files]
        await form.close()
        collecting = await run_in_threadpool(self._collecting, group)
        match form.get("action"):
            case "send":
                return await self._sent(request, group, collecting)
            case "write":
                asked = AnswersAsked(self._folder, group, str(form.get("digest", "")), write=True)
                return await self._page(request, group, asked=asked)
            case _:
                refused = await run_in_threadpool(_keep_returned, collecting.folder / RETURNED, uploads)
                problems = [self._pages.said("errors.collect_file", file=name) for name in refused]
                problems += [] if uploads else [self._pages.said("errors.collect_none")]
                return await self._page(request, group, problems=problems)

    async def _sent(self, request: Request, group: str, collecting: Collecting) -> Response:
        try:
            done = await run_in_threadpool(collecting.send)
        except LibraryUnusable as error:
            return await self._page(request, group, problems=[one.message for one in error.diagnostics])
        problems = [one.message for one in done.written.diagnostics if one.severity == "error"]
        problems += [self._pages.said("errors.collect_unreadable", school=name) for name in done.unreadable]
        notes = [*done.written.notes]
        if done.sent.nothing_open:
            names = ", ".join(done.sent.nothing_open.values())
            notes.append(self._pages.said("folder.nothing_open", names=names))
        return await self._page(request, group, problems=problems, notes=notes)

    async def _page(
        self,
        request: Request,
        group: str,
        *,
        problems: list[str] | None = None,
        notes: list[str] | None = None,
        asked: AnswersAsked | None = None,
    ) -> Response:
        """Show the forms, and what came back; `asked` writes that first."""
        collecting = await run_in_threadpool(self._collecting, group)
        seen = AnswersSeen()
        if (collecting.folder / RETURNED).is_dir():
            asked = asked or AnswersAsked(self._folder, group)
            seen = await self._server.worked(request, answers_seen, asked)
        facts = await run_in_threadpool(self._facts, collecting)
        errors = [*(problems or ()), *([seen.refused] if seen.refused else ())]
        facts |= {"seen": seen, "notes": notes or [], "error_list": [{"words": one, "target": ""} for one in errors]}
        facts["title"] = self._pages.words["titles"]["collect"]
        return self._server.shown(Shown("collect", facts), Visit())

    def _facts(self, collecting: Collecting) -> dict[str, Any]:
        folder, name = collecting.folder, self._folder.shown(collecting.folder)
        forms = sorted(path.name for path in folder.glob("*") if path.suffix in (".html", ".csv"))
        schools = collecting.schools
        rows = [{"at": quote(f"{name}/{one}"), "name": schools.get(one.removesuffix(".html"), one)} for one in forms]
        return {
            "at": quote(collecting.group),
            "name": collecting.name or collecting.group,
            "folder": name,
            "returned": f"{name}/{RETURNED}",
            "forms": rows,
            "count": len(schools),
        }

    def _collecting(self, group: str) -> Collecting:
        library = self._folder.library(self._server.library)
        if group not in library.groups:
            raise HTTPException(404)
        return library.estate.collecting(group, self._folder.out)


def answers_seen(library: Library, asked: AnswersAsked) -> AnswersSeen:
    """Read the files that came back, and write their answers if that was asked for and they are those that were shown.

    What is written is what was shown: of files that were changed in between, nothing is.
    """
    folder = asked.folder
    collecting = library_in(library, folder.world).estate.collecting(asked.group, folder.out)
    place = collecting.folder / RETURNED
    digest = _digest_of(place)
    found = collecting.returned(place, folder.shown(place))
    written: tuple[str, ...] = ()
    refused = say("in_folder.returned_changed") if asked.write and asked.digest != digest else ""
    if asked.write and not refused:
        try:
            written = collecting.write(found).files
        except Refused as error:
            refused = str(error)
        else:
            found = collecting.returned(place, folder.shown(place))
    schools = tuple(
        {
            "school": one.school,
            "name": one.name,
            "file": one.file,
            "left": one.left,
            "answers": [
                {"label": each.label, "old": each.old, "new": each.new, "taken": each.is_taken}
                for each in one.answers
                if not each.is_there
            ],
        }
        for one in found.schools
    )
    return AnswersSeen(
        schools=schools, silent=tuple(found.found.silent.values()),
        findings=tuple(said_of(one) for one in found.diagnostics),
        taken=sum(len(one.taken) for one in found.schools), digest=digest, written=written, refused=refused,
    )  # fmt: skip


def _keep_returned(folder: Path, uploads: list[tuple[str, bytes]]) -> list[str]:
    """Write what came back into its folder, beside files of the same name; return the names of what was refused."""
    refused = []
    for given, data in uploads:
        name = _NO_NAME.sub("-", given.replace("\\", "/").rpartition("/")[2]).strip(" .")[-120:]
        stem, ending = Path(name).stem, Path(name).suffix.lower()
        if ending not in _ENDINGS or not stem:
            refused.append(given[:120])
            continue
        path, number = folder / name, 2
        while path.exists() and path.read_bytes() != data:
            path, number = folder / f"{stem}-{number}{ending}", number + 1
        if not path.exists():
            write_whole(path, data)
    return refused


def _digest_of(folder: Path) -> str:
    """Return a digest of the names and bytes of the files in a folder."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            found.update(f"{path.relative_to(folder)}\0{path.stat().st_size}\0".encode("utf-8", "surrogateescape"))
            found.update(path.read_bytes())
    return found.hexdigest()
