"""Take schools of the register in: a settings file for each, and its group's above it; every row's fate is counted."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from policygen.ask.interview import interview
from policygen.ask.settings_file import NewSchool, NewSettings
from policygen.ask.starting import begin_project, usual_policies
from policygen.check.project import Project
from policygen.check.scalars import MONTHS
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Span
from policygen.intake.register.facts import RegisteredSchool, RowReader
from policygen.intake.register.fates import RegisterReport, RowFate, SchoolTaken, unfit_kind
from policygen.intake.register.format import load_register_format
from policygen.intake.register.groups import GroupSettings, RegisterGroups, own_answers
from policygen.intake.register.homes import SchoolHomes
from policygen.intake.register.merging import merge_register
from policygen.intake.register.record import RegisterRecord, flat
from policygen.intake.register.rows import RegisterRow, RegisterTable, open_register
from policygen.intake.register.selecting import RegisterSelection
from policygen.source.editing import CannotEdit
from policygen.source.reading import LimitedDiagnostics, capped
from policygen.world.disk import DiskWorld, on_disk
from policygen.world.writing import write_each_whole, write_whole

_BATCH = 256  # files that are written together
_URN = re.compile(r"[0-9]{6}")
_DATE = re.compile(r"([0-9]{2})-([0-9]{2})-([0-9]{4})")


Listener = Callable[[SchoolTaken], None]


def take_in_register(
    project: Project,
    path: Path,
    selection: RegisterSelection,
    listener: Listener,
    *,
    update: bool = False,
    extends: str = "",
    identity: str = "",
    brief: bool = True,
) -> RegisterReport:
    """Write the settings of the wanted open schools in a register's file, and of their groups, into the project.

    `listener` hears of each school in turn. A school that the project has stays as it is, unless `update` merges what
    the register says now into its file. `extends` is the file that new schools extend, in place of their group's.
    `identity` is the id of the one school that is wanted, if it is not to be made from its name. A `brief` file has
    only what is known and what is to be answered.
    The file is read row by row. Raises OSError for a file that cannot be read; Refused for a selection by a column that
    it does not have.
    """
    damage, layout = LimitedDiagnostics(), load_register_format()
    with path.open("rb") as stream:
        table = open_register(str(path), stream, layout, damage)
        if table is None:
            return RegisterReport(0, diagnostics=tuple(capped(damage)))
        selection.check(table)
        reader = RowReader(project, layout, LimitedDiagnostics())
        run = _Run(project, on_disk(project.world), reader, damage, selection, listener)
        run.update, run.extends, run.identity, run.brief = update, extends, identity, brief
        return run.all(table)


@dataclass(slots=True)
class _Run:
    """One import: what is waiting to be written, and what has become of the rows so far."""

    project: Project
    world: DiskWorld
    reader: RowReader
    damage: LimitedDiagnostics
    selection: RegisterSelection
    listener: Listener
    update: bool = False
    extends: str = ""
    brief: bool = True
    identity: str = ""
    begun: bool = False
    record: RegisterRecord = field(init=False)
    homes: SchoolHomes = field(init=False)
    groups: RegisterGroups = field(init=False)
    text: NewSettings = field(init=False)
    policies: tuple[str, ...] = field(init=False)
    waiting: list[tuple[RegisteredSchool, str, bytes]] = field(default_factory=list)
    fates: Counter[RowFate] = field(default_factory=Counter)
    # The line of each URN's first row: as many numbers as there are URNs, however long the file.
    seen: array[int] = field(default_factory=lambda: array("I", bytes(4_000_000)))

    def __post_init__(self) -> None:
        self.record = RegisterRecord(self.world)
        self.homes = SchoolHomes(self.world, self.record.urns)
        self.policies = usual_policies(self.project)
        self.text = NewSettings(self.project, interview(self.project, self.policies))
        self.groups = RegisterGroups(self.world, self.text, self.reader.diagnostics)

    @property
    def found(self) -> LimitedDiagnostics:
        return self.reader.diagnostics

    def all(self, table: RegisterTable) -> RegisterReport:
        """Take in every row, then report. What was written so far is recorded even if the run is stopped."""
        rows = 0
        asked = set(self.selection.urns)
        try:
            for row in table.rows():
                rows += 1
                urn = row.cell(self.reader.column("urn"))
                asked.discard(urn)
                fate = self._fate(row, urn)
                if fate is not None:
                    self.fates[fate] += 1
                    self._left_out(row, urn, fate)
            self._write()
        finally:
            self.record.save()
        for urn in sorted(asked):
            self.found.report("PG875.absent", file=table.file, urn=urn)
        self.reader.report_unknown()
        if asked or not self.selection.urns:
            # Where every school that was named has been found, no damaged row can be one of them.
            self.found.extend(self.damage)
        found = sorted(capped(self.found), key=lambda one: one.span or Span("\uffff", 0, 0))
        return RegisterReport(rows, self.fates, tuple(self.groups.written), tuple(found))

    def _fate(self, row: RegisterRow, urn: str) -> RowFate | None:
        """Return what becomes of a row; None for one that waits to be written."""
        if not row.cells:
            return RowFate.DAMAGED
        if row.is_blank:
            return RowFate.BLANK
        first = self._first_line(urn, row.line)
        if not self.selection.wants(row, urn, self.reader.layout):
            return RowFate.NOT_ASKED_FOR
        span = row.span(self.reader.column("urn")) if not first or first != row.line else row.start
        if not first:
            name = row.cell(self.reader.column("name"))
            self.found.report("PG871.urn" if urn else "PG871.no_urn", span, urn=urn, name=name)
            return RowFate.NO_URN
        if first != row.line:
            self.found.report("PG871.twice", span, urn=urn, related={"first": Span(row.file, first, 1)})
            return RowFate.DUPLICATE
        return self._status(row) or unfit_kind(row, self.reader) or self._take(self.reader.school(row, urn), row)

    def _first_line(self, urn: str, line: int) -> int:
        """Return the line on which this URN was first seen, 0 for what is no URN."""
        if not _URN.fullmatch(urn):
            return 0
        self.seen[int(urn)] = self.seen[int(urn)] or line
        return self.seen[int(urn)]

    def _status(self, row: RegisterRow) -> RowFate | None:
        words, status = row.cell(self.reader.column("status")), self.reader.layout.status
        if words in status.open:
            return None
        if words in status.closed:
            return RowFate.CLOSED
        if words in status.proposed:
            return RowFate.PROPOSED
        column = self.reader.column("status")
        self.found.report("PG871.status", row.span(column), status=words, column=column)
        return RowFate.STATUS

    def _left_out(self, row: RegisterRow, urn: str, fate: RowFate) -> None:
        """Say what was left out of the schools that a person named or that the project has."""
        if fate not in (RowFate.CLOSED, RowFate.PROPOSED, RowFate.NO_SCHOOL, RowFate.NATION, RowFate.REFUSED):
            return
        name, file = row.cell(self.reader.column("name")), self.homes.of(urn)
        if file and fate is RowFate.CLOSED:
            closed = self._day(row, "closed")
            self.found.report(
                "PG874.closed_on" if closed else "PG874.closed", row.start, name=name, file=file, day=closed
            )
        elif urn in self.selection.urns:
            reason = self.reader.refused_type(row) or say(f"register_import.why_{fate}")
            self.found.report("PG875.left_out", row.start, urn=urn, name=name, reason=reason)

    def _day(self, row: RegisterRow, key: str) -> str:
        """Return a date of the register (DD-MM-YYYY) in words, "" if there is none; one that is no date is reported."""
        column = self.reader.column(key)
        words = row.cell(column)
        if words in self.reader.layout.silent:
            return ""
        parts = _DATE.fullmatch(words)
        try:
            found = date(int(parts[3]), int(parts[2]), int(parts[1])) if parts is not None else None
        except ValueError:
            found = None
        if found is None:
            self.found.report("PG872.date", row.span(column), column=column, text=words)
            return ""
        return f"{found.day} {MONTHS[found.month - 1]} {found.year}"

    def _take(self, school: RegisteredSchool, row: RegisterRow) -> RowFate | None:
        """Update the school's file, or let a new one wait to be written."""
        if row.cell(self.reader.column("status")) in self.reader.layout.status.closing:
            day = self._day(row, "closed")
            self.found.report("PG874.closing_on" if day else "PG874.closing", row.start, name=school.name, day=day)
        file = self.homes.of(school.urn)
        if file:
            taken = self._updated(school, file) if self.update else SchoolTaken(file, RowFate.THERE)
            self.listener(taken)
            return taken.fate
        try:
            if not self.begun:
                begin_project(self.project, self.world)
                self.begun = True
            above = self._above(school)
        except OSError as error:
            self.found.report("PG874.not_written", school.span, file=str(error.filename), reason=str(error.strerror))
            return RowFate.FAILED
        file = self.homes.new(school.name, school.urn, self.identity)
        text = self.text.of(self._new(school, file, above))
        self.waiting.append((school, file, text.encode()))
        if len(self.waiting) >= _BATCH:
            self._write()
        return None

    def _above(self, school: RegisteredSchool) -> GroupSettings | None:
        if self.extends:
            return self.groups.settings(self.extends)
        return self.groups.of(school.group) if school.group is not None else None

    def _new(self, school: RegisteredSchool, file: str, above: GroupSettings | None) -> NewSchool:
        return NewSchool(
            file=file,
            name=school.name,
            policies=self.policies,
            extends=above.extends if above is not None else "",
            known=own_answers(school, above),
            asked_above=above.keys if above is not None else frozenset(),
            answered_above=school.answers,
            brief=self.brief,
        )

    def _write(self) -> None:
        """Write the files that wait, and say what became of each."""
        waiting, self.waiting = self.waiting, []
        folder = self.world.path("schools")
        errors = write_each_whole([(folder / file.removeprefix("schools/"), data) for _, file, data in waiting])
        for (school, file, _), error in zip(waiting, errors, strict=True):
            if error is not None:
                self.found.report("PG874.not_written", school.span, file=file, reason=str(error.strerror or error))
            else:
                self._record(school, file)
            fate = RowFate.FAILED if error is not None else RowFate.WRITTEN
            self.fates[fate] += 1
            self.listener(SchoolTaken(file, fate))

    def _record(self, school: RegisteredSchool, file: str) -> None:
        group = f"{school.group.kind}/{school.group.name}" if school.group is not None else ""
        self.record.note(school.urn, file, group, flat(school.answers))

    def _updated(self, school: RegisteredSchool, file: str) -> SchoolTaken:
        """Merge what the register says into a school's file."""
        answers = {key: one for key, one in school.answers.items() if self.text.applies(key, school.answers)}
        try:
            data = self.world.read(file)
            above = self.groups.above(file)
            merged = merge_register(
                self.project, data.decode("utf-8"), answers, self.record.said(school.urn),
                lambda key: any(key in one.answered for one in above),
            )  # fmt: skip
            if (text := merged.text.encode()) != data:
                write_whole(self.world.path(file), text)
        except (CannotEdit, UnicodeDecodeError) as error:
            reason = str(error) if isinstance(error, CannotEdit) else say("register_import.file_has_mistakes")
            self.found.report("PG874.cannot_edit", Span(file, 1, 1), file=file, reason=reason)
            return SchoolTaken(file, RowFate.FAILED)
        except OSError as error:
            self.found.report("PG874.not_written", school.span, file=file, reason=str(error.strerror or error))
            return SchoolTaken(file, RowFate.FAILED)
        self._record(school, file)
        return SchoolTaken(file, RowFate.UPDATED if text != data else RowFate.UNCHANGED, merged.differences)
