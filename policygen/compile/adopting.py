"""Adopting a policy: the record of what the board adopted, made from the file that the meeting saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from policygen.adoption.correction import Correction, encode_correction
from policygen.adoption.digests import words_digest
from policygen.adoption.record import AdoptedFile, AdoptionRecord, Beneath, encode_adoption_record, record_name
from policygen.adoption.records import read_corrections, read_records
from policygen.adoption.status import past_of
from policygen.assemble.adopted import as_adopted
from policygen.assemble.sheets import version_of
from policygen.assemble.wording import Wording
from policygen.check.answers import LONGEST_LINE
from policygen.check.scalars import UnreadableValue, read_duration
from policygen.compare.align import compare_documents
from policygen.compare.report import COUNTED, section_name, summary_of_differences
from policygen.compile.beneath import beneath
from policygen.compile.compiler import Compiler
from policygen.compile.school import Compiled, School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Refused
from policygen.document.model import Document, Edition, Value
from policygen.document.plain import words_of
from policygen.document.printed import printed_part
from policygen.document.renaming import renamed, renames_between
from policygen.document.walk import walk
from policygen.model.answers import Duration
from policygen.world.disk import on_disk
from policygen.world.memory import DraftWorld
from policygen.world.protocol import World
from policygen.world.writing import write_whole


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the minutes say: the date, the minute reference, and the version if one was given ("" if not).

    Raises Refused unless both texts are as `line` returns them.
    """

    on: date
    minute: str
    version: str = ""

    def __post_init__(self) -> None:
        for name, text in (("minute", self.minute), ("version", self.version)):
            if text:
                self.line(name, text)

    @staticmethod
    def line(name: str, text: str) -> str:
        """Return a text of the minutes as it is printed, on one line without spaces around it. Raises Refused."""
        line = text.strip()
        if not line or not line.isprintable() or len(line) > LONGEST_LINE:
            raise Refused(say("record.one_line", name=name, longest=str(LONGEST_LINE)))
        return line


@dataclass(frozen=True, slots=True)
class FileSeen:
    """The file that the meeting saw, found unchanged. `built` says that it is the one in the out folder, `name` is for
    messages.
    """

    document: Document
    editions: Mapping[Edition, Document] = field(default_factory=dict)
    file: AdoptedFile | None = None
    built: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Adopted:
    """What a record is made from: the copies before the meeting, and what lay beneath them."""

    document: Document
    editions: Mapping[Edition, Document]
    beneath: Beneath


def adopt(
    compiler: Compiler,
    school: School,
    policy: str,
    meeting: Meeting,
    diagnostics: Diagnostics,
    seen: FileSeen | None = None,
) -> AdoptionRecord | None:
    """Return the record of an adoption, not yet written; None if it cannot be recorded, with the reasons reported.

    Its Document is that of the file `seen`, or what would be built now, with the date and the minute in place of the
    ruled lines. A file that was `built` is refused if the settings or the library no longer give its words.
    """
    world, on = compiler.project.world, meeting.on
    if compiler.project.outlines[policy].kind != "policy":
        diagnostics.report("PG806.sheet", policy=policy)
        return None
    earlier = read_records(world, school.id, policy, diagnostics)
    name = record_name(school.id, policy, on)
    _check_meeting(world, meeting, earlier, diagnostics)
    if world.exists(name):
        diagnostics.report("PG806.recorded", file=name)
    today = compiler.compile(school, policy, records=())
    if seen is not None and seen.built and _differs(seen.document, today):
        _report_difference(seen, today, diagnostics)
        return None
    as_today = seen is None or seen.built or _is_what_is_built(compiler, school, seen.document, policy)
    if as_today:
        diagnostics.extend(today.diagnostics)
    version = _version(school, policy, meeting, seen, diagnostics)
    if diagnostics.errors:
        return None
    adopted = _adopted(compiler, school, today, seen)
    after = _review_after(adopted.document, school, policy)
    record = AdoptionRecord(
        school.id, policy, on, meeting.minute, version, adopted.document, name, beneath=adopted.beneath,
        seen=seen.file if seen else None, review_after=str(after) if after else "",
    )  # fmt: skip
    if as_today:
        # What only an adopted copy can get wrong, such as a review before the adoption.
        diagnostics.extend(compiler.compile(school, policy, records=(*earlier, record)).diagnostics)
    _compare_agenda(school, policy, on, diagnostics)
    if diagnostics.errors:
        return None
    wording = school.assembler.wording
    past = past_of((*earlier, record), wording, school.project.heirs)
    editions = {edition: as_adopted(one, past, after, wording) for edition, one in adopted.editions.items()}
    return replace(record, document=as_adopted(adopted.document, past, after, wording), editions=editions)


def correct(
    world: World, school: str, policy: str, on: date | None, minute: str, diagnostics: Diagnostics
) -> Correction | None:
    """Return a correction of the last adoption of a policy, not yet written; None if there is nothing to correct.

    `on` and `minute` are as they should have been; without one (None, "") it stays.
    """
    records = read_records(world, school, policy, diagnostics)
    if diagnostics.errors:
        return None
    if not records:
        diagnostics.report("PG806.none", policy=policy, school=school)
        return None
    last = records[-1]
    meeting = Meeting(on or last.on, minute or last.minute)
    if (meeting.on, meeting.minute) == (last.on, last.minute):
        diagnostics.report("PG806.same", on=str(last.on), minute=last.minute)
        return None
    _check_meeting(world, meeting, records[:-1], diagnostics)
    if diagnostics.errors:
        return None
    recorded_on = date.fromisoformat(Path(last.file).stem)
    made = [one.number for one in read_corrections(world, school, policy, diagnostics) if one.corrects == last.digest]
    number = max(made, default=0) + 1
    return Correction(school, policy, last.digest, recorded_on, number, meeting.on, meeting.minute)


def in_force(record: AdoptionRecord, records: Sequence[AdoptionRecord], wording: Wording) -> dict[Edition, Document]:
    """Return the copies of the last of a policy's `records`, as they were adopted.

    They are those in the record, unless a date or a minute that they print was corrected since.
    """
    if not any(one.corrected for one in records):
        return record.documents
    past = past_of(records, wording)
    after = _duration(record.review_after)
    return {edition: as_adopted(one, past, after, wording) for edition, one in record.documents.items()}


def write_record(world: World, record: AdoptionRecord) -> Path:
    """Write the record whole, and return its path. Raises FileExistsError, OSError, OutsideTheProject."""
    return _write(world, record.file, encode_adoption_record(record))


def write_correction(world: World, correction: Correction) -> Path:
    """Write the correction whole, and return its path. Raises FileExistsError, OSError, OutsideTheProject."""
    return _write(world, correction.file, encode_correction(correction))


def _write(world: World, name: str, data: bytes) -> Path:
    if isinstance(world, DraftWorld):
        if world.exists(name):
            raise FileExistsError(17, say("record.exists"), name)
        world.write(name, data)
        return Path(name)
    path = on_disk(world).path(name)
    if path.exists():
        raise FileExistsError(17, say("record.exists"), str(path))
    write_whole(path, data)
    return path


def _check_meeting(world: World, meeting: Meeting, earlier: Sequence[AdoptionRecord], diagnostics: Diagnostics) -> None:
    """Report a date that no meeting can have had. What cannot be printed of it is refused here too."""
    today = world.today()
    if meeting.on > today:
        diagnostics.report("PG806.future", on=str(meeting.on), today=str(today))
    if earlier and meeting.on < earlier[-1].on:
        diagnostics.report("PG806.earlier", on=str(meeting.on), last=str(earlier[-1].on))
    elif earlier and meeting.on == earlier[-1].on:
        diagnostics.report("PG806.recorded", file=earlier[-1].file)


def _is_what_is_built(compiler: Compiler, school: School, document: Document, policy: str) -> bool:
    """Return whether a build would make this Document again, or the part of it that a file carries."""
    now = compiler.compile(school, policy).document
    return document in (now, printed_part(now))


def _under_todays_names(document: Document, today: Compiled) -> Document:
    return renamed(document, renames_between(today.project.heirs, document, today.document))


def _differs(document: Document, today: Compiled) -> bool:
    """Return whether a file has different words from the policy today, whatever its clauses and posts were called."""
    return words_digest(_under_todays_names(document, today)) != words_digest(today.document)


def _adopted(compiler: Compiler, school: School, today: Compiled, seen: FileSeen | None) -> _Adopted:
    policy = today.policy
    if seen is None or _is_what_is_built(compiler, school, seen.document, policy):
        # The same words, but with what no page prints, so that every format can be made again byte for byte.
        return _Adopted(today.document, compiler.for_other_readers(school, today), beneath(school, policy))
    if _differs(seen.document, today):
        digests = {clause.digest for clause in seen.document.clauses}
        return _Adopted(seen.document, seen.editions, beneath(school, policy, digests))
    # A PDF or DOCX carries its copies for other readers; JSON does not, but its words are today's.
    editions = seen.editions or compiler.for_other_readers(school, today)
    return _Adopted(seen.document, editions, beneath(school, policy))


def _version(school: School, policy: str, meeting: Meeting, seen: FileSeen | None, diagnostics: Diagnostics) -> str:
    """Return the version that is adopted: the one that is printed, else the one given."""
    setting = school.settled.policies[policy]["version"]
    printed = "" if setting.value is None else str(setting.value)
    if seen is not None:
        printed = words_of(version_of(seen.document))
    if meeting.version and printed and meeting.version != printed:
        span = setting.span if seen is None else None
        diagnostics.report("PG806.version", span, printed=printed, version=meeting.version)
    return meeting.version or printed


def _report_difference(seen: FileSeen, today: Compiled, diagnostics: Diagnostics) -> None:
    differences = compare_documents(_under_todays_names(seen.document, today), today.document)
    changes = summary_of_differences(differences, today.wording)
    diagnostics.report("PG809.differs" if changes else "PG809.uncounted", file=seen.name, changes=changes)
    for difference in differences:
        if difference.kind in COUNTED:
            diagnostics.report(f"PG809.{difference.kind}", section=section_name(difference, today.wording))


def _review_after(document: Document, school: School, policy: str) -> Duration | None:
    """Return the time between reviews: as the file prints it, else as it is now, for a date that it led to."""
    printed = (part for part in walk(*document.cover.tables) if isinstance(part, Value))
    text = next((part.text for part in printed if part.origin.key == "policy.review_after"), "")
    setting = school.settled.policies[policy]["review_after"].value
    return _duration(text) or (setting if isinstance(setting, Duration) else None)


def _duration(text: str) -> Duration | None:
    try:
        return read_duration(text)
    except UnreadableValue:
        return None


def _compare_agenda(school: School, policy: str, on: date, diagnostics: Diagnostics) -> None:
    meeting = school.settled.policies[policy]["meeting_on"]
    if isinstance(meeting.value, date) and meeting.value != on:
        diagnostics.report("PG808", meeting.span, meeting=str(meeting.value), on=str(on))
