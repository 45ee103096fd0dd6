"""Frozen dataclasses that are quick to make: `@frozen` for `@dataclass(frozen=True, slots=True)`.

The standard decorator compiles some eight functions for each class, about a millisecond, and a run of `check` needs a
hundred classes. Here they share all but `__init__`. What is made is a dataclass in every other way: `fields`,
`replace`, `asdict`, patterns and pickling work, and equality and hash go by the fields.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, overload

C = TypeVar("C", bound=type)


@overload
def frozen(cls: C, /) -> C: ...
@overload
def frozen(*, kw_only: bool = False) -> Callable[[C], C]: ...


@dataclass_transform(frozen_default=True, field_specifiers=(field, Field))
def frozen(cls: type | None = None, /, *, kw_only: bool = False) -> Any:
    """Make a class a frozen dataclass with slots. What the class itself defines, such as `__eq__`, stays.

    There are no InitVar, ClassVar and `__post_init__`.
    """
    if cls is None:
        return lambda decorated: _made(decorated, kw_only)
    return _made(cls, kw_only)


def _made(cls: type, kw_only: bool) -> Any:
    # Without a docstring the standard decorator would work out the class's signature for one.
    cls.__doc__ = cls.__doc__ or cls.__name__
    own = set(vars(cls))
    made: Any = dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(cls)
    compared = [each.name for each in fields(made) if each.compare]
    made.__compared__ = attrgetter(*compared) if compared else type
    made.__init__ = _init_of(made)
    for name, method in _SHARED.items():
        if name not in own:
            setattr(made, name, method)
    return made


def _init_of(cls: Any) -> Callable[..., None]:
    """Return `__init__`; it fills the slots through their descriptors, since attributes cannot be set."""
    names: dict[str, Any] = {"MISSING": MISSING}
    positional: list[str] = []
    keywords: list[str] = []
    lines: list[str] = []
    for each in fields(cls):
        name, value, parameter = each.name, each.name, each.name
        names[f"set_{name}"] = getattr(cls, name).__set__
        if each.default_factory is not MISSING:
            names[f"new_{name}"] = each.default_factory
            parameter, value = f"{name}=MISSING", f"new_{name}() if {name} is MISSING else {name}"
        elif each.default is not MISSING:
            names[f"default_{name}"] = each.default
            parameter = f"{name}=default_{name}"
        (keywords if each.kw_only else positional).append(parameter)
        lines.append(f"  set_{name}(self, {value})")
    parameters = ", ".join(["self", *positional, *(["*", *keywords] if keywords else [])])
    exec(f"def __init__({parameters}):\n" + "\n".join(lines or ["  pass"]), names)  # noqa: S102  # our own field names
    init: Callable[..., None] = names["__init__"]
    init.__annotations__ = {**{each.name: each.type for each in fields(cls)}, "return": None}
    init.__module__, init.__qualname__ = cls.__module__, f"{cls.__qualname__}.__init__"
    return init


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self.__compared__(self) == self.__compared__(other)


def _hash(self: Any) -> int:
    return hash(self.__compared__(self))


def _shown(self: Any) -> str:
    shown = ", ".join(f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr)
    return f"{type(self).__qualname__}({shown})"


def _set(self: Any, name: str, value: object) -> None:  # noqa: ARG001
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(self: Any, name: str) -> None:  # noqa: ARG001
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, each.name) for each in fields(self)]


def _restore(self: Any, state: list[object]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


_SHARED = {
    "__eq__": _equal, "__hash__": _hash, "__repr__": _shown, "__setattr__": _set, "__delattr__": _delete,
    "__getstate__": _state, "__setstate__": _restore,
}  # fmt: skip
