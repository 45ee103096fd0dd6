"""A Document, or a part of one, with each node of its tree changed by a function."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from operator import is_not
from typing import Any


def mapped(node: Any, change: Callable[[Any], Any], fixed: Collection[int] = ()) -> Any:
    """Return a frozen tree with `change` applied to each node, leaves first. What does not change is not copied.

    `fixed` are the identities of nodes in which nothing changes.
    """
    if isinstance(node, tuple):
        made = tuple([entry if id(entry) in fixed else mapped(entry, change, fixed) for entry in node])
        return made if any(map(is_not, made, node)) else node
    names = getattr(type(node), "__dataclass_fields__", None)
    if names is None:
        return node
    values = {}
    for name in names:
        value = getattr(node, name)
        if isinstance(value, str | int | float) or value is None:
            continue
        entry = mapped(value, change, fixed)
        if entry is not value:
            values[name] = entry
    return change(replace(node, **values) if values else node)
