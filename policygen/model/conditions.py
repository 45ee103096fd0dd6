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
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


@dataclass(frozen=True, slots=True)
class Named:
    name: str
    part: Condition


Condition = Is | Has | AtLeast | All | AnyOf | Not | Named
