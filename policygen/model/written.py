"""Words with their place, and the annotations that define what a field can contain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

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


@dataclass(frozen=True, slots=True)
class Informative:
    """Words that have to say something: what only stands for words to come, such as "TBC", is a finding.

    A heading, a note or a reason can be an everyday word such as "Testing", which is no name of a person or a body
    (`name`). A gap in a `text` is a finding of the rules on wording, at the gap.
    """

    kind: Literal["words", "name", "text"] = "words"


@dataclass(frozen=True, slots=True)
class Distinct:
    """A list in which an entry that is listed twice was meant to be another."""


@dataclass(frozen=True, slots=True)
class NotEmpty:
    """A list that means nothing without an entry."""


IDENTIFIER = Pattern(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*", "identifier")


Identifier = Annotated[Written, IDENTIFIER]
RealWords = Annotated[Written, Informative()]
RealName = Annotated[Written, Informative("name")]
RealText = Annotated[Written, Informative("text")]
