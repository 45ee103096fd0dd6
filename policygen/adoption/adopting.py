"""Adopting a policy: the record of what the board adopted, made from a build that is complete."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from policygen.adoption.record import Record, record_name, to_bytes
from policygen.adoption.records import read_records
from policygen.compile.compiler import Compiler, School
from policygen.diagnostics.model import Diagnostics
from policygen.world.disk import write_whole


def adopt(
    compiler: Compiler, school: School, policy: str, on: date, minute: str, version: str, diagnostics: Diagnostics
) -> Record | None:
    """Return the record of an adoption, not yet written; None where it is refused, with the reasons reported.

    `version` may be empty: then it is the one in the settings. The record's Document is the one that the next build
    makes, with date and minute in the place of the ruled lines.
    """
    world = compiler.project.world
    if compiler.project.outlines[policy].kind != "policy":
        diagnostics.error("PG806", f"{policy} is a sheet to hand out; it is adopted with the policy it belongs to")
        return None
    today = world.today()
    if on > today:
        diagnostics.error(
            "PG806",
            f"{on} is in the future (today is {today}): a policy is adopted at the meeting, not before it",
            hint="Record it on the day of the meeting or after.",
        )
    earlier = read_records(world, school.id, policy, diagnostics)
    name = record_name(school.id, policy, on)
    if world.exists(name):
        diagnostics.error(
            "PG806",
            f"{name} is there already: an adoption is recorded once",
            hint="A record is never changed. If the board adopted it again, give the date of that meeting.",
        )
    elif earlier and on < earlier[-1].on:
        diagnostics.error("PG806", f"{on} is before the last adoption, {earlier[-1].on}")
    setting = school.settled.policies[policy]["version"]
    printed = "" if setting.value is None else str(setting.value)
    if version and printed and version != printed:
        diagnostics.error(
            "PG806",
            f"the settings, and so the copies for the meeting, say version {printed}, not {version}",
            setting.span,
            hint="Leave --version out, or put the version that the board adopted into the settings.",
        )
    compiled = compiler.compile(school, policy, records=())
    diagnostics.extend(compiled.diagnostics)
    if diagnostics.errors:
        return None
    record = Record(school.id, policy, on, minute, version or printed, compiled.document, name)
    adopted = compiler.compile(school, policy, records=(*earlier, record))
    diagnostics.extend(adopted.diagnostics)
    _meeting(school, policy, on, diagnostics)
    return None if diagnostics.errors else replace(record, document=adopted.document)


def write_record(compiler: Compiler, record: Record) -> Path:
    """Write the record whole, and return where. Raises FileExistsError, OSError, OutsideTheProject."""
    path = compiler.project.world.path(record.file)
    if path.exists():
        raise FileExistsError(17, "there is a record of that day", str(path))
    write_whole(path, to_bytes(record))
    return path


def _meeting(school: School, policy: str, on: date, diagnostics: Diagnostics) -> None:
    meeting = school.settled.policies[policy]["meeting_on"]
    if isinstance(meeting.value, date) and meeting.value != on:
        diagnostics.warning(
            "PG808",
            f"the settings say that it goes before the meeting on {meeting.value}, and the adoption is dated {on}",
            meeting.span,
            hint="If the date of the adoption is wrong, take the record away again before anything is printed from it.",
        )
