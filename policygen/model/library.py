"""What the files of a library may hold: clauses, outlines, model copies; `vocabulary` and `registers` have the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from policygen.diagnostics.model import Span
from policygen.model.duties import DutyEntry
from policygen.model.heirs import Deprecated, Formerly
from policygen.model.vocabulary import Key, RoleName
from policygen.model.written import (
    About,
    Distinct,
    Holds,
    Identifier,
    NotEmpty,
    Pattern,
    RealName,
    RealText,
    RealWords,
    Written,
)
from policygen.source.nodes import Node

Kind = Literal["duty", "expectation", "advice", "prohibition", "definition", "information", "form"]
# One of the words that the vocabulary has for people.
Audience = Annotated[Written, Holds("audience")]
# One of the groups that the vocabulary has to consult.
Consulted = Annotated[Written, Holds("consulted_group")]
# `library:clause`, or the clause alone.
ClauseName = Annotated[
    Written,
    Pattern(r"(?:[a-z][a-z0-9-]*:)?[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*", "clause"),
]
RequirementName = Annotated[Written, Pattern(r"[a-z][a-z0-9-]*/[a-z0-9][a-z0-9.-]*", "requirement")]
Colour = Annotated[Written, Pattern(r"#[0-9A-Fa-f]{6}", "colour")]
Digest = Annotated[Written, Pattern(r"[0-9a-f]{12,64}", "digest")]
# What a clause does for a requirement, as the person says who compared the two.
Verdict = Literal["met", "partly", "not_applicable"]


# --- libraries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class LibraryFile:
    """Who publishes a library, and its licence. The publisher maintains it, even if it follows others' advice."""

    id: Annotated[
        Written,
        Pattern(r"[a-z][a-z0-9-]*", "name"),
        About("The name of its folder. Other libraries refer to its clauses as id:clause."),
    ]
    title: Annotated[RealWords, About("The title of the library, on one line.")]
    publisher: Annotated[RealName, About("Who publishes it.")]
    version: Annotated[RealWords, About("Its version, such as 2026.11: numbers with dots between them (PEP 440).")]
    released: Annotated[date, About("The date of this version.")]
    licence: Annotated[RealWords, About("The licence of the wording, such as CC-BY-4.0.")]
    nation: Annotated[
        Written, Holds("nation"), About("The nation whose law it follows: a value of the question school.nation.")
    ]
    language: Annotated[
        Written,
        Pattern(r"[a-z]{2,3}(?:-[A-Z]{2})?", "language"),
        About("The language of the wording, such as en-GB."),
    ]
    requires: Annotated[
        tuple[Written, ...],
        Distinct(),
        About("Libraries that it builds on, by id, each with the versions that it works with: union>=2026.11,<2027."),
    ] = ()
    maintainers: Annotated[tuple[Written, ...], Distinct(), About("The people who maintain it.")] = ()
    about: Annotated[RealWords | None, About("One or two sentences that say what it covers.")] = None
    told_to_staff: Annotated[
        bool, About("Whether copies for staff name its clauses that a school, its trust or its council changed.")
    ] = False
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Reviewed:
    """The last review of a clause's wording: the date, the reviewer, and the digest of the words that were read."""

    on: Annotated[date, About("The date of the review.")]
    by: Annotated[RealName, About("Who reviewed it.")]
    digest: Annotated[Digest | None, About("The digest of what was reviewed; policygen review writes it.")] = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Judged:
    """Who compared a clause with a requirement, when, and the digest of both; `policygen review --judge` writes it."""

    on: Annotated[date, About("The date of the verdict.")]
    by: Annotated[RealName, About("Who compared the two.")]
    digest: Annotated[Digest, About("The digest of the clause, the requirement, and the rest of this entry.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class MeetsEntry:
    """What a clause does for a requirement, where more is to be said than its name."""

    id: Annotated[RequirementName, About("The requirement.")]
    when: Annotated[
        Node | None,
        About("The condition under which the text says it, if it does so only in some branches."),
        Holds("condition"),
    ] = None
    status: Annotated[
        Verdict,
        About(
            "Whether the text meets it, meets part of it, or the requirement asks nothing of schools that meet `when`."
        ),
    ] = "met"
    judged: Annotated[Judged | None, About("Who compared the clause with the requirement, and when.")] = None
    span: Span

    @property
    def text(self) -> str:
        """The requirement's name, as of an entry that is only a name."""
        return self.id.text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class FieldEntry:
    """One field of a form, to fill in by hand."""

    label: Annotated[Written, About("The label of the field.")]
    kind: Annotated[
        Literal["text", "date", "tick", "signature"],
        About("What to write in it: text, a date, a tick or a signature."),
    ] = "text"
    lines: Annotated[int, About("The number of ruled lines of a text field.")] = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class FieldsPart:
    """Fields, one below another."""

    fields: Annotated[tuple[FieldEntry, ...], NotEmpty(), About("The fields, from top to bottom.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class GridPart:
    """A table to write in: its `columns`, with either `items` as the first column or a number of empty `rows`."""

    columns: Annotated[tuple[Written, ...], NotEmpty(), About("The headings.")]
    items: Annotated[tuple[Written, ...], About("The text of the first column, one item for each row.")] = ()
    rows: Annotated[int, About("The number of empty rows if there are no items.")] = 0
    height: Annotated[int, About("The minimum height of a row, in millimetres.")] = 10
    widths: Annotated[tuple[int, ...], About("The share of the width for each column.")] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SignaturesPart:
    """Signature blocks, one for each person who signs."""

    signatures: Annotated[tuple[Written, ...], NotEmpty(), About("The people who sign; each gets a signature block.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class FigurePart:
    """A picture: an SVG, PNG or JPEG file in the library's folder. Its words must be in the clause's text too."""

    figure: Annotated[Written, About("The file, relative to the library's folder.")]
    alternative: Annotated[RealWords, About("What the picture shows, for people who cannot see it.")]
    width: Annotated[int, About("The width, in millimetres.")] = 150
    span: Span


# What people fill in by hand; a picture is a file of a library.
HandPart = FieldsPart | GridPart | SignaturesPart
FormPart = FieldsPart | GridPart | SignaturesPart | FigurePart


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ClauseEntry:
    """A clause of a library."""

    id: Annotated[Identifier, About("Never changes; other files refer to the clause by it.")]
    title: Annotated[RealWords, About("The numbered heading.")]
    kind: Annotated[Kind, About("What the clause does.")]
    audience: Annotated[tuple[Audience, ...], Distinct(), NotEmpty(), About("Who it applies to.")]
    text: Annotated[RealText, About("Markdown with {{ values }}.")]
    when: Annotated[
        Node | None,
        About("The condition under which schools have the clause. Without it, all schools do."),
        Holds("condition"),
    ] = None
    form: Annotated[tuple[FormPart, ...], About("The form after the text, to be filled in by hand.")] = ()
    meets: Annotated[
        tuple[RequirementName | MeetsEntry, ...], Distinct(), About("Requirements that this wording meets.")
    ] = ()
    cites: Annotated[tuple[Key, ...], Distinct(), About("Law and guidance, by id in references.yaml.")] = ()
    duties: Annotated[
        tuple[DutyEntry, ...], About("What it promises regularly or by a deadline; policygen duties lists it.")
    ] = ()
    reviewed: Annotated[Reviewed | None, About("When the wording was last reviewed, and who reviewed it.")] = None
    consult: Annotated[
        tuple[Consulted, ...],
        Distinct(),
        About("The groups to consult before a school rewords it or leaves it out."),
    ] = ()
    public: Annotated[
        bool, About("Whether copies for the web print its text. If not, they print only the heading.")
    ] = True
    formerly: Annotated[
        Formerly, About("Its former ids. One that several clauses share says so: {id: old.id, with: [other.id]}.")
    ] = ()
    deprecated: Annotated[Deprecated | None, About("Why a later version will not have this clause.")] = None
    allow: Annotated[dict[str, RealWords], About("Lint rules to ignore, each with the reason.")] = field(
        default_factory=dict
    )
    note: Annotated[RealWords | None, About("A note for maintainers of the library; never printed.")] = None
    span: Span

    @property
    def claimed(self) -> tuple[Written, ...]:
        """The names of the requirements in `meets`, in order."""
        return tuple(one.id if isinstance(one, MeetsEntry) else one for one in self.meets)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ClauseFile:
    """Clauses of a library, which can be in any file of its folder."""

    clauses: Annotated[tuple[ClauseEntry, ...], About("The clauses, in any order.")]


# --- outlines --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class MovesIn:
    """A clause that belongs to another policy: it is printed here only if the school does not build that policy."""

    clause: Annotated[ClauseName, About("The clause.")]
    unless: Annotated[Identifier, About("If a school builds this policy, the clause is printed there and not here.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class OutlineSection:
    """A section: a numbered heading and the clauses under it."""

    id: Annotated[Identifier, About("Never changes; other policies refer to the section by it.")]
    title: Annotated[RealWords, About("The numbered heading.")]
    clauses: Annotated[
        tuple[ClauseName | MovesIn, ...],
        About("Its clauses in order. Conditions and tailoring decide which of them a school has."),
    ]
    span: Span

    @property
    def names(self) -> tuple[Written, ...]:
        """The clauses' names in order, including those that move in only for some schools."""
        return tuple(entry.clause if isinstance(entry, MovesIn) else entry for entry in self.clauses)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class OutlineFile:
    """A policy: its sections and appendices, each with its clauses in order. A sheet has one or two pages and no cover.

    `sheets` names clauses that are also built as separate files, such as agreements and forms to hand out.
    """

    id: Annotated[Identifier, About("The name that schools list under `policies:`.")]
    title: Annotated[RealWords, About("The title on the cover.")]
    subject: Annotated[RealWords, About("What it is about, on one line.")]
    kind: Annotated[Literal["policy", "sheet"], About("A policy, or a sheet of one or two pages without a cover.")] = (
        "policy"
    )
    sheets: Annotated[
        tuple[ClauseName, ...], Distinct(), About("Clauses that are also built as separate files, to hand out.")
    ] = ()
    sections: Annotated[tuple[OutlineSection, ...], NotEmpty(), About("The numbered sections, in order.")]
    appendices: Annotated[tuple[OutlineSection, ...], About("The appendices, in order.")] = ()
    people: Annotated[
        tuple[RoleName, ...], Distinct(), About("Roles listed in the table of key people on the cover.")
    ] = ()
    signatories: Annotated[tuple[RoleName, ...], Distinct(), About("Roles that sign.")] = ()
    keywords: Annotated[tuple[Written, ...], Distinct(), About("Keywords for the properties of the file.")] = ()
    public: Annotated[bool, About("Whether a copy for the web is built.")] = True
    span: Span

    @property
    def all_sections(self) -> tuple[OutlineSection, ...]:
        """The sections, then the appendices."""
        return (*self.sections, *self.appendices)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class InsertClauses:
    """Clauses that a library puts into another library's policy."""

    clauses: Annotated[tuple[ClauseName | MovesIn, ...], NotEmpty(), About("The clauses to insert, in order.")]
    after: Annotated[
        ClauseName | None, About("The clause to put them after; or a section, to put them at its end.")
    ] = None
    before: Annotated[ClauseName | None, About("The clause to put them before, instead of `after`.")] = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class InsertSection:
    """A section that a library puts into another library's policy; next to an appendix it becomes an appendix."""

    section: Annotated[OutlineSection, About("The section, with its clauses.")]
    after: Annotated[Identifier | None, About("The section or appendix to put it after.")] = None
    before: Annotated[Identifier | None, About("The section or appendix to put it before, instead of `after`.")] = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class OutlineExtension:
    """What a library adds to a policy of another library: `clauses/<library>/policies/<policy>.yaml`."""

    extends: Annotated[Identifier, About("The policy that it adds to.")]
    insert: Annotated[
        tuple[InsertClauses | InsertSection, ...], NotEmpty(), About("The clauses and sections to insert.")
    ]
    sheets: Annotated[
        tuple[ClauseName, ...], Distinct(), About("Inserted clauses that are also built as separate files.")
    ] = ()
    people: Annotated[
        tuple[RoleName, ...], Distinct(), About("Further roles for the table of key people on the cover.")
    ] = ()
    span: Span


# --- model copies ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ModelEntry:
    """A kind of school with model copies: its answers, in the same form as a school's settings.

    Conditions use these answers. Where one is printed, the copy shows it as text that can be changed.
    """

    id: Annotated[
        Written,
        Pattern(r"[a-z0-9][a-z0-9-]{0,63}", "name"),
        About("The name of the folder with its model copies."),
    ]
    title: Annotated[RealWords, About("The kind of school, in everyday words.")]
    school: Annotated[dict[str, Node], About("Facts that schools of this kind share."), Holds("school")]
    people: Annotated[dict[str, Node], About("Titles of posts that differ from the usual ones."), Holds("people")] = (
        field(default_factory=dict)
    )
    choices: Annotated[dict[str, Node], About("Choices that conditions depend on."), Holds("choices")] = field(
        default_factory=dict
    )
    policy: Annotated[dict[str, Node], About("Answers for every policy, such as who approves it."), Holds("policy")] = (
        field(default_factory=dict)
    )
    policies: Annotated[tuple[Identifier, ...], About("The policies to build; by default, all of them.")] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ModelAnswers:
    """Answers that every kind of school has, of whichever library, unless it gives its own."""

    school: Annotated[dict[str, Node], About("Facts about the school."), Holds("school")] = field(default_factory=dict)
    choices: Annotated[dict[str, Node], About("Choices that conditions depend on."), Holds("choices")] = field(
        default_factory=dict
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ModelsFile:
    """The kinds of school that `policygen build --blank` makes model copies for."""

    models: Annotated[tuple[ModelEntry, ...], About("The kinds of school, in any order.")]
    everywhere: Annotated[
        ModelAnswers | None,
        About("The answers to a library's own questions in every kind of school, those of other libraries included."),
    ] = None
