"""What each kind of file of a library may hold: vocabulary, clauses, registers, references, contacts, outlines."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from typing import Annotated, Literal

from policygen.diagnostics.model import Span
from policygen.frozen import frozen
from policygen.read.nodes import Node

from .shape import About, Identifier, Pattern, Written

Kind = Literal["duty", "expectation", "advice", "prohibition", "definition", "information", "form"]
Audience = Literal[
    "everyone", "staff", "pupils", "parents", "governors", "volunteers", "visitors", "headteacher", "lead", "it"
]
Knows = Literal["clerk", "head", "lead", "it", "business-manager"]
ValueType = Literal[
    "text", "lines", "one_of", "many_of", "yes_no", "number", "date", "duration", "telephone", "email", "web", "list"
]
Key = Annotated[Written, Pattern(r"[a-z][a-z0-9_]*", "small letters, figures and underscores")]
# `library:clause`, or the clause alone.
ClauseName = Annotated[
    Written,
    Pattern(
        r"(?:[a-z][a-z0-9-]*:)?[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*", "a clause's id, such as union:responding.report"
    ),
]
RequirementName = Annotated[
    Written, Pattern(r"[a-z][a-z0-9-]*/[a-z0-9][a-z0-9.-]*", "a requirement, such as nut-2014/responding-1")
]
Colour = Annotated[Written, Pattern(r"#[0-9A-Fa-f]{6}", "a colour, such as '#1d3a6e' in quotes")]


# --- vocabulary ------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class Question:
    """One thing a school is asked: its type, the question in words, and what becomes of the answer."""

    type: Annotated[ValueType, About("What kind of answer it takes.")]
    label: Annotated[Written, About("A few words for tables and blanks.")]
    question: Annotated[Written, About("The question, as a governor would be asked it.")]
    help: Annotated[Written, About("What to know before answering.")]
    knows: Annotated[Knows, About("Who usually has the answer.")]
    values: Annotated[dict[str, Written], About("For one_of and many_of: each value and what it means.")] = field(
        default_factory=dict
    )
    default: Annotated[Node | None, About("What holds when it is not answered.")] = None
    asked: Annotated[Node | None, About("A condition: when the question makes sense.")] = None
    optional: Annotated[bool, About("Clauses read well without an answer.")] = False
    printed: Annotated[bool, About("Whether the answer appears in the policy.")] = True
    public: Annotated[bool, About("Whether it may stand in a copy on the web.")] = False
    span: Span

    @property
    def closed(self) -> bool:
        """Whether the answers are known beforehand, so that conditions can test them."""
        return self.type in ("one_of", "many_of", "yes_no")


@frozen(kw_only=True)
class Role:
    """A post that somebody at the school holds; `label` is its title where the school gives none."""

    label: Annotated[Written, About("The post's usual title.")]
    question: Annotated[Written, About("The question, as a governor would be asked it.")]
    help: Annotated[Written, About("What to know before answering.")]
    knows: Annotated[Knows, About("Who usually has the answer.")]
    falls_back: Annotated[Key | None, About("The role that stands in when this one is not filled.")] = None
    public: Annotated[bool, About("Whether the name may stand in a copy on the web.")] = False
    span: Span


@frozen(kw_only=True)
class VocabularyFile:
    school: dict[str, Question]
    people: dict[str, Role]
    choices: dict[str, Question]
    policy: dict[str, Question]
    conditions: dict[str, Node] = field(default_factory=dict)
    span: Span


# --- libraries -------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class LibraryFile:
    """Who keeps a library and under what terms. The publisher is whoever keeps it, not whose advice it follows."""

    id: Annotated[Written, Pattern(r"[a-z][a-z0-9-]*", "small letters, figures and hyphens")]
    title: Written
    publisher: Written
    version: Written
    released: date
    licence: Written
    nation: Literal["england", "wales", "scotland", "northern_ireland"]
    language: Annotated[Written, Pattern(r"[a-z]{2,3}(?:-[A-Z]{2})?", "a language tag, such as en-GB")]
    maintainers: tuple[Written, ...] = ()
    about: Written | None = None
    span: Span


@frozen(kw_only=True)
class Reviewed:
    on: date
    by: Written


@frozen(kw_only=True)
class FieldEntry:
    """One field of a form, to fill in by hand."""

    label: Annotated[Written, About("What to write there.")]
    kind: Literal["text", "date", "tick", "signature"] = "text"
    lines: Annotated[int, About("How many ruled lines of room a text field has.")] = 1


@frozen(kw_only=True)
class FieldsPart:
    """Fields one below the other."""

    fields: tuple[FieldEntry, ...]
    span: Span


@frozen(kw_only=True)
class GridPart:
    """A table to write in: `columns`, then either `items` as its first column or a number of empty `rows`."""

    columns: tuple[Written, ...]
    items: tuple[Written, ...] = ()
    rows: int = 0
    height: Annotated[int, About("The least height of a row in millimetres.")] = 10
    widths: Annotated[tuple[int, ...], About("Shares of the width, one a column.")] = ()
    span: Span


@frozen(kw_only=True)
class SignaturesPart:
    """Ruled blocks to sign, one for each who signs."""

    signatures: tuple[Written, ...]
    span: Span


@frozen(kw_only=True)
class FigurePart:
    """A picture of the library: an SVG, PNG or JPEG file beside its clauses. Its words stand in the text too."""

    figure: Annotated[Written, About("The file, relative to the library's folder.")]
    alternative: Annotated[Written, About("What the picture shows, for people who cannot see it.")]
    width: Annotated[int, About("Millimetres.")] = 150
    span: Span


FormPart = FieldsPart | GridPart | SignaturesPart | FigurePart


@frozen(kw_only=True)
class ClauseEntry:
    """One clause as a library has it."""

    id: Annotated[Identifier, About("Stable for ever; other files name the clause by it.")]
    title: Annotated[Written, About("The numbered heading.")]
    kind: Annotated[Kind, About("What the clause does.")]
    audience: Annotated[tuple[Audience, ...], About("Whom it binds or informs.")]
    text: Annotated[Written, About("Markdown with {{ values }}.")]
    when: Annotated[Node | None, About("The condition under which a school gets it; otherwise every school does.")] = (
        None
    )
    form: Annotated[tuple[FormPart, ...], About("What is printed after the text to be filled in by hand.")] = ()
    meets: Annotated[tuple[RequirementName, ...], About("Requirements that this wording meets.")] = ()
    cites: Annotated[tuple[Key, ...], About("Law and guidance, by id in references.yaml.")] = ()
    reviewed: Annotated[Reviewed | None, About("When the wording was last reviewed, and by whom.")] = None
    formerly: Annotated[tuple[Identifier, ...], About("Ids it had before.")] = ()
    allow: Annotated[dict[str, Written], About("Lint rules it may break, and why.")] = field(default_factory=dict)
    note: Annotated[Written | None, About("For whoever keeps the library; never printed.")] = None
    span: Span


@frozen(kw_only=True)
class ClauseFile:
    clauses: tuple[ClauseEntry, ...]


@frozen(kw_only=True)
class Verified:
    on: date
    by: Written
    how: Written


@frozen(kw_only=True)
class SourceEntry:
    id: Annotated[Written, Pattern(r"[a-z][a-z0-9-]*", "small letters, figures and hyphens")]
    title: Written
    publisher: Written
    nation: Written
    published: Written | None = None
    read: Verified | None = None
    note: Written | None = None


@frozen(kw_only=True)
class Retired:
    """Why a requirement is not printed any more, and what stands in its place."""

    because: Written
    replaced_by: tuple[Written, ...] = ()


@frozen(kw_only=True)
class RequirementEntry:
    """One thing a source asks, advises, forbids or defines, in our words, with a place a reader can find."""

    id: Annotated[Written, Pattern(r"[a-z0-9][a-z0-9.-]*", "small letters, figures, dots and hyphens")]
    locator: Written
    audience: tuple[Audience, ...]
    kind: Kind | Literal["table", "contact"]
    summary: Written
    retired: Retired | None = None
    verified: Verified | bool | None = None
    note: Written | None = None
    span: Span


@frozen(kw_only=True)
class RegisterFile:
    source: SourceEntry
    requirements: tuple[RequirementEntry, ...]


@frozen(kw_only=True)
class ReferenceEntry:
    """A law or a piece of guidance that clauses cite."""

    id: Key
    title: Written
    short: Annotated[Written, About("How it reads in a sentence.")]
    publisher: Written
    kind: Literal["law", "statutory-guidance", "guidance", "standard"]
    nation: Written
    edition: Written | None = None
    in_force_from: date | None = None
    in_force_to: date | None = None
    superseded_by: Key | None = None
    web: Written | None = None
    verified: Verified | bool = False
    note: Written | None = None
    span: Span


@frozen(kw_only=True)
class ReferencesFile:
    references: tuple[ReferenceEntry, ...]


@frozen(kw_only=True)
class ContactEntry:
    """A helpline or service that clauses name."""

    id: Key
    name: Written
    purpose: Written
    telephone: Written | None = None
    hours: Written | None = None
    web: Written | None = None
    email: Written | None = None
    verified: Verified | bool = False
    note: Written | None = None
    span: Span


@frozen(kw_only=True)
class ContactsFile:
    contacts: tuple[ContactEntry, ...]


# --- outlines --------------------------------------------------------------------------------------------------------


@frozen(kw_only=True)
class MovesIn:
    """A clause whose home is another policy: it stands here only where the school has not adopted that one."""

    clause: ClauseName
    unless: Annotated[Identifier, About("The policy that is the clause's home.")]
    span: Span


@frozen(kw_only=True)
class OutlineSection:
    id: Identifier
    title: Written
    clauses: tuple[ClauseName | MovesIn, ...]
    span: Span

    @property
    def names(self) -> tuple[Written, ...]:
        """The clauses' names in order, whether they always stand here or move in."""
        return tuple(entry.clause if isinstance(entry, MovesIn) else entry for entry in self.clauses)


@frozen(kw_only=True)
class OutlineFile:
    """A policy: its sections and appendices, each a list of clauses in order. A sheet is a page or two without a cover.

    `sheets` names clauses of the policy that are also made as files of their own: agreements and forms to hand out.
    """

    id: Identifier
    title: Written
    subject: Written
    kind: Literal["policy", "sheet"] = "policy"
    sheets: tuple[ClauseName, ...] = ()
    sections: tuple[OutlineSection, ...]
    appendices: tuple[OutlineSection, ...] = ()
    people: Annotated[tuple[Key, ...], About("Roles in the table of key people on the cover.")] = ()
    signatories: Annotated[tuple[Key, ...], About("Roles that sign.")] = ()
    keywords: tuple[Written, ...] = ()
    span: Span
