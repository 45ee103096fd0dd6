"""`policygen library new`: begin a clause library in a separate repository."""

from __future__ import annotations

from pathlib import Path

import click

from policygen import Refused, new_library
from policygen.cli.common import failure, shown_path, system_reason, tell


@click.group("library")
def library_command() -> None:
    """Begin a clause library in a separate repository."""


@library_command.command("new")
@click.argument("name")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
@click.option("--title", default="", metavar="TEXT", help="The title of the library. Default: made from its name.")
@click.option("--publisher", default="", metavar="TEXT", help="Who publishes it. Default: its title.")
def new_command(name: str, folder: Path | None, title: str, publisher: str) -> None:
    """Write a whole library NAME into DIR (default: a new folder NAME), as an example to change.

    NAME is its id, such as westshire. The example has clauses, a question, a policy, a register and a school, and
    passes all checks. It can be built into a Python package.
    """
    root = folder if folder is not None else Path(name)
    try:
        files = new_library(root, name, title, publisher)
    except Refused as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise failure("cli.cannot_write", file=str(error.filename or root), reason=system_reason(error)) from error
    for file in files:
        click.echo(shown_path(root / file))
    tell("cli_library.done", folder=shown_path(root))
