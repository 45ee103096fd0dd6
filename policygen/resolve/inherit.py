"""Which files stand above a school's: the chain of `extends`, nearest first, with loops and missing parents
reported.
"""

from __future__ import annotations

import posixpath

from policygen.check.project import Project
from policygen.check.schools import files_above_schools, load_settings
from policygen.check.tailoring import check_tailoring
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.settings import Settings
from policygen.resolve.locks import check_locks
from policygen.world.protocol import OutsideTheProject


def chain_of(project: Project, settings: Settings, diagnostics: Diagnostics) -> tuple[Settings, ...]:
    """Return `settings` and every file it extends, nearest first; what cannot be followed is reported and ends it.

    What a file says against, or of, those above it is reported too: tailoring of clauses, and locks.
    """
    chain = [settings]
    while (extends := chain[-1].model.extends) is not None:
        file = posixpath.normpath(f"schools/{extends.text}")
        if any(file == above.file for above in chain):
            path = " → ".join([*(above.file for above in chain), file])
            diagnostics.error(
                "PG311", f"`extends` leads in a circle: {path}", extends.span, hint="Remove one of the `extends` lines."
            )
            break
        try:
            if extends.text.startswith("/") or project.world.leads_out(file):
                raise OutsideTheProject(extends.text)
            there = project.world.exists(file)
        except OutsideTheProject:
            diagnostics.error(
                "PG312",
                f"`extends: {extends.text}` leads out of the project",
                extends.span,
                hint="Name a file under schools/, such as authorities/westshire.yaml.",
            )
            break
        if not there:
            known = [name.removeprefix("schools/") for name in files_above_schools(project.world)]
            diagnostics.error(
                "PG313", f"there is no file {file} to extend", extends.span, hint=did_you_mean(extends.text, known)
            )
            break
        parent = load_settings(project, file, diagnostics)
        if parent is None:
            break
        chain.append(parent)
    for n, below in enumerate(chain):
        check_tailoring(project, below, chain[n + 1 :], diagnostics)
    check_locks(project, chain, diagnostics)
    return tuple(chain)
