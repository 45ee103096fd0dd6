"""What changes for a project's schools since a commit, or between two versions of the libraries."""

from __future__ import annotations

from policygen.api.errors import LibraryUnusable
from policygen.api.reports import ImpactReport
from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostics
from policygen.report.impact.compare import compare_states
from policygen.report.impact.model import Impact
from policygen.report.impact.past import compiler_at, compiler_over
from policygen.report.usage import load_schools
from policygen.world.disk import on_disk
from policygen.world.git import commit_of, parting_of
from policygen.world.libraries import world_with


def impact_since(compiler: Compiler, since: str) -> ImpactReport:
    """Return the changes since this branch and another commit parted. Raises Refused, LibraryUnusable."""
    world = on_disk(compiler.project.world)
    commit, parting = commit_of(world.root, since), parting_of(world.root, since)
    found = _compared(_usable(compiler_at(world, parting)), compiler)
    return ImpactReport(found, since, "", parting, commit != parting)


def impact_between(compiler: Compiler, old: str, new: str) -> ImpactReport:
    """Return the changes between two versions of the libraries, as `world_with` names them; empty is the project's own.

    Raises Refused, LibraryUnusable.
    """
    world = on_disk(compiler.project.world)
    before, after = (_usable(compiler_over(world_with(world, source))) if source else compiler for source in (old, new))
    return ImpactReport(_compared(before, after), old, new)


def _compared(before: Compiler, after: Compiler) -> Impact:
    return compare_states(before, after, load_schools(before), load_schools(after))


def _usable(found: tuple[Compiler | None, Diagnostics]) -> Compiler:
    compiler, diagnostics = found
    if compiler is None:
        raise LibraryUnusable(diagnostics, {})
    return compiler
