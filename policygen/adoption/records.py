"""The adoption records of a school's policy, read from the project; a record that cannot be trusted is reported."""

from __future__ import annotations

from pathlib import PurePosixPath

from policygen.adoption.record import AdoptionRecord, NotAnAdoptionRecord, decode_adoption_record, record_name
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Severity
from policygen.world.protocol import OutsideTheProject, World


def read_records(
    world: World, school: str, policy: str, diagnostics: Diagnostics, severity: Severity = Severity.ERROR
) -> tuple[AdoptionRecord, ...]:
    """Return the records of one policy, oldest first. A rejected one is reported with `severity` and left out."""
    found = []
    for name in world.names(f"schools/{school}/adopted/{policy}", deep=False):
        if not name.endswith(".json"):
            continue
        try:
            record = decode_adoption_record(world.read(name), name)
            _in_its_place(record, school, policy)
        except NotAnAdoptionRecord as error:
            code = "PG801" if error.edited else "PG802.rejected"
            diagnostics.report(code, severity=severity, file=name, reason=str(error))
        except (OSError, OutsideTheProject) as error:
            reason = getattr(error, "strerror", None) or say("record.outside")
            diagnostics.report("PG802.unreadable", severity=severity, file=name, reason=reason)
        else:
            found.append(record)
    return tuple(sorted(found, key=lambda record: record.on))


def _in_its_place(record: AdoptionRecord, school: str, policy: str) -> None:
    """Raise NotAnAdoptionRecord for a record that was renamed, or copied from another policy or school."""
    if record.file != record_name(school, policy, record.on) or (record.school, record.policy) != (school, policy):
        stem = PurePosixPath(record.file).stem
        key = "record.misplaced" if stem == record.on.isoformat() else "record.renamed"
        raise NotAnAdoptionRecord(say(key, policy=record.policy, school=record.school, on=str(record.on)))
