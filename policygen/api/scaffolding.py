"""Beginning a clause library in a separate folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from policygen.api.errors import LibraryUnusable
from policygen.api.library import load
from policygen.check.locking import encode_lock, pins_of
from policygen.check.project import Project
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Refused
from policygen.model.checked import review_digest
from policygen.scaffold.new_library import NewLibrary, library_files
from policygen.world.disk import DiskWorld
from policygen.world.memory import OverlaidWorld
from policygen.world.protocol import LOCK
from policygen.world.writing import write_whole


def new_library(folder: Path, name: str, title: str = "", publisher: str = "") -> tuple[str, ...]:
    """Write the repository of a new library `name` into a folder, and return the names of the files.

    It has a clause, a question, a policy with a form and an agreement, a register, a contact, a specimen school, checks
    for CI and before commits, and what makes a Python package of it; all of it passes the checks. `title` and
    `publisher` are made from the name unless they are given. Raises Refused for a name that cannot be used or is taken,
    and for a folder that is not empty; OSError.
    """
    world = DiskWorld(folder.resolve())
    if folder.exists() and any(folder.iterdir()):
        raise Refused(say("scaffold.not_empty", folder=str(folder)))
    packaged = load(world).libraries
    if name in packaged:
        raise Refused(say("scaffold.taken", id=name))
    if "practice" not in packaged:
        raise Refused(say("scaffold.no_practice"))
    words = title or name.replace("-", " ").capitalize()
    new = NewLibrary(
        id=name, title=words, publisher=publisher or words, practice=packaged["practice"].version, today=world.today()
    )
    # The files are read before they are written, because some of them depend on others.
    project = _read(world, library_files(new, {}))
    own = [one for one in project.clauses.values() if one.library.id.text == name]
    digests = {clause.entry.id.text: review_digest(clause.entry) for clause in own}
    files = {**library_files(new, digests), LOCK: encode_lock(pins_of(project).values())}
    for file, data in files.items():
        write_whole(world.path(file), data)
    return (*files, *load(DiskWorld(world.root)).schemas.write())


def _read(world: DiskWorld, files: Mapping[str, bytes]) -> Project:
    compiler, diagnostics = Compiler.load(OverlaidWorld(world, files))
    if compiler is None:
        raise LibraryUnusable(diagnostics, {})
    return compiler.project
