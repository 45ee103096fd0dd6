"""Markdown for the reference: tables, anchors, code, and types of the models as text."""

from __future__ import annotations

import types
from collections.abc import Iterable, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from policygen.check.shape import slots_of
from policygen.model.written import About, Holds, Pattern, Written
from policygen.source.nodes import Node

HELD = {
    "condition": "a [condition](clauses.md#conditions)",
    "answer": "an answer of the question's type",
    "audience": "a word that the vocabulary has under `audiences`",
    "consulted_group": "a word that the vocabulary has under `consulted_groups`",
    "nation": "a value of the vocabulary's question `school.nation`",
}
SCALARS: dict[object, str] = {Written: "text", str: "text", date: "a date", bool: "yes or no", int: "a number"}


def code(text: str) -> str:
    """Return text as code, even if it contains a backtick."""
    return f"``{text}``" if "`" in text else f"`{text}`"


def anchor(name: str) -> str:
    return f'<a id="{name}"></a>'


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return a table's lines; a bar within a cell is escaped, a line end becomes a break."""
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for row in rows:
        cells = (cell.replace("|", "\\|").replace("\n", "<br>") for cell in row)
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def any_of(values: Iterable[str]) -> str:
    """Return words joined by commas and "or"."""
    found = list(values)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} or {found[-1]}"


def about(wanted: Any) -> str:
    """Return the purpose of a field, from its annotation."""
    return next((mark.words for mark in get_args(wanted)[1:] if isinstance(mark, About)), "")


def in_words(wanted: Any) -> str:
    """Return the values that an annotation allows, with links to models."""
    origin = get_origin(wanted)
    if origin is Annotated:
        base, *marks = get_args(wanted)
        holds = [mark.what for mark in marks if isinstance(mark, Holds)]
        patterns = [mark.wants for mark in marks if isinstance(mark, Pattern)]
        return HELD.get(holds[0], "keys") if holds else patterns[0] if patterns else in_words(base)
    if origin in (Union, types.UnionType):
        parts = [part for part in get_args(wanted) if part is not type(None)]
        if set(parts) == set(get_args(Node)):
            return "anything"
        return any_of(dict.fromkeys(in_words(part) for part in parts))
    if origin is Literal:
        return any_of(code(value) for value in get_args(wanted))
    if origin is tuple:
        return f"a list, each entry: {in_words(get_args(wanted)[0])}"
    if origin is dict:
        return f"keys, each with a value: {in_words(get_args(wanted)[1])}"
    if is_dataclass(wanted) and wanted is not Written and isinstance(wanted, type):
        return f"[{name_of(wanted)}](#{wanted.__name__.lower()})"
    return SCALARS[wanted]


def name_of(model: type) -> str:
    """Return a model's name as separate words: `FieldsPart` is "fields part"."""
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in model.__name__).strip()


def keys_table(model: type, *, skip: Iterable[str] = ()) -> list[str]:
    """Return the keys of a model as a table: the purpose, the value and the default of each."""
    skipped = set(skip)
    defaults = {field.name: field for field in fields(model)}
    rows = []
    for key, slot in slots_of(model).items():
        if key in skipped:
            continue
        field = defaults[slot.name]
        without = "needed" if slot.required else _default(field.default if field.default is not MISSING else None)
        rows.append((code(key), about(slot.wanted), in_words(slot.wanted), without))
    return table(("Key", "What it is for", "Value", "Default"), rows)


def _default(value: object) -> str:
    if value is None or value == ():
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return code(", ".join(str(one) for one in value) if isinstance(value, tuple) else str(value))


def models_in(model: type) -> list[type]:
    """Return the models that a model's fields hold, each once, in the order met."""
    found: dict[type, None] = {}
    for slot in slots_of(model).values():
        for inner in _models(slot.wanted):
            if inner not in found:
                found[inner] = None
                found |= dict.fromkeys(models_in(inner))
    return list(found)


def _models(wanted: Any) -> list[type]:
    if get_origin(wanted) is Annotated:
        return _models(get_args(wanted)[0])
    if isinstance(wanted, type) and is_dataclass(wanted):
        return [] if wanted in (Written, *get_args(Node)) else [wanted]
    return [model for part in get_args(wanted) for model in _models(part)]
