"""Files as an editor sees them: YAML read with types guessed, then held against a schema."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from check_jsonschema import main as check_jsonschema
from check_jsonschema.parsers.yaml import construct_yaml_implementation, impl2loader
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from policygen.check.loading import load_project
from policygen.check.project import Project
from policygen.diagnostics.model import Diagnostics
from policygen.schema import encode_schema, schema_of
from policygen.schema.files import files_with_schema, schema_name
from policygen.world.protocol import World

_load = impl2loader(construct_yaml_implementation())


def project_of(world: World) -> Project:
    project = load_project(world, Diagnostics())
    assert project is not None
    return project


def by_schema(world: World, names: Iterable[str] | None = None) -> dict[str, list[str]]:
    """The project's files, or those of `names`, by the schema that they follow."""
    wanted = None if names is None else set(names)
    found: dict[str, list[str]] = defaultdict(list)
    for name in files_with_schema(world):
        schema = schema_name(name)
        if schema is not None and (wanted is None or name in wanted):
            found[schema].append(name)
    return dict(found)


def refusals(project: Project, names: Iterable[str]) -> dict[str, list[str]]:
    """What the schemas have against files of the project, by name."""
    found = {}
    for schema, files in by_schema(project.world, names).items():
        written = encode_schema(schema_of(schema, project))
        for name in files:
            if said := _refused(written, project.world.read(name)):
                found[name] = said
    return found


@cache
def _refused(schema: bytes, file: bytes) -> list[str]:
    """What a schema has against a file. The small project's own files are asked about some hundred times."""
    errors = Draft202012Validator(json.loads(schema)).iter_errors(_load(io.BytesIO(file)))
    return [f"{error.json_path}: {error.message}" for error in errors]


def run_check_jsonschema(schema: dict[str, Any], files: Iterable[Path], folder: Path) -> dict[Path, str]:
    """The files that the command check-jsonschema refuses, each with what it says."""
    path = folder / "schema.json"
    path.write_bytes(encode_schema(schema))
    wanted = [str(file) for file in files]
    ran = CliRunner().invoke(check_jsonschema, ["--schemafile", str(path), "--output-format", "json", *wanted])
    assert ran.exit_code in (0, 1), ran.output
    said: dict[Path, str] = {}
    for error in json.loads(ran.stdout).get("errors", []):
        name = Path(error["filename"])
        said[name] = f"{said.get(name, '')} {error['path']}: {error['message']}".strip()
    return said
