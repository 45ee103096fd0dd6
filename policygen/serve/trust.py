"""The status of several schools from the files that a visitor brings; nothing of them is kept."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from policygen.api.estate import StatusReport
from policygen.api.library import Library
from policygen.diagnostics.model import Refused
from policygen.report.status.model import EstateStatus
from policygen.serve.estates import DownloadedStatus, EstateViews
from policygen.serve.server import Server, attached
from policygen.serve.views import Shown
from policygen.serve.visit import Visit
from policygen.serve.waiting import patiently

MOST_SCHOOLS = 60
_LARGEST = 3_000_000  # bytes of a school's file
_MOST_BYTES = 40_000_000  # of all that a trust's file unpacks to
_ENDING = ".school.zip"


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that a visitor brought: its name as the visitor has it, and its bytes."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class SchoolsSeen:
    """What a visitor's files say: the status, the missing answers of each school, and files that could not be used.

    `refused` are names with a reason, or with "" for more schools than are read. `twice` are schools of which a second
    file was left out. `file` is the status to download, if that was asked for.
    """

    status: EstateStatus | None
    missing: dict[str, tuple[str, ...]]
    names: dict[str, str]
    refused: tuple[tuple[str, str], ...]
    twice: tuple[tuple[str, str], ...]
    file: DownloadedStatus | None = None


class Trust:
    """The page that takes several schools' files, or one ZIP file with all of them, and says where they stand."""

    def __init__(self, server: Server) -> None:
        self._server, self._views = server, EstateViews(server.pages)

    def routes(self) -> list[Route]:
        """Return the addresses that it answers."""
        return [
            Route("/trust", self.given, methods=["GET"]),
            Route("/trust", patiently(self._server, "trust", self.status), methods=["POST"]),
        ]

    async def given(self, _: Request) -> Response:
        return self._server.shown(self._asked(), Visit())

    async def status(self, request: Request) -> Response:
        form = await self._server.form(request, files=MOST_SCHOOLS)
        self._server.visit(form)
        uploads = [one for one in form.getlist("file") if isinstance(one, UploadFile)]
        files = [GivenFile((one.filename or "")[:200], await one.read()) for one in uploads]
        await form.close()
        files = [one for one in files if one.data or one.name]
        if not files:
            shown = self._server.views.with_error(self._asked(), "errors.trust_files", "file")
            return self._server.shown(shown, Visit())
        form_wanted = str(form.get("as", ""))
        seen = await self._server.worked(request, schools_seen, (files, form_wanted))
        if seen.status is None:
            shown = self._asked()
            return self._server.shown(Shown(shown.template, {**shown.facts, "error_list": self._errors(seen)}), Visit())
        if seen.file is not None:
            made = seen.file
            return Response(made.data, media_type=made.media_type, headers=attached(made.name))
        return self._server.shown(Shown("trust-status", self._facts(seen, seen.status)), Visit())

    def _asked(self) -> Shown:
        return Shown("trust", {"most": MOST_SCHOOLS, "megabytes": self._server.limits.largest // 1_000_000})

    def _errors(self, seen: SchoolsSeen) -> list[dict[str, str]]:
        said = self._server.pages.said
        words = [
            said("errors.trust_file", file=name, reason=reason)
            if reason
            else said("errors.trust_many", file=name, most=MOST_SCHOOLS)
            for name, reason in seen.refused
        ]
        words += [said("errors.trust_twice", file=name, school=school) for name, school in seen.twice]
        return [{"words": one, "target": ""} for one in words]

    def _facts(self, seen: SchoolsSeen, status: EstateStatus) -> dict[str, Any]:
        schools = []
        for school, name in sorted(seen.names.items()):
            own = [one for one in status.policies if one.school == school]
            schools.append({
                "id": school,
                "name": name,
                "sums": self._views.sums(own),
                "policies": self._views.policies(own),
                "missing": list(seen.missing.get(school, ())),
                "unreadable": school in status.unreadable,
            })  # fmt: skip
        return {
            "schools": schools,
            "sums": self._views.sums(status.policies),
            "day": self._server.pages.day(status.as_of),
            "error_list": self._errors(seen),
        }


def schools_seen(library: Library, given: tuple[list[GivenFile], str]) -> SchoolsSeen:
    """Return the status of the schools in these files, with a file of it if the second part is a format.

    Each school is read with the groups' files that it brings itself.
    """
    files, form = given
    reports: list[StatusReport] = []
    missing: dict[str, tuple[str, ...]] = {}
    names: dict[str, str] = {}
    refused: list[tuple[str, str]] = []
    twice: list[tuple[str, str]] = []
    for one in _each(files):
        try:
            draft = library.drafts.read(one.data)
        except Refused as error:
            refused.append((one.name, str(error)))
            continue
        if draft.id in names:
            twice.append((one.name, draft.id))
            continue
        if len(names) == MOST_SCHOOLS:
            refused.append((one.name, ""))
            continue
        names[draft.id] = draft.session().name or draft.id
        reports.append(draft.estate.status([draft.id]))
        try:
            missing[draft.id] = tuple(item.label for item in draft.answers.missing())
        except Refused:
            continue  # the report names the school as one whose settings cannot be used
    report = reports[0].joined(reports[1:]) if reports else None
    made = DownloadedStatus.of(report, form) if report is not None and form in DownloadedStatus.FORMS else None
    status = report.status if report is not None else None
    return SchoolsSeen(status, missing, names, tuple(refused), tuple(twice), made)


def _each(files: list[GivenFile]) -> Iterator[GivenFile]:
    """Yield the schools' files: as they were given, or those inside a trust's ZIP file."""
    left = _MOST_BYTES
    for one in files:
        try:
            with ZipFile(BytesIO(one.data)) as archive:
                inside = [entry for entry in archive.infolist() if entry.filename.endswith(_ENDING)]
                if not inside:
                    yield one
                    continue
                for entry in inside[: MOST_SCHOOLS + 1]:
                    name = f"{one.name}, {entry.filename}"[:300]
                    if entry.file_size > min(_LARGEST, left) or entry.flag_bits & 0x1:
                        yield GivenFile(name, b"")
                        continue
                    with archive.open(entry) as stream:
                        data = stream.read(_LARGEST + 1)
                    left -= len(data)
                    yield GivenFile(name, data)
        except (BadZipFile, NotImplementedError, OSError, RuntimeError, ValueError, EOFError, zlib.error):
            yield one  # what is wrong with it is said where schools' files are read
