"""The filters, tests and functions that every template of a look may use, each held to a size."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from jinja2 import nodes, pass_eval_context
from jinja2.filters import FILTERS, do_replace, sync_do_join
from jinja2.tests import TESTS

from policygen.look.budget import check_length, spend
from policygen.look.texts import TemplateRefused

LONGEST_RANGE = 1_000

_FILTERS = (
    "capitalize", "count", "d", "default", "e", "escape", "first", "groupby", "last", "length", "list", "lower", "map",
    "max", "min", "reject", "rejectattr", "safe", "select", "selectattr", "sort", "trim", "unique", "upper",
)  # fmt: skip
_TESTS = (
    "defined", "undefined", "none", "string", "number", "odd", "even", "true", "false", "in", "==", "eq", "equalto",
    "!=", "ne", "<", "lt", "lessthan", "<=", "le", ">", "gt", "greaterthan", ">=", "ge",
)  # fmt: skip
_FORMAT = re.compile(r"(?:[^%]|%%|%[-+ #0]?\d{0,2}(?:\.\d{1,2})?[defgs])*")


def look_filters() -> dict[str, Callable[..., Any]]:
    """Return the filters by name: Jinja's, and our own where Jinja's have no limit on size."""
    known = {name: FILTERS[name] for name in _FILTERS}
    return known | {"format": _format, "join": _join, "replace": _replace}


def look_tests() -> dict[str, Any]:
    """Return the tests by name."""
    return {name: TESTS[name] for name in _TESTS}


def is_number(value: Any) -> bool:
    """Return whether a value is a number; true and false are not."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def short_range(*limits: int) -> range:
    """Return `range(*limits)`. Raises TemplateRefused if it has more than LONGEST_RANGE numbers."""
    found = range(*limits)
    if len(found) > LONGEST_RANGE:
        raise TemplateRefused("greedy")
    return found


def _format(pattern: str, *values: Any) -> str:
    """`pattern % values`, of numbers and words, with widths of two digits at most."""
    if not _FORMAT.fullmatch(pattern) or not all(is_number(value) or isinstance(value, str) for value in values):
        raise TemplateRefused("format", pattern=str(pattern)[:60])
    return pattern % values


@pass_eval_context
def _join(context: nodes.EvalContext, values: Iterable[Any], d: str = "", attribute: str | None = None) -> str:
    parts = list(values)
    spend(len(parts))
    check_length(sum(len(part) if isinstance(part, str) else 1 for part in parts) + len(parts) * len(str(d)))
    joined: str = sync_do_join(context, parts, d, attribute)
    return joined


@pass_eval_context
def _replace(context: nodes.EvalContext, text: str, old: str, new: str) -> str:
    check_length(len(text) + text.count(old) * len(new))
    return do_replace(context, text, old, new)
