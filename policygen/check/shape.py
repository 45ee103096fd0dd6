"""From nodes to typed, frozen models: each model is a dataclass, and its annotations say what may stand where.

`decode_node` walks a node and a type together, reports every mistake with its place, and returns the model, or None
where a part that must be there is not. A field called `span` gets the place of the whole entry. The JSON Schema that
editors use is made from the same annotations.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable
from collections.abc import Mapping as MappingType
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from functools import cache, partial
from typing import Annotated, Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from policygen.check import scalars
from policygen.diagnostics.model import Diagnostics, Related, Span
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.written import Pattern, Written
from policygen.source.nodes import Mapping, Node, Scalar, Sequence

T = TypeVar("T")


READERS: MappingType[object, Callable[[str], object]] = {
    date: scalars.read_date,
    bool: scalars.read_yes_no,
    int: scalars.read_number,
}

# Reads a node as one type; the words name the thing in messages.
_Reader = Callable[[Node, Diagnostics, str], object | None]


@dataclass(frozen=True, slots=True)
class Slot:
    """A field that is read from the file, by its YAML key. With `takes_empty`, nothing after the colon is a value."""

    name: str
    wanted: Any
    read: _Reader
    required: bool
    takes_empty: bool


@cache
def slots_of(model: type) -> dict[str, Slot]:
    """Return a model's fields that are read from the file, by YAML key."""
    hints = get_type_hints(model, include_extras=True)
    slots = {}
    for field in fields(model):
        if field.name != "span":
            required = field.default is MISSING and field.default_factory is MISSING
            wanted = hints[field.name]
            slots[field.metadata.get("key", field.name)] = Slot(
                field.name, wanted, _reader_of(wanted), required, required or _is_node(wanted)
            )
    return slots


@cache
def _has_span(model: type) -> bool:
    return any(field.name == "span" for field in fields(model))


def decode_node(node: Node, wanted: type[T], diagnostics: Diagnostics, what: str) -> T | None:
    """Return `node` as a `wanted`; `what` names the thing in messages ("this clause"). None when it cannot be made."""
    return cast("T | None", _reader_of(wanted)(node, diagnostics, what))


def _reader_of(wanted: Any) -> _Reader:
    """Return what reads a type: annotations are taken apart once, not at every node."""
    origin = get_origin(wanted)
    if origin is Annotated:
        base, *marks = get_args(wanted)
        read = _reader_of(base)
        patterns = [(re.compile(mark.regex), mark.wants) for mark in marks if isinstance(mark, Pattern)]
        return partial(_matching, read, patterns) if patterns else read
    if origin in (Union, types.UnionType):
        return _union(tuple(part for part in get_args(wanted) if part is not type(None)))
    if origin is Literal:
        return partial(_literal, get_args(wanted))
    if origin is tuple:
        return partial(_sequence, _reader_of(get_args(wanted)[0]))
    if origin is dict:
        return partial(_table, _reader_of(get_args(wanted)[1]))
    if is_dataclass(wanted) and wanted is not Written:
        return partial(_model, cast("type", wanted))
    return partial(_scalar, wanted)


def _as_it_is(node: Node, diagnostics: Diagnostics, what: str) -> Node:  # noqa: ARG001
    return node


def _scalar(wanted: Any, node: Node, diagnostics: Diagnostics, what: str) -> object | None:
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
    except scalars.UnreadableValue as error:
        diagnostics.error(error.code, f"{what}: {error.message}", node.span, hint=error.hint)
        return None


def _matching(
    read: _Reader, patterns: list[tuple[re.Pattern[str], str]], node: Node, diagnostics: Diagnostics, what: str
) -> object | None:
    found = read(node, diagnostics, what)
    if found is None:
        return None
    for pattern, wants in patterns:
        if not pattern.fullmatch(str(found)):
            diagnostics.error("PG204", f"{what} cannot be “{found}”", node.span, hint=f"Write {wants}.")
            return None
    return found


def _literal(values: tuple[str, ...], node: Node, diagnostics: Diagnostics, what: str) -> str | None:
    found = cast("str | None", _scalar(str, node, diagnostics, what))
    if found is None or found in values:
        return found
    diagnostics.error("PG205", f"{what} cannot be “{found}”", node.span, hint=did_you_mean(found, values))
    return None


def _sequence(read: _Reader, node: Node, diagnostics: Diagnostics, what: str) -> tuple[object, ...] | None:
    if isinstance(node, Scalar) and node.empty:
        return ()
    if not isinstance(node, Sequence):
        diagnostics.error(
            "PG203", f"{what} must be a list", node.span, hint="Write [one, two], or a line with a hyphen for each."
        )
        return None
    found = [read(entry, diagnostics, f"an entry of {what}") for entry in node.items]
    return tuple(entry for entry in found if entry is not None)


def _table(read: _Reader, node: Node, diagnostics: Diagnostics, what: str) -> dict[str, object] | None:
    if isinstance(node, Scalar) and node.empty:
        return {}
    if not isinstance(node, Mapping):
        diagnostics.error(
            "PG203", f"{what} must be a group of keys", node.span, hint="Write each as `key: value`, indented."
        )
        return None
    found = {entry.key.text: read(entry.value, diagnostics, f"`{entry.key.text}`") for entry in node.entries}
    return {key: value for key, value in found.items() if value is not None}


def _union(parts: tuple[Any, ...]) -> _Reader:
    if set(parts) == set(get_args(Node)):
        return _as_it_is
    if all(get_origin(part) is Literal for part in parts):
        return partial(_literal, tuple(value for part in parts for value in get_args(part)))
    readers = [_reader_of(part) for part in parts]
    return readers[0] if len(parts) == 1 else partial(_first_fitting, parts, readers)


def _first_fitting(
    parts: tuple[Any, ...], readers: list[_Reader], node: Node, diagnostics: Diagnostics, what: str
) -> object | None:
    fitting = (read for part, read in zip(parts, readers, strict=True) if _fits(node, part))
    return next(fitting, readers[0])(node, diagnostics, what)


def _fits(node: Node, wanted: Any) -> bool:
    """Tell whether a node is of the right build for a type: the first required key of a model decides among models."""
    base = get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted
    if is_dataclass(base) and base is not Written:
        required = [key for key, slot in slots_of(cast("type", base)).items() if slot.required]
        return isinstance(node, Mapping) and (not required or node.get(required[0]) is not None)
    if get_origin(base) is tuple:
        return isinstance(node, Sequence)
    if get_origin(base) is dict:
        return isinstance(node, Mapping)
    return isinstance(node, Scalar)


def _is_node(wanted: Any) -> bool:
    base = get_args(wanted)[0] if get_origin(wanted) is Annotated else wanted
    return set(get_args(base)) >= set(get_args(Node))


def _model(model: type, node: Node, diagnostics: Diagnostics, what: str) -> object | None:
    if not isinstance(node, Mapping):
        diagnostics.error(
            "PG203", f"{what} must be a group of keys", node.span, hint="Write each as `key: value`, indented."
        )
        return None
    slots = slots_of(model)
    given = {key.text: value for key, value in node.entries}
    for key, _ in node.entries:
        if key.text not in slots:
            diagnostics.error(
                "PG201",
                f"{what} has no key `{key.text}`",
                key.span,
                hint=did_you_mean(key.text, slots),
            )
    values: dict[str, object] = {}
    complete = True
    for name, slot in slots.items():
        value = given.get(name)
        if value is None:
            if slot.required:
                diagnostics.error("PG202", f"{what} needs `{name}`", _head(node), hint=f"Add a line `{name}: …`.")
                complete = False
            continue
        if not slot.takes_empty and isinstance(value, Scalar) and value.empty:
            continue
        found = slot.read(value, diagnostics, f"`{name}`")
        if found is not None:
            values[slot.name] = found
        elif slot.required:
            complete = False
    if not complete:
        return None
    if _has_span(model):
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
