"""From nodes to typed, frozen models: each model is a dataclass, and its annotations say what may stand where.

`decode` walks a node and a type together, reports every mistake with its place, and returns the model, or None where
a part that must be there is not. A field called `span` gets the place of the whole entry. The JSON Schema that editors
use is made from the same annotations.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable
from collections.abc import Mapping as MappingType
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from policygen.diagnostics.model import Diagnostics, Related, Span
from policygen.read.nodes import Mapping, Node, Scalar, Sequence

from . import scalars
from .suggest import did_you_mean

T = TypeVar("T")


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


IDENTIFIER = Pattern(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*", "small letters and figures, parts joined by a dot or hyphen")
Identifier = Annotated[Written, IDENTIFIER]

READERS: MappingType[object, Callable[[str], object]] = {
    date: scalars.read_date,
    bool: scalars.read_yes_no,
    int: scalars.read_number,
}


@cache
def shape_of(model: type) -> dict[str, tuple[Field[Any], Any]]:
    """Return a model's fields that are read from the file: YAML key → (field, annotation)."""
    hints = get_type_hints(model, include_extras=True)
    return {
        field.metadata.get("key", field.name): (field, hints[field.name])
        for field in fields(model)
        if field.name != "span"
    }


def decode(node: Node, wanted: type[T], diagnostics: Diagnostics, what: str) -> T | None:
    """Return `node` as a `wanted`; `what` names the thing in messages ("this clause"). None when it cannot be made."""
    return cast("T | None", _decode(node, wanted, diagnostics, what))


def _decode(node: Node, wanted: Any, diagnostics: Diagnostics, what: str) -> object | None:
    origin = get_origin(wanted)
    if origin is Annotated:
        base, *marks = get_args(wanted)
        found = _decode(node, base, diagnostics, what)
        return None if found is None else _matching(found, node, marks, diagnostics, what)
    if origin in (Union, types.UnionType):
        return _union(node, [part for part in get_args(wanted) if part is not type(None)], diagnostics, what)
    if origin is Literal:
        return _literal(node, get_args(wanted), diagnostics, what)
    if origin is tuple:
        return _sequence(node, get_args(wanted)[0], diagnostics, what)
    if origin is dict:
        return _table(node, get_args(wanted)[1], diagnostics, what)
    if is_dataclass(wanted) and wanted is not Written:
        return _model(node, cast("type", wanted), diagnostics, what)
    return _scalar(node, wanted, diagnostics, what)


def _scalar(node: Node, wanted: Any, diagnostics: Diagnostics, what: str) -> object | None:
    if not isinstance(node, Scalar):
        kind = "a list" if isinstance(node, Sequence) else "a group of keys"
        diagnostics.error(
            "PG203", f"{what} must be a few words, not {kind}", node.span, hint="Write it after the colon."
        )
        return None
    if node.empty:
        diagnostics.error(
            "PG202", f"{what} has no value", node.span, hint="Write one after the colon, or remove the line."
        )
        return None
    if wanted is Written:
        return Written(node.text, node)
    if wanted is str:
        return node.text
    try:
        return READERS[wanted](node.text)
    except scalars.Unreadable as error:
        diagnostics.error(error.code, f"{what}: {error.message}", node.span, hint=error.hint)
        return None


def _matching(found: object, node: Node, marks: list[Any], diagnostics: Diagnostics, what: str) -> object | None:
    for mark in marks:
        if isinstance(mark, Pattern) and not re.fullmatch(mark.regex, str(found)):
            diagnostics.error("PG204", f"{what} cannot be “{found}”", node.span, hint=f"Write {mark.wants}.")
            return None
    return found


def _literal(node: Node, values: tuple[str, ...], diagnostics: Diagnostics, what: str) -> str | None:
    found = cast("str | None", _scalar(node, str, diagnostics, what))
    if found is None or found in values:
        return found
    diagnostics.error("PG205", f"{what} cannot be “{found}”", node.span, hint=did_you_mean(found, values))
    return None


def _sequence(node: Node, item: Any, diagnostics: Diagnostics, what: str) -> tuple[object, ...] | None:
    if isinstance(node, Scalar) and node.empty:
        return ()
    if not isinstance(node, Sequence):
        diagnostics.error(
            "PG203", f"{what} must be a list", node.span, hint="Write [one, two], or a line with a hyphen for each."
        )
        return None
    found = [_decode(entry, item, diagnostics, f"an entry of {what}") for entry in node.items]
    return tuple(entry for entry in found if entry is not None)


def _table(node: Node, item: Any, diagnostics: Diagnostics, what: str) -> dict[str, object] | None:
    if isinstance(node, Scalar) and node.empty:
        return {}
    if not isinstance(node, Mapping):
        diagnostics.error(
            "PG203", f"{what} must be a group of keys", node.span, hint="Write each as `key: value`, indented."
        )
        return None
    found = {entry.key.text: _decode(entry.value, item, diagnostics, f"`{entry.key.text}`") for entry in node.entries}
    return {key: value for key, value in found.items() if value is not None}


def _union(node: Node, parts: list[Any], diagnostics: Diagnostics, what: str) -> object | None:
    if set(parts) == set(get_args(Node)):
        return node
    if all(get_origin(part) is Literal for part in parts):
        return _literal(node, tuple(value for part in parts for value in get_args(part)), diagnostics, what)
    if len(parts) == 1:
        return _decode(node, parts[0], diagnostics, what)
    for part in parts:
        if origin_fits(node, part):
            return _decode(node, part, diagnostics, what)
    return _decode(node, parts[0], diagnostics, what)


def origin_fits(node: Node, wanted: Any) -> bool:
    """Tell whether a node is of the right build for a type: the first required key of a model decides among models."""
    base = get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted
    if is_dataclass(base) and base is not Written:
        required = [key for key, (field, _) in shape_of(cast("type", base)).items() if _required(field)]
        return isinstance(node, Mapping) and (not required or node.get(required[0]) is not None)
    if get_origin(base) is tuple:
        return isinstance(node, Sequence)
    if get_origin(base) is dict:
        return isinstance(node, Mapping)
    return isinstance(node, Scalar)


def _is_node(wanted: Any) -> bool:
    base = get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted
    return set(get_args(base)) >= set(get_args(Node))


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _model(node: Node, model: type, diagnostics: Diagnostics, what: str) -> object | None:
    if not isinstance(node, Mapping):
        diagnostics.error(
            "PG203", f"{what} must be a group of keys", node.span, hint="Write each as `key: value`, indented."
        )
        return None
    shape = shape_of(model)
    for entry in node.entries:
        if entry.key.text not in shape:
            diagnostics.error(
                "PG201",
                f"{what} has no key `{entry.key.text}`",
                entry.key.span,
                hint=did_you_mean(entry.key.text, shape),
            )
    values: dict[str, object] = {}
    complete = True
    for key, (field, wanted) in shape.items():
        value = node.get(key)
        if value is None or (
            isinstance(value, Scalar) and value.empty and not _required(field) and not _is_node(wanted)
        ):
            if value is None and _required(field):
                diagnostics.error("PG202", f"{what} needs `{key}`", _head(node), hint=f"Add a line `{key}: …`.")
                complete = False
            continue
        found = _decode(value, wanted, diagnostics, f"`{key}`")
        if found is None:
            complete = complete and not _required(field)
            continue
        values[field.name] = found
    if not complete:
        return None
    if any(field.name == "span" for field in fields(model)):
        values["span"] = node.span
    return cast("Callable[..., object]", model)(**values)


def _head(node: Mapping) -> Span:
    return node.entries[0].key.span if node.entries else node.span


def report_twice(first: Written, second: Written, what: str, diagnostics: Diagnostics) -> None:
    """Report that an id stands at two places, pointing at both."""
    related = (Related(first.span, "first used here"),)
    diagnostics.error(
        "PG206",
        f"{what} `{second.text}` is used twice",
        second.span,
        hint="Give one of them another id.",
        related=related,
    )
