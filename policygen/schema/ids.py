"""The ids of a project in its schemas, so that editors offer them where a file refers to one.

An id that the schema does not know is still accepted: the entry may be newer than the schema, and `policygen check`
says whether it exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from policygen.check.project import Project
from policygen.schema.written import EMPTY, Schema, one_of

# Which ids each key of a model takes.
KEYS: Mapping[tuple[str, str], str] = {
    ("ClauseEntry", "meets"): "requirement_id",
    ("MeetsEntry", "id"): "requirement_id",
    ("ClauseEntry", "cites"): "reference_id",
    ("Retired", "replaced_by"): "requirement_id",
    ("SourceEntry", "reference"): "reference_id",
    ("ReferenceEntry", "id"): "reference_id",
    ("ReferenceEntry", "superseded_by"): "reference_id",
    ("ContactEntry", "id"): "contact_id",
    ("OutlineSection", "clauses"): "clause_id",
    ("OutlineFile", "sheets"): "clause_id",
    ("MovesIn", "clause"): "clause_id",
    ("Omit", "omit"): "clause_id",
    ("Replace", "replace"): "clause_id",
    ("Take", "clause"): "clause_id",
    ("Place", "after"): "clause_id",
    ("Place", "before"): "clause_id",
}


def id_defs(project: Project) -> dict[str, Schema]:
    """Return the definitions of the ids of clauses, requirements, references and contacts, each with its title."""
    clauses: dict[str, str] = {}
    for full, clause in project.clauses.items():
        name = full.partition(":")[2]
        # A name that two libraries have is never written without its library.
        for spelling in (name, full) if len(project.find_clause(name)) == 1 else (full,):
            clauses[spelling] = clause.entry.title.text
    return {
        "clause_id": one_of(clauses.items()),
        "requirement_id": one_of((name, one.entry.summary.text) for name, one in project.requirements.items()),
        "reference_id": one_of((name, one.title.text) for name, one in project.references.items()),
        "contact_id": one_of((name, one.name.text) for name, one in project.contacts.items()),
    }


def with_ids(name: str, schema: Schema, ids: Iterable[str]) -> Schema:
    """Return the schema of the model called `name`, with the ids (of those that there are) where its keys take them."""
    known = set(ids)
    properties = schema.get("properties", {})
    changed = {
        key: _offering(value, {"$ref": f"#/$defs/{KEYS[name, key]}"})
        for key, value in properties.items()
        if KEYS.get((name, key)) in known
    }
    return {**schema, "properties": {**properties, **changed}} if changed else schema


def _offering(schema: Schema, ids: Schema) -> Schema:
    """Return a schema of words, of a list of them, or of either with something else, that offers the ids for words."""
    if "items" in schema:
        return {**schema, "items": _offering(schema["items"], ids)}
    if "anyOf" in schema:
        parts: list[Any] = [_offering(part, ids) if _is_words(part) else part for part in schema["anyOf"]]
        return {**schema, "anyOf": parts}
    described: Schema = {key: schema[key] for key in ("title", "description", "default") if key in schema}
    inner = {key: value for key, value in schema.items() if key not in described}
    return {**described, "anyOf": [ids, inner]}


def _is_words(schema: Schema) -> bool:
    model = str(schema.get("$ref", "")).removeprefix("#/$defs/")[:1].isupper()
    return schema != EMPTY and not model
