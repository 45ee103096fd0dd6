"""`policygen schools import`: settings files for many schools from the national register."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import DiskWorld, OutsideTheProject, Refused, Severity, UnknownSchool, did_you_mean
from policygen.cli import completing
from policygen.cli.common import (
    failure,
    group_id,
    library_of,
    output_format_option,
    show,
    shown_path,
    system_reason,
    tell,
    usage,
    world_of,
)


@click.group("schools")
def schools_command() -> None:
    """Work with many schools at once."""


@schools_command.command("import")
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--urn", "urns", multiple=True, metavar="N", help="Import this school. Can be used several times.")
@click.option(
    "--where",
    multiple=True,
    metavar="COLUMN=VALUE",
    help='Import schools with this value, such as "LA (name)=Salford". For one column, any of several values will do.',
)
@click.option(
    "--trust", default="", metavar="NAME", help="Import the schools of this trust, by its name in the register."
)
@click.option(
    "--extends",
    metavar="FILE",
    default="",
    help="The file of the trust or council for new schools to extend. Default: the one that the register names.",
    shell_complete=completing.groups,
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The project folder to write to. Default: this folder's project.",
)
@click.option(
    "--update",
    is_flag=True,
    help="Merge what the register says now into existing files. Answers that somebody entered are kept, and shown.",
)
@output_format_option
def import_schools_command(
    file: Path,
    urns: tuple[str, ...],
    where: tuple[str, ...],
    trust: str,
    extends: str,
    out: Path | None,
    update: bool,
    output_format: str,
) -> None:
    """Write settings for the open schools in FILE, an export of the register of schools (a CSV file).

    Each school gets a file in schools/ with what the register says, in which every other needed answer is marked. It
    extends the file of its trust or council, which is written too. Without --urn, --where and --trust, all schools are
    imported. Existing files do not change without --update. Every row of FILE is counted.
    """
    world = _project(out)
    library = library_of(world, output_format)
    if library.errors:
        show(library.diagnostics, output_format, library.texts(library.diagnostics), sys.stderr)
        raise failure("cli_init.library_has_mistakes")
    folder = shown_path(world.root / "schools")

    def listener(name: str, differences: tuple[str, ...]) -> None:
        click.echo("\n".join((f"{folder}/{name.removeprefix('schools/')}", *differences)))

    above = group_id(extends) if extends else ""
    try:
        report = library.school_register(file).take_in(
            listener, urns=urns, where=where, trust=trust, update=update, extends=above
        )
    except UnknownSchool as error:
        raise usage("cli_init.no_parent", name=extends, hint=did_you_mean(above, error.known)) from error
    except Refused as error:
        raise click.UsageError(str(error)) from error
    except (OSError, OutsideTheProject) as error:
        name = str(error if isinstance(error, OutsideTheProject) else error.filename or file)
        raise failure("register_import.stopped", file=name, reason=system_reason(error)) from error
    for name in report.groups:
        click.echo(shown_path(world.path(name)))
    show(report.diagnostics, output_format, {}, sys.stderr, world)
    if report.rows:
        click.echo("\n".join(report.lines()), err=True)
    if report.written:
        tell("register_import.next", count=report.written)
    sys.exit(1 if any(one.severity is Severity.ERROR for one in report.diagnostics) else 0)


def _project(out: Path | None) -> DiskWorld:
    """Return the project to write to; a folder that is named is made."""
    if out is None:
        return world_of(None)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise failure("cli.cannot_write", file=str(out), reason=system_reason(error)) from error
    return DiskWorld(out.resolve())
