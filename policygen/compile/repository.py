"""Where a project is in its git repository, so that a code host finds the files that findings name."""

from __future__ import annotations

from collections.abc import Sequence

from policygen.check.schools import school_files
from policygen.diagnostics.model import Diagnostic
from policygen.diagnostics.render.repository import Repository
from policygen.world.disk import DiskWorld, folder_in_repository

# The first that a project has is shown for a finding that has no place in the project.
_FOLDERS = ("clauses", "schools", "templates")


def repository_of(world: DiskWorld, diagnostics: Sequence[Diagnostic]) -> Repository:
    """Return where a code host finds a project's files, for these findings."""
    named = {one.span.file for one in diagnostics if one.span} | {
        related.span.file for one in diagnostics for related in one.related
    }
    return Repository(
        folder_in_repository(world.root),
        {name for name in named if not (world.root / name).is_file()},
        next((name for folder in _FOLDERS for name in world.names(folder) if not name.endswith("/")), ""),
        school_files(world),
    )
