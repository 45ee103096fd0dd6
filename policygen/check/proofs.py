"""Proofs about conditions: whether any school's answers can meet several of them at once.

A condition becomes a formula over variables with few values each. The search gives a variable one value after another
and stops as soon as the formulas are decided; one that would take too long counts as possible, so nothing is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from itertools import pairwise
from typing import assert_never

from policygen.model.conditions import All, AnyOf, AtLeast, Condition, Has, Is, Named, Not
from policygen.model.vocabulary import Question
from policygen.source.nodes import Node, Scalar, Sequence

Value = str | bool | None
# Facts looked at in one search, and variables in it; a text of the library needs a few hundred and a dozen.
MOST_STEPS, MOST_NAMES = 10_000, 60


@dataclass(frozen=True, slots=True)
class Fact:
    """The variable `name` has one of `values`."""

    name: str
    values: frozenset[Value]


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class No:
    part: Formula


Formula = Fact | Every | Some | No
_YES: frozenset[Value] = frozenset((True,))
_NO: frozenset[Value] = frozenset((False,))
_NOTHING: frozenset[Value] = frozenset((None,))


def free(name: str) -> Fact:
    """Return a fact that answers do not decide: it may hold or not, and is the same wherever it has this name."""
    return Fact(f"?{name}", _YES)


@dataclass(slots=True)
class Prover:
    """Proves what the vocabulary allows. `read` reads the condition of a question's `asked:`."""

    questions: MappingType[str, Question]
    read: Callable[[Node], Condition | None]
    _rules: dict[str, tuple[Formula, ...]] = field(default_factory=dict)
    _in_rules: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)
    _deciding: dict[Formula, frozenset[str]] = field(default_factory=dict)
    _proved: dict[tuple[Formula, ...], bool] = field(default_factory=dict)

    def formula(self, condition: Condition) -> Formula:
        """Return a condition of `when:` or `asked:` as a formula."""
        match condition:
            case Is(key, values):
                return self.is_one_of(key, values)
            case Has(key):
                return self.answered(key)
            case AtLeast(key, least):
                return self._yes(key, f"{key}>={least}")
            case All(parts):
                return Every(tuple(self.formula(part) for part in parts))
            case AnyOf(parts):
                return Some(tuple(self.formula(part) for part in parts))
            case Not(part):
                return No(self.formula(part))
            case Named(_, part):
                return self.formula(part)
            case _:
                assert_never(condition)

    def is_one_of(self, key: str, values: Iterable[str | bool]) -> Formula:
        """Return the formula of an answer that is, or includes, one of `values`."""
        if self.questions[key].type != "many_of":
            self._keys[key] = key
            return Fact(key, frozenset(values))
        return Some(tuple(self._yes(key, f"{key}={value}") for value in values))

    def answered(self, key: str) -> Formula:
        """Return the formula of a question that has an answer."""
        question = self.questions[key]
        if question.type == "many_of":
            return self.is_one_of(key, question.values)
        if question.closed:
            self._keys[key] = key
            return No(Fact(key, _NOTHING))
        return self._yes(key, f"{key}?")

    def shown(self, key: str) -> Formula:
        """Return the formula of an answer that a text can print: some copies withhold answers that were given."""
        return Every((self.answered(key), self._yes(key, f"{key}!")))

    def _yes(self, key: str, name: str) -> Fact:
        self._keys[name] = key
        return Fact(name, _YES)

    def possible(self, test: Formula, *given: Formula) -> bool:
        """Return whether some school's answers meet `test`, where answers that meet all of `given` exist."""
        formulas = (test, *self._beside(test, given))
        proved = self._proved.get(formulas)
        if proved is None:
            proved = self._proved[formulas] = self._searched(formulas)
        return proved

    def _beside(self, test: Formula, given: tuple[Formula, ...]) -> list[Formula]:
        """Return those of `given` that depend on the same answers as `test`: the others cannot decide it."""
        found: list[Formula] = []
        names, rest = self._depends(test), list(given)
        while near := [formula for formula in rest if not names.isdisjoint(self._depends(formula))]:
            found += near
            rest = [formula for formula in rest if formula not in near]
            names = names.union(*map(self._depends, near))
        return found

    def _depends(self, formula: Formula) -> frozenset[str]:
        """Return the questions that decide a formula, and what of it nobody answers."""
        found = self._deciding.get(formula)
        if found is None:
            names = dict.fromkeys(self._keys.get(name, name) for name in _names(formula))
            waiting = list(names)
            while waiting:
                self._rules_of(asked := waiting.pop())
                for name in self._in_rules.get(asked, ()):
                    key = self._keys.get(name, name)
                    if key not in names:
                        names[key] = None
                        waiting.append(key)
            found = self._deciding[formula] = frozenset(names)
        return found

    def _searched(self, formulas: tuple[Formula, ...]) -> bool:
        given = list(formulas)
        names = dict.fromkeys(name for each in given for name in _names(each))
        for key in sorted(frozenset().union(*map(self._depends, formulas))):
            given += self._rules_of(key)
            names.update(dict.fromkeys(self._in_rules.get(key, ())))
        if len(names) > MOST_NAMES:
            return True
        orders = _orders(names)
        names.update(dict.fromkeys(name for each in orders for name in _names(each)))
        return _Search([*given, *orders], {name: self._values(name) for name in names}).found()

    def _values(self, name: str) -> tuple[Value, ...]:
        question = self.questions.get(name)
        if question is None or not question.closed or question.type == "many_of":
            return (True, False)
        # A list of one answer will grow: that it has no other today proves nothing.
        values = (True, False) if question.type == "yes_no" else (*question.values, *_spare(question))
        return values if question.default is not None or _is_mandatory(question) else (*values, None)

    def _rules_of(self, key: str) -> tuple[Formula, ...]:
        """Return what always holds of a question's answer: when it is asked, and whether it can be missing."""
        if key not in self.questions:
            return ()
        if key not in self._rules:
            self._rules[key] = ()
            self._rules[key] = tuple(self._made_rules(key, self.questions[key]))
            self._in_rules[key] = tuple(dict.fromkeys(name for rule in self._rules[key] for name in _names(rule)))
        return self._rules[key]

    def _made_rules(self, key: str, question: Question) -> Iterator[Formula]:
        answered = self.answered(key)
        asked = self.read(question.asked) if question.asked is not None else None
        must = question.default is not None or not question.optional
        if asked is not None:
            when = self.formula(asked)
            yield Some((when, self._unasked(key, question)))
            if must:
                yield Some((No(when), answered))
        elif must and question.asked is None:
            yield answered

    def _unasked(self, key: str, question: Question) -> Formula:
        """Return what is true of a question that is not asked: fixed answers keep their default, others have none."""
        if question.default is None or not question.closed:
            return No(self.answered(key))
        default = question.default
        written = default.items if isinstance(default, Sequence) else (default,)
        words = [node.text for node in written if isinstance(node, Scalar)]
        if question.type == "yes_no":
            return Fact(key, frozenset(word.lower() in ("yes", "true") for word in words))
        if question.type == "one_of":
            return Fact(key, frozenset(words))
        return Every(tuple(Fact(f"{key}={value}", _YES if value in words else _NO) for value in question.values))


def _is_mandatory(question: Question) -> bool:
    return not question.optional and question.asked is None


def _spare(question: Question) -> tuple[str, ...]:
    return ("",) if len(question.values) == 1 else ()


def _names(formula: Formula) -> Iterator[str]:
    match formula:
        case Fact(name):
            yield name
        case Every(parts) | Some(parts):
            for part in parts:
                yield from _names(part)
        case No(part):
            yield from _names(part)


def _orders(names: Iterable[str]) -> list[Formula]:
    """Return how the bounds of a number follow from each other: 200 or more is 100 or more, and is an answer."""
    bounds: dict[str, list[int]] = {}
    for name in names:
        key, sign, least = name.partition(">=")
        if sign and not name.startswith("?"):
            bounds.setdefault(key, []).append(int(least))
    found: list[Formula] = []
    for key, numbers in bounds.items():
        numbers.sort()
        pairs = pairwise(numbers)
        found += [Some((Fact(f"{key}>={low}", _YES), Fact(f"{key}>={high}", _NO))) for low, high in pairs]
        found += [Some((Fact(f"{key}>={bound}", _NO), Fact(f"{key}?", _YES))) for bound in numbers]
        found += [Some((Fact(f"{key}>={low}", _YES), Fact(f"{key}?", _NO))) for low in numbers if low <= 0]
    return found


class _Search:
    """A search for values of the variables that meet all formulas."""

    def __init__(self, formulas: list[Formula], values: dict[str, tuple[Value, ...]]) -> None:
        self._formulas, self._known, self._steps = formulas, dict[str, Value](), 0
        tested: dict[str, list[frozenset[Value]]] = {}
        for formula in formulas:
            _collect(formula, tested)
        # Values that no formula tells apart are tried once.
        self._values = {
            name: tuple({tuple(value in each for each in tested.get(name, ())): value for value in all_}.values())
            for name, all_ in values.items()
        }

    def found(self) -> bool:
        open_ = ""
        for formula in self._formulas:
            truth = self._truth(formula)
            if truth is False:
                return False
            if isinstance(truth, str):
                open_ = open_ or truth
        if not open_ or self._steps > MOST_STEPS:
            return True
        for value in self._values[open_]:
            self._known[open_] = value
            if self.found():
                return True
        del self._known[open_]
        return False

    def _truth(self, formula: Formula) -> bool | str:
        """Return whether a formula holds, or the name of a variable that it still depends on."""
        match formula:
            case Fact(name, values):
                self._steps += 1
                return self._known[name] in values if name in self._known else name
            case No(part):
                truth = self._truth(part)
                return truth if isinstance(truth, str) else not truth
            case Every(parts):
                return self._several(parts, decides=False)
            case Some(parts):
                return self._several(parts, decides=True)
            case _:
                assert_never(formula)

    def _several(self, parts: tuple[Formula, ...], *, decides: bool) -> bool | str:
        open_ = ""
        for part in parts:
            truth = self._truth(part)
            if truth is decides:
                return decides
            if isinstance(truth, str):
                open_ = open_ or truth
        return open_ or not decides


def _collect(formula: Formula, tested: dict[str, list[frozenset[Value]]]) -> None:
    match formula:
        case Fact(name, values):
            tested.setdefault(name, []).append(values)
        case Every(parts) | Some(parts):
            for part in parts:
                _collect(part, tested)
        case No(part):
            _collect(part, tested)
