"""Recording what a board or a group adopted, correcting a record, and building what is in force from the records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policygen.adoption.correction import Correction, corrected
from policygen.adoption.record import AdoptionRecord
from policygen.adoption.records import policies_with_records, read_records
from policygen.assemble.wording import Wording
from policygen.build.adopted import artifacts_in_force, build_from_records, schools_with_records
from policygen.build.bases import record_bases
from policygen.build.order import Order
from policygen.build.results import SchoolBuild, SchoolResult
from policygen.compile.adopting import FileSeen, Meeting, adopt, correct, in_force, write_correction, write_record
from policygen.compile.adopting_group import adopt_common, write_group_record
from policygen.compile.bases import files_of_bases
from policygen.compile.compiler import Compiler
from policygen.compile.findings import texts_in
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostic, Diagnostics
from policygen.document.model import Document
from policygen.inspect.adoptable import Wanted, built_files, file_seen
from policygen.inspect.documents import carried_by
from policygen.look.look import Look
from policygen.render.engine import DEFAULT_ENGINE
from policygen.render.glyphs import MissingGlyphs, missing_glyphs
from policygen.render.preflight import problems
from policygen.resolve.printable import check_given_words
from policygen.world.disk import on_disk
from policygen.world.memory import DraftWorld
from policygen.world.protocol import OutsideTheProject, World
from policygen.world.writing import sweep


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionResult:
    """The result of recording an adoption or a correction.

    `file` is the record's name in the project; it is empty if nothing was recorded, and `diagnostics` give the reasons.
    `texts` are the files that they point to, by name. `seen` is the name of the file that the meeting saw ("" if none
    was given), with the names in its signatures. `todays_words` is true if a build now would have the adopted wording.
    For a group, `schools` of it have the common words, in `branches` different forms.
    """

    diagnostics: tuple[Diagnostic, ...]
    texts: dict[str, str]
    file: str = ""
    on: date | None = None
    minute: str = ""
    seen: str = ""
    signed_by: tuple[str, ...] = ()
    todays_words: bool = False
    schools: int = 0
    branches: int = 0


class AdoptionRecords:
    """The records of what the boards of a project's schools have adopted. They need no library and no settings."""

    __slots__ = ("_world",)

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def schools(self) -> tuple[str, ...]:
        """The ids of the schools that have adopted a policy, in sorted order."""
        return tuple(schools_with_records(self._world))

    def lacking(
        self, formats: Iterable[str], *, large_print: bool = False, engine: str = DEFAULT_ENGINE
    ) -> tuple[Diagnostic, ...]:
        """Return what is missing, on this machine or in the project's look, for writing the formats."""
        return tuple(problems(self._world, formats, large_print=large_print, engine=engine))

    def build(self, schools: Iterable[str], order: Order) -> Iterator[SchoolResult]:
        """Build the policies in force at these schools, write their files and yield each result when it is ready.

        Raises OSError if the manifest cannot be written.
        """
        return build_from_records(self._world, schools, order)

    def artifacts(self, school: str, order: Order) -> SchoolBuild:
        """Build the policies in force at a school in memory; nothing is written."""
        return artifacts_in_force(self._world, school, order)

    def of(self, school: str) -> dict[str, tuple[AdoptionRecord, ...]]:
        """Return a school's records by policy, oldest first, with what was corrected; those rejected are left out."""
        found = Diagnostics()
        each = {name: read_records(self._world, school, name, found) for name in self.policies(school)}
        return {name: records for name, records in each.items() if records}

    def policies(self, school: str) -> tuple[str, ...]:
        """Return the policies of which a school has records, in sorted order."""
        return tuple(policies_with_records(self._world, school))

    @staticmethod
    def policy_in(data: bytes) -> str:
        """Return the id of the policy that a built file holds. Raises Refused if it holds none that can be read."""
        return carried_by(data).document.policy

    def correct(self, school: str, policy: str, on: date | None = None, minute: str = "") -> AdoptionResult:
        """Correct the date or the minute of a policy's last adoption; the first record is kept.

        The world must be a folder or a draft. A date or minute that is not given does not change.
        """
        found = Diagnostics()
        correction = correct(self._world, school, policy, on, minute, found)
        if correction is not None:
            _check_meeting(self._world, Meeting(correction.on, correction.minute), found)
        if correction is None or found.errors or not _can_be_printed(self._world, correction, found):
            return _nothing(self._world, found)
        written = _written(self._world, lambda: write_correction(self._world, correction), correction.file, found)
        return AdoptionResult(
            diagnostics=tuple(found), texts=texts_in(self._world, found), file=correction.file if written else "",
            on=correction.on, minute=correction.minute,
        )  # fmt: skip


def adopt_file(
    compiler: Compiler, school: School, policy: str, meeting: Meeting, name: str, data: bytes
) -> AdoptionResult:
    """Record the adoption of the words of a PDF or DOCX that the meeting saw."""
    found = _known(compiler, school)
    if found.errors:
        return _nothing(compiler.project.world, found)
    seen = file_seen(name, data, _wanted(compiler, school, policy), found)
    return _adopted(compiler, school, policy, meeting, (seen,), found)


def adopt_built(
    compiler: Compiler, school: School, policy: str, meeting: Meeting, out: Path, shown: Callable[[Path], str]
) -> AdoptionResult:
    """Record the adoption of the words of the files that were built into `out`.

    All were made from the same words, so each is compared with today's, and the first is recorded.
    """
    found = _known(compiler, school)
    if found.errors:
        return _nothing(compiler.project.world, found)
    seen = built_files(out, shown, _wanted(compiler, school, policy), found)
    return _adopted(compiler, school, policy, meeting, seen or (None,), found)


def adopt_as_it_stands(compiler: Compiler, school: School, policy: str, meeting: Meeting) -> AdoptionResult:
    """Record the adoption of the words that the settings give now, without a file: to see what a record would say."""
    found = _known(compiler, school)
    if found.errors:
        return _nothing(compiler.project.world, found)
    return _adopted(compiler, school, policy, meeting, (None,), found)


def adopt_group(compiler: Compiler, group: str, policy: str, meeting: Meeting) -> AdoptionResult:
    """Record that a group adopted the words of a policy that its schools have in common."""
    world = compiler.project.world
    found = Diagnostics()
    found.extend(compiler.diagnostics)
    _check_meeting(world, meeting, found)
    record = None if found.errors else adopt_common(compiler, group, policy, meeting, found)
    if record is None:
        return _nothing(world, found)
    written = _written(world, lambda: write_group_record(world, record), record.file, found)
    return AdoptionResult(
        diagnostics=tuple(found), texts=texts_in(world, found), file=record.file if written else "",
        on=record.on, minute=record.minute,
        schools=sum(len(one.schools) for one in record.branches), branches=len(record.branches),
    )  # fmt: skip


def _known(compiler: Compiler, school: School) -> Diagnostics:
    found = Diagnostics()
    found.extend(compiler.diagnostics)
    found.extend(school.diagnostics)
    return found


def _wanted(compiler: Compiler, school: School, policy: str) -> Wanted:
    return Wanted(school.id, policy, lambda: Look.load(compiler.project.world))


def _adopted(
    compiler: Compiler,
    school: School,
    policy: str,
    meeting: Meeting,
    seen: tuple[FileSeen | None, ...],
    found: Diagnostics,
) -> AdoptionResult:
    """Record an adoption. Where no file can be used (None), everything else that is wrong is still reported."""
    world, record = compiler.project.world, None
    _check_meeting(world, meeting, found)
    for one in seen:
        made = adopt(compiler, school, policy, meeting, found, one)
        record = record or made
        if found.errors:
            return _nothing(world, found)
    if record is None or not _printable(world, record.document, found):
        return _nothing(world, found)
    written = _written(world, lambda: write_record(world, record), record.file, found)
    if written:
        folder = world if isinstance(world, DraftWorld) else on_disk(world)
        record_bases(folder, files_of_bases(school.project, school.settled.chain), found)
    file = record.seen
    return AdoptionResult(
        diagnostics=tuple(found), texts=texts_in(world, found), file=record.file if written else "",
        on=record.on, minute=record.minute,
        seen=file.name if file else "", signed_by=file.signed_by if file else (),
        todays_words=bool(record.beneath.settings),
    )  # fmt: skip


def _nothing(world: World, found: Diagnostics) -> AdoptionResult:
    return AdoptionResult(diagnostics=tuple(found), texts=texts_in(world, found))


def _check_meeting(world: World, meeting: Meeting, diagnostics: Diagnostics) -> None:
    """Report what cannot be printed of what was said of a meeting: with it, no copy could be built from the record."""
    check_given_words(world, {"minute": meeting.minute, "version": meeting.version}, diagnostics)


def _printable(world: World, document: Document, diagnostics: Diagnostics) -> bool:
    """Report what of an adopted policy the typeface cannot print: it could never be built again."""
    face = Look.load(world).face
    missing = missing_glyphs(document, face)
    if missing:
        diagnostics.report("PG502", reason=str(MissingGlyphs(missing, face.family)))
    return not missing


def _can_be_printed(world: World, correction: Correction, diagnostics: Diagnostics) -> bool:
    records = read_records(world, correction.school, correction.policy, Diagnostics())
    after = tuple(corrected(one, (correction,)) for one in records)
    return _printable(world, in_force(after[-1], after, Wording.load(world))["board"], diagnostics)


def _written(world: World, write: Callable[[], Path], name: str, diagnostics: Diagnostics) -> bool:
    """Write a record, and tell whether that was possible; the reason is reported."""
    try:
        path = write()
        if not isinstance(world, DraftWorld):
            sweep(path.parent, deep=False)
    except (OSError, OutsideTheProject) as error:
        outside = isinstance(error, OutsideTheProject)
        reason = say("record.outside") if outside else getattr(error, "strerror", None) or str(error)
        diagnostics.report("PG501", file=name, reason=reason)
        return False
    return True
