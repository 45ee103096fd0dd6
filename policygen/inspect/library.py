"""Printed clauses against a library: which have the same source words here, which others, and which are gone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from policygen.check.project import Project, load_project
from policygen.diagnostics.model import Diagnostics
from policygen.inspect.findings import Report, first_names
from policygen.world.disk import World


class NoLibrary(LookupError):
    """There is no library there that can be read; the message says where."""


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
        root = folder if (folder / "clauses").is_dir() else folder.parent
        if not (root / "clauses").is_dir() or (root != folder and folder != root / "clauses"):
            raise NoLibrary(f"{folder} is neither a project nor its clauses/ folder")
        world = World(root, world.packaged, world.environment)
    diagnostics = Diagnostics()
    project = load_project(world, diagnostics)
    if project is None or diagnostics.errors:
        raise NoLibrary(f"the library in {world.root} has mistakes; `policygen check` lists them")
    return project


def compare_with_library(clauses: list[Printed], project: Project, report: Report) -> None:
    """Report how the clauses of a file stand to a library.

    Other words under the same version of the library do not hold. Under another version nothing can be told: the
    library may have moved on, which takes nothing from a file made before.
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
        what = "reads differently" if here is not None else "is gone"
        if library is not None and library.version.text == one.version:
            wrong.append(f"{one.name} {what}")
        else:
            other = library.version.text if library is not None else "no such library"
            versions.add(f"{one.version} in the file, {other} here")
            moved.append(f"{one.name} {what}")
    total = len(clauses) - len(own)
    if wrong:
        report.fails(
            "library-differs",
            f"{_count(len(wrong))} of {total} not as this library has them, though its version is the same.",
            *first_names(sorted(wrong)),
        )
    if moved:
        report.unknown(
            "library-other",
            f"{_count(len(moved))} of {total} not in this library as the file has them; it is another version "
            f"({'; '.join(sorted(versions))}). Whether the file is true to its own version cannot be told: give that "
            "version with --library.",
            *first_names(sorted(moved)),
        )
    if total and not wrong and not moved:
        report.holds("library-same", f"All {total} clauses have the same source words in this library.")
    if own:
        report.unknown(
            "library-own",
            f"{len(own)} clause{'' if len(own) == 1 else 's'} of the school’s own or of a file above it, which no "
            "library has.",
            *first_names(sorted(own)),
        )


def _count(number: int) -> str:
    return f"{number} clause is" if number == 1 else f"{number} clauses are"
