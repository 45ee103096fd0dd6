"""Fills the Jinja of clauses: walks the syntax tree that the check read, and knows only what its allow-list allows.

Jinja would turn each text into a Python program and run it in a sandbox. Walking the tree takes a tenth of the time,
and nothing that is not on the list can happen here.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Mapping as MappingType
from typing import Any

from jinja2 import Undefined, nodes

from policygen.assemble.placeholders import MARK_CLOSE, MARK_OPEN, Hole, PlaceholderGroup
from policygen.assemble.wording import capitalised
from policygen.check.templates import make_environment
from policygen.look.budget import Budget

# Rounds of all loops in one text: lists of a school have some dozens of entries, and few texts loop in a loop.
ROUNDS = 20_000

_COMPARISONS: MappingType[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gteq": operator.ge,
    "lt": operator.lt,
    "lteq": operator.le,
    "in": lambda value, values: value in values,
    "notin": lambda value, values: value not in values,
}


class Filler:
    """Fills clause texts for a scope, and returns marked text with its holes. Safe to use from several threads."""

    def __init__(self, refused: Collection[str], trees: MappingType[str, nodes.Template]) -> None:
        """`refused` are texts with mistakes, which stay unfilled: the rest of the policy can still be checked.

        `trees` are texts that were read already.
        """
        self._refused, self._trees = refused, trees

    def fill(self, text: str, scope: MappingType[str, Any], key: str = "") -> tuple[str, list[Hole]]:
        """Return `text` with each value as a mark, and the holes the marks stand for, in order.

        `key` is what the check knows the text by (`TemplateChecker.key_of`); by default the text itself.
        Raises TemplateRefused for a text whose loops take more than ROUNDS rounds.
        """
        # A mark that was typed is a finding already (PG242), and would stand for a value that is not there.
        key = key or text
        if key in self._refused or MARK_OPEN in text:
            return "…", []
        if "{" not in text:
            return text, []
        filling = _Filling(scope)
        tree = self._trees.get(key) or make_environment().parse(text)
        return "".join(filling.words(tree.body)), filling.holes


class _Filling:
    """The filling of one text: `holes` are its values in the order in which they were printed."""

    def __init__(self, scope: MappingType[str, Any]) -> None:
        self.holes: list[Hole] = []
        self._scope, self._budget = dict(scope), Budget(ROUNDS)

    def words(self, body: Iterable[nodes.Node]) -> Iterator[str]:
        """Yield what a part of the text prints, each value as its mark."""
        for node in body:
            match node:
                case nodes.Output():
                    for part in node.nodes:
                        yield part.data if isinstance(part, nodes.TemplateData) else self._printed(self._value(part))
                case nodes.If():
                    yield from self.words(self._branch(node))
                case nodes.For():
                    yield from self._loop(node)
                case _:
                    raise AssertionError(type(node).__name__)

    def _branch(self, node: nodes.If) -> list[nodes.Node]:
        for branch in (node, *node.elif_):
            if self._value(branch.test):
                return branch.body
        return node.else_

    def _loop(self, node: nodes.For) -> Iterator[str]:
        assert isinstance(node.target, nodes.Name)  # noqa: S101 - the allow-list has no other loop
        name, outer, empty = node.target.name, self._scope, True
        for item in self._value(node.iter):
            self._budget.spend(1)
            self._scope, empty = {**outer, name: item}, False
            yield from self.words(node.body)
        self._scope = outer
        if empty:
            yield from self.words(node.else_)

    def _printed(self, value: Any) -> str:
        hole = _hole(value)
        if isinstance(hole, Hole):
            self.holes.append(hole)
            return f"{MARK_OPEN}{len(self.holes) - 1}{MARK_CLOSE}"
        if hole is None or isinstance(hole, Undefined):
            # The allow-list has refused what is not in the vocabulary, so this is a mistake of ours.
            raise LookupError(f"a value was not found: {getattr(hole, '_undefined_name', hole)}")
        return str(hole)

    def _value(self, node: nodes.Node) -> Any:
        match node:
            case nodes.Getattr():
                found = self._value(node.node)
                keys = found.children if isinstance(found, PlaceholderGroup) else {}
                return keys[node.attr] if node.attr in keys else Undefined(name=node.attr)
            case nodes.Name():
                return self._scope[node.name] if node.name in self._scope else Undefined(name=node.name)
            case nodes.Const():
                return node.value
            case nodes.Filter(args=[], kwargs=[]) if node.node is not None:
                return _FILTERS[node.name](self._value(node.node))
            case nodes.Test(args=[], kwargs=[]):
                return _TESTS[node.name](self._value(node.node))
            case nodes.Compare():
                return self._compared(node)
            case nodes.And():
                return self._value(node.left) and self._value(node.right)
            case nodes.Or():
                return self._value(node.left) or self._value(node.right)
            case nodes.Not():
                return not self._value(node.node)
            case nodes.CondExpr():
                if self._value(node.test):
                    return self._value(node.expr1)
                return Undefined(name="else") if node.expr2 is None else self._value(node.expr2)
            case nodes.List() | nodes.Tuple():
                return tuple(self._value(item) for item in node.items)
            case _:
                raise AssertionError(type(node).__name__)

    def _compared(self, node: nodes.Compare) -> Any:
        """Return the result of `a < b < c` as Python has it: of the last comparison, or the first that fails."""
        left, result = self._value(node.expr), True
        for operand in node.ops:
            right = self._value(operand.expr)
            if operand.op in ("in", "notin"):
                self._budget.spend(1, len(right) if isinstance(right, str | tuple) else 0)
            result = _COMPARISONS[operand.op](left, right)
            if not result:
                break
            left = right
        return result


def _hole(value: Any) -> Any:
    return value.own if isinstance(value, PlaceholderGroup) else value


def _sentence(value: Any) -> Any:
    hole = _hole(value)
    return hole.retold(capitalised(hole.text)) if isinstance(hole, Hole) else capitalised(str(hole))


def _listed(value: Any, word: str) -> Any:
    hole = _hole(value)
    if not isinstance(hole, Hole) or not isinstance(hole.raw, tuple) or not hole.wording:
        return hole
    if isinstance(value, PlaceholderGroup):  # A post that several hold prints its title: all of them, or one of them.
        return hole.retold(hole.wording("any_of", role=hole.text)) if word == "or" else hole
    return hole.retold(hole.wording.joined(hole.raw, word))


def _answered(value: Any) -> bool:
    hole = _hole(value)
    return isinstance(hole, Hole) and hole.raw is not None


_FILTERS: MappingType[str, Callable[[Any], Any]] = {
    "sentence": _sentence,
    "all_of": lambda value: _listed(value, "and"),
    "any_of": lambda value: _listed(value, "or"),
}


def _vacant(value: Any) -> bool:
    return isinstance(value, PlaceholderGroup) and value.vacant


_TESTS: MappingType[str, Callable[[Any], bool]] = {"answered": _answered, "vacant": _vacant}
