"""The names a clause can use: settled answers as holes, and the marks that replace them while Markdown is parsed.

`{{ school.name }}` yields a private-use mark, never the value; the value is put back after parsing as a plain-text node
with its origin. Comparisons and loops see the value itself, so conditions in a text work as written.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from typing import Any

from policygen.assemble.wording import Wording
from policygen.diagnostics.model import Span
from policygen.document.model import Inline, Origin, Value
from policygen.model.answers import Typed

MARK_OPEN, MARK_CLOSE = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class MissingAnswer:
    """An answer that a text needs and nobody gave: its key, its label, and where it should be.

    One that is `withheld` was given, but not to the readers of this edition.
    """

    key: str
    label: str
    question: str
    span: Span
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Hole:
    """A value to be printed in a text. `raw` is what conditions see; `missing` means that nobody gave it."""

    text: str
    raw: Typed | None
    origin: Origin
    missing: MissingAnswer | None = None
    wording: Wording | None = field(default=None, compare=False)
    lang: str | None = None

    def __eq__(self, other: object) -> bool:
        return self.raw == (other.raw if isinstance(other, Hole) else other)

    def __hash__(self) -> int:
        return hash(self.raw)

    def __bool__(self) -> bool:
        return bool(self.raw)

    def __contains__(self, item: object) -> bool:
        return isinstance(self.raw, tuple | str) and (item.raw if isinstance(item, Hole) else item) in self.raw

    def __iter__(self) -> Iterator[Hole]:
        items = self.raw if isinstance(self.raw, tuple) else ()
        return iter([Hole(item, item, self.origin, self.missing, self.wording) for item in items])

    def __len__(self) -> int:
        return len(self.raw) if isinstance(self.raw, tuple) else 1

    @property
    def target(self) -> str:
        """The value as the target of a link: an address in full, whatever is printed of it."""
        return self.raw if isinstance(self.raw, str) else self.text

    def retold(self, text: str) -> Hole:
        """Return the same value with other text, as a filter does."""
        return Hole(text, self.raw, self.origin, self.missing, self.wording, self.lang)


@dataclass(frozen=True, slots=True, eq=False)
class PlaceholderGroup:
    """A group of holes by key; `own` is what the group itself prints (a role's title), where it prints anything.

    Two posts are equal if the same people hold them, whatever the posts are called: `holders` are their names, or the
    post alone while nobody is named. `vacant` says that nobody holds the post at present.
    """

    children: MappingType[str, Any]
    own: Hole | None = None
    holders: frozenset[str] = frozenset()
    vacant: bool = False

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PlaceholderGroup):
            return self.holders == other.holders if self.holders or other.holders else self is other
        return self.own == other

    def __hash__(self) -> int:
        return hash(self.holders)


def inline_of(hole: Hole) -> Inline:
    """Return the Document's node for a hole that has a value."""
    return Value(text=hole.text, origin=hole.origin, lang=hole.lang)
