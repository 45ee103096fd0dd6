"""Answers under former names, and answers that a later version of the library will not have any more."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from types import MappingProxyType
from typing import Literal

from policygen.check.scalars import UnreadableValue
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics, Span
from policygen.model.heirs import Deprecated, ValueEntry, former_ids
from policygen.model.vocabulary import Question, Role
from policygen.source.nodes import Node, Scalar, Sequence

Thing = Literal["clause", "question", "value", "role"]
_DROPPED = MappingProxyType(
    {"clause": "PG288.clause", "question": "PG288.question", "value": "PG288.value", "role": "PG288.role"}
)
_RENAMED = MappingProxyType({"question": "PG286.question", "role": "PG286.role"})
_SPLIT = MappingProxyType({"question": "PG287.question", "role": "PG287.role"})


def former_keys(name: str, entry: Question | Role) -> list[str]:
    """Return the former keys of a question or role; those of a library's own vocabulary begin with the library."""
    library, colon, _ = name.rpartition(":")
    return [each if ":" in each else f"{library}{colon}{each}" for each in map(str, former_ids(entry.formerly))]


def report_deprecated(
    thing: Thing, name: str, deprecated: Deprecated | None, at: Span, diagnostics: Diagnostics
) -> None:
    """Warn of something that the library will drop, with what to use instead."""
    if deprecated is not None:
        instead = deprecated.instead
        hint = say("suggest.instead", name=instead.text) if instead else say("suggest.instead_nothing")
        diagnostics.report(_DROPPED[thing], at, name=name, because=deprecated.because.text, instead=hint)


def present_key(
    thing: Literal["question", "role"],
    key: str,
    entries: MappingType[str, Question] | MappingType[str, Role],
    given: MappingType[str, Span],
    diagnostics: Diagnostics,
) -> tuple[str, ...]:
    """Return what a key that no question or role has now is called today: one key, several where it was split, or none.

    One is reported as a warning, several as an error, and so is one that is `given` (with its place) as well.
    """
    heirs = tuple(name for name, entry in entries.items() if key in former_keys(name, entry))
    if len(heirs) > 1:
        diagnostics.report(_SPLIT[thing], given[key], name=key, names=heirs)
    elif heirs and heirs[0] in given:
        related = {"heir": given[heirs[0]]}
        diagnostics.report("PG287.both", given[key], name=key, heir=heirs[0], related=related)
        return ()
    elif heirs:
        diagnostics.report(_RENAMED[thing], given[key], name=key, heir=heirs[0])
    return heirs


def present_values(node: Node, question: Question, diagnostics: Diagnostics) -> Node:
    """Return an answer with today's names of its values, each former name reported.

    A value that the library will drop is reported too. Raises UnreadableValue for one that was split.
    """
    if isinstance(node, Sequence):
        items = tuple(
            _present_value(item, question, diagnostics) if isinstance(item, Scalar) else item for item in node.items
        )
        return Sequence(items, node.span)
    return _present_value(node, question, diagnostics) if isinstance(node, Scalar) else node


def _present_value(node: Scalar, question: Question, diagnostics: Diagnostics) -> Scalar:
    text = node.text.strip()
    if text not in question.values:
        heirs = [
            name
            for name, entry in question.values.items()
            if isinstance(entry, ValueEntry) and text in map(str, former_ids(entry.formerly))
        ]
        if len(heirs) > 1:
            raise UnreadableValue("PG287.value", node.span, name=text, names=heirs)
        if not heirs:
            return node
        diagnostics.report("PG286.value", node.span, name=text, heir=heirs[0])
        node, text = node._replace(text=heirs[0]), heirs[0]
    entry = question.values[text]
    if isinstance(entry, ValueEntry):
        report_deprecated("value", text, entry.deprecated, node.span, diagnostics)
    return node
