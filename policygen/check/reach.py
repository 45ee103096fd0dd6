"""Prove which branches of a text a school can have, with the branches around them and the clause's own condition.

A test that no answers meet, or that all answers meet, is a mistake: the words behind it, or the words without it, are
never printed. Tests that depend on free answers or on people may always hold or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from jinja2 import nodes

from policygen.check.expressions import Doubt
from policygen.check.names import Names, value_path
from policygen.check.proofs import Every, Fact, Formula, No, Prover, Some, free
from policygen.model.vocabulary import Question

Cause = Literal["alone", "when", "branch"]
_NEVER = {"alone": "PG262.never", "when": "PG262.never_when", "branch": "PG262.never_branch"}
_ALWAYS = {"alone": "PG262.always", "when": "PG262.always_when", "branch": "PG262.always_branch"}


@dataclass(frozen=True, slots=True)
class BranchProofs:
    """The proofs about one text; `when` is its clause's condition, `loops` the names of the loops around a part."""

    prover: Prover
    names: Names
    when: Formula | None = None

    def check(self, tree: nodes.Template) -> Iterator[Doubt]:
        """Yield a doubt for each test that always has the same result."""
        yield from self._parts(tree.body, ())

    def _parts(self, parts: Sequence[nodes.Node], around: tuple[Formula, ...]) -> Iterator[Doubt]:
        for part in parts:
            match part:
                case nodes.If():
                    yield from self._if(part, around)
                case nodes.For():
                    yield from self._parts((*part.body, *part.else_), around)
                case nodes.Output():
                    for printed in part.nodes:
                        if not isinstance(printed, nodes.TemplateData):
                            for inline in _inline_tests(printed):
                                yield from self._judged(inline, self.formula(inline), around)
                case _:
                    pass

    def _if(self, node: nodes.If, around: tuple[Formula, ...]) -> Iterator[Doubt]:
        before: tuple[Formula, ...] = ()
        branches = (node, *node.elif_)
        for number, branch in enumerate(branches):
            if before and not self._possible(around, before[:-1], before[-1]):
                # The branches above take every school, whatever this one asks.
                yield Doubt.of(_NEVER["branch"], branch.test)
                return
            ends_chain = bool(node.else_) and number > 0 and number == len(branches) - 1
            test = self.formula(branch.test)
            doubts = list(self._judged(branch.test, test, around, before, ends_chain=ends_chain))
            yield from doubts
            if not doubts:
                yield from self._parts(branch.body, (*around, *before, test))
            elif any(doubt.code.startswith("PG262.always") for doubt in doubts):
                return
            else:
                continue
            before = (*before, No(test))
        yield from self._parts(node.else_, (*around, *before))

    def _judged(
        self,
        node: nodes.Node,
        test: Formula,
        around: tuple[Formula, ...],
        before: tuple[Formula, ...] = (),
        *,
        ends_chain: bool = False,
    ) -> Iterator[Doubt]:
        if isinstance(test, Fact) and test.name.startswith("?") and not around and not before:
            return
        if not self._possible(around, before, test):
            yield Doubt.of(_NEVER[self._because(around, before, test)], node)
        elif not self._possible(around, (), No(test)):
            yield Doubt.of(_ALWAYS[self._because(around, (), No(test))], node)
        elif ends_chain and not self._possible(around, before, No(test)):
            yield Doubt.of("PG262.no_else", node)
        else:
            yield from self._operands(node, (*around, *before))

    def _operands(self, node: nodes.Node, around: tuple[Formula, ...]) -> Iterator[Doubt]:
        """Yield a doubt for a part of an `or` that no school meets."""
        if isinstance(node, nodes.Or):
            for part in (node.left, node.right):
                if self._possible(around, (), self.formula(part)):
                    yield from self._operands(part, around)
                else:
                    yield Doubt.of(_NEVER[self._because(around, (), self.formula(part))], part)

    def _possible(self, around: tuple[Formula, ...], before: tuple[Formula, ...], test: Formula) -> bool:
        given = (self.when,) if self.when is not None else ()
        return self.prover.possible(test, *given, *around, *before)

    def _because(self, around: tuple[Formula, ...], before: tuple[Formula, ...], test: Formula) -> Cause:
        """Return which wording says what decides a test: itself, the clause's condition, or the branches around it."""
        if not self.prover.possible(test):
            return "alone"
        if self.when is not None and not self.prover.possible(test, self.when):
            return "when"
        return "branch" if before or around else "alone"

    def formula(self, node: nodes.Node) -> Formula:
        """Return what a test depends on; a part that fixed answers do not decide is free."""
        match node:
            case nodes.And():
                return Every((self.formula(node.left), self.formula(node.right)))
            case nodes.Or():
                return Some((self.formula(node.left), self.formula(node.right)))
            case nodes.Not():
                return No(self.formula(node.node))
            case nodes.Test():
                return self._answered(node)
            case nodes.Compare():
                return self._compared(node)
            case _:
                found = self._question(node)
                if found is None:
                    return free(repr(node))
                key, question = found
                if question.type == "yes_no":
                    return self.prover.is_one_of(key, (True,))
                return self.prover.answered(key) if question.closed else free(repr(node))

    def _question(self, node: nodes.Node) -> tuple[str, Question] | None:
        """Return the question of `school` or `choices` that a path names, with its key."""
        path = value_path(node)
        if path is None or len(path) != 2 or path[0] not in ("school", "choices"):
            return None
        question = self.names.questions.get(path[0], {}).get(path[1])
        return (path[1], question) if question is not None and self.prover.questions.get(path[1]) is question else None

    def _answered(self, node: nodes.Test) -> Formula:
        found = self._question(node.node)
        if found is None:
            return free(repr(node))
        key, question = found
        always = question.closed and question.public and question.default is not None
        return self.prover.answered(key) if always else self.prover.shown(key)

    def _compared(self, node: nodes.Compare) -> Formula:
        if len(node.ops) != 1:
            return free(repr(node))
        op, right = node.ops[0].op, node.ops[0].expr
        if op in ("ne", "notin"):
            same = nodes.Compare(node.expr, [nodes.Operand("eq" if op == "ne" else "in", right)])
            return No(self._compared(same))
        sides = [(node.expr, right)] if op == "in" else [(node.expr, right), (right, node.expr)]
        for value, constant in sides:
            found = self._question(value)
            values = _constants(constant)
            if found is not None and values and found[1].type in ("one_of", "yes_no"):
                return self.prover.is_one_of(found[0], values)
        found = self._question(right)
        if op == "in" and found is not None and found[1].type == "many_of" and (values := _constants(node.expr)):
            return self.prover.is_one_of(found[0], values)
        # Two values are equal whichever of them comes first.
        return free(" = ".join(sorted((repr(node.expr), repr(right)))) if op == "eq" else repr(node))


def _constants(node: nodes.Node) -> list[str | bool]:
    parts = node.items if isinstance(node, nodes.List | nodes.Tuple) else [node]
    values = [part.value for part in parts if isinstance(part, nodes.Const) and isinstance(part.value, str | bool)]
    return values if len(values) == len(parts) else []


def _inline_tests(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield the tests of `… if … else …` in a printed value, from the outside in."""
    if isinstance(node, nodes.CondExpr):
        yield node.test
    elif isinstance(node, nodes.Filter) and node.node is not None:
        yield from _inline_tests(node.node)
