"""Accepted proposals written into the school's settings, with what each entry is made against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policygen.compile.bases import base_folder, files_of_bases
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity
from policygen.readback.clauses import with_reason
from policygen.readback.model import NewEntry, NotReadBack, Proposal
from policygen.readback.trial import Trial
from policygen.upgrade.writing import settings_kept, write_together
from policygen.world.disk import DiskWorld
from policygen.world.protocol import World


def files_with(trial: Trial, accepted: Sequence[Proposal], because: str) -> dict[str, bytes]:
    """Return the files that have the accepted proposals in them, by name in the project.

    `because` is the reason for those for which the file gives none. Raises NotReadBack for one that has no reason, or
    if they cannot be taken together; CannotEdit.
    """
    entries = []
    for one in accepted:
        reason = because or one.because
        if one.needs_reason and not reason:
            raise NotReadBack(Diagnostic.of("PG827", number=one.number, target=one.target))
        entries += [with_reason(entry, reason) for entry in one.entries]
    changes = list(dict.fromkeys(change for one in accepted for change in one.changes))
    files = {trial.file: trial.settings(changes, _in_order(entries))}
    found = Diagnostics()
    compiler, school = trial.school_with(files, found)
    if school is not None:
        found.extend(compiler.compile(school, trial.policy, draft=True, records=()).diagnostics)
    mistakes = [one for one in found if one.severity is Severity.ERROR and (one.code, one.message) not in trial.known]
    if mistakes or school is None:
        raise NotReadBack(mistakes[0] if mistakes else Diagnostic.of("PG825.place", clause=accepted[0].target))
    chain = school.settled.chain
    own = f"{base_folder(chain[0])}/"
    bases = files_of_bases(school.project, chain)
    return {**files, **{name: data for name, data in bases.items() if name.startswith(own)}}


def _in_order(entries: Sequence[NewEntry]) -> list[NewEntry]:
    """Return new entries so that clauses behind the same one are printed in this order: the last is next to it."""
    behind: dict[object, list[int]] = {}
    for number, entry in enumerate(entries):
        place = next((value for key, value in entry.fields if key == "add"), None)
        if place is not None:
            behind.setdefault(place, []).append(number)
    found = list(entries)
    for numbers in behind.values():
        for number, other in zip(numbers, reversed(numbers), strict=True):
            found[number] = entries[other]
    return found


def files_to_write(
    world: World, trial: Trial, accepted: Sequence[Proposal], because: str, seen: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Return the files that `write_proposals` writes where no git keeps the settings as they were. Raises the same."""
    files = files_with(trial, accepted, because)
    return {**settings_kept(world, {trial.file: trial.school.id}, seen), **files}


def write_proposals(
    world: DiskWorld, trial: Trial, accepted: Sequence[Proposal], because: str, seen: Mapping[str, bytes]
) -> tuple[str, ...]:
    """Write accepted proposals, all of them or none, and return the names of the files.

    `seen` are the settings as the proposals were made from them. Raises as `files_with`; CannotUpgrade if a file
    changed in the meantime, or has changes without a commit; OSError, OutsideTheProject.
    """
    if not accepted:
        return ()
    files = files_with(trial, accepted, because)
    before = {name: world.read(name) for name in files if world.exists(name)}
    return write_together(world, files, {**before, **seen}, {trial.file: trial.school.id})
