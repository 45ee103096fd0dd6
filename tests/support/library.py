"""The library of this checkout, loaded once for all tests of a run that read it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from policygen.compile.compiler import Compiler
from policygen.world.disk import DiskWorld

ROOT = Path(__file__).resolve().parents[2]


@cache
def library() -> Compiler:
    compiler, diagnostics = Compiler.load(DiskWorld(ROOT, ROOT, {}))
    assert compiler is not None
    assert not diagnostics.errors, [str(one.span) + one.message for one in diagnostics]
    return compiler
