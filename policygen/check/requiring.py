"""Check the versions of libraries and what they require, and report Python packages whose libraries cannot be used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from packaging.version import InvalidVersion, Version

from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.library import LibraryFile
from policygen.model.written import Written
from policygen.world.installed import LIBRARY_FILE, Fault
from policygen.world.protocol import World

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet

_REQUIRED = re.compile(r"([a-z][a-z0-9-]*)\s*((?:[<>=!~].*)?)", re.DOTALL)
_LONGEST = 80  # characters of what a Python package says that a message repeats
# The wording of each fault.
_FAULTS: Mapping[Fault, str] = MappingProxyType(
    {
        "id": "PG283.id",
        "taken": "PG283.taken",
        "twice": "PG283.twice",
        "value": "PG283.value",
        "module": "PG283.module",
        "folder": "PG283.folder",
        "outside": "PG283.outside",
        "unreadable": "PG283.unreadable",
    }
)


@dataclass(frozen=True, slots=True)
class Required:
    """A library that another requires, and the versions (PEP 440) that it works with."""

    library: str
    versions: SpecifierSet

    def allows(self, version: Version) -> bool:
        """Return whether a version is in the range; a trial version counts as any other, since it is installed."""
        return self.versions.contains(version, prereleases=True)


def read_version(text: str) -> Version | None:
    """Return a version number (PEP 440), or None for words that are none."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


def read_required(text: str) -> Required | None:
    """Return an entry of `requires`, such as `union>=2026.11,<2027`, or None for words that are none."""
    # Few libraries require another, and these take as long to import as ten files to read.
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    match = _REQUIRED.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return Required(match[1], SpecifierSet(match[2]))
    except InvalidSpecifier:
        return None


def check_versions(project: Project, diagnostics: Diagnostics) -> None:
    """Report versions that cannot be compared, and required libraries that are missing or out of range."""
    for library in project.libraries.values():
        if read_version(library.version.text) is None:
            diagnostics.report("PG280", library.version.span, version=library.version.text)
        for entry in library.requires:
            _check_required(project, library, entry, diagnostics)


def report_installed(world: World, diagnostics: Diagnostics) -> None:
    """Report each library of a Python package that cannot be used, unless the project has one of this name itself."""
    for one in world.installed:
        if one.fault and not world.exists(f"clauses/{one.id}/{LIBRARY_FILE}"):
            diagnostics.report(
                _FAULTS[one.fault],
                package=_printable(one.package),
                name=_printable(one.id),
                value=_printable(one.value),
                module=_printable(one.module),
                other=_printable(one.other),
                reason=_printable(one.reason),
            )


def _check_required(project: Project, library: LibraryFile, entry: Written, diagnostics: Diagnostics) -> None:
    required = read_required(entry.text)
    if required is None:
        diagnostics.report("PG281.form", entry.span, text=entry.text)
        return
    if required.library == library.id.text:
        diagnostics.report("PG281.itself", entry.span, library=required.library)
        return
    found = project.libraries.get(required.library)
    if found is None:
        if f"{required.library}:" not in project.unread:
            guess = did_you_mean(required.library, project.libraries)
            diagnostics.report(
                "PG282.missing", entry.span, library=library.id.text, required=required.library, guess=guess
            )
            # What else refers to it would only say the same again.
            project.unread.add(f"{required.library}:")
        return
    version = read_version(found.version.text)
    if version is not None and not required.allows(version):
        diagnostics.report(
            "PG282.version",
            entry.span,
            library=library.id.text,
            required=entry.text,
            version=found.version.text,
            related={"installed": found.version.span},
        )


def _printable(text: str) -> str:
    """Return words of a Python package as they can be shown in a terminal."""
    short = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in short)
