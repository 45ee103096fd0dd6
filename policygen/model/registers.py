"""What the files may hold that a library rests on: registers of requirements, references, contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from policygen.diagnostics.model import Span
from policygen.model.library import Audience, Key, Kind
from policygen.model.written import About, Pattern, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """That somebody looked whether an entry is right."""

    on: Annotated[date, About("The day.")]
    by: Annotated[Written, About("Who looked.")]
    how: Annotated[Written, About("At what: the page, the document, a call.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceEntry:
    """What a register was drawn up from."""

    id: Annotated[
        Written,
        Pattern(r"[a-z][a-z0-9-]*", "name"),
        About("Requirements are called id/entry."),
    ]
    title: Annotated[Written, About("The source's title.")]
    publisher: Annotated[Written, About("Who published it.")]
    nation: Annotated[Written, About("The nation it is written for.")]
    published: Annotated[Written | None, About("When it was published.")] = None
    read: Annotated[Verified | None, About("When it was read, by whom and how.")] = None
    note: Annotated[Written | None, About("For whoever keeps the register.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """Why a requirement is not printed any more, and what stands in its place."""

    because: Annotated[Written, About("The reason.")]
    replaced_by: Annotated[tuple[Written, ...], About("Requirements that stand in its place.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementEntry:
    """One thing a source asks, advises, forbids or defines, in our words, with a place a reader can find."""

    id: Annotated[
        Written,
        Pattern(r"[a-z0-9][a-z0-9.-]*", "requirement_id"),
        About("Stable for ever; clauses say source/id."),
    ]
    locator: Annotated[Written, About("Where in the source: a page, a paragraph, a heading.")]
    audience: Annotated[tuple[Audience, ...], About("Whom it concerns.")]
    kind: Annotated[Kind | Literal["table", "contact"], About("What the source does there.")]
    summary: Annotated[Written, About("What it asks, in our words.")]
    retired: Annotated[Retired | None, About("Why no clause needs to meet it any more.")] = None
    verified: Annotated[Verified | bool | None, About("When it was checked against the source.")] = None
    note: Annotated[Written | None, About("For whoever keeps the register.")] = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFile:
    """A register: what one source asks, entry by entry, so that coverage can be shown."""

    source: Annotated[SourceEntry, About("What the register was drawn up from.")]
    requirements: Annotated[tuple[RequirementEntry, ...], About("What the source asks, in its order.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceEntry:
    """A law or a piece of guidance that clauses cite."""

    id: Annotated[Key, About("Clauses cite it by this.")]
    title: Annotated[Written, About("The full title.")]
    short: Annotated[Written, About("How it reads in a sentence.")]
    publisher: Annotated[Written, About("Who published it.")]
    kind: Annotated[Literal["law", "statutory-guidance", "guidance", "standard"], About("What sort of text it is.")]
    nation: Annotated[Written, About("Where it applies.")]
    edition: Annotated[Written | None, About("Which edition the clauses rest on.")] = None
    in_force_from: Annotated[date | None, About("The first day it applies.")] = None
    in_force_to: Annotated[date | None, About("The last day it applies.")] = None
    superseded_by: Annotated[Key | None, About("The reference that took its place.")] = None
    web: Annotated[Written | None, About("Its address.")] = None
    verified: Annotated[Verified | bool, About("When somebody looked whether this is right; no where nobody has.")] = (
        False
    )
    note: Annotated[Written | None, About("For whoever keeps the library.")] = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencesFile:
    """Law and guidance that clauses cite."""

    references: Annotated[tuple[ReferenceEntry, ...], About("The references, in any order.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntry:
    """A helpline or service that clauses name."""

    id: Annotated[Key, About("Clauses name it as contacts.id.")]
    name: Annotated[Written, About("Its name.")]
    purpose: Annotated[Written, About("Whom it helps, and with what.")]
    telephone: Annotated[Written | None, About("Its number.")] = None
    hours: Annotated[Written | None, About("When it answers.")] = None
    web: Annotated[Written | None, About("Its website.")] = None
    email: Annotated[Written | None, About("Its address.")] = None
    verified: Annotated[Verified | bool, About("When somebody looked whether this is right; no where nobody has.")] = (
        False
    )
    note: Annotated[Written | None, About("For whoever keeps the library.")] = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactsFile:
    """Helplines and services that clauses name."""

    contacts: Annotated[tuple[ContactEntry, ...], About("The contacts, in any order.")]
