"""What each kind of file of a library may hold: vocabulary, clauses, outlines; `registers` has what they rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from policygen.diagnostics.model import Span
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
Digest = Annotated[Written, Pattern(r"[0-9a-f]{12,64}", "digest")]
QuestionName = Annotated[Written, Pattern(r"[a-z]+\.[a-z][a-z0-9_]*", "question")]
# A word or a few for a sentence: letters and digits, with single spaces, hyphens and straight apostrophes.
Term = Annotated[Written, Pattern(r"[^\W_]+(?:[ '-][^\W_]+)*'?", "term")]


# --- vocabulary ------------------------------------------------------------------------------------------------------

# Entries of files are never compared or printed, and making `==` and `repr` for them would delay every command.


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class UsualEntry:
    """The usual answer in some schools; one without a condition is for all others."""

    when: Annotated[Node | None, About("The condition under which this answer is usual."), Holds("condition")] = None
    answer: Annotated[Node, About("The answer to use if there is none."), Holds("answer")]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Question:
    """A question for schools: its text, the type of its answer, and where the answer is printed."""

    type: Annotated[ValueType, About("What kind of answer it takes.")]
    label: Annotated[Written, About("A short name for tables and blanks.")]
    question: Annotated[RealWords, About("The question, as you would ask a governor.")]
    help: Annotated[RealWords, About("What to know before answering.")]
    knows: Annotated[Knows, About("Who usually has the answer.")]
    values: Annotated[dict[str, Written], About("For one_of and many_of: each value and what it means.")] = field(
        default_factory=dict
    )
    default: Annotated[Node | None, About("The answer to use if there is none."), Holds("answer")] = None
    usual: Annotated[
        tuple[UsualEntry, ...],
        About(
            "Instead of a default: the answers to use in different schools; the first whose condition is met is used."
        ),
    ] = ()
    asked: Annotated[Node | None, About("The condition under which the question is asked."), Holds("condition")] = None
    optional: Annotated[bool, About("Whether policies can be printed without an answer.")] = False
    printed: Annotated[bool, About("Whether the answer appears in the policy.")] = True
    public: Annotated[bool, About("Whether copies for the web may print it.")] = False
    board_only: Annotated[bool, About("Whether it is printed only in the board's copy, not in the copy for staff.")] = (
        False
    )
    contact: Annotated[
        bool, About("Whether it is a contact detail: one that changes without the policy being adopted again.")
    ] = False
    in_sentence: Annotated[
        bool, About("Whether it is printed inside sentences (“the board”), where it cannot begin with a capital The.")
    ] = False
    figures: Annotated[int | None, About("How many digits the answer has, if it is a number such as a URN.")] = None
    falls_back: Annotated[
        QuestionName | None,
        About("The question whose answer applies while this one has none, such as school.board."),
    ] = None
    beside: Annotated[
        tuple[Written, ...],
        About("Words that change nothing when they are added to that answer, such as “full” before the board's name."),
    ] = ()
    refuses: Annotated[
        dict[str, Written], About("Answers that somebody may give and that are refused, each with the reason.")
    ] = field(default_factory=dict)
    span: Span

    @property
    def has_default(self) -> bool:
        """Whether every school has an answer to this question, given or not."""
        others = self.falls_back is not None or any(entry.when is None for entry in self.usual)
        return self.default is not None or others

    @property
    def closed(self) -> bool:
        """Whether the answers are known beforehand, so that conditions can test them."""
        return self.type in ("one_of", "many_of", "yes_no")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TitleEntry:
    """The usual title of a post in some schools."""

    when: Annotated[Node, About("The condition under which the post has this title."), Holds("condition")]
    title: Annotated[Written, About("The title.")]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Role:
    """A post at the school; `label` is its usual title, if the school gives no other."""

    label: Annotated[Written, About("The post's usual title.")]
    question: Annotated[RealWords, About("The question, as you would ask a governor.")]
    help: Annotated[RealWords, About("What to know before answering.")]
    knows: Annotated[Knows, About("Who usually has the answer.")]
    falls_back: Annotated[Key | None, About("The role to name if nobody is given for this one.")] = None
    covered_by: Annotated[
        tuple[Key, ...],
        About("The posts that take over while this one is vacant: sentences name the first that somebody holds."),
    ] = ()
    asked: Annotated[Node | None, About("The condition under which schools have the post."), Holds("condition")] = None
    titles: Annotated[
        tuple[TitleEntry, ...],
        About("Other usual titles; the first whose condition is met is used."),
    ] = ()
    public: Annotated[bool, About("Whether copies for the web may print the name.")] = False
    public_contact: Annotated[bool, About("Whether they may print the e-mail and telephone too.")] = False
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TopicEntry:
    """A few questions that are asked together."""

    title: Annotated[RealWords, About("What they are about, in a few words.")]
    questions: Annotated[
        tuple[QuestionName, ...], NotEmpty(), About("The questions, each with its group, in the order of asking.")
    ]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class TermEntry:
    """What schools call something, such as their pupils: the words to print for each answer to one question."""

    asked: Annotated[QuestionName, About("The question, of type one_of, whose answer decides which words are printed.")]
    written: Annotated[Key, About("The answer that matches the wording of the libraries.")]
    words: Annotated[
        tuple[dict[str, Term], ...],
        About("The forms of the word (such as singular, plural and possessives), each with the word for each answer."),
    ]
    exceptions: Annotated[
        tuple[Term, ...], About("Fixed expressions, such as names, that contain one of the words and never change.")
    ] = field(default=(), metadata={"key": "except"})
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ContradictionEntry:
    """Answers that do not fit together: a school that gives them is told what usually holds.

    It applies where `when` holds and the answer to `about` contains one of the words in `says`, equals the answer to
    `same_as`, or has the same holder as the post `same_as`. Without these two, the condition alone decides.
    """

    about: Annotated[QuestionName, About("The question whose answer is in doubt, such as school.board.")]
    when: Annotated[Node | None, About("The condition under which the answer is in doubt."), Holds("condition")] = None
    says: Annotated[tuple[Written, ...], About("Words in the answer that do not fit.")] = ()
    same_as: Annotated[QuestionName | None, About("A question that cannot have the same answer or holder.")] = None
    because: Annotated[Written, About("What usually holds, and what to write instead, in one or two sentences.")]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class VocabularyFile:
    """All questions for schools, and the conditions that depend on the answers."""

    school: Annotated[dict[str, Question], About("Facts about the school, by key.")]
    people: Annotated[dict[str, Role], About("The posts that people hold, by key.")]
    choices: Annotated[dict[str, Question], About("The decisions of a school, by key.")]
    policy: Annotated[dict[str, Question], About("Questions asked for each policy, by key.")]
    conditions: Annotated[
        dict[str, Annotated[Node, Holds("condition")]], About("Named conditions that `when:` can use.")
    ] = field(default_factory=dict)
    groups_named_by: Annotated[
        tuple[Key, ...],
        About("The facts that name a school's group, such as its trust; the first one with an answer is used."),
    ] = ()
    audiences: Annotated[
        dict[str, Written],
        About(
            "The people that a clause or a requirement can apply to: each word and what it means. The first applies to "
            "clauses that do not say."
        ),
    ] = field(default_factory=dict)
    consulted_groups: Annotated[
        dict[str, RealWords],
        About("The groups that a clause can name under `consult`: each word and how it is printed."),
    ] = field(default_factory=dict)
    topics: Annotated[tuple[TopicEntry, ...], About("The questions by topic, in the order of asking.")] = ()
    terms: Annotated[
        tuple[TermEntry, ...], About("Words that the text of libraries replaces with the school's own word.")
    ] = ()
    contradictions: Annotated[
        tuple[ContradictionEntry, ...], About("Answers that do not fit together, each with what usually holds.")
    ] = ()
    span: Span


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
    version: Annotated[RealWords, About("Its version, such as 2026.11.")]
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
    maintainers: Annotated[tuple[Written, ...], Distinct(), About("The people who maintain it.")] = ()
    about: Annotated[RealWords | None, About("One or two sentences that say what it covers.")] = None
    told_to_staff: Annotated[
        bool, About("Whether copies for staff name its clauses that a school, its trust or its council changed.")
    ] = False
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Reviewed:
    """The last review of a clause's wording: the date and the reviewer."""

    on: Annotated[date, About("The date of the review.")]
    by: Annotated[RealName, About("Who reviewed it.")]
    span: Span


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
    meets: Annotated[tuple[RequirementName, ...], Distinct(), About("Requirements that this wording meets.")] = ()
    cites: Annotated[tuple[Key, ...], Distinct(), About("Law and guidance, by id in references.yaml.")] = ()
    reviewed: Annotated[Reviewed | None, About("When the wording was last reviewed, and who reviewed it.")] = None
    consult: Annotated[
        tuple[Consulted, ...],
        Distinct(),
        About("The groups to consult before a school rewords it or leaves it out."),
    ] = ()
    public: Annotated[
        bool, About("Whether copies for the web print its text. If not, they print only the heading.")
    ] = True
    formerly: Annotated[tuple[Identifier, ...], Distinct(), About("Its former ids.")] = ()
    allow: Annotated[dict[str, RealWords], About("Lint rules to ignore, each with the reason.")] = field(
        default_factory=dict
    )
    note: Annotated[RealWords | None, About("A note for maintainers of the library; never printed.")] = None
    span: Span


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
    people: Annotated[tuple[Key, ...], Distinct(), About("Roles listed in the table of key people on the cover.")] = ()
    signatories: Annotated[tuple[Key, ...], Distinct(), About("Roles that sign.")] = ()
    keywords: Annotated[tuple[Written, ...], Distinct(), About("Keywords for the properties of the file.")] = ()
    public: Annotated[bool, About("Whether a copy for the web is built.")] = True
    span: Span

    @property
    def all_sections(self) -> tuple[OutlineSection, ...]:
        """The sections, then the appendices."""
        return (*self.sections, *self.appendices)


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
class ModelsFile:
    """The kinds of school that `policygen build --blank` makes model copies for."""

    models: Annotated[tuple[ModelEntry, ...], About("The kinds of school, in any order.")]
