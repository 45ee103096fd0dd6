"""JSON Schema (2020-12) of every file that people write, for editors and for checks without policygen.

Derived from what `check` reads by: the models' annotations, and for a school's file the vocabulary. A schema takes
everything that `policygen check` takes and refuses what can be seen in one file alone: unknown keys, missing ones, a
list where words belong, an answer that is none of the answers. (One thing more it refuses: an id that YAML itself may
read as yes or no, such as `on`.)
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
