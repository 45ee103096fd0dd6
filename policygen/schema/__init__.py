"""JSON Schema (2020-12) of every file that people write, for editors and for checks without policygen.

They are derived from what `check` reads by: the models' annotations and, for a school's file, the vocabulary. A schema
accepts everything that `policygen check` accepts, and refuses mistakes that one file shows on its own: unknown or
missing keys, a list in place of text, an answer that the question does not allow. It also refuses an id that YAML can
read as yes or no, such as `on`.
"""

from __future__ import annotations

from policygen.schema.files import files_of, modeline, with_modeline, write_schemas
from policygen.schema.kinds import SCHEMAS, Kind, encode_schema, schema_of, school_schema

__all__ = [
    "SCHEMAS",
    "Kind",
    "encode_schema",
    "files_of",
    "modeline",
    "schema_of",
    "school_schema",
    "with_modeline",
    "write_schemas",
]  # fmt: skip
