"""What is out of date on a day: references, contacts, wording and names, each with the policies affected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal, get_args

from policygen.check.files import COMMON, home_of, origin_of
from policygen.check.project import Project
from policygen.compile.bases import base_words, shown_difference, tailored_clauses
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Span
from policygen.model.answers import Duration
from policygen.model.checked import ReviewState, review_state
from policygen.model.registers import ContactEntry, ReferenceEntry
from policygen.report.editions import earlier_readings, reviewed_before
from policygen.report.freshness.dead_names import DeadNames
from policygen.report.freshness.texts import PrintedText, library_texts, school_texts
from policygen.report.usage import Reach, Touched
from policygen.world.protocol import PACKAGED

Kind = Literal[
    "superseded", "not-in-force", "read-again", "reviewed-before", "unverified-reference", "unverified-contact",
    "unverified-requirement", "stale-contact", "changed", "unreviewed", "dead-name", "tailored", "corrected",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
CONTACT_DAYS = 90
WORDING = Duration(1, "year")
_WORDING: MappingType[ReviewState, str] = MappingProxyType(
    {
        "reviewed": "freshness.reviewed",
        "never": "freshness.never_reviewed",
        "changed": "freshness.changed",
        "unbound": "freshness.unbound",
    }
)


@dataclass(frozen=True, slots=True)
class FreshnessFinding:
    """One thing out of date. `subject` is its id; `clauses` depend on it; `hint` says what to do."""

    kind: Kind
    subject: str
    message: str
    hint: str
    span: Span
    clauses: tuple[str, ...]
    touched: Touched

    @property
    def stale(self) -> bool:
        """Whether it is out of date. An entry that a library has corrected is not, but somebody has to know of it."""
        return self.kind != "corrected"

    @property
    def is_printed(self) -> bool:
        """Whether pages show it. The requirements that clauses claim are only for the library's maintainers."""
        return self.kind != "unverified-requirement"


def find_stale(
    compiler: Compiler, schools: MappingType[str, School], names: DeadNames, as_of: date
) -> list[FreshnessFinding]:
    """Return what is out of date on a day, sorted by kind and subject.

    References and contacts that no clause uses are left out.
    """
    reach = Reach.over(compiler.project, schools)
    found = [
        *stale_in_library(compiler.project, reach, names, as_of),
        *(one for school_id, school in sorted(schools.items()) for one in stale_in_school(school, reach, names)),
    ]
    merged: dict[tuple[Kind, str, Span], FreshnessFinding] = {}
    for one in map(_for_this_project, found):
        # An authority's answer is met once for each of its schools.
        same = merged.setdefault((one.kind, one.subject, one.span), one)
        merged[one.kind, one.subject, one.span] = replace(same, touched=Touched.joined((same.touched, one.touched)))
    return by_kind(merged.values())


def by_kind(found: Iterable[FreshnessFinding]) -> list[FreshnessFinding]:
    """Return findings sorted by kind and subject."""
    return sorted(found, key=lambda one: (KINDS.index(one.kind), one.subject, one.span))


def stale_in_library(project: Project, reach: Reach, names: DeadNames, as_of: date) -> Iterator[FreshnessFinding]:
    """Yield what is out of date in the library itself."""
    yield from _references(project, reach, as_of)
    yield from _editions(project, reach, as_of)
    yield from _contacts(project, reach, as_of)
    yield from _requirements(project, reach)
    yield from _wording(project, reach, as_of)
    yield from _dead(project, library_texts(project), reach, names)
    yield from _corrected(project, reach)


def stale_in_school(school: School, reach: Reach, names: DeadNames) -> Iterator[FreshnessFinding]:
    """Yield what is out of date in a school's own settings and those above it; all of it affects the school."""
    yield from _dead(school.project, school_texts(school), reach, names)
    yield from _tailored(school, reach)


def _for_this_project(finding: FreshnessFinding) -> FreshnessFinding:
    """Return a finding whose hint is for the people of this project: nobody here can change an installed library."""
    file = finding.span.file
    if not file.startswith(PACKAGED):
        return finding
    return replace(finding, hint=say("freshness.packaged_hint", library=home_of(file) or COMMON))


def touching(found: Iterable[FreshnessFinding], school: str) -> list[FreshnessFinding]:
    """Return the findings that touch one school."""
    return [finding for finding in found if school in finding.touched.schools]


def _references(project: Project, reach: Reach, as_of: date) -> Iterator[FreshnessFinding]:
    used = _users(project, "references")
    for name, reference in project.references.items():
        clauses = used.get(name, ())
        if not clauses:
            continue
        edition = f" ({reference.edition.text})" if reference.edition else ""
        title = f"“{reference.title.text}”{edition}"
        touched = reach.of(clauses)
        if gone := _gone(project, reference, as_of):
            hint = say("freshness.superseded_hint")
            yield FreshnessFinding("superseded", name, f"{title} {gone}", hint, reference.id.span, clauses, touched)
        if reference.in_force_from is not None and reference.in_force_from > as_of:
            said = say("freshness.not_in_force", title=title, date=str(reference.in_force_from))
            hint = say("freshness.not_in_force_hint")
            yield FreshnessFinding("not-in-force", name, said, hint, reference.id.span, clauses, touched)
        if reference.verified is False:
            hint = say("freshness.reference_hint")
            said = say("freshness.unverified", name=title)
            yield FreshnessFinding("unverified-reference", name, said, hint, reference.id.span, clauses, touched)


def _gone(project: Project, reference: ReferenceEntry, as_of: date) -> str:
    """Return the reason that a reference is no longer in force on a day, or ""."""
    newer = project.references.get(reference.superseded_by.text) if reference.superseded_by else None
    ended = reference.in_force_to is not None and reference.in_force_to < as_of
    replaced = newer is not None and (newer.in_force_from is None or newer.in_force_from <= as_of)
    if newer is not None and (ended or replaced):
        since = say("freshness.since", on=str(newer.in_force_from)) if newer.in_force_from else ""
        doubt = say("freshness.doubt") if newer.verified is False else ""
        return say("freshness.superseded", name=newer.id.text, since=since, doubt=doubt)
    return say("freshness.ended", on=str(reference.in_force_to)) if ended else ""


def _editions(project: Project, reach: Reach, as_of: date) -> Iterator[FreshnessFinding]:
    """Yield each requirement to be read again in a new edition, and the clauses that were reviewed before it came."""
    claiming = _claiming(project)
    for name, reading in earlier_readings(project, as_of).items():
        clauses = claiming.get(name, ())
        said = say("freshness.read_again", name=name, because=reading.because)
        hint = say("freshness.read_again_hint")
        span = project.requirements[name].entry.id.span
        yield FreshnessFinding("read-again", name, said, hint, span, clauses, reach.of(clauses))
    for newest, clauses in reviewed_before(project, as_of):
        for name in clauses:
            clause = project.clauses[name]
            on = str(clause.entry.reviewed.on) if clause.entry.reviewed is not None else ""
            edition = newest.edition.text if newest.edition is not None else ""
            title = newest.title.text + (f" ({edition})" if edition else "")
            said = say(
                "freshness.reviewed_before",
                title=clause.entry.title.text,
                on=on,
                reference=title,
                came=str(newest.in_force_from),
            )
            hint = say("freshness.review_hint", clause=name)
            yield FreshnessFinding(
                "reviewed-before", name, said, hint, clause.entry.id.span, (name,), reach.of((name,))
            )


def _contacts(project: Project, reach: Reach, as_of: date) -> Iterator[FreshnessFinding]:
    used = _users(project, "contacts")
    for name, contact in project.contacts.items():
        clauses = used.get(name, ())
        if not clauses:
            continue
        touched = reach.of(clauses)
        if isinstance(contact.verified, bool):
            if not contact.verified:
                hint = say("freshness.contact_hint")
                said = say("freshness.unverified", name=contact.name.text)
                yield FreshnessFinding("unverified-contact", name, said, hint, contact.id.span, clauses, touched)
        elif as_of - contact.verified.on > timedelta(CONTACT_DAYS):
            days = (as_of - contact.verified.on).days
            said = say("freshness.stale", name=contact.name.text, on=str(contact.verified.on), days=days)
            hint = say("freshness.stale_hint", days=CONTACT_DAYS)
            yield FreshnessFinding("stale-contact", name, said, hint, contact.id.span, clauses, touched)


def _requirements(project: Project, reach: Reach) -> Iterator[FreshnessFinding]:
    """Yield the requirements in force that were entered from memory, also those that no clause claims."""
    claiming = _claiming(project)
    for name, requirement in project.requirements.items():
        entry = requirement.entry
        if entry.verified is False and entry.retired is None:
            clauses = claiming.get(name, ())
            said = say("freshness.unverified", name=name)
            hint = say("freshness.requirement_hint")
            touched = reach.of(clauses)
            yield FreshnessFinding("unverified-requirement", name, said, hint, entry.id.span, clauses, touched)


def _corrected(project: Project, reach: Reach) -> Iterator[FreshnessFinding]:
    """Yield the contacts and references that a library's own entry has taken the place of."""
    for old in project.corrected:
        is_contact = isinstance(old, ContactEntry)
        group, name = "contacts" if is_contact else "references", old.id.text
        entry = project.contacts[name] if is_contact else project.references[name]
        if entry.overrides is None:
            continue
        clauses = _users(project, group).get(name, ())
        said = say(
            "freshness.corrected",
            name=old.name.text if isinstance(old, ContactEntry) else old.title.text,
            old=origin_of(old.id.span.file),
            new=origin_of(entry.id.span.file),
            because=entry.overrides.because.text,
        )
        hint = say("freshness.corrected_hint")
        yield FreshnessFinding("corrected", name, said, hint, entry.id.span, clauses, reach.of(clauses))


def _wording(project: Project, reach: Reach, as_of: date) -> Iterator[FreshnessFinding]:
    for name, clause in project.clauses.items():
        reviewed, state = clause.entry.reviewed, review_state(clause.entry)
        due = WORDING.after(reviewed.on) if reviewed else None
        if due is not None and due > as_of and state == "reviewed":
            continue
        kind: Kind = "changed" if state in ("changed", "unbound") else "unreviewed"
        on = str(reviewed.on) if reviewed else ""
        said = say(_WORDING[state], title=clause.entry.title.text, on=on)
        hint = say("freshness.review_hint", clause=name)
        yield FreshnessFinding(kind, name, said, hint, clause.entry.id.span, (name,), reach.of((name,)))


def _dead(project: Project, texts: Iterable[PrintedText], reach: Reach, names: DeadNames) -> Iterator[FreshnessFinding]:
    for text in texts:
        for met in names.find(text.written.text):
            if "dead-name" in text.allow:
                continue
            clauses = _clauses_with(project, text)
            touched = Touched.joined((text.touched, reach.of(clauses)))
            said = say("freshness.dead_name", words=met.words, where=text.where, since=met.name.since.text)
            span = text.place(met.offset, len(met.words))
            yield FreshnessFinding(
                "dead-name",
                met.name.name.text,
                said,
                say("freshness.dead_name_hint", instead=met.name.instead.text),
                span,
                clauses,
                touched,
            )


def _clauses_with(project: Project, text: PrintedText) -> tuple[str, ...]:
    """Return the clauses that print a text of the library; none for any other."""
    if text.group in ("references", "contacts"):
        return _users(project, text.group).get(text.owner, ())
    return (text.owner,) if text.group == "clauses" else ()


def _tailored(school: School, reach: Reach) -> Iterator[FreshnessFinding]:
    """Yield the clauses that have changed since a settings file replaced or omitted them."""
    for tailored in tailored_clauses(school.project, school.settled.chain):
        if not tailored.changed:
            continue
        clause = tailored.now.clause
        before = base_words(school.project.world, tailored)
        said = say("freshness.tailored", clause=clause, file=tailored.settings.file)
        hint = say("freshness.tailored_hint")
        if before is not None:
            hint = f"{shown_difference(before, tailored.now)}. {hint}"
        touched = Touched(reach.policies.get(clause, ()), (school.id,))
        yield FreshnessFinding("tailored", clause, said, hint, tailored.span, (clause,), touched)


def _claiming(project: Project) -> dict[str, tuple[str, ...]]:
    """Return requirement → the clauses that claim to meet it."""
    found: dict[str, list[str]] = {}
    for clause in project.clauses.values():
        for claimed in clause.entry.claimed:
            found.setdefault(claimed.text, []).append(clause.name)
    return {name: tuple(clauses) for name, clauses in found.items()}


def _users(project: Project, group: str) -> dict[str, tuple[str, ...]]:
    """Return reference or contact → the clauses that cite it or print it."""
    found: dict[str, dict[str, None]] = {}
    for name, clause in project.clauses.items():
        named = [use.path[1] for use in clause.uses if use.path[0] == group]
        if group == "references":
            named += [written.text for written in clause.entry.cites]
        for key in named:
            found.setdefault(key, {}).setdefault(name)
    return {key: tuple(clauses) for key, clauses in found.items()}
