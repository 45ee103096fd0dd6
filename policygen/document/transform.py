"""A Document, or a part of one, with each node of its tree changed by a function."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import fields, replace
from functools import lru_cache
from operator import is_not
from typing import Any

# Fields of these types, as the model writes them, hold no node.
_LEAVES = frozenset({"str", "str | None", "int", "int | None", "float", "bool", "tuple[str, ...]", "tuple[float, ...]"})


def altered(node: Any, changes: Mapping[str, Any]) -> Any:
    """Return a part of a Document with other values in some of its fields; `dataclasses.replace` takes far longer."""
    made = object.__new__(type(node))
    for name in node.__slots__:
        object.__setattr__(made, name, changes[name] if name in changes else getattr(node, name))
    return made


def mapped(node: Any, change: Callable[[Any], Any], fixed: Collection[int] = ()) -> Any:
    """Return a frozen tree with `change` applied to each node, leaves first. What does not change is not copied.

    `fixed` are the identities of nodes in which nothing changes.
    """
    if isinstance(node, tuple):
        made = tuple([entry if id(entry) in fixed else mapped(entry, change, fixed) for entry in node])
        return made if any(map(is_not, made, node)) else node
    kind: Any = type(node)
    if getattr(kind, "__dataclass_fields__", None) is None:
        return node
    values = {}
    for name in _names_with_nodes(kind):
        value = getattr(node, name)
        entry = mapped(value, change, fixed)
        if entry is not value:
            values[name] = entry
    return change(replace(node, **values) if values else node)


@lru_cache(maxsize=128)
def _names_with_nodes(kind: type[Any]) -> tuple[str, ...]:
    """Return the fields of a dataclass in which nodes can be; looking at the others would take most of the time."""
    return tuple(field.name for field in fields(kind) if field.type not in _LEAVES)
