"""Read a school's adoption records from the project, and report any that cannot be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import PurePosixPath

from policygen.adoption.correction import Correction, corrected, decode_correction, is_correction_name
from policygen.adoption.record import AdoptionRecord, decode_adoption_record, record_name
from policygen.adoption.sealing import NotAnAdoptionRecord, read_trusted
from policygen.check.dates import known_today
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Severity
from policygen.world.protocol import World


def read_records(
    world: World, school: str, policy: str, diagnostics: Diagnostics, severity: Severity = Severity.ERROR
) -> tuple[AdoptionRecord, ...]:
    """Return the records of one policy, oldest first, with the dates and minutes that were corrected since.

    One that was rejected, or a correction of no record that is there, is reported with `severity` and left out.
    """

    def record(name: str) -> AdoptionRecord:
        found = decode_adoption_record(world.read(name), name)
        _in_its_place(found, school, policy)
        _in_the_past(found, world)
        return found

    names = list(_names(world, school, policy))
    found = read_trusted((name for name in names if not is_correction_name(name)), record, diagnostics, severity)
    corrections = read_corrections(world, school, policy, diagnostics, severity)
    digests = {one.digest for one in found}
    for one in corrections:
        if one.corrects not in digests:
            reason = say("record.corrects_nothing")
            diagnostics.report("PG802.rejected", severity=severity, file=one.file, reason=reason)
    return tuple(sorted((corrected(one, corrections) for one in found), key=lambda one: one.on))


def read_corrections(
    world: World, school: str, policy: str, diagnostics: Diagnostics, severity: Severity = Severity.ERROR
) -> tuple[Correction, ...]:
    """Return the corrections of one policy's records, in the order of their names."""

    def correction(name: str) -> Correction:
        found = decode_correction(world.read(name))
        if found.file != name or (found.school, found.policy) != (school, policy):
            raise NotAnAdoptionRecord(say("record.correction_misplaced", file=found.file))
        return found

    names = (name for name in _names(world, school, policy) if is_correction_name(name))
    return tuple(read_trusted(names, correction, diagnostics, severity))


def policies_with_records(world: World, school: str) -> list[str]:
    """Return the policies of which a school has records, in sorted order."""
    top = f"schools/{school}/adopted"
    found = (PurePosixPath(name).relative_to(top).parts for name in world.names(top) if name.endswith(".json"))
    return sorted({parts[0] for parts in found if len(parts) == 2})


def _names(world: World, school: str, policy: str) -> Iterator[str]:
    names = world.names(f"schools/{school}/adopted/{policy}", deep=False)
    return (name for name in names if name.endswith(".json"))


def _in_the_past(record: AdoptionRecord, world: World) -> None:
    """Raise NotAnAdoptionRecord for a meeting that has not been held yet.

    One day more is allowed, because the day of the meeting began earlier elsewhere.
    """
    today = known_today(world)
    if today is not None and record.on > today + timedelta(days=1):
        raise NotAnAdoptionRecord(say("record.future", on=str(record.on)))


def _in_its_place(record: AdoptionRecord, school: str, policy: str) -> None:
    """Raise NotAnAdoptionRecord for a record that was renamed, or copied from another policy or school."""
    if record.file != record_name(school, policy, record.on) or (record.school, record.policy) != (school, policy):
        stem = PurePosixPath(record.file).stem
        key = "record.misplaced" if stem == record.on.isoformat() else "record.renamed"
        raise NotAnAdoptionRecord(say(key, policy=record.policy, school=record.school, on=str(record.on)))
