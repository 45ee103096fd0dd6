"""Accepted proposals as changes of a library's files: as a patch, or written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import unified_diff

from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostic
from policygen.readback.model import NotReadBack, Proposal
from policygen.upgrade.editing import Change, changed
from policygen.upgrade.writing import write_together
from policygen.world.disk import DiskWorld
from policygen.world.git import GitRefused, unsaved_files
from policygen.world.protocol import PACKAGED

_NO_LINE_END = "\\ No newline at end of file\n"


def clause_files(project: Project, accepted: Sequence[Proposal]) -> dict[str, bytes]:
    """Return the files of clauses that have the accepted proposals in them, by name. Raises CannotEdit."""
    by_file: dict[str, list[Change]] = {}
    for one in accepted:
        by_file.setdefault(project.clauses[one.target].source.name, []).extend(one.changes)
    return {name: changed(name, project.world.read(name), changes) for name, changes in sorted(by_file.items())}


def patch_of(project: Project, files: Mapping[str, bytes]) -> str:
    """Return what changes in files as a unified diff, which `git apply` takes; "" for nothing."""
    made: list[str] = []
    for name, data in files.items():
        before, after = (each.decode("utf-8").splitlines(keepends=True) for each in (project.world.read(name), data))
        own = name.removeprefix(PACKAGED)
        for line in unified_diff(before, after, f"a/{own}", f"b/{own}"):
            made.append(line if line.endswith("\n") else f"{line}\n{_NO_LINE_END}")
    return "".join(made)


def write_clauses(
    world: DiskWorld, library: str, files: Mapping[str, bytes], seen: Mapping[str, bytes]
) -> tuple[str, ...]:
    """Write files of clauses, all of them or none, and return their names.

    `seen` are the files as the new ones were made from them. Raises NotReadBack for an installed library, or where git
    does not have the words as they are; CannotUpgrade if a file changed in the meantime; OSError, OutsideTheProject.
    """
    if not files:
        return ()
    if any(name.startswith(PACKAGED) for name in files):
        raise NotReadBack(Diagnostic.of("PG833.packaged", library=library))
    try:
        unsaved = unsaved_files(world.root, (f"clauses/{library}",))
    except GitRefused as error:
        raise NotReadBack(Diagnostic.of("PG833.no_repository", library=library)) from error
    if unsaved:
        raise NotReadBack(Diagnostic.of("PG833.unsaved", library=library, files=unsaved))
    return write_together(world, files, seen, {})
