"""Conditions as data: what `when:` and `asked:` say, read into a small tree and checked against the vocabulary.

Keys together mean *and*; a list means *any of*; a many-valued question matches when it has one of them. `any`, `all`,
`not`,
`has` and `at_least` complete it, and a condition named in the vocabulary stands by its name.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as MappingType
from dataclasses import dataclass

from policygen.check.scalars import UnreadableValue, read_number, read_yes_no
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.conditions import All, AnyOf, AtLeast, Condition, Has, Is, Named, Not
from policygen.model.library import Question
from policygen.source.nodes import Entry, Mapping, Node, Scalar, Sequence

Answer = bool | str | int | tuple[str, ...] | None


@dataclass(slots=True)
class ConditionReader:
    """Reads conditions over `questions` (the keys of school and choices) and the named ones in `nodes`."""

    questions: MappingType[str, Question]
    nodes: MappingType[str, Node]
    diagnostics: Diagnostics
    _named: dict[str, Condition | None]
    _reading: set[str]

    @classmethod
    def over(
        cls, questions: MappingType[str, Question], nodes: MappingType[str, Node], diagnostics: Diagnostics
    ) -> ConditionReader:
        reader = cls(questions, nodes, diagnostics, {}, set())
        for name in nodes:
            reader.named(name)
        return reader

    def named(self, name: str) -> Condition | None:
        """Return the condition of this name; one that leads back to itself is reported and None."""
        if name in self._reading:
            self.diagnostics.error(
                "PG231",
                f"the condition `{name}` leads back to itself",
                self.nodes[name].span,
                hint="Say in one of the conditions what it means without the others.",
            )
            return None
        if name not in self._named:
            self._reading.add(name)
            self._named[name] = self.read(self.nodes[name])
            self._reading.discard(name)
        return self._named[name]

    def read(self, node: Node) -> Condition | None:
        """Return what `node` says, or None where it holds a mistake (reported)."""
        if isinstance(node, Scalar):
            return self._name(node)
        if isinstance(node, Sequence):
            self.diagnostics.error(
                "PG231",
                "a condition is a group of keys, not a list",
                node.span,
                hint="To mean one of several conditions, write `any: [{…}, {…}]`.",
            )
            return None
        parts = [self._entry(entry) for entry in node.entries]
        if not parts:
            self.diagnostics.error(
                "PG231",
                "this condition is empty",
                node.span,
                hint="Remove it: without a condition every school gets the clause.",
            )
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
            part = self.read(value)
            return None if part is None else Not(part)
        if key == "has":
            known = isinstance(value, Scalar) and self._known(value)
            return Has(value.text, value.span) if known and isinstance(value, Scalar) else None
        if key == "at_least":
            return self._at_least(value)
        if key in self.nodes and key not in self.questions:
            return self._named_as_key(entry)
        if not self._known(entry.key):
            return None
        return self._is(entry, self.questions[key])

    def _several(self, node: Node, make: Callable[[tuple[Condition, ...]], Condition], word: str) -> Condition | None:
        if not isinstance(node, Sequence) or not node.items:
            self.diagnostics.error(
                "PG231",
                f"`{word}` takes a list of conditions",
                node.span,
                hint=f"Write `{word}: [{{phase: primary}}, {{boarding: yes}}]`.",
            )
            return None
        parts = [self.read(item) for item in node.items]
        found = tuple(part for part in parts if part is not None)
        return make(found) if len(found) == len(parts) else None

    def _at_least(self, node: Node) -> Condition | None:
        if not isinstance(node, Mapping) or len(node.entries) != 1 or not isinstance(node.entries[0].value, Scalar):
            self.diagnostics.error(
                "PG231",
                "`at_least` takes one key and a number",
                node.span,
                hint="Write `at_least: {parent_events: 2}`.",
            )
            return None
        entry = node.entries[0]
        value = entry.value
        if not self._known(entry.key) or not isinstance(value, Scalar):
            return None
        if self.questions[entry.key.text].type != "number":
            self.diagnostics.error(
                "PG232",
                f"`{entry.key.text}` is not a number, so `at_least` cannot test it",
                entry.key.span,
                hint=f"Write `{entry.key.text}: …` with one of its answers.",
            )
            return None
        try:
            return AtLeast(entry.key.text, read_number(value.text), entry.key.span)
        except UnreadableValue as error:
            self.diagnostics.error(error.code, error.message, value.span, hint=error.hint)
            return None

    def _name(self, node: Scalar) -> Condition | None:
        if node.text not in self.nodes:
            self.diagnostics.error(
                "PG233",
                f"there is no condition called `{node.text}`",
                node.span,
                hint=did_you_mean(node.text, self.nodes),
            )
            return None
        part = self.named(node.text)
        return None if part is None else Named(node.text, part)

    def _named_as_key(self, entry: Entry) -> Condition | None:
        named = self._name(entry.key)
        try:
            wanted = read_yes_no(entry.value.text) if isinstance(entry.value, Scalar) else True
        except UnreadableValue as error:
            self.diagnostics.error(error.code, error.message, entry.value.span, hint=error.hint)
            return None
        return named if named is None or wanted else Not(named)

    def _known(self, key: Scalar) -> bool:
        if key.text in self.questions:
            return True
        names = [*self.questions, *self.nodes, "any", "all", "not", "has", "at_least"]
        self.diagnostics.error(
            "PG233",
            f"there is no question or condition called `{key.text}`",
            key.span,
            hint=did_you_mean(key.text, names),
        )
        return False

    def _is(self, entry: Entry, question: Question) -> Condition | None:
        key = entry.key
        if not question.closed:
            self.diagnostics.error(
                "PG232",
                f"`{key.text}` takes any words, so a condition cannot test what it says",
                key.span,
                hint=f"Write `has: {key.text}` to ask whether it is answered.",
            )
            return None
        nodes = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
        values: list[str | bool] = []
        for node in nodes:
            if not isinstance(node, Scalar):
                self.diagnostics.error(
                    "PG231",
                    f"`{key.text}` is tested against a value or a list of values",
                    node.span,
                    hint=f"Write `{key.text}: one` or `{key.text}: [one, two]`.",
                )
                return None
            if question.type == "yes_no":
                try:
                    values.append(read_yes_no(node.text))
                except UnreadableValue as error:
                    self.diagnostics.error(error.code, error.message, node.span, hint=error.hint)
                    return None
            elif node.text in question.values:
                values.append(node.text)
            else:
                self.diagnostics.error(
                    "PG234",
                    f"`{key.text}` is never `{node.text}`",
                    node.span,
                    hint=did_you_mean(node.text, question.values),
                )
                return None
        return Is(key.text, tuple(values), key.span)


def keys_of(condition: Condition) -> frozenset[str]:
    """Return the questions that a condition turns on."""
    match condition:
        case Is() | Has() | AtLeast():
            return frozenset((condition.key,))
        case All() | AnyOf():
            return frozenset().union(*(keys_of(part) for part in condition.parts))
        case Not() | Named():
            return keys_of(condition.part)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a condition came out, and why in words: "phase is primary", "left out because type is academy"."""

    holds: bool
    because: str


def evaluate(condition: Condition, answer: Callable[[str], Answer]) -> Outcome:
    """Return how `condition` comes out for the answers that `answer` gives by key."""
    match condition:
        case Is(key, values):
            found = answer(key)
            several = found if isinstance(found, tuple) else (found,)
            return Outcome(any(value in values for value in several), f"{key} is {_said(found)}")
        case Has(key):
            found = answer(key)
            return Outcome(found is not None, f"{key} is {'not answered' if found is None else 'answered'}")
        case AtLeast(key, least):
            found = answer(key)
            return Outcome(isinstance(found, int) and found >= least, f"{key} is {_said(found)}")
        case Not(part):
            inner = evaluate(part, answer)
            return Outcome(not inner.holds, inner.because)
        case Named(name, part):
            inner = evaluate(part, answer)
            return Outcome(inner.holds, f"{'' if inner.holds else 'not '}{name.replace('_', ' ')} ({inner.because})")
        case All(parts):
            outcomes = [evaluate(part, answer) for part in parts]
            failing = [outcome for outcome in outcomes if not outcome.holds]
            return Outcome(not failing, " and ".join(outcome.because for outcome in failing or outcomes))
        case AnyOf(parts):
            outcomes = [evaluate(part, answer) for part in parts]
            holding = [outcome for outcome in outcomes if outcome.holds]
            return Outcome(bool(holding), (" or " if holding else " and ").join(o.because for o in holding or outcomes))


def _said(answer: Answer) -> str:
    match answer:
        case None:
            return "not answered"
        case bool():
            return "yes" if answer else "no"
        case tuple():
            return ", ".join(answer) or "none"
        case _:
            return str(answer)
