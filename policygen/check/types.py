"""The type of each part of an expression: what the vocabulary says of a value, and what a constant is."""

from __future__ import annotations

from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from typing import Literal

from jinja2 import nodes

from policygen.check.names import Names, in_text, value_path
from policygen.diagnostics.codes import say
from policygen.model.vocabulary import Question, ValueType

# `person`, `contact` and `reference` are records with fields; `group` is a list that a text writes out.
Kind = Literal[
    "words", "one_of", "many_of", "yes_no", "number", "date", "duration", "telephone", "email", "web", "list",
    "person", "contact", "reference", "group", "nothing", "test", "unknown",
]  # fmt: skip
_KINDS: MappingType[ValueType, Kind] = {"text": "words", "lines": "words"}
_RECORDS: MappingType[str, Kind] = {"people": "person", "contacts": "contact", "references": "reference"}
_FIELDS: MappingType[str, Kind] = {"telephone": "telephone", "email": "email", "web": "web"}


@dataclass(frozen=True, slots=True)
class ExpressionType:
    """`path` is how the text names a value; constants have none. `question` is the one that the value answers."""

    kind: Kind
    path: str = ""
    question: Question | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """The possible answers to a question with fixed answers."""
        return tuple(self.question.values) if self.question is not None else ()

    def __str__(self) -> str:
        return say(f"value_type.{self.kind}")


UNKNOWN = ExpressionType("unknown")


def type_of(node: nodes.Node, names: Names, local: MappingType[str, ExpressionType]) -> ExpressionType:
    """Return the type of an expression; `local` has the types of the names of the loops around it."""
    if isinstance(node, nodes.Const):
        return ExpressionType(_kind_of(node.value))
    if isinstance(node, nodes.Compare | nodes.Not | nodes.Test):
        return ExpressionType("test")
    if isinstance(node, nodes.List | nodes.Tuple):
        return ExpressionType("group")
    if isinstance(node, nodes.Filter):
        return UNKNOWN if node.node is None else type_of(node.node, names, local)
    path = value_path(node)
    if path is None:
        return UNKNOWN
    if len(path) == 1:
        return local.get(path[0], UNKNOWN)
    return _named(path, names)


def _named(path: tuple[str, ...], names: Names) -> ExpressionType:
    group, key, *fields = path
    name = in_text(".".join(path))
    if group in _RECORDS:
        known = key in names.keys(group) and all(each in names.fields(group) for each in fields)
        if not known:
            return UNKNOWN
        return ExpressionType(_FIELDS.get(fields[0], "words") if fields else _RECORDS[group], name)
    question = names.questions.get(group, {}).get(key)
    if question is None or fields:
        return UNKNOWN
    return ExpressionType(_KINDS.get(question.type, question.type), name, question)  # type: ignore[arg-type]


def entry_of(whole: ExpressionType, name: str) -> ExpressionType:
    """Return the type of what a loop over `whole` calls `name`."""
    match whole.kind:
        case "many_of":
            return ExpressionType("one_of", name, whole.question)
        case "list":
            return ExpressionType("words", name)
        case _:
            return UNKNOWN


def _kind_of(value: object) -> Kind:
    if isinstance(value, bool):
        return "yes_no"
    if isinstance(value, int | float):
        return "number"
    return "words" if isinstance(value, str) else "nothing"


def written_condition(found: ExpressionType, value: str, *, negated: bool = False) -> str:
    """Return what a text writes to test whether a value is `value`, as the value's type wants it."""
    if found.kind == "many_of":
        return f"'{value}' not in {found.path}" if negated else f"'{value}' in {found.path}"
    if found.kind == "yes_no":
        no = negated != (value.lower() in ("no", "false"))
        return f"not {found.path}" if no else found.path
    sign = "!=" if negated else "=="
    return f"{found.path} {sign} {value}" if found.kind == "number" else f"{found.path} {sign} '{value}'"


def written_choice(found: ExpressionType, values: list[str], *, negated: bool = False) -> str:
    """Return what a text writes to test whether a value is one of `values`."""
    if len(values) == 1:
        return written_condition(found, values[0], negated=negated)
    if found.kind == "many_of":
        word = " and " if negated else " or "
        return word.join(written_condition(found, value, negated=negated) for value in values)
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{found.path} {'not in' if negated else 'in'} ({listed})"
