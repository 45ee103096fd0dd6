"""Adopting the common words of a group: one record, with every branch that its schools take."""

from __future__ import annotations

from pathlib import Path

from policygen.adoption.group_record import (
    CommonBranch,
    CommonPart,
    GroupRecord,
    encode_group_record,
    read_group_records,
)
from policygen.adoption.record import SettingsText
from policygen.compile.adopting import Meeting
from policygen.compile.common_words import common_words, in_group_terms
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.model.settings import Settings
from policygen.resolve.groups import group_name, schools_in
from policygen.world.disk import on_disk
from policygen.world.protocol import World
from policygen.world.writing import write_whole


def adopt_common(
    compiler: Compiler, group: str, policy: str, meeting: Meeting, diagnostics: Diagnostics
) -> GroupRecord | None:
    """Return the record of a group's adoption, not yet written; None if there can be none, with the reasons reported.

    The words are those that the settings and the library give now.
    """
    _check(compiler, group, policy, meeting, diagnostics)
    if diagnostics.errors:
        return None
    branches: dict[tuple[CommonPart, ...], list[str]] = {}
    files: dict[str, Settings] = {}
    for school_id in schools_in(compiler.project.world, group):
        school = compiler.school(school_id, own := Diagnostics())
        if school is not None and policy not in school.plans and not own.errors:
            continue
        parts = _common(compiler, school, policy, group) if school is not None and not own.errors else None
        if school is None or parts is None:
            diagnostics.report("PG813.mistakes", policy=policy, school=school_id)
            continue
        branches.setdefault(parts, []).append(school_id)
        files |= {one.file: one for one in _from_group(school, group)}
    if not branches:
        diagnostics.report("PG813.no_school", group=group, policy=policy)
    if diagnostics.errors:
        return None
    return GroupRecord(
        group, policy, meeting.on, meeting.minute,
        tuple(CommonBranch(tuple(schools), parts) for parts, schools in branches.items()),
        tuple(SettingsText(name, one.source.text) for name, one in files.items()),
    )  # fmt: skip


def write_group_record(world: World, record: GroupRecord) -> Path:
    """Write the record whole, and return its path. Raises FileExistsError, OSError, OutsideTheProject."""
    path = on_disk(world).path(record.file)
    if path.exists():
        raise FileExistsError(17, say("record.exists"), str(path))
    write_whole(path, encode_group_record(record))
    return path


def _check(compiler: Compiler, group: str, policy: str, meeting: Meeting, diagnostics: Diagnostics) -> None:
    if compiler.project.outlines[policy].kind != "policy":
        diagnostics.report("PG806.sheet", policy=policy)
        return
    today, on = compiler.project.world.today(), meeting.on
    if on > today:
        diagnostics.report("PG806.future", on=str(on), today=str(today))
    earlier = read_group_records(compiler.project.world, group, policy, diagnostics)
    if earlier and on < earlier[-1].on:
        diagnostics.report("PG806.earlier", on=str(on), last=str(earlier[-1].on))
    elif earlier and on == earlier[-1].on:
        diagnostics.report("PG806.recorded", file=earlier[-1].file)


def _common(compiler: Compiler, school: School, policy: str, group: str) -> tuple[CommonPart, ...] | None:
    above = _from_group(school, group)
    below = school.settled.chain[: len(school.settled.chain) - len(above)]
    compiled = compiler.compile(in_group_terms(compiler, school, below), policy, records=())
    if compiled.diagnostics.errors:
        return None
    return common_words(compiled.document, school.plans[policy], below)


def _from_group(school: School, group: str) -> tuple[Settings, ...]:
    """Return the group's own file and those above it."""
    chain = school.settled.chain
    at = next(n for n, settings in enumerate(chain) if group_name(settings.file) == group)
    return chain[at:]
