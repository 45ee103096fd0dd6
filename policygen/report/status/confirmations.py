"""Who confirmed which version of a policy, from a CSV file as Microsoft Forms exports it.

Such a file has the columns ID, Start time, Completion time, Email and Name, and then one for each question. A question
that names a policy is answered with the version that a person read; otherwise one asks for the version, and others for
the policy and the school if there are several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from policygen.adoption.record import AdoptionRecord
from policygen.assemble.wording import Wording
from policygen.diagnostics.model import Diagnostics
from policygen.report.status.model import ConfirmedWords, PolicyStatus, Unconfirmed
from policygen.report.status.sheet_rows import GivenTable, cell_at, headings, letters_of, school_names
from policygen.staff.cells import CsvCell

# What Microsoft Forms writes before the questions.
_FIXED = ("id", "starttime", "completiontime", "email", "name", "lastmodifiedtime", "language")
_NOBODY = ("", "anonymous")
_SHORTEST = 4  # letters of a policy's name that a question is searched for: `it` is in many words

Key = tuple[str, str]  # a school's id and a policy's


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody who works at a school: their e-mail address and name in small letters, and both as they are shown."""

    email: str
    plain: str
    name: str
    shown_email: str


@dataclass(slots=True)
class _Known:
    """The people of one school, and for each policy the versions that each of them confirmed, last one last."""

    people: list[_Person] = field(default_factory=list)
    confirmed: dict[str, list[tuple[_Person, str]]] = field(default_factory=dict)

    def add(self, person: _Person) -> _Person:
        for n, one in enumerate(self.people):
            if _same(one, person):
                # A staff list may have the name only, a form the address only.
                self.people[n] = joined = replace(
                    one, email=one.email or person.email, shown_email=one.shown_email or person.shown_email
                )
                return joined
        self.people.append(person)
        return person


def with_confirmations(
    policies: Sequence[PolicyStatus],
    table: GivenTable,
    staff: GivenTable | None,
    records: Mapping[Key, Sequence[AdoptionRecord]],
    wording: Wording,
    diagnostics: Diagnostics,
) -> tuple[PolicyStatus, ...]:
    """Return the policies with who confirmed the words in force; those that no board has adopted stay as they are.

    `staff` lists who should confirm; without it, those who have confirmed anything at the school. `records` are the
    adoptions of each policy, oldest first. What cannot be matched is reported.
    """
    known: dict[str, _Known] = {one.school: _Known() for one in policies}
    names = _Names.of(policies)
    if staff is not None:
        _read_staff_rows(staff, names, known, diagnostics)
    _read_confirmations(table, names, known, diagnostics)
    found = []
    for one in policies:
        adopted = records.get((one.school, one.policy), ())
        found.append(replace(one, confirmed=_confirmed(one, known[one.school], adopted, wording)) if adopted else one)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Names:
    """The ids of schools and policies by what people call them, compared by letters and digits."""

    schools: Mapping[str, str]
    policies: Mapping[str, str]

    @classmethod
    def of(cls, policies: Sequence[PolicyStatus]) -> _Names:
        called = {letters_of(text): one.policy for one in policies for text in (one.title, one.policy)}
        return cls(school_names(policies), called)

    @property
    def only_school(self) -> str:
        ids = set(self.schools.values())
        return next(iter(ids)) if len(ids) == 1 else ""

    @property
    def only_policy(self) -> str:
        ids = set(self.policies.values())
        return next(iter(ids)) if len(ids) == 1 else ""

    def policy_in(self, heading: str) -> str:
        """Return the policy that a question names: the longest of the names in it."""
        text = letters_of(heading)
        found = [name for name in self.policies if len(name) >= _SHORTEST and name in text]
        return self.policies[max(found, key=len)] if found else ""


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which column holds what; `by_policy` are the questions that name a policy, by their number."""

    email: int | None
    name: int | None
    school: int | None
    policy: int | None
    version: int | None
    by_policy: Mapping[int, str]

    @classmethod
    def of(cls, table: GivenTable, names: _Names) -> _Columns:
        questions = {
            n: letters_of(cell.text)
            for n, cell in enumerate(table.heading)
            if letters_of(cell.text) not in (*_FIXED, "")
        }
        by_policy: dict[int, str] = {}
        found: dict[str, int] = {}
        for n, words in questions.items():
            if policy := names.policy_in(words):
                by_policy[n] = policy
                continue
            kind = next((kind for kind in ("version", "policy", "school", "name", "email") if kind in words), "")
            if kind and kind not in found:
                found[kind] = n
        name = table.column("Name")
        return cls(
            table.column("Email"),
            found.get("name", name) if _is_blank(table, name) else name,
            found.get("school"), found.get("policy"), found.get("version"), by_policy,
        )  # fmt: skip


def _is_blank(table: GivenTable, column: int | None) -> bool:
    return all(cell_at(row, column).casefold() in _NOBODY for row in table.rows)


def _read_confirmations(
    table: GivenTable, names: _Names, known: Mapping[str, _Known], diagnostics: Diagnostics
) -> None:
    columns = _Columns.of(table, names)
    shown, first = ", ".join(f"“{one}”" for one in headings(table)), table.heading[0].span
    before = diagnostics.errors
    if columns.version is None and not columns.by_policy:
        diagnostics.report("PG881.version", first, columns=shown)
    elif not columns.by_policy and columns.policy is None and not names.only_policy:
        diagnostics.report("PG881.policy", first, columns=shown)
    if columns.school is None and not names.only_school:
        diagnostics.report("PG881.school", first, columns=shown)
    if diagnostics.errors > before:
        return
    for row in table.rows:
        school = _school_of(row, columns.school, names, diagnostics)
        person = _person(cell_at(row, columns.email), cell_at(row, columns.name))
        if not school:
            continue
        if person is None:
            diagnostics.report("PG882.nobody", row[0].span)
            continue
        person = known[school].add(person)
        for policy, version in _versions_in(row, columns, names, diagnostics):
            known[school].confirmed.setdefault(policy, []).append((person, version))


def _school_of(row: Sequence[CsvCell], column: int | None, names: _Names, diagnostics: Diagnostics) -> str:
    if column is None:
        return names.only_school
    text = cell_at(row, column)
    found = names.schools.get(letters_of(text), "")
    if not found:
        span = row[column].span if column < len(row) else row[0].span
        diagnostics.report("PG882.school", span, school=text)
    return found


def _versions_in(
    row: Sequence[CsvCell], columns: _Columns, names: _Names, diagnostics: Diagnostics
) -> Iterator[tuple[str, str]]:
    """Yield (policy, version) for each that a row confirms; a question that was left empty confirms nothing."""
    for column, policy in columns.by_policy.items():
        if version := cell_at(row, column):
            yield policy, version
    version = cell_at(row, columns.version)
    if columns.version is None or not version:
        return
    text = cell_at(row, columns.policy)
    policy = names.policies.get(letters_of(text), "") if columns.policy is not None else names.only_policy
    if policy:
        yield policy, version
    elif columns.policy is not None:
        diagnostics.report("PG882.policy", row[min(columns.policy, len(row) - 1)].span, policy=text)


def _read_staff_rows(table: GivenTable, names: _Names, known: Mapping[str, _Known], diagnostics: Diagnostics) -> None:
    email, name = table.column("Email", "E-mail", "Email address", "Work email"), table.column("Name", "Full name")
    first, last = table.column("First name", "Forename"), table.column("Surname", "Last name")
    school = table.column("School")
    shown = ", ".join(f"“{one}”" for one in headings(table))
    before = diagnostics.errors
    if name is None and (first is None or last is None):
        diagnostics.report("PG703", table.heading[0].span, columns=shown, guess="")
    if school is None and not names.only_school:
        diagnostics.report("PG881.staff_school", table.heading[0].span, columns=shown)
    if diagnostics.errors > before:
        return
    for row in table.rows:
        full = cell_at(row, name) or f"{cell_at(row, first)} {cell_at(row, last)}".strip()
        at = _school_of(row, school, names, diagnostics)
        person = _person(cell_at(row, email), full)
        if at and person is not None:
            known[at].add(person)


def _person(email: str, name: str) -> _Person | None:
    email = "" if email.casefold() in _NOBODY else email
    name = "" if name.casefold() in _NOBODY else name
    if not email and not name:
        return None
    return _Person(email.casefold(), letters_of(name), name or email, email)


def _same(one: _Person, other: _Person) -> bool:
    """Return whether two rows are about one person: by their addresses if both have one, else by their names."""
    if one.email and other.email:
        return one.email == other.email
    return bool(one.plain) and one.plain == other.plain


def _confirmed(one: PolicyStatus, known: _Known, records: Sequence[AdoptionRecord], wording: Wording) -> ConfirmedWords:
    in_force = records[-1]
    said = known.confirmed.get(one.policy, [])
    done = 0
    waiting = []
    for person in known.people:
        versions = [version for who, version in said if _same(who, person)]
        if any(_is_of(version, in_force, wording) for version in versions):
            done += 1
        else:
            waiting.append(Unconfirmed(person.name, person.shown_email, versions[-1] if versions else ""))
    return ConfirmedWords(done, tuple(sorted(waiting, key=lambda each: each.name.casefold())))


def _is_of(typed: str, record: AdoptionRecord, wording: Wording) -> bool:
    """Return whether a person means these words: by the version, or by a text with the day of the meeting in it."""
    text, day = _normal(typed), record.on
    if record.version and text == _normal(record.version):
        return True
    days = (day.isoformat(), wording.date(day), f"{day:%d/%m/%Y}", f"{day.day}/{day.month}/{day.year}")
    return any(f" {_normal(one)} " in f" {text} " for one in days)


def _normal(text: str) -> str:
    """Return a version in small letters, without commas, brackets and the word “version” before it."""
    words = re.sub(r"[,()]", " ", text.casefold()).split()
    if words and words[0] in ("version", "edition", "v", "v."):
        words = words[1:]
    joined = " ".join(words)
    return joined[1:] if re.match(r"v\d", joined) else joined
