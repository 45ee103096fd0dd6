"""Typed answers, each with its place and whether it was given."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from datetime import date
from typing import Literal

from policygen.diagnostics.model import Span


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: `count` of a `unit`, which is hour, day, working day, week, month, term or year."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    def after(self, start: date) -> date | None:
        """Return the date this long after `start`; None beyond the year 9999, and for units with no fixed length
        (hours, working days, terms).
        """
        if self.unit in ("day", "week"):
            day = start.toordinal() + self.count * (7 if self.unit == "week" else 1)
            return date.fromordinal(day) if day <= date.max.toordinal() else None
        if self.unit not in ("month", "year"):
            return None
        months = start.year * 12 + start.month - 1 + self.count * (12 if self.unit == "year" else 1)
        year, month = divmod(months, 12)
        if year > date.max.year:
            return None
        return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


Typed = str | bool | int | date | Duration | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. `value` is None for `empty` (a key with nothing after it), `none` (the school has no such thing) and
    `mistaken` (it cannot be read, which was reported).
    """

    key: str
    value: Typed | None
    span: Span
    state: Literal["answered", "empty", "none", "mistaken"] = "answered"


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """The holder of a role in one file: the fields that are written there, each with its place.

    If several people hold the post together, `holders` has the fields of each, and `name` in `fields` all their names.
    """

    role: str
    fields: MappingType[str, Answer]
    span: Span
    state: Literal["answered", "empty", "none", "vacant"] = "answered"
    holders: tuple[MappingType[str, Answer], ...] = ()
