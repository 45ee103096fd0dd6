"""Words with their place, and the annotations that say of a field what may stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from policygen.diagnostics.model import Span
from policygen.source.nodes import Scalar


@dataclass(frozen=True, slots=True)
class Written:
    """Words with the place they were written at; `scalar` is what was read, for places inside the words."""

    text: str
    scalar: Scalar

    @property
    def span(self) -> Span:
        return self.scalar.span

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Pattern:
    """What words must look like: a regular expression for the whole, and what to tell a person who wrote other
    words.
    """

    regex: str
    wants: str


@dataclass(frozen=True, slots=True)
class About:
    """What a field is for, in a sentence: shown in editors and in the reference."""

    words: str


@dataclass(frozen=True, slots=True)
class Holds:
    """What stands in a node whose shape the vocabulary decides: `condition`, `answer`, or a group of a school's file.

    Decoding leaves such a node as it is; the JSON Schema puts in what the vocabulary allows there.
    """

    what: str


IDENTIFIER = Pattern(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*", "small letters and figures, parts joined by a dot or hyphen")


Identifier = Annotated[Written, IDENTIFIER]
