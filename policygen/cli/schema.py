"""`policygen schema NAME`: JSON Schema of a kind of file, for editors and for checks without policygen."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen.cli.common import load_compiler, project_option, shown_path, world_of
from policygen.world.disk import OutsideTheProject, World, write_whole

# Of `policygen.schema.SCHEMAS`, which is read late.
NAMES = (
    "school", "vocabulary", "library", "clauses", "requirements", "policy", "references", "contacts", "models",
    "document",
)  # fmt: skip


@click.command("schema")
@click.argument("name", required=False, metavar="[NAME]", type=click.Choice(NAMES))
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it there; else it is printed."
)
@click.option("--write", is_flag=True, help="Write every schema anew where the project's files point to.")
@click.option(
    "--modelines", is_flag=True, help="With --write: head each YAML file with the line that editors look for."
)
@project_option
def schema_command(name: str | None, out: Path | None, write: bool, modelines: bool, project: Path | None) -> None:
    """Print the JSON Schema of the files called NAME: school, vocabulary, library, clauses, requirements, policy,
    references, contacts, models, or document (what build --format json makes).
    """
    if write == (name is not None):
        raise click.UsageError(f"name a schema ({', '.join(NAMES)}), or give --write")
    if write and out is not None:
        raise click.UsageError("--write knows where the schemas belong: leave --out away")
    if modelines and not write:
        raise click.UsageError("--modelines goes with --write")
    world = world_of(project)
    try:
        if write:
            _write(world, modelines)
        else:
            _one(world, str(name), out)
    except (OSError, OutsideTheProject) as error:
        said = getattr(error, "strerror", None) or "it lies outside the project"
        click.echo(f"{getattr(error, 'filename', None) or error} cannot be written: {said}", err=True)
        sys.exit(1)


def _one(world: World, name: str, out: Path | None) -> None:
    from policygen.schema import encode_schema, schema_of

    data = encode_schema(schema_of(name, None if name == "document" else load_compiler(world)[0].project))
    if out is None:
        click.echo(data.decode(), nl=False)
    else:
        write_whole(out, data)
        click.echo(shown_path(out))


def _write(world: World, modelines: bool) -> None:
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
