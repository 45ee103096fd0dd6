"""Adopting a policy: the record of what the board adopted, made from a complete build."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from policygen.adoption.record import AdoptionRecord, encode_adoption_record, record_name
from policygen.adoption.records import read_records
from policygen.compile.compiler import Compiler, School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.world.disk import on_disk
from policygen.world.writing import write_whole


def adopt(
    compiler: Compiler, school: School, policy: str, on: date, minute: str, version: str, diagnostics: Diagnostics
) -> AdoptionRecord | None:
    """Return the record of an adoption, not yet written; None if it cannot be recorded, with the reasons reported.

    If `version` is empty, the settings give it. The record's Document is the one that the next build will produce, with
    the date and the minute in place of the ruled lines.
    """
    world = compiler.project.world
    if compiler.project.outlines[policy].kind != "policy":
        diagnostics.report("PG806.sheet", policy=policy)
        return None
    today = world.today()
    if on > today:
        diagnostics.report("PG806.future", on=str(on), today=str(today))
    earlier = read_records(world, school.id, policy, diagnostics)
    name = record_name(school.id, policy, on)
    if world.exists(name):
        diagnostics.report("PG806.recorded", file=name)
    elif earlier and on < earlier[-1].on:
        diagnostics.report("PG806.earlier", on=str(on), last=str(earlier[-1].on))
    setting = school.settled.policies[policy]["version"]
    printed = "" if setting.value is None else str(setting.value)
    if version and printed and version != printed:
        diagnostics.report("PG806.version", setting.span, printed=printed, version=version)
    compiled = compiler.compile(school, policy, records=())
    diagnostics.extend(compiled.diagnostics)
    if diagnostics.errors:
        return None
    record = AdoptionRecord(school.id, policy, on, minute, version or printed, compiled.document, name)
    adopted = compiler.compile(school, policy, records=(*earlier, record))
    diagnostics.extend(adopted.diagnostics)
    _meeting(school, policy, on, diagnostics)
    return None if diagnostics.errors else replace(record, document=adopted.document)


def write_record(compiler: Compiler, record: AdoptionRecord) -> Path:
    """Write the record whole, and return its path. Raises FileExistsError, OSError, OutsideTheProject."""
    path = on_disk(compiler.project.world).path(record.file)
    if path.exists():
        raise FileExistsError(17, say("record.exists"), str(path))
    write_whole(path, encode_adoption_record(record))
    return path


def _meeting(school: School, policy: str, on: date, diagnostics: Diagnostics) -> None:
    meeting = school.settled.policies[policy]["meeting_on"]
    if isinstance(meeting.value, date) and meeting.value != on:
        diagnostics.report("PG808", meeting.span, meeting=str(meeting.value), on=str(on))
