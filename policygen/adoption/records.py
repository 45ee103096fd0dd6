"""The adoption records of a school's policy, read from the project; one that cannot be believed is reported."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from policygen.adoption.record import NotARecord, Record, from_bytes, record_name
from policygen.diagnostics.model import Diagnostic, Diagnostics, Severity
from policygen.world.disk import OutsideTheProject, World

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_records(
    world: World, school: str, policy: str, diagnostics: Diagnostics, severity: Severity = Severity.ERROR
) -> tuple[Record, ...]:
    """Return the records of one policy, oldest first. What is not believed is reported with `severity` and left out."""
    found = []
    for name in world.names(f"schools/{school}/adopted/{policy}", deep=False):
        if not name.endswith(".json"):
            continue
        try:
            record = from_bytes(world.read(name), name)
            _in_its_place(record, school, policy)
        except NotARecord as error:
            diagnostics.add(
                Diagnostic(
                    "PG801" if error.edited else "PG802",
                    f"{name} is not believed: {error}",
                    severity=severity,
                    hint="A record is never edited: bring back the file that `policygen adopt` wrote, from git or a "
                    "backup.",
                )
            )
        except (OSError, OutsideTheProject) as error:
            said = getattr(error, "strerror", None) or "it lies outside the project"
            diagnostics.add(Diagnostic("PG802", f"{name} cannot be read: {said}", severity=severity))
        else:
            found.append(record)
    return tuple(sorted(found, key=lambda record: record.on))


def _in_its_place(record: Record, school: str, policy: str) -> None:
    """Raise NotARecord for a record that was renamed, or copied from another policy or school."""
    if record.file != record_name(school, policy, record.on) or (record.school, record.policy) != (school, policy):
        stem = PurePosixPath(record.file).stem
        where = f"the file is called {stem}" if not _DAY.fullmatch(stem) or stem != record.on.isoformat() else ""
        raise NotARecord(
            f"it is of {record.policy} of {record.school} on {record.on}" + (f", and {where}" if where else "")
        )
