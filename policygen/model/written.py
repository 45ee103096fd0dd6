"""Words with their place, and the annotations that define what a field can contain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Span
from policygen.source.nodes import Scalar


@dataclass(frozen=True, slots=True)
class Written:
    """Words with their place; `scalar` is what was read, for places inside the words."""

    text: str
    scalar: Scalar

    @property
    def span(self) -> Span:
        return self.scalar.span

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Pattern:
    """The form that words must have: a regular expression, and the form's name under `form` in the sentences."""

    regex: str
    form: str

    @property
    def wants(self) -> str:
        """Return the expected form as a message, for people who wrote something else."""
        return say(f"form.{self.form}")


@dataclass(frozen=True, slots=True)
class About:
    """What a field is for, in a sentence: shown in editors and in the reference."""

    words: str


@dataclass(frozen=True, slots=True)
class Holds:
    """The contents of a node that the vocabulary defines: `condition`, `answer`, or a group of a school's file.

    Decoding leaves such a node as it is; the JSON Schema adds what the vocabulary allows there.
    """

    what: str


IDENTIFIER = Pattern(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*", "identifier")


Identifier = Annotated[Written, IDENTIFIER]
