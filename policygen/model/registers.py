"""What the files may hold that a library rests on: registers of requirements, references, contacts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from policygen.diagnostics.model import Span
from policygen.model.library import Audience, Kind
from policygen.model.vocabulary import Key
from policygen.model.written import About, Distinct, NotEmpty, Pattern, RealName, RealWords, Written

# Entries of files are never compared or printed, and making `==` and `repr` for them would delay every command.


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Verified:
    """When and how an entry was verified."""

    on: Annotated[date, About("The date of the check.")]
    by: Annotated[RealName, About("Who checked it.")]
    how: Annotated[RealWords, About("How it was checked: the page, the document or a call.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SourceEntry:
    """The source of a register."""

    id: Annotated[
        Written,
        Pattern(r"[a-z][a-z0-9-]*", "name"),
        About("The first part of a requirement's name, id/entry."),
    ]
    title: Annotated[RealWords, About("The source's title.")]
    publisher: Annotated[RealName, About("Who published it.")]
    nation: Annotated[Written, About("The nation it is written for.")]
    reference: Annotated[
        Key | None, About("The source in references.yaml; a new edition of it has its requirements read again.")
    ] = None
    edition: Annotated[RealWords | None, About("The edition that the requirements were read in.")] = None
    published: Annotated[RealWords | None, About("When it was published.")] = None
    read: Annotated[Verified | None, About("When and how it was read, and who read it.")] = None
    note: Annotated[RealWords | None, About("A note for maintainers of the register.")] = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Retired:
    """Why a requirement no longer applies, who decided this and when, and the requirements that replace it."""

    on: Annotated[date, About("The date of the decision.")]
    by: Annotated[RealName, About("Who decided it.")]
    because: Annotated[RealWords, About("The reason.")]
    replaced_by: Annotated[tuple[Written, ...], Distinct(), About("Requirements that replace it.")] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RequirementEntry:
    """Something that a source requires, advises, forbids or defines, summarised, with its place in the source."""

    id: Annotated[
        Written,
        Pattern(r"[a-z0-9][a-z0-9.-]*", "requirement_id"),
        About("Never changes; clauses refer to it as source/id."),
    ]
    locator: Annotated[RealWords, About("Where in the source: a page, a paragraph, a heading.")]
    audience: Annotated[tuple[Audience, ...], Distinct(), NotEmpty(), About("Who it applies to.")]
    kind: Annotated[Kind | Literal["table", "contact"], About("What kind of statement it is.")]
    summary: Annotated[RealWords, About("What it requires, summarised by the maintainers.")]
    reference: Annotated[
        Key | None, About("Its own source in references.yaml, if the register has requirements of several.")
    ] = None
    edition: Annotated[
        RealWords | None, About("The edition that it was last read in, while the rest of the register is being read.")
    ] = None
    retired: Annotated[Retired | None, About("Why it no longer has to be met.")] = None
    verified: Annotated[Verified | bool | None, About("When it was checked against the source.")] = None
    note: Annotated[RealWords | None, About("A note for maintainers of the register.")] = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RegisterFile:
    """A register: the requirements of one source, one entry for each, from which coverage is reported."""

    source: Annotated[SourceEntry, About("The source of the requirements.")]
    requirements: Annotated[tuple[RequirementEntry, ...], About("The requirements, in the order of the source.")]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Overrides:
    """Why an entry takes the place of another library's entry with the same id."""

    because: Annotated[RealWords, About("What was wrong or missing, and how you know.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ReferenceEntry:
    """A law or a piece of guidance that clauses cite."""

    id: Annotated[Key, About("The id that clauses cite.")]
    title: Annotated[RealWords, About("The full title.")]
    short: Annotated[RealWords, About("A short form of the title for use in a sentence.")]
    publisher: Annotated[RealName, About("Who published it.")]
    kind: Annotated[Literal["law", "statutory-guidance", "guidance", "standard"], About("What kind of text it is.")]
    nation: Annotated[Written, About("Where it applies.")]
    edition: Annotated[RealWords | None, About("The edition that the clauses are based on.")] = None
    in_force_from: Annotated[date | None, About("The first day it applies.")] = None
    in_force_to: Annotated[date | None, About("The last day it applies.")] = None
    superseded_by: Annotated[Key | None, About("The reference that replaced it.")] = None
    web: Annotated[Written | None, About("Its address.")] = None
    verified: Annotated[Verified | bool, About("When it was last verified; `no` if it never was.")] = False
    note: Annotated[RealWords | None, About("A note for maintainers of the library.")] = None
    overrides: Annotated[
        Overrides | None,
        About("Set if this entry corrects the one with the same id in another library or in policygen."),
    ] = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ReferencesFile:
    """Law and guidance that clauses cite."""

    references: Annotated[tuple[ReferenceEntry, ...], About("The references, in any order.")]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ContactEntry:
    """A helpline or service that clauses name."""

    id: Annotated[Key, About("Clauses refer to it as contacts.id.")]
    name: Annotated[RealName, About("Its name.")]
    purpose: Annotated[RealWords, About("Who it helps, and with what.")]
    telephone: Annotated[Written | None, About("Its telephone number.")] = None
    hours: Annotated[RealWords | None, About("Its opening hours.")] = None
    web: Annotated[Written | None, About("Its website.")] = None
    email: Annotated[Written | None, About("Its address.")] = None
    verified: Annotated[Verified | bool, About("When it was last verified; `no` if it never was.")] = False
    note: Annotated[RealWords | None, About("A note for maintainers of the library.")] = None
    overrides: Annotated[
        Overrides | None,
        About("Set if this entry corrects the one with the same id in another library or in policygen."),
    ] = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ContactsFile:
    """Helplines and services that clauses name."""

    contacts: Annotated[tuple[ContactEntry, ...], About("The contacts, in any order.")]
