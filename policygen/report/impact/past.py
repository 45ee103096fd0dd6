"""The project as it was at a commit, or with other libraries, in memory: no checkout, no network."""

from __future__ import annotations

from policygen.assemble.assemble import Assembler
from policygen.assemble.wording import Wording
from policygen.check.loading import load_project
from policygen.check.schools import school_files
from policygen.compile.compiler import Compiler
from policygen.diagnostics.model import Diagnostics
from policygen.world.disk import DiskWorld
from policygen.world.git import world_at
from policygen.world.protocol import World


def compiler_at(world: DiskWorld, ref: str) -> tuple[Compiler | None, Diagnostics]:
    """Return the compiler over the project at `ref`, None where it held no usable library. Raises GitRefused.

    It is for planning and comparing only: an older vocabulary need not have all that a document prints.
    """
    return compiler_over(world_at(world, ref))


def compiler_over(past: World) -> tuple[Compiler | None, Diagnostics]:
    """Return the compiler over a project for planning and comparing, None where it holds no usable library."""
    diagnostics = Diagnostics()
    project = load_project(past, diagnostics, to_print=False)
    if project is None:
        return None, diagnostics
    assembler = Assembler.over(project, Wording.load(past, checked=False))
    return Compiler(project, diagnostics, assembler, school_files(past)), diagnostics
