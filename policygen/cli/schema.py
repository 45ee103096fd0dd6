"""`policygen schema NAME`: the JSON Schema of a kind of file, for editors and for checks without policygen."""

from __future__ import annotations

from pathlib import Path

import click

from policygen import DiskWorld, OutsideTheProject, Schemas, write_whole
from policygen.cli.common import library_of, project_option, shown_path, stop, system_reason, usage, world_of

NAMES = Schemas.names()


@click.command("schema")
@click.argument("name", required=False, metavar="[NAME]", type=click.Choice(NAMES))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write it to this file instead of printing it.",
)
@click.option("--write", is_flag=True, help="Write every schema to where the project's files point.")
@click.option(
    "--modelines", is_flag=True, help="With --write: start each YAML file with the line that tells editors its schema."
)
@project_option
def schema_command(name: str | None, out: Path | None, write: bool, modelines: bool, project: Path | None) -> None:
    """Print the JSON Schema of one kind of file.

    NAME is school, vocabulary, library-vocabulary, library, clauses, requirements, policy, references, contacts,
    models, or document (the output of build --format json).
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
    data = Schemas.document() if name == "document" else library_of(world).schemas.of(name)
    if out is None:
        click.echo(data.decode(), nl=False)
    else:
        write_whole(out, data)
        click.echo(shown_path(out))


def _write(world: DiskWorld, modelines: bool) -> None:
    for name in library_of(world).schemas.write(modelines=modelines):
        click.echo(shown_path(world.path(name)))
