"""What the pages of a project's folder show: its groups and schools, each with its status, and a school's files."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from policygen.api.library import Library
from policygen.ask.interview import InterviewQuestion
from policygen.check.schools import UnknownSchool
from policygen.diagnostics.model import Diagnostic, Refused
from policygen.report.status.model import PolicyStatus
from policygen.serve.estates import EstateViews
from policygen.serve.pages import Pages
from policygen.serve.project_folder import ProjectFolder
from policygen.world.protocol import ADOPTED, KEPT, SIGNED

_MOST = 2_000  # schools whose status is remembered
_MOST_FILES = 500  # of a kind on one page


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """A school of the folder: its policies' status and the needed answers that are missing.

    `readable` is false if its settings cannot be used at all; the rest is then empty.
    """

    id: str
    name: str
    readable: bool = False
    policies: tuple[PolicyStatus, ...] = ()
    missing: tuple[InterviewQuestion, ...] = ()


@dataclass(slots=True)
class FolderViews:
    """The pages of a folder. The status of a school is worked out again once one of its files has changed."""

    folder: ProjectFolder
    pages: Pages
    estates: EstateViews
    _known: OrderedDict[str, tuple[object, SchoolFacts]] = field(default_factory=OrderedDict)

    def home(self, library: Library) -> dict[str, Any]:
        """Return the groups, each with the schools that are nearest to it, and the schools of none."""
        rows = {school: self.row(library, school) for school in sorted(library.schools)}
        nearest = {school: next(iter(library.groups_of(school)), "") for school in rows}
        groups = [
            {
                "at": quote(group),
                "name": self.group_name(library, group),
                "count": len(library.schools_of(group)),
                "schools": [rows[school] for school in rows if nearest[school] == group],
            }
            for group in library.groups
        ]
        single = [rows[school] for school in rows if nearest[school] not in library.groups]
        return {"groups": groups, "schools": single, "folder": str(self.folder.world.root), "count": len(rows)}

    def group(self, library: Library, group: str) -> dict[str, Any]:
        """Return a group's page. Raises UnknownSchool."""
        if group not in library.groups:
            raise UnknownSchool(group, library.groups)
        file = library.groups[group]
        facts = [self.facts(library, school) for school in library.schools_of(group)]
        rows = [{**self._row(one), "policies": self.estates.policies(one.policies)} for one in facts]
        every = [one for each in facts for one in each.policies]
        return {
            "at": quote(group),
            "name": self.group_name(library, group),
            "file": file,
            "schools": rows,
            "sums": self.estates.sums(every),
            "day": self.pages.day(self.folder.world.today()),
        }

    def school(self, library: Library, school: str) -> dict[str, Any]:
        """Return a school's page. Raises UnknownSchool."""
        facts = self.facts(library, school)
        session = library.open(school)
        groups = [
            {"at": quote(one), "name": self.group_name(library, one)}
            for one in library.groups_of(school)
            if one in library.groups
        ]
        return {
            **self._row(facts),
            "policies": self.estates.policies(facts.policies),
            "groups": groups,
            "findings": [said_of(one) for one in session.diagnostics if one.severity == "error"],
            "kinds": self._files(school),
            "file": library.schools[school],
        }

    def row(self, library: Library, school: str) -> dict[str, Any]:
        """Return a school as a list shows it."""
        return self._row(self.facts(library, school))

    def facts(self, library: Library, school: str) -> SchoolFacts:
        """Return a school's status, as `policygen status` has it. Raises UnknownSchool."""
        key = self._mark(school)
        known = self._known.get(school)
        if known is not None and known[0] == key:
            return known[1]
        found = self._facts(library, school)
        self._known[school] = (key, found)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return found

    def group_name(self, library: Library, group: str) -> str:
        """Return what a group is called in its own file, or else its name in the folder."""
        if group not in library.groups:
            return group
        return library.estate.collecting(group, self.folder.out).name or group

    def may_give(self, name: str) -> Path | None:
        """Return the path of a file that the pages offer, or None for any other name."""
        parts = name.split("/")
        if parts[0] == "schools" and len(parts) > 3:
            offered = parts[2] in (ADOPTED, KEPT, SIGNED)
        else:
            offered = parts[0] == self.folder.out.name and len(parts) > 2
        if not offered or any(part.startswith(".") or not part for part in parts):
            return None
        path = self.folder.world.path(name)  # raises OutsideTheProject
        return path if path.is_file() else None

    def _facts(self, library: Library, school: str) -> SchoolFacts:
        report = library.estate.status([school], self.folder.out, self.folder.shown)
        try:
            now = library.interviews.answers(school).now()
        except Refused:
            return SchoolFacts(school, school)
        name = str(now.settled.settings["school.name"].value or school)
        readable = school not in report.status.unreadable
        return SchoolFacts(school, name, readable, report.policies, tuple(now.missing()))

    def _row(self, facts: SchoolFacts) -> dict[str, Any]:
        return {
            "id": facts.id,
            "name": facts.name,
            "readable": facts.readable,
            "sums": self.estates.sums(facts.policies),
            "missing": [{"key": item.key, "label": item.label} for item in facts.missing],
            "labels": [item.label for item in facts.missing],
        }

    def _mark(self, school: str) -> object:
        """Return what changes with the status: the school's files, its Word files in the out folder, and the day."""
        built = tuple(_mark_of(path) for path in sorted((self.folder.out / school).glob("*.docx")))
        return self.folder.visit(school).seen, built, self.folder.world.today()

    def _files(self, school: str) -> list[dict[str, Any]]:
        world, out = self.folder.world, self.folder.out
        built = [f"{out.name}/{name}" for name in _names_under(out, out / school)]
        kinds: list[tuple[str, Sequence[str]]] = [("built", built)]
        kinds += [(kind, list(world.names(f"schools/{school}/{kind}"))) for kind in (ADOPTED, KEPT, SIGNED)]
        return [
            {
                "kind": kind,
                "words": self.pages.words["folder"]["files"][kind],
                "files": [{"at": quote(name), "short": _short(name)} for name in names[:_MOST_FILES]],
            }
            for kind, names in kinds
            if names
        ]


def said_of(one: Diagnostic) -> dict[str, str]:
    """Return a finding as a page shows it: what, where, and what to do."""
    where = f"{one.span.file}:{one.span.line}" if one.span is not None else ""
    # The name of a file or of a field keeps its small letter.
    message = one.message[:1].upper() + one.message[1:] if one.message.partition(" ")[0].isalpha() else one.message
    return {"message": message, "hint": one.hint, "where": where}


def _short(name: str) -> str:
    """Return a file's name without the folder of its school."""
    parts = name.split("/")
    return "/".join(parts[2:] if parts[0] != "schools" else parts[3:])


def _names_under(root: Path, folder: Path) -> Iterator[str]:
    """Yield the names of the files in a folder, from `root` on, in order, without hidden ones and links to folders."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for one in sorted(files):
            if not one.startswith("."):
                yield (Path(place) / one).relative_to(root).as_posix()


def _mark_of(path: Path) -> tuple[str, int, int]:
    status = path.stat()
    return path.name, status.st_size, status.st_mtime_ns
