"""Recording a meeting: what a record would say, or why there can be none, and the files of what was adopted."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from policygen.api.adopting import AdoptionRecords, AdoptionResult
from policygen.api.drafting import SchoolDraft
from policygen.api.library import Library
from policygen.assemble.wording import Wording
from policygen.build.order import Order
from policygen.compile.adopting import Meeting
from policygen.diagnostics.model import Diagnostic, Refused, Severity
from policygen.document.model import Document
from policygen.document.plain import words_of
from policygen.render.engine import DEFAULT_ENGINE
from policygen.serve.pack_contents import PackedDocument
from policygen.serve.packing import Pack, artifacts_in, error_messages, made_with, zip_of
from policygen.serve.pages import Pages
from policygen.serve.visit import Visit
from policygen.world.memory import MemoryWorld

_DATES = "policygen:cover.dates"
_UNANSWERED = "PG401"
_LONG_AGO = 366  # days before the newest texts, before which no meeting can have seen them
# What a hint of the command line speaks of, which no page has.
_OPTIONS = ("--", "policygen ")
_DOUBTS = ("PG807", "PG808")
# Their hints say what to do with a record that is written already.
_BEFORE = ("PG808",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """What is to be recorded: the meeting, and the `versions` (often "") of the policies that it adopted, by policy.

    `files` are those that the meeting saw, by name. Without files, it saw the words that the answers give now.
    """

    visit: Visit
    on: date
    minute: str
    versions: Mapping[str, str]
    files: tuple[tuple[str, bytes], ...] = ()
    engine: str = DEFAULT_ENGINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """Policies of which those that the visit has a record of are wanted, and what draws their pages."""

    visit: Visit
    policies: tuple[str, ...]
    engine: str = DEFAULT_ENGINE


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something cannot be recorded: one of the words (`key`) with its facts, or a finding's own `words`.

    `field` is the id of the field to mend.
    """

    key: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    words: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class MeetingTrial:
    """What a recording would be: a row for each policy, or problems. `after` is the visit with records of files."""

    rows: tuple[Mapping[str, Any], ...] = ()
    problems: tuple[Problem, ...] = ()
    after: Visit | None = None


def tried_in_steps(library: Library, recording: Recording) -> Generator[None, None, MeetingTrial]:
    """Return what would be recorded, with a step for each policy; nothing of it is kept but in what is returned."""
    draft = library.drafts.of(recording.visit.school, recording.visit.files)
    session = draft.session()
    if not session.readable:
        return MeetingTrial(problems=tuple(problems_of(session.diagnostics, "")))
    files, problems = _by_policy(library, recording)
    problems += _wrong_date(library, draft, recording)
    rows: list[Mapping[str, Any]] = []
    for policy, version in () if problems else recording.versions.items():
        title = library.policies[policy]
        meeting = Meeting(recording.on, recording.minute, version)
        if recording.files:
            name, data = files[policy]
            done = draft.session().adopt(policy, meeting, name, data)
        else:
            done = draft.adopt_as_it_stands(policy, meeting)
        if done.file:
            record = draft.records.of(draft.id)[policy][-1]
            rows.append({"title": title, "policy": policy, **_row(done, record.document)})
        else:
            problems += _why_not(done.diagnostics, title)
        yield
    if problems:
        return MeetingTrial(problems=tuple(dict.fromkeys(problems)))
    return MeetingTrial(tuple(rows), (), replace(recording.visit, files=draft.files) if recording.files else None)


def record_meeting(library: Library, recording: Recording) -> Pack:
    """Record the adoption of the words that the answers give, with the PDF files made of them, and return the pack.

    These are the files that `policygen build` makes, so the records are those of `policygen adopt` after it.
    """
    draft = library.drafts.of(recording.visit.school, recording.visit.files)
    built = draft.session().build(Order(policies=tuple(recording.versions), pdf_engine=recording.engine))
    if built.not_made:
        return Pack(messages=tuple(dict.fromkeys(error_messages(built.diagnostics))))
    made = {one.name: one.data for one in artifacts_in(built)}
    for policy, version in recording.versions.items():
        meeting = Meeting(recording.on, recording.minute, version)
        done = draft.session().adopt(policy, meeting, f"{policy}.pdf", made[f"{draft.id}/{policy}.pdf"])
        if not done.file:
            return Pack(messages=tuple(_sentence(one) for one in done.diagnostics if one.severity is Severity.ERROR))
    visit = replace(recording.visit, files=draft.files)
    return files_of_adopted(library, Recorded(visit=visit, policies=tuple(recording.versions), engine=recording.engine))


def files_of_adopted(library: Library, done: Recorded) -> Pack:
    """Return the pack of adopted policies: what `policygen build --adopted` makes of them, and the school's file."""
    draft = library.drafts.of(done.visit.school, done.visit.files)
    recorded = draft.records.of(draft.id)
    policies = tuple(name for name in done.policies if name in recorded)
    if not policies:
        return Pack(messages=(Pages(_world(library)).said("errors.meeting.choose"),))
    board = Order(policies=policies, pdf_engine=done.engine)
    orders = (board, replace(board, large_print=True), replace(board, formats=("html", "pdf"), editions=("web",)))
    builds = [draft.records.artifacts(draft.id, order) for order in orders]
    if any(build.not_made for build in builds):
        found = (one for build in builds for one in build.diagnostics)
        return Pack(messages=tuple(dict.fromkeys(error_messages(found))))
    files = {one.name: one.data for build in builds for one in artifacts_in(build)}
    files[f"{draft.id}.school.zip"] = draft.archive()
    documents = [_packed_document(policy, recorded[policy][-1].document) for policy in policies]
    made = made_with(library, done.engine)
    index = Pages(_world(library)).pack_index(draft.session().name, documents, sorted(files), kind="adopted", made=made)
    data = zip_of({"index.html": index, **dict(sorted(files.items()))})
    return Pack(f"{draft.id}-adopted.zip", data, visit=done.visit)


def _packed_document(policy: str, document: Document) -> PackedDocument:
    return PackedDocument(
        id=policy,
        title=words_of(document.cover.title),
        about=document.metadata.subject,
        status=document.cover.status,
        approved=document.kind == "policy",
    )


def _world(library: Library) -> MemoryWorld:
    world = library.world
    assert isinstance(world, MemoryWorld)  # noqa: S101 - that of every server
    return world


def _wrong_date(library: Library, draft: SchoolDraft, recording: Recording) -> list[Problem]:
    """Return what is wrong with the date, in plainer words than those of a terminal: see PG806."""
    wording, today, records = Wording.load(library.world), library.world.today(), draft.records.of(draft.id)
    on = ("on", wording.date(recording.on))
    if recording.on > today:
        return [Problem("meeting.future", (on, ("today", wording.date(today))), field="day")]
    released = max((one.released for one in library.drafts.compiler.project.libraries.values()), default=today)
    if (released - recording.on).days > _LONG_AGO:
        return [Problem("meeting.long_ago", (on, ("released", wording.date(released))), field="day")]
    problems = []
    for policy in recording.versions:
        last = records[policy][-1].on if policy in records else None
        if last is not None and recording.on <= last:
            key = "meeting.recorded" if recording.on == last else "meeting.earlier"
            facts = (on, ("last", wording.date(last)), ("title", library.policies[policy]))
            problems.append(Problem(key, facts, field="day"))
    return problems


def _by_policy(library: Library, recording: Recording) -> tuple[dict[str, tuple[str, bytes]], list[Problem]]:
    """Return which file belongs to which of the chosen policies, and what is wrong with the others."""
    found: dict[str, tuple[str, bytes]] = {}
    problems: list[Problem] = []
    for name, data in recording.files:
        try:
            policy = AdoptionRecords.policy_in(data)
        except Refused as error:
            problems.append(Problem("meeting.unreadable", (("file", name), ("reason", str(error))), field="file"))
            continue
        title = library.policies.get(policy, policy)
        if policy in found:
            facts = (("title", title), ("one", found[policy][0]), ("other", name))
            problems.append(Problem("meeting.two_files", facts, field="file"))
        elif policy in recording.versions:
            found[policy] = (name, data)
        else:
            problems.append(Problem("meeting.not_chosen", (("file", name), ("title", title)), field="file"))
    for policy in recording.versions if recording.files and not problems else ():
        if policy not in found:
            problems.append(Problem("meeting.no_file", (("title", library.policies[policy]),), field="file"))
    return found, problems


def _row(done: AdoptionResult, document: Document) -> dict[str, Any]:
    """Return what a page shows of a record that would be: what its cover prints of dates, and the file."""
    tables = (table for table in document.cover.tables if table.id == _DATES)
    cells = [row.cells for table in tables for row in table.rows]
    return {
        "status": document.cover.status,
        "dates": [{"label": words_of(one.children), "value": words_of(two.children)} for one, two in cells],
        "file": done.seen,
        "signed_by": list(done.signed_by),
        "todays_words": done.todays_words,
        "warnings": [_sentence(one) for one in done.diagnostics if one.code in _DOUBTS],
    }


def _why_not(found: Iterable[Diagnostic], title: str) -> list[Problem]:
    errors = [one for one in found if one.severity is Severity.ERROR]
    unanswered = [one for one in errors if one.code == _UNANSWERED]
    rest = [one for one in errors if one.code != _UNANSWERED]
    problems = (
        [Problem("meeting.unanswered", (("title", title), ("count", str(len(unanswered)))))] if unanswered else []
    )
    return [*problems, *problems_of(rest, title)]


def problems_of(found: Iterable[Diagnostic], title: str = "") -> list[Problem]:
    """Return the errors among findings as problems that a page shows."""
    errors = (one for one in found if one.severity is Severity.ERROR)
    return [Problem(words=f"{title}: {_sentence(one)}" if title else _sentence(one)) for one in errors]


def _sentence(one: Diagnostic) -> str:
    """Return a finding as a sentence, with its hint unless that is for the command line."""
    hint = "" if one.code in _BEFORE or any(words in one.hint for words in _OPTIONS) else one.hint
    message = f"{one.message[:1].upper()}{one.message[1:]}"
    return f"{message}. {hint}".strip() if hint else message
