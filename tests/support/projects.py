"""The small project under tests/data/project, laid out in a folder of its own, with a case's files over it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from policygen.build.order import EDITIONS
from policygen.check.reviews import review_findings
from policygen.compile.compiler import Compiler
from policygen.compile.school import Compiled, School
from policygen.diagnostics.model import Diagnostic, Diagnostics
from policygen.document.model import Document
from policygen.word_copies.copy import check_kinds
from policygen.world.disk import DiskWorld
from policygen.world.protocol import World

SMALL = Path(__file__).resolve().parents[1] / "data" / "project"
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def lay_out(folder: Path, files: Mapping[str, str | bytes] | None = None) -> World:
    """The small project in `folder`, each of `files` put over it or beside it; the real clauses are not there."""
    for part in ("clauses", "schools"):
        shutil.copytree(SMALL / part, folder / part)
    (folder / "templates").symlink_to(TEMPLATES)
    for name, content in (files or {}).items():
        write(folder, name, content)
    return DiskWorld(folder, folder, {})


def write(folder: Path, name: str, content: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def check(world: World, schools: list[str] | None = None, editions: Sequence[str] = ()) -> list[Diagnostic]:
    """What `policygen check` finds: in the library, in every school (or in `schools`) and in each of its policies.

    What is found in making the `editions` beside the board's follows.
    """
    return check_and_keep(world, schools, editions)[1]


def check_and_keep(
    world: World, schools: list[str] | None = None, editions: Sequence[str] = (), *, reviews: bool = False
) -> tuple[Compiler | None, list[Diagnostic]]:
    """What `check` finds, and the compiler that found it; with `reviews`, also the clauses that nobody has reviewed."""
    compiler, diagnostics = Compiler.load(world)
    if compiler is None:
        return None, list(diagnostics)
    for name in schools or sorted(compiler.files):
        school = compiler.school(name, diagnostics)
        for policy in school.plans if school else ():
            board = compiler.compile(school, policy)
            diagnostics.extend(board.diagnostics)
            for edition in EDITIONS:
                if edition in editions:
                    diagnostics.extend(compiler.in_edition(school, board, edition).diagnostics)
    compiler.check_folders(diagnostics)
    check_kinds(compiler, diagnostics)
    if reviews:
        diagnostics.extend(review_findings(compiler.project))
    return compiler, list(diagnostics)


def load(world: World) -> Compiler:
    """A compiler over a project whose library has nothing to report."""
    compiler, diagnostics = Compiler.load(world)
    assert compiler is not None
    assert not list(diagnostics), shown(diagnostics)
    return compiler


def settle(world: World, school: str = "hilltop") -> School:
    """A school whose settings have no errors."""
    diagnostics = Diagnostics()
    found = load(world).school(school, diagnostics)
    assert found is not None, shown(diagnostics)
    assert not diagnostics.errors, shown(diagnostics)
    return found


def compiled(world: World, policy: str = "online", school: str = "hilltop", *, draft: bool = False) -> Compiled:
    compiler = load(world)
    diagnostics = Diagnostics()
    found = compiler.school(school, diagnostics)
    assert found is not None, shown(diagnostics)
    assert not diagnostics.errors, shown(diagnostics)
    return compiler.compile(found, policy, draft=draft)


def document(world: World, policy: str = "online", school: str = "hilltop", *, draft: bool = False) -> Document:
    """A policy that is made without an error."""
    made = compiled(world, policy, school, draft=draft)
    assert not made.diagnostics.errors, shown(made.diagnostics)
    return made.document


def shown(diagnostics: Diagnostics | list[Diagnostic]) -> str:
    return "\n".join(f"{one.span or '-'} {one.code} {one.message} [{one.hint}]" for one in diagnostics)
