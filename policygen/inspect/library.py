"""Printed clauses compared with a library: which have the same source words, which differ, and which are missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from policygen.check.loading import load_project
from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.inspect.findings import Verification, first_names
from policygen.world.disk import DiskWorld, on_disk
from policygen.world.protocol import World

_CLAUSES = "clauses"


class NoLibrary(LookupError):
    """There is no readable library; the message says where."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A clause as a file names it: its source's `digest`, its library's `version`; `own` where the school wrote it."""

    name: str
    version: str
    digest: str
    own: bool = False


def library_at(folder: Path | None, world: World) -> Project:
    """The library of a project's folder, or of the folder `clauses` in one; None: that of `world`. Raises NoLibrary."""
    if folder is not None:
        folder = folder.resolve()
        root = folder if (folder / _CLAUSES).is_dir() else folder.parent
        if not (root / _CLAUSES).is_dir() or (root != folder and folder != root / _CLAUSES):
            raise NoLibrary(say("verify.no_project", folder=str(folder)))
        world = DiskWorld(root, on_disk(world).packaged, world.environment)
    folder_name = str(world.root) if isinstance(world, DiskWorld) else _CLAUSES
    diagnostics = Diagnostics()
    project = load_project(world, diagnostics)
    if project is None or diagnostics.errors:
        raise NoLibrary(say("verify.library_mistakes", folder=folder_name))
    return project


def compare_with_library(
    clauses: list[Printed], project: Project, report: Verification, *, edited: bool = False
) -> None:
    """Report how the clauses of a file compare with a library; of an `edited` file, only what it was made from.

    Different words under the same version of the library are a failure. Under another version nothing can be concluded:
    the library may have changed since, which does not affect a file built earlier.
    """
    same, own = 0, [one.name for one in clauses if one.own]
    wrong: list[str] = []
    moved: list[str] = []
    versions: set[str] = set()
    for one in (one for one in clauses if not one.own):
        here = project.clauses.get(one.name)
        library = project.libraries.get(one.name.partition(":")[0])
        if here is not None and here.digest == one.digest:
            same += 1
            continue
        what = say("verify.clause_differs" if here is not None else "verify.clause_gone", clause=one.name)
        if library is None:
            versions.add(say("verify.versions_none", version=one.version))
            moved.append(what)
        elif library.version.text == one.version:
            wrong.append(what)
        else:
            versions.add(say("verify.versions", version=one.version, other=library.version.text))
            moved.append(what)
    total = len(clauses) - len(own)
    if wrong:
        said = say("verify.library_differs", count=len(wrong), total=total)
        report.fails("library-differs", said, *first_names(sorted(wrong)))
    if moved:
        said = say("verify.library_other", count=len(moved), total=total, versions="; ".join(sorted(versions)))
        report.unknown("library-other", said, *first_names(sorted(moved)))
    if total and not wrong and not moved and edited:
        report.unknown("library-edited", say("verify.library_edited", total=total))
    elif total and not wrong and not moved:
        report.holds("library-same", say("verify.library_same", total=total))
    if own:
        report.unknown("library-own", say("verify.library_own", count=len(own)), *first_names(sorted(own)))
