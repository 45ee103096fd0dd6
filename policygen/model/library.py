"""What each kind of file of a library may hold: vocabulary, clauses, outlines; `registers` has what they rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from policygen.diagnostics.model import Span
from policygen.model.written import About, Holds, Identifier, Pattern, Written
from policygen.source.nodes import Node

Kind = Literal["duty", "expectation", "advice", "prohibition", "definition", "information", "form"]
Audience = Literal[
    "everyone", "staff", "pupils", "parents", "governors", "volunteers", "visitors", "headteacher", "lead", "it"
]
Knows = Literal["clerk", "head", "lead", "it", "business-manager"]
ValueType = Literal[
    "text", "lines", "one_of", "many_of", "yes_no", "number", "date", "duration", "telephone", "email", "web", "list"
]
Key = Annotated[Written, Pattern(r"[a-z][a-z0-9_]*", "key")]
# `library:clause`, or the clause alone.
ClauseName = Annotated[
    Written,
    Pattern(r"(?:[a-z][a-z0-9-]*:)?[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*", "clause"),
]
RequirementName = Annotated[Written, Pattern(r"[a-z][a-z0-9-]*/[a-z0-9][a-z0-9.-]*", "requirement")]
Colour = Annotated[Written, Pattern(r"#[0-9A-Fa-f]{6}", "colour")]


# --- vocabulary ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
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
    default: Annotated[Node | None, About("What holds when it is not answered."), Holds("answer")] = None
    asked: Annotated[Node | None, About("A condition: when the question makes sense."), Holds("condition")] = None
    optional: Annotated[bool, About("Clauses read well without an answer.")] = False
    printed: Annotated[bool, About("Whether the answer appears in the policy.")] = True
    public: Annotated[bool, About("Whether it may stand in a copy on the web.")] = False
    board_only: Annotated[bool, About("Whether only the board's copy prints it, and the copy for staff does not.")] = (
        False
    )
    span: Span

    @property
    def closed(self) -> bool:
        """Whether the answers are known beforehand, so that conditions can test them."""
        return self.type in ("one_of", "many_of", "yes_no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A post that somebody at the school holds; `label` is its title where the school gives none."""

    label: Annotated[Written, About("The post's usual title.")]
    question: Annotated[Written, About("The question, as a governor would be asked it.")]
    help: Annotated[Written, About("What to know before answering.")]
    knows: Annotated[Knows, About("Who usually has the answer.")]
    falls_back: Annotated[Key | None, About("The role that stands in when this one is not filled.")] = None
    public: Annotated[bool, About("Whether the name may stand in a copy on the web.")] = False
    public_contact: Annotated[bool, About("Whether the holder's e-mail and telephone may stand there too.")] = False
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicEntry:
    """A few questions that are asked together."""

    title: Annotated[Written, About("What they are about, in a few words.")]
    questions: Annotated[
        tuple[
            Annotated[Written, Pattern(r"[a-z]+\.[a-z][a-z0-9_]*", "question")],
            ...,
        ],
        About("The questions in the order they are asked, each with its group."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyFile:
    """Everything a school can be asked, and the conditions made from the answers."""

    school: Annotated[dict[str, Question], About("Facts about the school, by key.")]
    people: Annotated[dict[str, Role], About("The posts that people hold, by key.")]
    choices: Annotated[dict[str, Question], About("What a school decides, by key.")]
    policy: Annotated[dict[str, Question], About("What is asked once for each policy, by key.")]
    conditions: Annotated[
        dict[str, Annotated[Node, Holds("condition")]], About("Conditions used often, by the name `when:` gives.")
    ] = field(default_factory=dict)
    topics: Annotated[
        tuple[TopicEntry, ...], About("The questions a few at a time, in the order a school is asked them.")
    ] = ()
    span: Span


# --- libraries -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryFile:
    """Who keeps a library and under what terms. The publisher is whoever keeps it, not whose advice it follows."""

    id: Annotated[
        Written,
        Pattern(r"[a-z][a-z0-9-]*", "name"),
        About("The name of its folder; clauses of other libraries say id:clause."),
    ]
    title: Annotated[Written, About("What the library is, in a line.")]
    publisher: Annotated[Written, About("Who keeps it.")]
    version: Annotated[Written, About("Its version, such as 2026.11.")]
    released: Annotated[date, About("The day this version came out.")]
    licence: Annotated[Written, About("The licence of the wording, such as CC-BY-4.0.")]
    nation: Annotated[
        Literal["england", "wales", "scotland", "northern_ireland"], About("The nation whose law it was written for.")
    ]
    language: Annotated[
        Written,
        Pattern(r"[a-z]{2,3}(?:-[A-Z]{2})?", "language"),
        About("The language of the wording, such as en-GB."),
    ]
    maintainers: Annotated[tuple[Written, ...], About("Who answers for it.")] = ()
    about: Annotated[Written | None, About("What it is and is not, in a sentence or two.")] = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """When the wording of a clause was last reviewed, and by whom."""

    on: Annotated[date, About("The day.")]
    by: Annotated[Written, About("Who read it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldEntry:
    """One field of a form, to fill in by hand."""

    label: Annotated[Written, About("What to write there.")]
    kind: Annotated[
        Literal["text", "date", "tick", "signature"],
        About("What is written there: words, a date, a tick or a signature."),
    ] = "text"
    lines: Annotated[int, About("How many ruled lines of room a text field has.")] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldsPart:
    """Fields one below the other."""

    fields: Annotated[tuple[FieldEntry, ...], About("The fields, from top to bottom.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class GridPart:
    """A table to write in: `columns`, then either `items` as its first column or a number of empty `rows`."""

    columns: Annotated[tuple[Written, ...], About("The headings.")]
    items: Annotated[tuple[Written, ...], About("What stands in the first column, a row each.")] = ()
    rows: Annotated[int, About("How many empty rows, where there are no items.")] = 0
    height: Annotated[int, About("The least height of a row in millimetres.")] = 10
    widths: Annotated[tuple[int, ...], About("Shares of the width, one a column.")] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturesPart:
    """Ruled blocks to sign, one for each who signs."""

    signatures: Annotated[tuple[Written, ...], About("Who signs, a block each.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class FigurePart:
    """A picture of the library: an SVG, PNG or JPEG file beside its clauses. Its words stand in the text too."""

    figure: Annotated[Written, About("The file, relative to the library's folder.")]
    alternative: Annotated[Written, About("What the picture shows, for people who cannot see it.")]
    width: Annotated[int, About("Millimetres.")] = 150
    span: Span


FormPart = FieldsPart | GridPart | SignaturesPart | FigurePart


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseEntry:
    """One clause as a library has it."""

    id: Annotated[Identifier, About("Stable for ever; other files name the clause by it.")]
    title: Annotated[Written, About("The numbered heading.")]
    kind: Annotated[Kind, About("What the clause does.")]
    audience: Annotated[tuple[Audience, ...], About("Whom it binds or informs.")]
    text: Annotated[Written, About("Markdown with {{ values }}.")]
    when: Annotated[
        Node | None,
        About("The condition under which a school gets it; otherwise every school does."),
        Holds("condition"),
    ] = None
    form: Annotated[tuple[FormPart, ...], About("What is printed after the text to be filled in by hand.")] = ()
    meets: Annotated[tuple[RequirementName, ...], About("Requirements that this wording meets.")] = ()
    cites: Annotated[tuple[Key, ...], About("Law and guidance, by id in references.yaml.")] = ()
    reviewed: Annotated[Reviewed | None, About("When the wording was last reviewed, and by whom.")] = None
    public: Annotated[
        bool, About("Whether its words stand in a copy on the web; one that is not public leaves its heading there.")
    ] = True
    formerly: Annotated[tuple[Identifier, ...], About("Ids it had before.")] = ()
    allow: Annotated[dict[str, Written], About("Lint rules it may break, and why.")] = field(default_factory=dict)
    note: Annotated[Written | None, About("For whoever keeps the library; never printed.")] = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseFile:
    """Clauses of a library; which file of its folder they stand in makes no difference."""

    clauses: Annotated[tuple[ClauseEntry, ...], About("The clauses, in any order.")]


# --- outlines --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MovesIn:
    """A clause whose home is another policy: it stands here only where the school has not adopted that one."""

    clause: Annotated[ClauseName, About("The clause.")]
    unless: Annotated[Identifier, About("The policy that is the clause's home.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineSection:
    """A section: a numbered heading and the clauses under it."""

    id: Annotated[Identifier, About("Stable; other policies refer to the section by it.")]
    title: Annotated[Written, About("The numbered heading.")]
    clauses: Annotated[
        tuple[ClauseName | MovesIn, ...],
        About("Its clauses in order; conditions and tailoring decide which of them a school gets."),
    ]
    span: Span

    @property
    def names(self) -> tuple[Written, ...]:
        """The clauses' names in order, whether they always stand here or move in."""
        return tuple(entry.clause if isinstance(entry, MovesIn) else entry for entry in self.clauses)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineFile:
    """A policy: its sections and appendices, each a list of clauses in order. A sheet is a page or two without a cover.

    `sheets` names clauses of the policy that are also made as files of their own: agreements and forms to hand out.
    """

    id: Annotated[Identifier, About("Schools name the policy by it under `policies:`.")]
    title: Annotated[Written, About("The title on the cover.")]
    subject: Annotated[Written, About("What it is about, in a line.")]
    kind: Annotated[Literal["policy", "sheet"], About("A policy, or a sheet of a page or two without a cover.")] = (
        "policy"
    )
    sheets: Annotated[
        tuple[ClauseName, ...], About("Clauses that are also made as files of their own, to hand out.")
    ] = ()
    sections: Annotated[tuple[OutlineSection, ...], About("The numbered sections, in order.")]
    appendices: Annotated[tuple[OutlineSection, ...], About("The appendices, in order.")] = ()
    people: Annotated[tuple[Key, ...], About("Roles in the table of key people on the cover.")] = ()
    signatories: Annotated[tuple[Key, ...], About("Roles that sign.")] = ()
    keywords: Annotated[tuple[Written, ...], About("For the file's properties.")] = ()
    public: Annotated[bool, About("Whether it is made for the web.")] = True
    span: Span


# --- model copies ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEntry:
    """A kind of school that model copies are made for: its answers, written as in a school's settings.

    What clauses turn on is settled by them; words that they give are filled in and can be typed over.
    """

    id: Annotated[
        Written,
        Pattern(r"[a-z0-9][a-z0-9-]{0,63}", "name"),
        About("The folder that its model copies go to."),
    ]
    title: Annotated[Written, About("What kind of school it is, as people would say it.")]
    school: Annotated[dict[str, Node], About("Facts that schools of this kind share."), Holds("school")]
    people: Annotated[dict[str, Node], About("Titles of posts, where they differ from the usual."), Holds("people")] = (
        field(default_factory=dict)
    )
    choices: Annotated[dict[str, Node], About("Choices that clauses turn on."), Holds("choices")] = field(
        default_factory=dict
    )
    policy: Annotated[dict[str, Node], About("What every policy says, such as who approves it."), Holds("policy")] = (
        field(default_factory=dict)
    )
    policies: Annotated[tuple[Identifier, ...], About("The policies to make; all of them unless told.")] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsFile:
    """The kinds of school that `policygen build --blank` makes model copies for."""

    models: Annotated[tuple[ModelEntry, ...], About("The kinds of school, in any order.")]
