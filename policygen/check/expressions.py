"""ExpressionType every expression of a text by the vocabulary, and name those that cannot mean what they say.

Comparing a question that has several answers with one of them, `x == "a" or "b"`, or a loop over a single value is
valid Jinja, but always gives the same result. Each is reported with what to write instead.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass

from jinja2 import nodes

from policygen.check.names import FILTERS, TESTS, Names, value_path
from policygen.check.types import ExpressionType, entry_of, type_of, written_choice, written_condition
from policygen.diagnostics.phrases import Fact
from policygen.diagnostics.suggest import did_you_mean, nearest

_SIGNS = {
    "eq": "==", "ne": "!=", "lt": "<", "lteq": "<=", "gt": ">", "gteq": ">=", "in": "in", "notin": "not in",
}  # fmt: skip
# What `sentence` would spoil or leave as it is.
_NO_WORDS = frozenset(("number", "date", "telephone", "email", "web"))
_JOINED = frozenset(("list", "group", "person", "unknown"))
_RECORDS = frozenset(("person", "contact", "reference"))
# Types whose values can be equal to each other's.
_GROUPS = (nodes.List, nodes.Tuple)
_WITH_WORDS = frozenset(("one_of", "many_of", "yes_no", "words"))
_ALIKE = frozenset(("words", "one_of", "email", "web", "telephone"))


@dataclass(frozen=True, slots=True)
class Doubt:
    """A finding about one part of a text, before its place is known."""

    code: str
    node: nodes.Node
    facts: MappingType[str, Fact]

    @classmethod
    def of(cls, code: str, node: nodes.Node, **facts: Fact) -> Doubt:
        return cls(code, node, facts)


class Expressions:
    """Checks the expressions of one text. `local` has the types of the names of the loops around a part."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._local: dict[str, ExpressionType] = {}

    def check(self, node: nodes.Node) -> Iterator[Doubt]:
        """Yield a doubt for each mistake in a part of a template, in the order of the text."""
        match node:
            case nodes.Output():
                for printed in node.nodes:
                    yield from self._printed(printed)
            case nodes.If():
                yield from self._tested(node.test)
                for part in (*node.body, *node.elif_, *node.else_):
                    yield from self.check(part)
            case nodes.For():
                yield from self._loop(node)
            case nodes.Template():
                for part in node.body:
                    yield from self.check(part)
            case _:
                return

    def _type(self, node: nodes.Node) -> ExpressionType:
        return type_of(node, self._names, self._local)

    def _loop(self, node: nodes.For) -> Iterator[Doubt]:
        whole = self._type(node.iter)
        yield from self._expression(node.iter)
        if whole.path and whole.kind not in ("list", "many_of", "unknown"):
            yield Doubt.of("PG261.loop", node.iter, path=whole.path)
        elif not whole.path and whole.kind not in ("group", "unknown"):
            yield Doubt.of("PG261.loop_constant", node.iter)
        if not isinstance(node.target, nodes.Name):
            return
        outer = self._local
        self._local = {**outer, node.target.name: entry_of(whole, node.target.name)}
        for part in node.body:
            yield from self.check(part)
        self._local = outer
        for part in node.else_:
            yield from self.check(part)

    def _printed(self, node: nodes.Node) -> Iterator[Doubt]:
        if isinstance(node, nodes.TemplateData) or (isinstance(node, nodes.Getattr) and not self._local):
            return
        if isinstance(node, nodes.CondExpr):
            yield from self._printed(node.expr1)
            yield from self._tested(node.test)
            if node.expr2 is not None:
                yield from self._printed(node.expr2)
            return
        yield from self._expression(node)
        found = self._type(node)
        if self._gives_a_test(node) or (isinstance(node, nodes.Const) and found.kind in ("yes_no", "nothing")):
            yield Doubt.of("PG261.prints_test", node)
        elif found.kind == "one_of" and "." not in found.path:
            yield Doubt.of("PG261.prints_key", node, path=found.path)

    def _gives_a_test(self, node: nodes.Node) -> bool:
        if isinstance(node, nodes.And | nodes.Or):
            return self._gives_a_test(node.left) or self._gives_a_test(node.right)
        return isinstance(node, nodes.Compare | nodes.Not | nodes.Test)

    def _tested(self, node: nodes.Node, beside: nodes.Node | None = None, word: str = "") -> Iterator[Doubt]:
        """Check a part that decides something; `beside` is the other part of an `and` or `or`, whichever `word` is."""
        match node:
            case nodes.And() | nodes.Or():
                word = "and" if isinstance(node, nodes.And) else "or"
                yield from self._tested(node.left, node.right, word)
                yield from self._tested(node.right, node.left, word)
            case nodes.Not():
                yield from self._tested(node.node, beside, word)
            case nodes.Const():
                yield self._lone_constant(node, beside, word)
            case nodes.List() | nodes.Tuple():
                yield Doubt.of("PG261.lone_list", node)
            case _:
                yield from self._expression(node)
                found = self._type(node)
                if found.kind in ("contact", "reference"):
                    yield Doubt.of("PG261.record_test", node, path=found.path)
                elif found.kind == "person":
                    yield Doubt.of("PG261.person_test", node, path=found.path)

    def _lone_constant(self, node: nodes.Const, beside: nodes.Node | None, word: str) -> Doubt:
        """Return the finding on `"b"` in `x == "a" or "b"`, which holds whatever x is."""
        compare = next(beside.find_all(nodes.Compare), None) if beside is not None else None
        if isinstance(beside, nodes.Compare):
            compare = beside
        if compare is not None and isinstance(node.value, str):
            found = self._type(compare.expr)
            operand = compare.ops[0].expr
            if found.kind == "group" or not found.path:
                found, operand = self._type(operand), compare.expr
            first = operand.value if isinstance(operand, nodes.Const) else None
            if found.path and isinstance(first, str):
                negated = compare.ops[0].op in ("ne", "notin")
                better = written_choice(found, _near(found, [first, node.value]), negated=negated)
                if found.kind == "many_of":
                    both = (written_condition(found, value, negated=negated) for value in (first, node.value))
                    better = f" {word} ".join(both)
                return Doubt.of("PG261.constant_beside", node, value=node.value, better=better)
        return Doubt.of("PG261.constant", node, value=str(node.value))

    def _expression(self, node: nodes.Node) -> Iterator[Doubt]:
        match node:
            case nodes.Filter():
                yield from self._filter(node)
            case nodes.Compare():
                yield from self._compare(node)
            case nodes.CondExpr():
                yield from self._tested(node.test)
                for part in (node.expr1, node.expr2):
                    if part is not None:
                        yield from self._expression(part)
            case nodes.Test():
                yield from self._expression(node.node)
                if (node.args or node.kwargs) and node.name in TESTS:
                    yield Doubt.of("PG261.arguments", node, name=node.name)
                elif node.name == "vacant" and self._type(node.node).kind not in ("person", "unknown"):
                    yield Doubt.of("PG261.vacant", node.node)
                elif self._type(node.node).kind == "group" or isinstance(node.node, nodes.Const):
                    yield Doubt.of("PG261.answered", node.node)
            case nodes.And() | nodes.Or():
                yield from self._expression(node.left)
                yield from self._expression(node.right)
            case nodes.Not():
                yield from self._expression(node.node)
            case _:
                return

    def _filter(self, node: nodes.Filter) -> Iterator[Doubt]:
        if node.node is None:
            return
        yield from self._expression(node.node)
        found = self._type(node.node)
        if (node.args or node.kwargs) and node.name in FILTERS:
            yield Doubt.of("PG261.arguments", node, name=node.name)
        elif not found.path:
            return
        elif node.name == "sentence" and found.kind in _NO_WORDS:
            yield Doubt.of("PG261.filter_sentence", node, path=found.path, kind=str(found))
        elif node.name in ("all_of", "any_of") and found.kind == "many_of":
            yield Doubt.of("PG261.filter_many", node, name=node.name, path=found.path)
        elif node.name in ("all_of", "any_of") and found.kind not in _JOINED and not _names_holders(node.node):
            yield Doubt.of("PG261.filter_list", node, name=node.name, path=found.path, kind=str(found))

    # --- comparisons ------------------------------------------------------------------------------------------------

    def _compare(self, node: nodes.Compare) -> Iterator[Doubt]:
        left = node.expr
        yield from self._expression(left)
        for operand in node.ops:
            yield from self._expression(operand.expr)
            doubt = self._pair(node, left, operand.op, operand.expr)
            if doubt is not None:
                yield doubt
            left = operand.expr

    def _pair(self, node: nodes.Compare, left: nodes.Node, op: str, right: nodes.Node) -> Doubt | None:
        one, other = self._type(left), self._type(right)
        if op in ("lt", "lteq", "gt", "gteq"):
            return Doubt.of("PG261.order", node, sign=_SIGNS[op]) if one.path or other.path else None
        either = next((part for part in (left, right) if isinstance(part, nodes.And | nodes.Or)), None)
        if either is not None:
            return Doubt.of("PG261.choice_of_constants", either, sign=_SIGNS[op])
        if op in ("in", "notin"):
            return self._within(node, left, one, op, right, other)
        named, constant = ((one, right), (other, left))[not one.path]
        return self._equal(node, named, op, constant, self._type(constant))

    def _equal(
        self, node: nodes.Compare, one: ExpressionType, op: str, right: nodes.Node, other: ExpressionType
    ) -> Doubt | None:
        if not one.path or one.kind == "unknown":
            return None
        negated = op == "ne"
        word = self._bare(right)
        if one.kind == "yes_no" and (word or (isinstance(right, nodes.Const) and other.kind == "words")):
            value = word or str(right.value)  # type: ignore[attr-defined]
            if not word:
                return Doubt.of("PG234.yes_no", right, key=one.path, value=value)
            return Doubt.of("PG261.yes_no", node, path=one.path, better=written_condition(one, word, negated=negated))
        values = [word] if word else _words(right)
        if one.kind == "many_of" and other.kind != "many_of":
            return self._several_answers("PG261.many", node, one, values, negated=negated, sign=_SIGNS[op])
        if one.kind == "list" and other.kind != "list":
            return Doubt.of("PG261.list", node, path=one.path, sign=_SIGNS[op])
        if one.kind == "one_of" and other.kind == "group":
            if not values:
                return Doubt.of("PG261.mixed", node, path=one.path, kind=str(one), other=str(other))
            return Doubt.of(
                "PG261.several", node, path=one.path, better=written_choice(one, _near(one, values), negated=negated)
            )
        if word and one.kind in ("one_of", "words"):
            better = written_choice(one, _near(one, [word]), negated=negated)
            return Doubt.of("PG261.bare", right, word=word, better=better)
        if one.kind == "one_of" and other.kind == "words" and not other.path:
            return self._never(one, right)
        return None if word else self._mixed(node, one, other)

    def _several_answers(
        self, code: str, node: nodes.Node, found: ExpressionType, values: list[str], *, negated: bool, **facts: Fact
    ) -> Doubt:
        known = _near(found, values) or list(found.values)[:1]
        better = written_choice(found, known, negated=negated)
        return Doubt.of(code, node, path=found.path, better=better, **facts)

    def _within(
        self,
        node: nodes.Compare,
        left: nodes.Node,
        one: ExpressionType,
        op: str,
        right: nodes.Node,
        other: ExpressionType,
    ) -> Doubt | None:
        negated = op == "notin"
        if other.kind == "many_of":
            return self._among_answers(node, left, one, other, negated=negated)
        if isinstance(right, nodes.Const):
            values = _near(one, _words(right))
            if one.path and values and one.kind in ("one_of", "many_of"):
                better = written_choice(one, values, negated=negated)
                return Doubt.of("PG261.in_words", right, better=better)
            return Doubt.of("PG261.in_nothing", right)
        if other.kind == "one_of":
            values = _near(other, [word] if (word := self._bare(left)) else _words(left))
            values = values or list(other.values)[:1]
            return Doubt.of(
                "PG261.in_one", node, path=other.path, better=written_choice(other, values, negated=negated)
            )
        if other.kind == "group":
            return self._in_group(node, one, right, negated=negated)
        if other.kind == "list" and one.kind == "group":
            return Doubt.of("PG261.mixed", node, path=other.path, kind=str(other), other=str(one))
        if other.path and other.kind not in ("list", "unknown", "words"):
            return Doubt.of("PG261.in_single", node, path=other.path, kind=str(other))
        return None

    def _among_answers(
        self, node: nodes.Compare, left: nodes.Node, one: ExpressionType, other: ExpressionType, *, negated: bool
    ) -> Doubt | None:
        """Check what is looked for among the answers to a question that can have several."""
        if word := self._bare(left):
            better = written_choice(other, _near(other, [word]), negated=negated)
            return Doubt.of("PG261.bare", left, word=word, better=better)
        if one.kind in ("group", "many_of"):
            values = _words(left) or list(other.values)[:2]
            return self._several_answers("PG261.list_within", node, other, values, negated=negated)
        if one.kind == "words" and not one.path:
            return self._never(other, left)
        if one.kind in ("words", "one_of", "unknown"):
            return None
        return Doubt.of("PG261.mixed", node, path=other.path, kind=str(other), other=str(one))

    def _in_group(self, node: nodes.Compare, one: ExpressionType, right: nodes.Node, *, negated: bool) -> Doubt | None:
        if one.kind == "many_of":
            return self._several_answers("PG261.many_in", node, one, _words(right), negated=negated)
        if one.kind == "list":
            return Doubt.of("PG261.list", node, path=one.path, sign="not in" if negated else "in")
        for part in right.items if isinstance(right, _GROUPS) else ():
            if word := self._bare(part):
                if one.kind == "one_of":
                    better = written_choice(one, _near(one, _words(right)), negated=negated)
                    return Doubt.of("PG261.bare", part, word=word, better=better)
                continue
            if not isinstance(part, nodes.Const):
                continue
            if one.kind == "yes_no" and isinstance(part.value, str):
                return Doubt.of("PG234.yes_no", part, key=one.path, value=part.value)
            if one.kind == "one_of" and isinstance(part.value, str):
                if doubt := self._never(one, part):
                    return doubt
            elif doubt := self._mixed(node, one, self._type(part)):
                return doubt
        return None

    def _never(self, found: ExpressionType, node: nodes.Node) -> Doubt | None:
        value = node.value if isinstance(node, nodes.Const) else None
        if not isinstance(value, str) or value in found.values:
            return None
        guess = did_you_mean(value, found.values)
        return Doubt.of("PG234.never", node, key=found.path, value=value, guess=guess)

    def _mixed(self, node: nodes.Node, one: ExpressionType, other: ExpressionType) -> Doubt | None:
        """Return the finding on two types that are never equal; `none` and what is not known are compared with all."""
        kinds = {one.kind, other.kind}
        if kinds & {"unknown", "nothing", "test"} or len(kinds) == 1 or kinds <= _ALIKE:
            return None
        if other.kind in _RECORDS and one.kind not in _RECORDS:
            one, other = other, one
        # Somebody's name in quotes is reported as a free answer.
        if one.kind == "person" and other.kind == "words" and not other.path:
            return None
        return Doubt.of("PG261.mixed", node, path=one.path, kind=str(one), other=str(other))

    def _bare(self, node: nodes.Node) -> str:
        """Return a word that stands for nothing, such as one whose quotation marks were forgotten."""
        if isinstance(node, nodes.Name) and node.name not in self._names.roots and node.name not in self._local:
            return node.name
        # Jinja reads `true` and `false` as constants.
        return ""


def _words(node: nodes.Node) -> list[str]:
    parts = node.items if isinstance(node, _GROUPS) else [node]
    return [
        str(part.value) if isinstance(part, nodes.Const) else part.name
        for part in parts
        if isinstance(part, nodes.Const | nodes.Name)
    ]


def _near(found: ExpressionType, words: list[str]) -> list[str]:
    """Return the answers that words most likely stand for; words for a question without fixed answers stay."""
    if not found.values:
        return words
    near = [word if word in found.values else nearest(word, found.values) for word in words]
    return list(dict.fromkeys(each for each in near if each)) or list(found.values)[:1]


def bare_words(node: nodes.Compare, names: Names, local: Collection[str]) -> list[nodes.Name]:
    """Return the words without quotation marks that are compared with a question.

    `Expressions` reports them with what to write; as unknown names they would be reported a second time.
    """
    parts = [node.expr, *(operand.expr for operand in node.ops)]
    inner = [each for part in parts for each in (part.items if isinstance(part, _GROUPS) else [part])]
    words = [
        each
        for each in inner
        if isinstance(each, nodes.Name) and each.name not in names.roots and each.name not in local
    ]
    return words if words and {type_of(part, names, {}).kind for part in parts} & _WITH_WORDS else []


def _names_holders(node: nodes.Node) -> bool:
    """Return whether a text means the names of who holds a post, which may be several."""
    path = value_path(node)
    return path is not None and len(path) == 3 and path[0] == "people" and path[2] == "name"
