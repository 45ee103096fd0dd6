"""The Jinja of clauses as small programs: functions made of a syntax tree once, which fill it for each school.

Jinja would turn each text into a Python program and run it in a sandbox. These take far less time, and nothing that is
not on the allow-list can happen here.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from collections.abc import Mapping as MappingType
from typing import Any

from jinja2 import Undefined, nodes

from policygen.assemble.placeholders import MARK_CLOSE, MARK_OPEN, Hole, PlaceholderGroup
from policygen.assemble.shared_clauses import OWN, TESTED, WatchedGroup
from policygen.assemble.wording import capitalised
from policygen.look.budget import Budget

# Rounds of all loops in one text: lists of a school have some dozens of entries, and few texts loop in a loop.
ROUNDS = 20_000
# The beginning of an address, in which a value is put as it was given and not as it is printed.
_ADDRESS = re.compile(r"\]\([^)\s]*\Z")


class Filling:
    """The filling of one text: `words` are what was printed, `holes` its values in their order."""

    __slots__ = ("budget", "holes", "scope", "words")

    def __init__(self, scope: MappingType[str, Any]) -> None:
        self.words: list[str] = []
        self.holes: list[Hole] = []
        self.scope, self.budget = scope, Budget(ROUNDS)


Step = Callable[[Filling], None]
_Get = Callable[[Filling], Any]


def program_of(tree: nodes.Template) -> Step:
    """Return what fills a text. What is not on the allow-list raises AssertionError or LookupError when it is met."""
    in_address = any(_ADDRESS.search(words.data) for words in tree.find_all(nodes.TemplateData))
    return _all(tree.body, _read if in_address else _printed)


def _all(body: Iterable[nodes.Node], read: Callable[[nodes.Node], _Get]) -> Step:
    """Return what fills a part of a text; `read` gives what is to be printed."""
    steps: list[Step] = []
    for node in body:
        match node:
            case nodes.Output():
                for part in node.nodes:
                    if isinstance(part, nodes.TemplateData):
                        steps.append(_words(part.data))
                    else:
                        steps.append(_printing(read(part)))
            case nodes.If():
                steps.append(_if(node, read))
            case nodes.For():
                steps.append(_loop(node, read))
            case _:
                steps.append(_refusing(AssertionError(type(node).__name__)))
    if len(steps) == 1:
        return steps[0]

    def every(filling: Filling) -> None:
        for step in steps:
            step(filling)

    return every


def _words(data: str) -> Step:
    return lambda filling: filling.words.append(data)


def _printing(get: _Get) -> Step:
    def printed(filling: Filling) -> None:
        hole = _hole(get(filling))
        if isinstance(hole, Hole):
            filling.words.append(f"{MARK_OPEN}{len(filling.holes)}{MARK_CLOSE}")
            filling.holes.append(hole)
        elif hole is None or isinstance(hole, Undefined):
            # The allow-list has refused what is not in the vocabulary, so this is a mistake of ours.
            raise LookupError(f"a value was not found: {getattr(hole, '_undefined_name', hole)}")
        else:
            filling.words.append(str(hole))

    return printed


def _if(node: nodes.If, read: Callable[[nodes.Node], _Get]) -> Step:
    branches = [(_tested(branch.test), _all(branch.body, read)) for branch in (node, *node.elif_)]
    otherwise = _all(node.else_, read)

    def branch(filling: Filling) -> None:
        for test, body in branches:
            if test(filling):
                body(filling)
                return
        otherwise(filling)

    return branch


def _loop(node: nodes.For, read: Callable[[nodes.Node], _Get]) -> Step:
    assert isinstance(node.target, nodes.Name)  # noqa: S101 - the allow-list has no other loop
    name, items = node.target.name, _read(node.iter)
    body, otherwise = _all(node.body, read), _all(node.else_, read)

    def loop(filling: Filling) -> None:
        outer, empty = filling.scope, True
        for item in items(filling):
            filling.budget.spend(1)
            filling.scope, empty = {**outer, name: item}, False
            body(filling)
        filling.scope = outer
        if empty:
            otherwise(filling)

    return loop


def _refusing(error: Exception) -> Callable[[Filling], Any]:
    def refuse(_: Filling) -> Any:
        raise error

    return refuse


def _read(node: nodes.Node) -> _Get:
    """Return what gives the value of an expression."""
    match node:
        case nodes.Getattr(node=nodes.Getattr(node=nodes.Name(name=group), attr=name), attr=field):
            return _part(group, name, field, _attribute(_read(node.node), field))
        case nodes.Getattr():
            return _attribute(_read(node.node), node.attr)
        case nodes.Name(name=name):
            return lambda filling: filling.scope[name] if name in filling.scope else Undefined(name=name)
        case nodes.Const(value=value):
            return lambda _: value
        case nodes.Filter(args=[], kwargs=[], name=name) if node.node is not None:
            return _called(_FILTERS, name, _read(node.node))
        case nodes.Test(args=[], kwargs=[], name=name):
            return _called(_TESTS, name, _tested(node.node))
        case nodes.Compare():
            return _compared(node)
        case nodes.And():
            left, right = _read(node.left), _read(node.right)
            return lambda filling: left(filling) and right(filling)
        case nodes.Or():
            left, right = _read(node.left), _read(node.right)
            return lambda filling: left(filling) or right(filling)
        case nodes.Not():
            inner = _tested(node.node)
            return lambda filling: not inner(filling)
        case nodes.CondExpr():
            return _either(node, _read)
        case nodes.List() | nodes.Tuple():
            items = [_read(item) for item in node.items]
            return lambda filling: tuple([item(filling) for item in items])
        case _:
            return _refusing(AssertionError(type(node).__name__))


def _printed(node: nodes.Node) -> _Get:
    """Return what gives the value of an expression to be printed: of a post, nothing but what it prints is read."""
    match node:
        case nodes.Getattr(node=nodes.Name(name=group), attr=name):
            return _part(group, name, OWN, _read(node))
        case nodes.Filter(args=[], kwargs=[], name="sentence") if node.node is not None:
            return _called(_FILTERS, "sentence", _printed(node.node))
        case nodes.CondExpr():
            return _either(node, _printed)
        case _:
            return _read(node)


def _tested(node: nodes.Node) -> _Get:
    """Return what gives the value of an expression to be compared: of a post, nothing that it prints is read."""
    match node:
        case nodes.Getattr(node=nodes.Name(name=group), attr=name):
            return _part(group, name, TESTED, _read(node))
        case _:
            return _read(node)


def _part(group: str, name: str, part: str, otherwise: _Get) -> _Get:
    """Return what gives a part of a post, and is `otherwise` if it is none."""

    def get(filling: Filling) -> Any:
        found = filling.scope.get(group)
        if isinstance(found, PlaceholderGroup) and isinstance(found.children, WatchedGroup):
            value = found.children.part(name, part)
            if value is not None:
                return value
        return otherwise(filling)

    return get


def _attribute(inner: _Get, name: str) -> _Get:
    def get(filling: Filling) -> Any:
        found = inner(filling)
        keys = found.children if isinstance(found, PlaceholderGroup) else {}
        return keys[name] if name in keys else Undefined(name=name)

    return get


def _called(table: MappingType[str, Callable[[Any], Any]], name: str, inner: _Get) -> _Get:
    function = table.get(name)
    if function is None:
        return _refusing(LookupError(name))
    return lambda filling: function(inner(filling))


def _either(node: nodes.CondExpr, read: Callable[[nodes.Node], _Get]) -> _Get:
    test, first = _tested(node.test), read(node.expr1)
    second = read(node.expr2) if node.expr2 is not None else lambda _: Undefined(name="else")
    return lambda filling: first(filling) if test(filling) else second(filling)


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


def _compared(node: nodes.Compare) -> _Get:
    """Return what gives the result of `a < b < c` as Python has it: of the last comparison, or the first that fails."""
    first = _tested(node.expr)
    operands = [(one.op in ("in", "notin"), _COMPARISONS[one.op], _compared_with(one.expr)) for one in node.ops]

    def compare(filling: Filling) -> Any:
        left, result = first(filling), True
        for looks_through, comparison, operand in operands:
            right = operand(filling)
            if looks_through:
                filling.budget.spend(1, len(right) if isinstance(right, str | tuple) else 0)
            result = comparison(left, right)
            if not result:
                break
            left = right
        return result

    return compare


def _compared_with(node: nodes.Node) -> _Get:
    if not isinstance(node, nodes.List | nodes.Tuple):
        return _tested(node)
    items = [_tested(item) for item in node.items]
    return lambda filling: tuple([item(filling) for item in items])


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
