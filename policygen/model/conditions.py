"""The conditions of `when:` and `asked:` as small trees."""

from __future__ import annotations

from dataclasses import dataclass

from policygen.diagnostics.model import Span


@dataclass(frozen=True, slots=True)
class Is:
    """The answer to `key` is one of `values` (yes and no as True and False)."""

    key: str
    values: tuple[str | bool, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Has:
    """`key` has an answer."""

    key: str
    span: Span


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The number `key` is `least` or more."""

    key: str
    least: int
    span: Span


@dataclass(frozen=True, slots=True)
class All:
    """Every one of `parts` holds; true if there are none."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of `parts` holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """`part` does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Named:
    """A condition of the vocabulary that is used by its name; `part` is its meaning."""

    name: str
    part: Condition


Condition = Is | Has | AtLeast | All | AnyOf | Not | Named
