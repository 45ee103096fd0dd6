"""What a school's settings file can contain: answers that the vocabulary types later, and tailoring with reasons."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Annotated, Literal

from policygen.diagnostics.model import Span
from policygen.diagnostics.suggest import nearest
from policygen.model.answers import Answer, PersonAnswer
from policygen.model.duties import DutyEntry
from policygen.model.library import Audience, ClauseName, Colour, Digest, HandPart, Kind
from policygen.model.written import About, Distinct, Holds, Identifier, NotEmpty, RealName, RealText, RealWords, Written
from policygen.source.nodes import Mapping, Node, Source

# Entries of files are never compared or printed, and making `==` and `repr` for them would delay every command.


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ClauseBase:
    """The wording that an entry was based on."""

    version: Annotated[Written | None, About("The library's version at that time.")] = None
    digest: Annotated[Digest, About("The clause's digest at that time, or at least its first 12 digits.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class BaseIndex:
    """`schools/<id>/base/index.yaml`: the base of each tailored clause, by the clause's full name."""

    clauses: dict[str, ClauseBase]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class BaseWords:
    """`schools/<id>/base/<digest>.yaml`: the words of a clause that has, or had, this digest."""

    clause: Written
    library: Written
    version: Written | None = None
    title: Written
    text: Written
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Agreed:
    """The agreement to leave a clause out or to reword it."""

    by: Annotated[RealName, About("The name of the person who agreed.")]
    on: Annotated[date, About("The date on which they agreed.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Departures:
    """What a trust's or council's file requires before a school leaves a clause out or rewords it."""

    need_agreement_of: Annotated[
        Written, About("Who has to agree: a role, such as data_protection_officer, or a person's name.")
    ]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Omit:
    """Leave a clause out."""

    omit: Annotated[ClauseName, About("The clause to leave out.")]
    because: Annotated[RealWords, About("The reason, which is printed only in the board's copy.")]
    agreed: Annotated[Agreed | None, About("The agreement, if a file that the school extends requires one.")] = None
    base: Annotated[ClauseBase | None, About("The wording it was based on. A build records it if it is not here.")] = (
        None
    )
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Replace:
    """Reword a clause."""

    replace: Annotated[ClauseName, About("The clause to reword.")]
    text: Annotated[RealText, About("The school's own words: paragraphs, lists, emphasis.")]
    because: Annotated[RealWords, About("The reason, which is printed only in the board's copy.")]
    title: Annotated[RealWords | None, About("A new heading. Without it the clause keeps its heading.")] = None
    duties: Annotated[tuple[DutyEntry, ...], About("What these words promise regularly or by a deadline.")] = ()
    agreed: Annotated[Agreed | None, About("The agreement, if a file that the school extends requires one.")] = None
    base: Annotated[ClauseBase | None, About("The wording it was based on. A build records it if it is not here.")] = (
        None
    )
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Place:
    """Where to put an added clause: directly before or after another, or last in a section that a file adds."""

    after: Annotated[ClauseName | None, About("Place it after this clause.")] = None
    before: Annotated[ClauseName | None, About("Place it before this clause.")] = None
    within: Annotated[
        Identifier | None,
        About("Place it last in this section, which a `section:` entry adds here or in a file above."),
    ] = field(default=None, metadata={"key": "in"})
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Add:
    """Add a clause that the school wrote."""

    add: Annotated[Place, About("Where to put it.")]
    id: Annotated[ClauseName, About("A new id, such as school.chapel.")]
    title: Annotated[RealWords, About("The numbered heading.")]
    text: Annotated[RealText, About("The school's own words: paragraphs, lists, emphasis.")]
    because: Annotated[RealWords, About("The reason, which is printed only in the board's copy.")]
    kind: Annotated[Kind, About("What the clause does.")] = "information"
    duties: Annotated[tuple[DutyEntry, ...], About("What these words promise regularly or by a deadline.")] = ()
    audience: Annotated[tuple[Audience, ...], Distinct(), NotEmpty(), About("Who it applies to.")] = ()
    form: Annotated[tuple[HandPart, ...], About("The form after the text, to be filled in by hand.")] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Take:
    """Include a library clause that the policy does not list, for example one from the trust's library."""

    clause: Annotated[ClauseName, About("The clause to include; its condition still applies.")]
    add: Annotated[Place, About("Where to put it.")]
    because: Annotated[RealWords, About("The reason, which is printed only in the board's copy.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class NewSection:
    """A section or an appendix that the school wrote; `after` or `before` says where it goes, else it is the last.

    Next to an appendix it becomes an appendix. Only its clauses have reasons.
    """

    id: Annotated[Identifier, About("A new id, such as trips; `add: {in: trips}` puts clauses into the section.")]
    title: Annotated[RealWords, About("The numbered heading.")]
    after: Annotated[Identifier | None, About("Place it after this section or appendix, by its id.")] = None
    before: Annotated[Identifier | None, About("Place it before this section or appendix, by its id.")] = None
    appendix: Annotated[bool, About("Whether it is an appendix.")] = False
    policy: Annotated[Identifier | None, About("Its policy; needed if the section next to it does not say which.")] = (
        None
    )
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AddSection:
    """Add a section or an appendix."""

    section: Annotated[NewSection, About("The section and its place.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Logo:
    """The school's logo, for the cover."""

    file: Annotated[Written, About("A PNG, JPEG or SVG file inside the project folder.")]
    alternative: Annotated[RealWords, About("What the picture shows, for people who cannot see it.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SchoolFile:
    """Settings of a school, or of an authority or trust that schools extend. The vocabulary defines the answers."""

    extends: Annotated[Written | None, About("The file of the authority or trust, relative to schools/.")] = None
    specimen: Annotated[bool, About("Whether the school is invented. Every page says so.")] = False
    school: Annotated[dict[str, Node], About("Facts about the school."), Holds("school")] = field(default_factory=dict)
    people: Annotated[dict[str, Node], About("Who holds each post."), Holds("people")] = field(default_factory=dict)
    choices: Annotated[dict[str, Node], About("What the school has decided."), Holds("choices")] = field(
        default_factory=dict
    )
    policies: Annotated[dict[str, Node], About("The policies to build, each with its answers."), Holds("policies")] = (
        field(default_factory=dict)
    )
    tailoring: Annotated[
        tuple[Omit | Replace | Take | Add | AddSection, ...],
        About("Clauses left out, reworded or added, each with a reason, and sections for them."),
    ] = ()
    locked: Annotated[
        tuple[Written, ...] | Literal["all"],
        Distinct(),
        About(
            "What files that extend this one cannot change: answers in this file, such as choices.phone_stance, "
            "people.data_protection_officer or policies.e-safety.review_after, and clauses; or `all`."
        ),
    ] = ()
    departures: Annotated[
        Departures | None,
        About("Whose agreement a file that extends this one needs before it leaves out or rewords a clause."),
    ] = None
    colour: Annotated[Colour | None, About("The school's colour, as '#rrggbb'.")] = None
    logo: Annotated[Logo | None, About("The school's logo, for the cover.")] = None
    span: Span


@dataclass(frozen=True, slots=True)
class Settings:
    """One settings file and the typed answers in it; `id` is its name without `.yaml`."""

    id: str
    file: str
    source: Source
    node: Mapping
    model: SchoolFile
    groups: MappingType[str, MappingType[str, Answer]]
    people: MappingType[str, PersonAnswer]
    policies: MappingType[str, MappingType[str, Answer]]

    def span_of(self, group: str, entry: str = "") -> Span:
        """Return where a group or an entry of it, or else the file, begins: the place to report a missing answer."""
        key, node = self.node.key(group), self.node.get(group)
        within = node.key(entry) if entry and isinstance(node, Mapping) else None
        return within.span if within else key.span if key else Span(self.file, 1, 1)

    def misspells(self, group: str) -> bool:
        """Tell whether the file has the group under a misspelt name, which was reported as an unknown key."""
        known = {each.name for each in fields(SchoolFile)}
        return any(
            nearest(entry.key.text, known) == group for entry in self.node.entries if entry.key.text not in known
        )
