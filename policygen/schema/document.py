"""The schema of a Document's JSON: what `build --format json` writes and what a PDF carries inside."""

from __future__ import annotations

from typing import Any

from policygen.diagnostics.codes import say
from policygen.document.json import schema
from policygen.document.model import SCHEMA_VERSION
from policygen.schema.written import Schema


def document_schema() -> Schema:
    """Return pydantic's schema of a Document, tidied: descriptions replace generated titles, and `type` is required.

    policygen writes every key, even one that equals its default; `type` tells blocks and inlines apart.
    """
    found = schema()
    defs = {name: _tidied(name, entry) for name, entry in sorted(found.pop("$defs").items())}
    root = _tidied("Document", found)
    root["properties"]["schema"] = {"const": SCHEMA_VERSION, "description": say("schema.version")}
    root["required"].append("schema")
    return {**root, "$defs": defs}


def _tidied(name: str, model: Schema) -> Schema:
    words = " ".join(model.get("description", "").split())
    properties = {key: _untitled(value) for key, value in model["properties"].items()}
    required = [*model.get("required", []), *(["type"] if "type" in properties else [])]
    described = {"description": words} if words and words != name else {}
    return {**described, "type": "object", "properties": properties, "required": required}


def _untitled(schema: Any) -> Any:
    """Return a property's schema without `title`, which only repeats its key."""
    return {key: value for key, value in schema.items() if key != "title"}
