"""How much work one rendering may do: loops, calls and joined words spend from a budget that ends."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

from jinja2 import nodes
from jinja2.runtime import Undefined
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from policygen.look.texts import TemplateRefused

LONGEST_TEXT = 5_000_000
# Of one rendering: rounds of loops, calls and characters looked through. The largest policy takes a hundredth.
STEPS = 1_000_000
CHARACTERS = 100_000_000


class Budget:
    """What one rendering may still do."""

    def __init__(self, steps: int = STEPS) -> None:
        self._steps, self._characters = steps, CHARACTERS

    def spend(self, steps: int, characters: int = 0) -> None:
        """Take from what is left. Raises TemplateRefused when it is used up."""
        self._steps -= steps
        self._characters -= characters
        if self._steps < 0 or self._characters < 0:
            raise TemplateRefused("greedy")


_budget: ContextVar[Budget | None] = ContextVar("budget", default=None)


@contextmanager
def budgeted(steps: int = STEPS) -> Iterator[None]:
    """Limit rendering within the block to `steps` steps. A template that needs more raises TemplateRefused."""
    token = _budget.set(Budget(steps))
    try:
        yield
    finally:
        _budget.reset(token)


def spend(steps: int, characters: int = 0) -> None:
    """Take from the budget of this rendering, if it has one. Raises TemplateRefused when that is used up."""
    if (budget := _budget.get()) is not None:
        budget.spend(steps, characters)


def check_length(length: int) -> None:
    """Raise TemplateRefused if a text would have more than LONGEST_TEXT characters."""
    if length > LONGEST_TEXT:
        raise TemplateRefused("greedy")


def charged(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter that spends for the size of what it is given."""
    at = 1 if hasattr(function, "jinja_pass_arg") else 0

    @functools.wraps(function)
    def charged(*args: Any, **kwargs: Any) -> Any:
        value = args[at]
        spend(1, len(value) if isinstance(value, str | list | tuple | dict) else 0)
        return function(*args, **kwargs)

    return charged


def finalized(value: Any) -> Any:
    """Return what a template prints. Raises TemplateRefused for anything but text, numbers and undefined names."""
    if isinstance(value, str):
        spend(1, len(value))
    elif not isinstance(value, int | float | Undefined):
        # What has no words of its own would be printed as Python names it.
        raise TemplateRefused("unprintable", kind=type(value).__name__)
    return value


class _Guarding(NodeTransformer):
    """Has loops count their rounds, `~` its characters, and `in` the size of what it looks through."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - named after the node
        self.generic_visit(node)
        node.iter = _filtered(node.iter, "_counted")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), "_joined")

    def visit_Operand(self, node: nodes.Operand) -> nodes.Operand:  # noqa: N802
        self.generic_visit(node)
        if node.op in ("in", "notin"):
            node.expr = _filtered(node.expr, "_sized")
        return node


def guarded(tree: nodes.Template) -> nodes.Template:
    """Return a template, changed in place, that spends from its budget; it needs the filters of `guards`."""
    return _Guarding().visit(tree)  # type: ignore[no-any-return]


def guards() -> dict[str, Callable[..., Any]]:
    """Return the filters that a guarded template calls, by name."""
    return {"_counted": _counted, "_joined": _joined, "_sized": _sized}


def _filtered(node: nodes.Node, name: str) -> nodes.Filter:
    return nodes.Filter(cast(nodes.Expr, node), name, [], [], None, None, lineno=node.lineno)


def _counted(values: Iterable[Any]) -> Iterator[Any]:
    for value in values:
        spend(1)
        yield value


def _joined(parts: Sequence[Any]) -> str:
    """What `~` gives."""
    words = [part if isinstance(part, str) else str(finalized(part)) for part in parts]
    check_length(sum(map(len, words)))
    return Markup("").join(words) if any(isinstance(word, Markup) for word in words) else "".join(words)


def _sized(value: Any) -> Any:
    spend(1, len(value) if isinstance(value, str | list | tuple) else 0)
    return value
