"""What an impact is made of: changes of clauses and of other things, each with the policies and schools it touches."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Literal

from policygen.diagnostics.model import Span
from policygen.model.written import Written
from policygen.report.impact.words import ChangedWords
from policygen.report.usage import Touched
from policygen.source.nodes import Mapping, Scalar, Sequence

What = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause then and now. `parts` names the keys that differ; `formerly` is its old id where it was renamed."""

    what: What
    clause: str
    title: str
    formerly: str
    parts: tuple[str, ...]
    before: str
    after: str
    diff: tuple[ChangedWords, ...]
    touched: Touched


@dataclass(frozen=True, slots=True)
class OtherChange:
    """A change of a question, role, condition, contact, reference, requirement or outline, or of a trust's or council's
    file, with its parts in words.
    """

    what: What
    kind: str
    name: str
    details: tuple[str, ...]
    touched: Touched


@dataclass(frozen=True, slots=True)
class Impact:
    clauses: tuple[ClauseChange, ...]
    others: tuple[OtherChange, ...]

    @property
    def touched(self) -> Touched:
        return Touched.joined([*(change.touched for change in self.clauses), *(o.touched for o in self.others)])


def without_places(value: object) -> object:
    """Return a model as dicts, tuples and words, without the places they stand at: what two states share is equal."""
    match value:
        case None | bool() | int() | str() | date():
            return value
        case Written():
            return " ".join(value.text.split())
        case Scalar():
            return value.text
        case Sequence(items=items):
            return tuple(without_places(item) for item in items)
        case Mapping(entries=entries):
            return {entry.key.text: without_places(entry.value) for entry in entries}
        case tuple():
            return tuple(without_places(item) for item in value)
        case dict():
            return {key: without_places(item) for key, item in value.items()}
        case Span():
            return None
        case _ if is_dataclass(value):
            return {
                part.name: without_places(getattr(value, part.name)) for part in fields(value) if part.name != "span"
            }
        case _:
            return str(value)
