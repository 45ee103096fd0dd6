"""Read the conditions of `when:` and `asked:` into a small tree and check them against the vocabulary.

Several keys mean *and*; a list means *any of*; a question with several values matches if it has one of them. There are
also `any`, `all`, `not`, `has` and `at_least`, and a condition of the vocabulary can be used by its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Literal, NamedTuple, assert_never

from policygen.check.scalars import UnreadableValue, read_number, read_yes_no
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.conditions import All, AnyOf, AtLeast, Condition, Has, Is, Named, Not
from policygen.model.vocabulary import Question
from policygen.source.nodes import Entry, Mapping, Node, Scalar, Sequence

# What a condition may hold when the named ones in it are written out, and how deep they may be inside one another:
# whoever reads, evaluates or explains a condition goes through all of it.
MOST_TESTS, DEEPEST = 1_000, 60
_NAME = re.compile(r"(?:[\w-]+:)?[\w.-]+")

Answer = bool | str | int | tuple[str, ...] | None


class _Size(NamedTuple):
    """How many tests a condition makes when the named ones are written out, and how deep it goes."""

    tests: int
    depth: int


def _innermost_first(nodes: MappingType[str, Node]) -> list[str]:
    """Return the names of conditions, each after those that it names, except where they name each other in a circle."""
    done: dict[str, None] = {}
    opened: set[str] = set()
    waiting = list(nodes)[::-1]
    while waiting:
        name = waiting[-1]
        if name in opened or name in done:
            waiting.pop()
            done[name] = None
        else:
            opened.add(name)
            waiting += [each for each in _words_in(nodes[name]) if each in nodes and each not in opened]
    return list(done)


def _words_in(node: Node) -> Iterator[str]:
    match node:
        case Scalar():
            yield node.text
        case Sequence():
            for item in node.items:
                yield from _words_in(item)
        case Mapping():
            for entry in node.entries:
                yield entry.key.text
                yield from _words_in(entry.value)


@dataclass(slots=True)
class ConditionReader:
    """Reads conditions over `questions` (the keys of school and choices) and the named ones in `nodes`.

    `unread` are the names of questions with mistakes, which were reported.
    """

    questions: MappingType[str, Question]
    nodes: MappingType[str, Node]
    diagnostics: Diagnostics
    _named: dict[str, Condition | None]
    _reading: set[str]
    unread: Collection[str] = ()
    _sizes: dict[str, _Size] = field(default_factory=dict)

    @classmethod
    def over(
        cls,
        questions: MappingType[str, Question],
        nodes: MappingType[str, Node],
        diagnostics: Diagnostics,
        unread: Collection[str] = (),
    ) -> ConditionReader:
        reader = cls(questions, nodes, diagnostics, {}, set(), unread)
        for name in _innermost_first(nodes):
            reader.named(name)
        return reader

    def named(self, name: str) -> Condition | None:
        """Return the condition with this name; report one that refers back to itself and return None."""
        # The conditions are read innermost first, so a long way down leads round in a circle.
        if name in self._reading or len(self._reading) > DEEPEST:
            first = next(each for each in self.nodes if each in self._reading)
            self.diagnostics.report("PG231.circle", self.nodes[first].span, name=first)
            return None
        if name not in self._named:
            self._reading.add(name)
            self._named[name] = self.read(self.nodes[name])
            self._reading.discard(name)
        return self._named[name]

    def read(self, node: Node) -> Condition | None:
        """Return the condition in `node`, or None after reporting a mistake in it."""
        found = self._read(node)
        if found is None:
            return None
        size = self._size(found)
        if size.tests > MOST_TESTS:
            self.diagnostics.report("PG231.large", node.span, tests=size.tests, most=MOST_TESTS)
            return None
        if size.depth > DEEPEST:
            self.diagnostics.report("PG231.deep", node.span, deepest=DEEPEST)
            return None
        return found

    def _size(self, condition: Condition) -> _Size:
        """Return the size of a condition. Those named in it have been measured already, so each is looked at once."""
        match condition:
            case Is() | Has() | AtLeast():
                return _Size(1, 1)
            case All(parts) | AnyOf(parts):
                sizes = [self._size(part) for part in parts]
                return _Size(sum(size.tests for size in sizes), 1 + max(size.depth for size in sizes))
            case Named(name, part):
                if name not in self._sizes:
                    inner = self._size(part)
                    self._sizes[name] = _Size(inner.tests, inner.depth + 1)
                return self._sizes[name]
            case Not(part):
                inner = self._size(part)
                return _Size(inner.tests, inner.depth + 1)

    def _read(self, node: Node) -> Condition | None:
        if isinstance(node, Scalar):
            if node.empty:
                self.diagnostics.report("PG231.empty", node.span)
                return None
            return self._name(node)
        if isinstance(node, Sequence):
            self.diagnostics.report("PG231.list", node.span)
            return None
        parts = [self._entry(entry) for entry in node.entries]
        if not parts:
            self.diagnostics.report("PG231.empty", node.span)
            return None
        found = tuple(part for part in parts if part is not None)
        if len(found) < len(parts):
            return None
        return found[0] if len(found) == 1 else All(found)

    def _entry(self, entry: Entry) -> Condition | None:
        key, value = entry.key.text, entry.value
        if key in ("any", "all"):
            return self._several(value, AnyOf if key == "any" else All, key)
        if key == "not":
            part = self._read(value)
            return None if part is None else Not(part)
        if key == "has":
            if not isinstance(value, Scalar) or value.empty:
                self.diagnostics.report("PG231.has", value.span)
                return None
            return Has(value.text, value.span) if self._is_question(value) else None
        if key == "at_least":
            return self._at_least(value)
        if key in self.nodes and key not in self.questions:
            return self._named_as_key(entry)
        if not self._known(entry.key):
            return None
        return self._is(entry, self.questions[key])

    def _several(self, node: Node, make: Callable[[tuple[Condition, ...]], Condition], word: str) -> Condition | None:
        if not isinstance(node, Sequence) or not node.items:
            self.diagnostics.report("PG231.several", node.span, word=word)
            return None
        parts = [self._read(item) for item in node.items]
        found = tuple(part for part in parts if part is not None)
        return make(found) if len(found) == len(parts) else None

    def _at_least(self, node: Node) -> Condition | None:
        if not isinstance(node, Mapping) or len(node.entries) != 1 or not isinstance(node.entries[0].value, Scalar):
            self.diagnostics.report("PG231.at_least", node.span)
            return None
        entry = node.entries[0]
        value = entry.value
        if not self._is_question(entry.key) or not isinstance(value, Scalar):
            return None
        if self.questions[entry.key.text].type != "number":
            self.diagnostics.report("PG232.number", entry.key.span, key=entry.key.text)
            return None
        try:
            return AtLeast(entry.key.text, read_number(value.text), entry.key.span)
        except UnreadableValue as error:
            self.diagnostics.add(error.finding(value.span))
            return None

    def _name(self, node: Scalar) -> Condition | None:
        if node.text not in self.nodes and node.text in self.questions:
            better = _as_condition(node.text, self.questions[node.text])
            self.diagnostics.report("PG233.question", node.span, name=node.text, better=better)
            return None
        if node.text not in self.nodes:
            if node.text in self.unread:
                return None
            if not _NAME.fullmatch(node.text):
                self.diagnostics.report("PG231.words", node.span, text=node.text)
                return None
            guess = did_you_mean(node.text, self.nodes) or say("suggest.no_name")
            self.diagnostics.report("PG233.condition", node.span, name=node.text, guess=guess)
            return None
        part = self.named(node.text)
        return None if part is None else Named(node.text, part)

    def _named_as_key(self, entry: Entry) -> Condition | None:
        named = self._name(entry.key)
        try:
            wanted = read_yes_no(entry.value.text) if isinstance(entry.value, Scalar) else True
        except UnreadableValue as error:
            self.diagnostics.add(error.finding(entry.value.span))
            return None
        return named if named is None or wanted else Not(named)

    def _is_question(self, key: Scalar) -> bool:
        """Return whether a key is a question's; a condition has no answer that could be tested."""
        if key.text in self.nodes and key.text not in self.questions:
            self.diagnostics.report("PG233.no_question", key.span, name=key.text)
            return False
        return self._known(key)

    def _known(self, key: Scalar) -> bool:
        if key.text in self.questions:
            return True
        if key.text in self.unread:
            return False
        if key.text in ("school", "choices"):
            self.diagnostics.report("PG233.group", key.span, name=key.text)
            return False
        names = [*self.questions, *self.nodes, "any", "all", "not", "has", "at_least"]
        guess = did_you_mean(key.text, names) or say("suggest.no_name")
        self.diagnostics.report("PG233.either", key.span, name=key.text, guess=guess)
        return False

    def _is(self, entry: Entry, question: Question) -> Condition | None:
        key = entry.key
        if not question.closed:
            self.diagnostics.report("PG232.words", key.span, key=key.text)
            return None
        nodes = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
        values: list[str | bool] = []
        for node in nodes:
            if not isinstance(node, Scalar):
                self.diagnostics.report("PG231.value", node.span, key=key.text)
                return None
            if question.type == "yes_no":
                try:
                    values.append(read_yes_no(node.text))
                except UnreadableValue as error:
                    self.diagnostics.add(error.finding(node.span))
                    return None
            elif node.text in question.values:
                values.append(node.text)
            else:
                guess = did_you_mean(node.text, question.values)
                self.diagnostics.report("PG234.never", node.span, key=key.text, value=node.text, guess=guess)
                return None
        for place, (node, value) in enumerate(zip(nodes, values, strict=True)):
            if (first := values.index(value)) < place:
                related = {"first": nodes[first].span}
                shown = node.text if isinstance(node, Scalar) else str(value)
                self.diagnostics.report("PG206.entry_of_list", node.span, name=shown, related=related)
        return Is(key.text, tuple(values), key.span)


def _as_condition(key: str, question: Question) -> str:
    """Return a condition on a question as it could be written, with one of its answers."""
    match question.type:
        case "yes_no":
            return f"{key}: yes"
        case "one_of" | "many_of":
            return f"{key}: {next(iter(question.values), '…')}"
        case _:
            return f"has: {key}"


def keys_of(condition: Condition) -> frozenset[str]:
    """Return the questions that a condition tests."""
    match condition:
        case Is() | Has() | AtLeast():
            return frozenset((condition.key,))
        case All() | AnyOf():
            return frozenset().union(*(keys_of(part) for part in condition.parts))
        case Not() | Named():
            return keys_of(condition.part)


def compared_in(condition: Condition) -> frozenset[str]:
    """Return the questions whose answers a condition compares: without them, nobody knows whether it holds.

    `has` is not among them, because it tests just whether there is an answer.
    """
    match condition:
        case Is() | AtLeast():
            return frozenset((condition.key,))
        case Has():
            return frozenset()
        case All() | AnyOf():
            return frozenset().union(*(compared_in(part) for part in condition.parts))
        case Not() | Named():
            return compared_in(condition.part)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a condition turned out. `why` is a sentence of sentences.yaml, about `key` and its answer or about `parts`.

    The words are looked up only when somebody asks for them, because every clause of every check has an outcome.
    """

    holds: bool
    why: Literal["is", "answered", "not_answered", "named", "not_named", "all", "any"]
    key: str = ""
    answer: Answer = None
    parts: tuple[Outcome, ...] = ()

    @property
    def because(self) -> str:
        """Return the reason in words: "phase is primary", "boarding is no and phase is primary"."""
        match self.why:
            case "is" if self.answer is None:
                return say("condition.not_answered", key=self.key)
            case "is":
                return say("condition.is", key=self.key, answer=_in_words(self.answer))
            case "answered" | "not_answered":
                return say(f"condition.{self.why}", key=self.key)
            case "named" | "not_named":
                name = self.key.rpartition(":")[2].replace("_", " ")
                return say(f"condition.{self.why}", name=name, because=self.parts[0].because)
            case "all" | "any":
                words = [part.because for part in self.parts]
                return reduce(lambda first, second: say(f"condition.{self.why}", first=first, second=second), words)
            case _:
                assert_never(self.why)


def evaluate(condition: Condition, answer: Callable[[str], Answer]) -> Outcome:
    """Return how `condition` turns out for the answers that `answer` gives by key."""
    match condition:
        case Is(key, values):
            found = answer(key)
            several = found if isinstance(found, tuple) else (found,)
            return Outcome(any(value in values for value in several), "is", key, found)
        case Has(key):
            holds = answer(key) is not None
            return Outcome(holds, "answered" if holds else "not_answered", key)
        case AtLeast(key, least):
            found = answer(key)
            return Outcome(isinstance(found, int) and found >= least, "is", key, found)
        case Not(part):
            inner = evaluate(part, answer)
            return replace(inner, holds=not inner.holds)
        case Named(name, part):
            inner = evaluate(part, answer)
            return Outcome(inner.holds, "named" if inner.holds else "not_named", name, parts=(inner,))
        case All(parts):
            outcomes = tuple(evaluate(part, answer) for part in parts)
            failing = tuple(outcome for outcome in outcomes if not outcome.holds)
            return Outcome(not failing, "all", parts=failing or outcomes)
        case AnyOf(parts):
            outcomes = tuple(evaluate(part, answer) for part in parts)
            holding = tuple(outcome for outcome in outcomes if outcome.holds)
            return Outcome(bool(holding), "any" if holding else "all", parts=holding or outcomes)


def _in_words(answer: Answer) -> str:
    match answer:
        case True:
            return say("condition.yes")
        case False:
            return say("condition.no")
        case tuple():
            return ", ".join(answer) or say("condition.none")
        case _:
            return str(answer)
