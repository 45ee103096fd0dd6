"""What a clause, a question, a value or a role says of its own life: the ids it had before, and that it will go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from policygen.diagnostics.model import Span
from policygen.model.written import IDENTIFIER, About, Distinct, NotEmpty, Pattern, RealWords, Written

# An id as it was written in its file, without the name of a library or a group of questions before it.
FormerId = Annotated[Written, IDENTIFIER]
# The id of something of the same kind: a clause, a question of the same group, a value of the same question or a role.
OtherId = Annotated[
    Written, Pattern(r"(?:[a-z][a-z0-9-]*:)?[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*", "identifier"),
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SharedFormer:
    """A former id that several share, because one was split into them."""

    id: Annotated[FormerId, About("The former id.")]
    shared_with: Annotated[
        tuple[OtherId, ...],
        Distinct(),
        NotEmpty(),
        About("The others that came from it. Each of them lists it under `formerly` too."),
    ] = field(metadata={"key": "with"})
    span: Span


Formerly = Annotated[tuple[FormerId | SharedFormer, ...], Distinct()]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Deprecated:
    """Something that a later version will not have any more."""

    because: Annotated[RealWords, About("Why, in a sentence that schools read.")]
    instead: Annotated[OtherId | None, About("What to use instead: the id of something of the same kind.")] = None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ValueEntry:
    """A value of a question that had another name before, or that will go."""

    label: Annotated[Written, About("What the value means.")]
    formerly: Annotated[Formerly, About("Its former names.")] = ()
    deprecated: Annotated[Deprecated | None, About("Why a later version will not have it.")] = None
    span: Span

    @property
    def text(self) -> str:
        return self.label.text

    def __str__(self) -> str:
        return self.label.text


# A value's meaning, alone or with its former names.
Value = Written | ValueEntry


def label_of(value: Value) -> Written:
    """Return a value's meaning."""
    return value.label if isinstance(value, ValueEntry) else value


def former_ids(formerly: tuple[Written | SharedFormer, ...]) -> tuple[Written, ...]:
    """Return the former ids of a `formerly` list, whether shared or not."""
    return tuple(entry.id if isinstance(entry, SharedFormer) else entry for entry in formerly)
