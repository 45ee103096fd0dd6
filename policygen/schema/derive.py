"""JSON Schema from the models' annotations, which `check.shape` decodes by too: both refuse the same mistakes.

A model is an object with its keys and no others. `About` and docstrings become descriptions; marks that a schema can
express, and `Literal`, are kept. A key with nothing after it is null, and allowed wherever `decode_node` reads it as
absent or an empty list.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from policygen.check.shape import slots_of
from policygen.model.written import About, Distinct, Holds, NotEmpty, Pattern, Written
from policygen.schema.written import EMPTY, Schema, matching, written_schemas
from policygen.source.nodes import Node

_SCALARS: dict[object, str] = {Written: "words", str: "words", date: "date", bool: "yes_no", int: "number"}


class Derivation:
    """Derives schemas of models and collects shared parts in `defs`; the vocabulary fills the `holes`."""

    def __init__(self, holes: Mapping[str, Schema], defs: Mapping[str, Schema]) -> None:
        self._holes = holes
        self.defs: dict[str, Schema] = {**written_schemas(), **defs}

    def model(self, model: type) -> Schema:
        """Return a model's schema in full."""
        slots = slots_of(model)
        schema: Schema = {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                key: self.of(slot.wanted) if slot.takes_empty else or_empty(self.of(slot.wanted))
                for key, slot in slots.items()
            },
        }
        required = [key for key, slot in slots.items() if slot.required]
        if required:
            schema["required"] = required
        words = docstring_of(model)
        return {"description": words, **schema} if words else schema

    def either(self, first: type, second: type) -> Schema:
        """Return the schema of a `first`, which has that model's first required key, or else of a `second`."""
        key = next(key for key, slot in slots_of(first).items() if slot.required)
        return {
            "description": docstring_of(second),
            "type": "object",
            "properties": {},
            "if": {"required": [key]},
            "then": self._named(first),
            "else": self._named(second),
        }

    def of(self, wanted: Any) -> Schema:
        """Return the schema of an annotation."""
        origin = get_origin(wanted)
        if origin is Annotated:
            return self._marked(*get_args(wanted))
        if origin in (Union, types.UnionType):
            return self._union(tuple(part for part in get_args(wanted) if part is not type(None)))
        if origin is Literal:
            return {"enum": list(get_args(wanted))}
        if origin is tuple:
            return or_empty({"type": "array", "items": self.of(get_args(wanted)[0])})
        if origin is dict:
            return or_empty({"type": "object", "additionalProperties": self.of(get_args(wanted)[1])})
        if is_dataclass(wanted) and wanted is not Written and isinstance(wanted, type):
            return self._named(wanted)
        return {"$ref": f"#/$defs/{_SCALARS[wanted]}"}

    def _marked(self, base: Any, *marks: Any) -> Schema:
        holds = [mark.what for mark in marks if isinstance(mark, Holds)]
        schema = self._hole(holds[0], base) if holds else self.of(base)
        for mark in marks:
            if isinstance(mark, Pattern):
                schema = matching(mark.regex, mark.wants)
            elif isinstance(mark, About):
                schema = {"description": mark.words, **{key: schema[key] for key in schema if key != "description"}}
            elif isinstance(mark, Distinct):
                schema = _list_with(schema, {"uniqueItems": True})
            elif isinstance(mark, NotEmpty):
                schema = _list_with(schema, {"type": "array", "minItems": 1})
        return schema

    def _hole(self, name: str, base: Any) -> Schema:
        if name not in self._holes:
            raise TypeError(f"Holds({name!r}): known are {', '.join(sorted(self._holes))}")
        hole = dict(self._holes[name])
        return or_empty(hole) if get_origin(base) in (dict, tuple) else hole

    def _union(self, parts: tuple[Any, ...]) -> Schema:
        if set(parts) == set(get_args(Node)):
            raise TypeError("a field that is read as a node needs `Holds`, or it can have no schema")
        if all(get_origin(part) is Literal for part in parts):
            return {"enum": [value for part in parts for value in get_args(part)]}
        found = [self.of(part) for part in parts]
        return found[0] if len(found) == 1 else {"anyOf": found}

    def _named(self, model: type) -> Schema:
        if model.__name__ not in self.defs:
            self.defs[model.__name__] = {}  # a model that contains itself refers to this entry
            self.defs[model.__name__] = self.model(model)
        return {"$ref": f"#/$defs/{model.__name__}"}


def _list_with(schema: Schema, rules: Schema) -> Schema:
    """Return a schema of a list, or of a list or something else, with these rules for the list."""
    if "items" in schema:
        return {**schema, **rules}
    return {**schema, "anyOf": [_list_with(part, rules) if "items" in part else part for part in schema["anyOf"]]}


def docstring_of(model: type) -> str:
    """Return a model's docstring on one line, or nothing if it has none."""
    # The standard library gives a class without a docstring its signature for one.
    given = model.__doc__ or ""
    words = "" if given.startswith(f"{model.__name__}(") else " ".join(given.split())
    return "" if words == model.__name__ else words


def or_empty(schema: Schema) -> Schema:
    """Return a schema that also accepts a key with nothing after it."""
    kinds = schema.get("type")
    if isinstance(kinds, str) and "enum" not in schema:
        return {**schema, "type": [kinds, "null"]}
    if isinstance(kinds, list):
        return schema if "null" in kinds else {**schema, "type": [*kinds, "null"]}
    described: Schema = {key: schema[key] for key in ("title", "description", "default") if key in schema}
    inner = {key: value for key, value in schema.items() if key not in described}
    if EMPTY in inner.get("anyOf", ()):
        return schema
    parts = inner["anyOf"] if set(inner) == {"anyOf"} else [inner]
    return {**described, "anyOf": [*parts, EMPTY]}


def reachable(schema: Schema, defs: Mapping[str, Schema]) -> dict[str, Schema]:
    """Return the definitions that a schema uses, sorted by name."""
    found: set[str] = set()
    waiting = [schema]
    while waiting:
        names = _references(waiting.pop()) - found
        found |= names
        waiting += [defs[name] for name in sorted(names)]
    return {name: defs[name] for name in sorted(found)}


def _references(value: Any) -> set[str]:
    if isinstance(value, dict):
        here = {value["$ref"].removeprefix("#/$defs/")} if isinstance(value.get("$ref"), str) else set()
        return here.union(*(_references(part) for part in value.values()))
    if isinstance(value, list):
        return set().union(*(_references(part) for part in value))
    return set()
