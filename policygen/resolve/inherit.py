"""Follow a school's chain of `extends`, nearest first, and report circles and missing files."""

from __future__ import annotations

import posixpath

from policygen.check.project import Project
from policygen.check.schools import files_above_schools, load_settings
from policygen.check.tailoring import check_tailoring
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.settings import Settings
from policygen.resolve.agreements import check_agreements
from policygen.resolve.groups import LONGEST_CHAIN
from policygen.resolve.locks import check_locks
from policygen.world.protocol import OutsideTheProject


def chain_of(project: Project, settings: Settings, diagnostics: Diagnostics) -> tuple[Settings, ...]:
    """Return `settings` and every file it extends, nearest first; report a link that cannot be followed.

    Also checks each file's tailoring, locks and agreements against the files it extends.
    """
    chain = [settings]
    while (extends := chain[-1].model.extends) is not None:
        file = posixpath.normpath(f"schools/{extends.text}")
        if any(file == above.file for above in chain):
            path = " → ".join([*(above.file for above in chain), file])
            diagnostics.report("PG311.circle", extends.span, path=path)
            break
        if len(chain) > LONGEST_CHAIN:
            diagnostics.report("PG311.long", extends.span, file=chain[0].file, most=LONGEST_CHAIN)
            break
        try:
            if extends.text.startswith("/") or project.world.leads_out(file):
                raise OutsideTheProject(extends.text)
            there = project.world.exists(file)
        except OutsideTheProject:
            diagnostics.report("PG312", extends.span, file=extends.text)
            break
        if not there:
            known = [name.removeprefix("schools/") for name in files_above_schools(project.world)]
            diagnostics.report("PG313", extends.span, file=file, guess=did_you_mean(extends.text, known))
            break
        parent = load_settings(project, file, diagnostics)
        if parent is None:
            break
        chain.append(parent)
    for n, below in enumerate(chain):
        check_tailoring(project, below, chain[n + 1 :], diagnostics)
    check_locks(project, chain, diagnostics)
    check_agreements(project, chain, diagnostics)
    return tuple(chain)
