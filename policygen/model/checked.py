"""The checked contents of a library: the vocabulary, clauses, requirements and kinds of school."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field

from policygen.model.conditions import Condition
from policygen.model.heirs import Value
from policygen.model.library import ClauseEntry, LibraryFile, ModelEntry
from policygen.model.registers import RequirementEntry
from policygen.model.vocabulary import ContradictionEntry, Question, Role, SchoolTerm, TermEntry, TopicEntry
from policygen.model.written import Written
from policygen.source.nodes import Mapping, Node, Source


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
class Clause:
    """A clause of a library, checked. `name` is `library:clause`; `digest` the SHA-256 of its title and text."""

    name: str
    entry: ClauseEntry
    library: LibraryFile
    source: Source
    condition: Condition | None
    uses: tuple[Use, ...]

    @property
    def digest(self) -> str:
        return clause_digest(self.entry.title.text, self.entry.text.text)


def clause_digest(title: str, text: str) -> str:
    """Return the SHA-256 of a clause's words, 64 hex digits."""
    return hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement as `source/id`, with the title of the register's source."""

    name: str
    entry: RequirementEntry
    source_title: str


@dataclass(frozen=True, slots=True)
class Model:
    """A kind of school that model copies are made for; its answers are typed by `model_copy.kinds`."""

    entry: ModelEntry
    source: Source
    node: Mapping
