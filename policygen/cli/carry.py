"""`policygen export SCHOOL` and `policygen import FILE`: one file that a school can carry."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import DiskWorld, OutsideTheProject, Refused, SchoolArchive, UnknownSchool, did_you_mean, say
from policygen.cli import completing
from policygen.cli.common import (
    failure,
    library_of,
    output_format_option,
    project_option,
    school_id,
    show,
    shown_path,
    system_reason,
    tell,
    usage,
    world_of,
)


@click.command("export")
@click.argument("school", shell_complete=completing.schools)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The file to write. Default: SCHOOL.school.zip in this folder.",
)
@project_option
def export_command(school: str, out: Path | None, project: Path | None) -> None:
    """Write everything that the project keeps for SCHOOL into one file, to move or archive it.

    The file holds the settings of the school and of the groups it extends, its logo, its records, and its signed and
    kept files.
    """
    world, name = world_of(project), school_id(school)
    path = out or Path(f"{name}.school.zip")
    try:
        count = SchoolArchive(path).write(world, name)
    except UnknownSchool as error:
        raise usage("cli.no_school", name=school, hint=did_you_mean(name, error.known)) from error
    except Refused as error:
        raise failure("cli_carry.not_exported", school=name, reason=str(error)) from error
    except (OSError, OutsideTheProject) as error:
        reason = say("cli_carry.system", file=_file_of(error, path), reason=system_reason(error))
        raise failure("cli_carry.not_exported", school=name, reason=reason) from error
    click.echo(shown_path(path))
    tell("cli_carry.exported", school=name, count=count)


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--as", "school", metavar="ID", default="", help="Import the school under another name.")
@click.option("--replace", is_flag=True, help="Replace files that differ, and keep the old ones in kept/.")
@output_format_option
@project_option
def import_command(file: Path, school: str, replace: bool, output_format: str, project: Path | None) -> None:
    """Add the school in FILE, which `policygen export` wrote, to this project, and check it.

    Nothing in the project is overwritten. If anything is wrong with FILE, nothing is imported.
    """
    world = world_of(project)
    try:
        done = SchoolArchive(file).add_to(world, school, replace=replace)
    except Refused as error:
        raise failure("cli_carry.refused", file=shown_path(file), reason=str(error)) from error
    except (OSError, OutsideTheProject) as error:
        reason = say("cli_carry.system", file=_file_of(error, world.root), reason=system_reason(error))
        raise failure("cli_carry.refused", file=shown_path(file), reason=reason) from error
    if done.differing:
        listed = "\n".join(f"  {name}" for name in done.differing)
        raise failure("cli_carry.differs", files=listed, school=done.school)
    for name in done.written:
        click.echo(name)
    for name in done.kept:
        tell("cli_carry.kept", file=name)
    for name in done.own:
        tell("cli_carry.own", file=name)
    if done.written:
        tell("cli_carry.imported", school=done.school, count=len(done.written))
    else:
        tell("cli_carry.unchanged", school=done.school)
    sys.exit(1 if _check(world, done.school, output_format) else 0)


def _file_of(error: OSError | OutsideTheProject, wanted: Path) -> str:
    """Return the file that the system refused, or `wanted` if it named none or a hidden temporary one."""
    if isinstance(error, OutsideTheProject):
        return str(error)
    name = Path(error.filename or "")
    hidden = any(part.startswith(".") for part in name.parts)
    if not hidden and name.name:
        return str(name)
    # A folder that somebody stands in would be shown as a dot.
    return str(wanted) if wanted.is_dir() else shown_path(wanted)


def _check(world: DiskWorld, name: str, output_format: str) -> bool:
    """Show what is wrong with the school that was imported, and tell whether any of it is an error."""
    library = library_of(world)
    found = list(library.diagnostics)
    if not library.errors:
        found += library.open(name).check()
    show(found, output_format, library.texts(found), sys.stderr)
    return any(one.severity == "error" for one in found)
