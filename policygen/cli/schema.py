"""`policygen schema NAME`: the JSON Schema of a kind of file, for editors and for checks without policygen."""

from __future__ import annotations

from pathlib import Path

import click

from policygen.cli.common import load_compiler, project_option, shown_path, stop, system_reason, usage, world_of
from policygen.world.disk import DiskWorld
from policygen.world.protocol import OutsideTheProject
from policygen.world.writing import write_whole

# The names in `policygen.schema.SCHEMAS`, which is imported late.
NAMES = (
    "school", "vocabulary", "library", "clauses", "requirements", "policy", "references", "contacts", "models",
    "document",
)  # fmt: skip


@click.command("schema")
@click.argument("name", required=False, metavar="[NAME]", type=click.Choice(NAMES))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it to this file instead of printing it.",
)
@click.option("--write", is_flag=True, help="Write every schema to the place that the project's files point to.")
@click.option(
    "--modelines", is_flag=True, help="With --write: start each YAML file with the line that tells editors its schema."
)
@project_option
def schema_command(name: str | None, out: Path | None, write: bool, modelines: bool, project: Path | None) -> None:
    """Print the JSON Schema of one kind of file.

    NAME is school, vocabulary, library, clauses, requirements, policy, references, contacts, models, or document (the
    output of build --format json).
    """
    if write == (name is not None):
        raise usage("cli_schema.name_or_write", names=", ".join(NAMES))
    if write and out is not None:
        raise usage("cli_schema.write_and_out")
    if modelines and not write:
        raise usage("cli_schema.modelines_alone")
    world = world_of(project)
    try:
        if write:
            _write(world, modelines)
        else:
            _one(world, str(name), out)
    except (OSError, OutsideTheProject) as error:
        stop("cli.cannot_write", file=str(getattr(error, "filename", None) or error), reason=system_reason(error))


def _one(world: DiskWorld, name: str, out: Path | None) -> None:
    from policygen.schema import encode_schema, schema_of

    data = encode_schema(schema_of(name, None if name == "document" else load_compiler(world)[0].project))
    if out is None:
        click.echo(data.decode(), nl=False)
    else:
        write_whole(out, data)
        click.echo(shown_path(out))


def _write(world: DiskWorld, modelines: bool) -> None:
    from policygen.schema import with_modeline, write_schemas
    from policygen.schema.files import files_with_schema

    for name in write_schemas(load_compiler(world)[0].project):
        click.echo(shown_path(world.path(name)))
    for name in files_with_schema(world) if modelines else ():
        path = world.path(name)
        data = path.read_bytes()
        headed = with_modeline(name, data)
        if headed != data:
            write_whole(path, headed)
            click.echo(shown_path(path))
