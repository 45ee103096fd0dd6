"""The kinds of file that have a schema, and the schema of each for a project's vocabulary."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from policygen.check.project import Project
from policygen.diagnostics.codes import say
from policygen.model.library import ClauseFile, LibraryFile, ModelsFile, OutlineFile
from policygen.model.registers import ContactsFile, ReferencesFile, RegisterFile
from policygen.model.settings import SchoolFile
from policygen.model.vocabulary import VocabularyFile
from policygen.schema.answers import ANSWER, answer_defs, group_holes, listed_words
from policygen.schema.conditions import CONDITION, condition_defs
from policygen.schema.derive import Derivation, reachable
from policygen.schema.document import document_schema
from policygen.schema.ids import id_defs, with_ids
from policygen.schema.written import Schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file, and the model that reads it (none for a Document's JSON)."""

    name: str
    model: type | None = None

    @property
    def title(self) -> str:
        """The title of the schema."""
        return say(f"schema.title_{self.name}")

    @property
    def where(self) -> str:
        """Where such files are in a project."""
        return say(f"schema.where_{self.name}")


SCHEMAS: Mapping[str, Kind] = {
    "school": Kind("school", SchoolFile),
    "vocabulary": Kind("vocabulary", VocabularyFile),
    "library": Kind("library", LibraryFile),
    "clauses": Kind("clauses", ClauseFile),
    "requirements": Kind("requirements", RegisterFile),
    "policy": Kind("policy", OutlineFile),
    "references": Kind("references", ReferencesFile),
    "contacts": Kind("contacts", ContactsFile),
    "models": Kind("models", ModelsFile),
    "document": Kind("document"),
}


def schema_of(name: str, project: Project | None = None) -> Schema:
    """Return the schema called `name`, one of `SCHEMAS`; all but `document` need the project, for its vocabulary.

    Raises KeyError for another name, ValueError without a project that is needed.
    """
    kind = SCHEMAS[name]
    head = {"$schema": DRAFT, "$id": f"urn:policygen:schema:{name}:{VERSION}", "title": kind.title}
    if kind.model is None:
        return {**head, **document_schema()}
    if project is None:
        raise ValueError(say("schema.needs_project", name=name))
    vocabulary = project.vocabulary
    derivation = Derivation(
        {"condition": CONDITION, "answer": ANSWER, **group_holes(project), **listed_words(vocabulary)},
        {**condition_defs(vocabulary), **answer_defs(vocabulary)},
    )
    found = derivation.model(kind.model)
    ids = {name: schema for name, schema in id_defs(project).items() if schema["enum"]}
    found = with_ids(kind.model.__name__, found, ids)
    defs = {**{model: with_ids(model, schema, ids) for model, schema in derivation.defs.items()}, **ids}
    return {**head, **found, "$defs": reachable(found, defs)}


def school_schema(project: Project) -> Schema:
    """Return the schema of a school's settings file: every question of the project's vocabulary, with its help."""
    return schema_of("school", project)


def encode_schema(schema: Schema) -> bytes:
    """Return a schema as UTF-8 JSON with a final newline; the same schema gives the same bytes."""
    return (json.dumps(schema, indent=1, ensure_ascii=False) + "\n").encode()
