"""The changes that make up an impact, each with the policies and schools it affects."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Literal

from policygen.compare.words import ChangedWords
from policygen.diagnostics.model import Span
from policygen.model.written import Written
from policygen.report.usage import Touched
from policygen.source.nodes import Mapping, Scalar, Sequence

What = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """One clause before and after. `parts` names the keys that differ; `formerly` are its old ids if it was renamed, or
    if several became one. `shared_with` are the other clauses that came from them.

    `tailored` are the schools that replace or omit the clause, so its new words do not reach them.
    """

    what: What
    clause: str
    title: str
    formerly: tuple[str, ...]
    parts: tuple[str, ...]
    before: str
    after: str
    diff: tuple[ChangedWords, ...]
    touched: Touched
    tailored: tuple[str, ...] = ()
    shared_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherChange:
    """A change to a question, role, condition, contact, reference, requirement or outline, or to the file of a trust or
    council. `details` is a line for each part that differs; `formerly` are the old keys of a question or role.
    """

    what: What
    kind: str
    name: str
    details: tuple[str, ...]
    touched: Touched
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Impact:
    """Everything that changed between two states of a project."""

    clauses: tuple[ClauseChange, ...]
    others: tuple[OtherChange, ...]

    @property
    def touched(self) -> Touched:
        return Touched.joined([*(change.touched for change in self.clauses), *(o.touched for o in self.others)])


def without_places(value: object) -> object:
    """Return a model as dicts, tuples and text, without line numbers, so that the same content compares equal."""
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


def comparable(value: object) -> object:
    """Return a question, a role or another entry without places and former names.

    Each value of a question is a dict with its label, however it was written.
    """
    plain = without_places(value)
    if isinstance(plain, dict):
        plain = {key: part for key, part in plain.items() if key != "formerly"}
        values = plain.get("values")
        if isinstance(values, dict):
            whole = {"formerly": (), "deprecated": None}
            plain["values"] = {
                name: one if isinstance(one, dict) else {"label": one, **whole} for name, one in values.items()
            }
    return plain
