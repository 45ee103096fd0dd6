"""What a vocabulary may hold: questions, posts, conditions, words for the same thing, and answers that do not fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from policygen.diagnostics.model import Span
from policygen.model.heirs import Deprecated, Formerly, Value
from policygen.model.written import (
    About,
    Distinct,
    Holds,
    NotEmpty,
    Pattern,
    RealWords,
    Written,
)
from policygen.source.nodes import Node

Knows = Literal["clerk", "head", "lead", "it", "business-manager"]
ValueType = Literal[
    "text", "lines", "one_of", "many_of", "yes_no", "number", "date", "duration", "telephone", "email", "web", "list"
]
Key = Annotated[Written, Pattern(r"[a-z][a-z0-9_]*", "key")]
# A key of a library's own vocabulary has the library's name before it, except in that library: `westshire:phones`.
RoleName = Annotated[Written, Pattern(r"(?:[a-z][a-z0-9-]*:)?[a-z][a-z0-9_]*", "key")]
# A question with its group, such as `school.board`.
QuestionName = Annotated[Written, Pattern(r"[a-z]+\.(?:[a-z][a-z0-9-]*:)?[a-z][a-z0-9_]*", "question")]
Month = Literal[
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
]  # fmt: skip
# A word or a few for a sentence: letters and digits, with single spaces, hyphens and straight apostrophes.
Term = Annotated[Written, Pattern(r"[^\W_]+(?:[ '-][^\W_]+)*'?", "term")]

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
    values: Annotated[
        dict[str, Value],
        About("For one_of and many_of: each value and what it means, or {label, formerly, deprecated}."),
    ] = field(default_factory=dict)
    default: Annotated[Node | None, About("The answer to use if there is none."), Holds("answer")] = None
    usual: Annotated[
        tuple[UsualEntry, ...],
        About(
            "Instead of a default: the answers to use in different schools; the first whose condition is met is used."
        ),
    ] = ()
    asked: Annotated[Node | None, About("The condition under which the question is asked."), Holds("condition")] = None
    optional: Annotated[bool, About("Whether policies can be printed without an answer.")] = False
    warn_unanswered: Annotated[
        RealWords | None,
        About("For an optional question: what readers miss without an answer. `check` warns with these words."),
    ] = None
    first_where: Annotated[
        Node | None,
        About(
            "For a fact that conditions test and that has a default: the schools that are asked it with the needed "
            "questions, because the default is often wrong for them. By default all."
        ),
        Holds("condition"),
    ] = None
    often: Annotated[
        tuple[QuestionName, ...],
        Distinct(),
        About("Questions whose answer is often the answer to this one too: pages offer it for one click."),
    ] = ()
    printed: Annotated[bool, About("Whether the answer appears in the policy.")] = True
    public: Annotated[bool, About("Whether copies for the web may print it.")] = False
    board_only: Annotated[bool, About("Whether it is printed only in the board's copy, not in the copy for staff.")] = (
        False
    )
    contact: Annotated[
        bool, About("Whether it is a contact detail: one that changes without the policy being adopted again.")
    ] = False
    on_cover: Annotated[bool, About("Whether a policy's cover prints the answer, where there is one.")] = False
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
    formerly: Annotated[
        Formerly, About("Its former keys. One that several share says so: {id: old_key, with: [other_key]}.")
    ] = ()
    deprecated: Annotated[Deprecated | None, About("Why a later version will not ask it.")] = None
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
    short: Annotated[
        Written | None, About("The usual abbreviation of `label`: a policy gives both once, and then this alone.")
    ] = None
    falls_back: Annotated[RoleName | None, About("The role to name if nobody is given for this one.")] = None
    covered_by: Annotated[
        tuple[RoleName, ...],
        About("The posts that take over while this one is vacant: sentences name the first that somebody holds."),
    ] = ()
    signs_for: Annotated[
        QuestionName | None,
        About(
            "The body whose approvals this post signs for, instead of the post it falls back on: such as "
            "school.local_committee."
        ),
    ] = None
    often: Annotated[
        tuple[RoleName, ...],
        Distinct(),
        About("Posts whose holder often holds this one too: pages offer the name for one click."),
    ] = ()
    asked: Annotated[Node | None, About("The condition under which schools have the post."), Holds("condition")] = None
    titles: Annotated[
        tuple[TitleEntry, ...],
        About("Other usual titles; the first whose condition is met is used."),
    ] = ()
    public: Annotated[bool, About("Whether copies for the web may print the name.")] = False
    public_contact: Annotated[bool, About("Whether they may print the e-mail and telephone too.")] = False
    formerly: Annotated[
        Formerly, About("Its former keys. One that several share says so: {id: old_key, with: [other_key]}.")
    ] = ()
    deprecated: Annotated[Deprecated | None, About("Why a later version will not have this post.")] = None
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
class SchoolTerm:
    """A term of the school year, as the duties of clauses count them."""

    id: Annotated[Key, About("The name that duties use for it.")]
    title: Annotated[RealWords, About("The term as it is printed, such as Autumn term.")]
    months: Annotated[tuple[Month, ...], NotEmpty(), About("Its months in order.")]
    last_day: Annotated[
        int, About("The day of its last month by which the work of the term is due, before the holidays.")
    ]
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
    school_year: Annotated[
        tuple[SchoolTerm, ...], About("The terms of the school year, in order; policygen duties counts by them.")
    ] = ()
    topics: Annotated[tuple[TopicEntry, ...], About("The questions by topic, in the order of asking.")] = ()
    terms: Annotated[
        tuple[TermEntry, ...], About("Words that the text of libraries replaces with the school's own word.")
    ] = ()
    contradictions: Annotated[
        tuple[ContradictionEntry, ...], About("Answers that do not fit together, each with what usually holds.")
    ] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AddedValues:
    """Answers that a library adds to a question of the common vocabulary, such as another type of school."""

    question: Annotated[QuestionName, About("The question, of type one_of or many_of, such as school.type.")]
    values: Annotated[dict[str, Value], About("The answers to add: each value and what it means.")]
    conditions: Annotated[
        tuple[Key, ...],
        Distinct(),
        About("The named conditions of the common vocabulary that hold for these answers too."),
    ] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class LibraryVocabularyFile:
    """A library's own questions, posts and conditions, in `clauses/<library>/vocabulary.yaml`.

    They are added to those of the common vocabulary. Other files name them with the library's id before the key, such
    as westshire:dinner_phones; the library's own files name them without it.
    """

    school: Annotated[dict[str, Question], About("Facts about the school, by key.")] = field(default_factory=dict)
    people: Annotated[dict[str, Role], About("The posts that people hold, by key.")] = field(default_factory=dict)
    choices: Annotated[dict[str, Question], About("The decisions of a school, by key.")] = field(default_factory=dict)
    conditions: Annotated[
        dict[str, Annotated[Node, Holds("condition")]], About("Named conditions that `when:` can use.")
    ] = field(default_factory=dict)
    extends: Annotated[tuple[AddedValues, ...], About("Answers to add to questions of the common vocabulary.")] = ()
    audiences: Annotated[
        dict[str, Written],
        About("Further people that a clause or a requirement can apply to: each word and its meaning."),
    ] = field(default_factory=dict)
    consulted_groups: Annotated[
        dict[str, RealWords],
        About("Further groups that a clause can name under `consult`: each word, as it is printed."),
    ] = field(default_factory=dict)
    topics: Annotated[
        tuple[TopicEntry, ...],
        About("The library's questions by topic. Those of a topic with a title that exists are asked at its end."),
    ] = ()
    terms: Annotated[
        tuple[TermEntry, ...], About("Further words that the text of libraries replaces with the school's own word.")
    ] = ()
    contradictions: Annotated[
        tuple[ContradictionEntry, ...], About("Answers that do not fit together, each with what usually holds.")
    ] = ()
    span: Span
