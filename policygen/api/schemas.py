"""The JSON Schemas of a project's files, for editors and for checks without policygen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from policygen.check.project import Project
from policygen.schema import SCHEMAS, encode_schema, schema_of
from policygen.schema.files import write_modelines, write_schemas
from policygen.world.disk import on_disk


@dataclass(frozen=True, slots=True)
class Schemas:
    """The schemas of one project, which know its questions, clauses and ids; that of a Document needs no project."""

    project: Project

    @staticmethod
    def names() -> tuple[str, ...]:
        """Return the kinds of file that have a JSON Schema."""
        return tuple(SCHEMAS)

    @staticmethod
    def document() -> bytes:
        """Return the JSON Schema of a Document's JSON, which does not depend on any library."""
        return encode_schema(schema_of("document"))

    def of(self, name: str) -> bytes:
        """Return the JSON Schema of a kind of file, one of `names`. Raises KeyError for any other name."""
        return encode_schema(schema_of(name, self.project))

    def write(self, *, modelines: bool = False) -> Iterator[str]:
        """Write each schema where the project's YAML files point to, and yield the names of the files.

        With `modelines`, each YAML file that lacks the line that tells editors its schema gets it, and is yielded too.
        Raises OSError, OutsideTheProject.
        """
        yield from write_schemas(self.project)
        if modelines:
            yield from write_modelines(on_disk(self.project.world))
