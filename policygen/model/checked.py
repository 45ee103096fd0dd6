"""The checked contents of a library: vocabulary, clauses, requirements, kinds of school; the digests of reviews."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import Literal, assert_never

from policygen.model.conditions import Condition
from policygen.model.heirs import Value
from policygen.model.library import (
    ClauseEntry,
    FieldsPart,
    FigurePart,
    FormPart,
    GridPart,
    LibraryFile,
    MeetsEntry,
    ModelEntry,
    SignaturesPart,
    Verdict,
)
from policygen.model.registers import RequirementEntry, SourceEntry
from policygen.model.vocabulary import ContradictionEntry, Question, Role, SchoolTerm, TermEntry, TopicEntry
from policygen.model.written import Written
from policygen.source.nodes import Mapping, Node, Source, as_written

DIGITS = 12  # of a digest, as it is written in a clause
# Reviewed as it is; never reviewed; reviewed, nobody knows in which words; reviewed in other words.
ReviewState = Literal["reviewed", "never", "unbound", "changed"]


@dataclass(frozen=True, slots=True)
class Use:
    """One value named in a text, as its path."""

    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnNames:
    """The keys that a library's own vocabulary brings, by `school`, `people`, `choices` and `conditions`."""

    library: str
    keys: MappingType[str, frozenset[str]]

    def in_full(self, group: str, key: str) -> str:
        """Return a key as every library knows it: with this library's name before it if the key is its own."""
        return f"{self.library}:{key}" if key in self.keys[group] else key

    def question_in_full(self, name: str) -> str:
        """Return the name of a question or role with its group, `choices.phones`, as every library knows it."""
        group, _, key = name.partition(".")
        return f"{group}.{self.in_full(group, key)}" if group in self.keys else name

    def condition_in_full(self, key: str) -> str:
        """Return a key of a condition as every library knows it: a question's, or a named condition's."""
        return next(
            (full for group in ("school", "choices", "conditions") if (full := self.in_full(group, key)) != key), key
        )


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every question by group and key, the roles, and the named conditions, read and checked.

    A key that a library brings has the library's name before it, `westshire:phones`; `own` has these keys by library.
    """

    groups: MappingType[str, MappingType[str, Question]]
    people: MappingType[str, Role]
    conditions: MappingType[str, Node]
    topics: tuple[TopicEntry, ...] = ()
    groups_named_by: tuple[str, ...] = ()
    audiences: MappingType[str, Written] = field(default_factory=dict)
    terms: tuple[TermEntry, ...] = ()
    contradictions: tuple[ContradictionEntry, ...] = ()
    consulted_groups: MappingType[str, Written] = field(default_factory=dict)
    school_year: tuple[SchoolTerm, ...] = ()
    own: MappingType[str, OwnNames] = field(default_factory=dict)

    @property
    def deciding_terms(self) -> tuple[str, ...]:
        """The questions, as `group.key`, whose answers decide on words in the text of every policy."""
        return tuple(dict.fromkeys(entry.asked.text for entry in self.terms))

    @property
    def everyone(self) -> tuple[str, ...]:
        """The audience of a clause that does not say: the first of the vocabulary's, if it has any."""
        return tuple(self.audiences)[:1]

    @property
    def nations(self) -> MappingType[str, Value]:
        """The nations that a library can be for: the values of the question which one the school is in."""
        question = self.groups.get("school", {}).get("nation")
        return question.values if question is not None else {}

    @property
    def axes(self) -> dict[str, Question]:
        """The questions of school and choices by key: what a condition can name."""
        return {**self.groups.get("school", {}), **self.groups.get("choices", {})}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a clause does for the requirement `name`, under `condition` if there is one.

    `judged` says whether somebody has compared the two as they are now; `outdated`, that they did so before one of
    them, or the entry, was changed.
    """

    name: str
    status: Verdict
    condition: Condition | None
    judged: bool
    outdated: bool


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a library, checked. `name` is `library:clause`; `digest` the SHA-256 of its title and text."""

    name: str
    entry: ClauseEntry
    library: LibraryFile
    source: Source
    condition: Condition | None
    uses: tuple[Use, ...]
    claims: tuple[Claim, ...] = ()

    @property
    def digest(self) -> str:
        return clause_digest(self.entry.title.text, self.entry.text.text)


def clause_digest(title: str, text: str) -> str:
    """Return the SHA-256 of a clause's words, 64 hex digits."""
    return hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement as `source/id`, with the source that its register is made from."""

    name: str
    entry: RequirementEntry
    source: SourceEntry

    @property
    def source_title(self) -> str:
        return self.source.title.text


@dataclass(frozen=True, slots=True)
class Model:
    """A kind of school that model copies are made for; its answers are typed by `model_copy.kinds`."""

    entry: ModelEntry
    source: Source
    node: Mapping


def review_digest(entry: ClauseEntry) -> str:
    """Return the digest of what a review of a clause is about: title, text, the words of its form, and condition.

    12 hex digits of the SHA-256 of these four as JSON, exactly as they are written.
    """
    return _digest([entry.title.text, entry.text.text, form_words(entry), as_written(entry.when)])


def form_words(entry: ClauseEntry) -> list[str]:
    """Return the words of a clause's form, in order; a picture has its file and what it shows."""
    return [word for part in entry.form for word in _words(part)]


def review_state(entry: ClauseEntry) -> ReviewState:
    """Return what the `reviewed` of a clause says of its words as they are now."""
    if entry.reviewed is None:
        return "never"
    if entry.reviewed.digest is None:
        return "unbound"
    return "reviewed" if entry.reviewed.digest.text[:DIGITS] == review_digest(entry) else "changed"


def claim_digest(entry: ClauseEntry, summary: str, status: Verdict, when: Node | None) -> str:
    """Return the digest of what a verdict is about: the clause, the requirement's summary, and the entry in `meets`."""
    return _digest([review_digest(entry), summary, status, as_written(when)])


def verdict_state(entry: ClauseEntry, claim: MeetsEntry, summary: str) -> Literal["judged", "unjudged", "outdated"]:
    """Return whether somebody has compared a clause with a requirement, both as they are now."""
    if claim.judged is None:
        return "unjudged"
    now = claim_digest(entry, summary, claim.status, claim.when)
    return "judged" if claim.judged.digest.text[:DIGITS] == now else "outdated"


def _digest(parts: list[object]) -> str:
    text = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def _words(part: FormPart) -> Iterator[str]:
    match part:
        case FieldsPart(fields=fields):
            yield from (field.label.text for field in fields)
        case GridPart(columns=columns, items=items):
            yield from (written.text for written in (*columns, *items))
        case SignaturesPart(signatures=signatures):
            yield from (written.text for written in signatures)
        case FigurePart(figure=figure, alternative=alternative):
            yield from (figure.text, alternative.text)
        case _:
            assert_never(part)
