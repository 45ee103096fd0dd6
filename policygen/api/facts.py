"""What a project's clause libraries are: their titles and versions, where they come from, and what is pinned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from policygen.check.locking import read_lock
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.world.protocol import PACKAGED


@dataclass(frozen=True, slots=True)
class LibraryFacts:
    """The title and other facts of a clause library, and the number of its clauses.

    `package` is the Python package that brings it, with its version; "" for one that comes with policygen or is in the
    project. `pinned` is its version in policygen.lock, or "".
    """

    title: str
    version: str
    clauses: int
    package: str = ""
    pinned: str = ""


def library_facts(project: Project) -> Mapping[str, LibraryFacts]:
    """Return the facts of each library by id, in the order of their ids."""
    lock = read_lock(project.world, Diagnostics())
    pins = lock.pins if lock is not None else {}
    packages = {one.id: one.package for one in project.world.installed if not one.fault}
    facts = {}
    for key, library in sorted(project.libraries.items()):
        installed = library.span.file.startswith(PACKAGED)
        facts[key] = LibraryFacts(
            library.title.text,
            library.version.text,
            sum(clause.library is library for clause in project.clauses.values()),
            packages.get(key, "") if installed else "",
            pins[key].version if key in pins and installed else "",
        )
    return MappingProxyType(facts)
