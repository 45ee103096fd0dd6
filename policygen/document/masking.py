"""A Document in which the answers of some settings files are replaced by their keys."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from policygen.document.details import is_detail
from policygen.document.model import Document, Text, Value

_Part = TypeVar("_Part")


def masked(document: Document, files: Collection[str]) -> Document:
    """Return the Document with `[key]` in place of each value in a section that one of `files` gives.

    People and contacts stay as they are: `fingerprint` gives them by their keys anyway.
    """
    return _masked(document, files)


def _masked(part: _Part, files: Collection[str]) -> _Part:
    if isinstance(part, Value):
        given = part.origin.file in files and not is_detail(part.origin)
        return cast("_Part", Text(text=f"[{part.origin.key}]")) if given else part
    changes: dict[str, Any] = {}
    for field in fields(part):  # type: ignore[arg-type]
        value = getattr(part, field.name)
        if isinstance(value, tuple) and any(map(is_dataclass, value)):
            changes[field.name] = tuple(_masked(one, files) for one in value)
    return replace(part, **changes) if changes else part  # type: ignore[type-var]
