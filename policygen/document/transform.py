"""A Document, or a part of one, with each node of its tree changed by a function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from operator import is_not
from typing import Any


def mapped(node: Any, change: Callable[[Any], Any]) -> Any:
    """Return a frozen tree with `change` applied to each node, leaves first; what does not change is kept."""
    if isinstance(node, tuple):
        made = tuple(mapped(entry, change) for entry in node)
        return made if any(map(is_not, made, node)) else node
    if not is_dataclass(node) or isinstance(node, type):
        return node
    values = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, tuple) or is_dataclass(value):
            made = mapped(value, change)
            if made is not value:
                values[field.name] = made
    return change(replace(node, **values) if values else node)
