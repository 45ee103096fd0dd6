"""A Document, or a part of one, with each node of its tree changed by a function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import is_not
from typing import Any


def mapped(node: Any, change: Callable[[Any], Any]) -> Any:
    """Return a frozen tree with `change` applied to each node, leaves first; what does not change is the same object."""
    if isinstance(node, tuple):
        made = tuple([mapped(entry, change) for entry in node])
        return made if any(map(is_not, made, node)) else node
    names = getattr(type(node), "__dataclass_fields__", None)
    if names is None:
        return node
    values = {}
    for name in names:
        value = getattr(node, name)
        if isinstance(value, str | int | float) or value is None:
            continue
        entry = mapped(value, change)
        if entry is not value:
            values[name] = entry
    return change(replace(node, **values) if values else node)
