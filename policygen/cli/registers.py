"""`policygen registers out|in NAME`: a register, references or contacts as a table for a spreadsheet, and back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import OutsideTheProject, Refused, did_you_mean, write_whole
from policygen.cli import completing
from policygen.cli.common import (
    library_of,
    project_here,
    project_option,
    read_given,
    show,
    shown_path,
    stop,
    system_reason,
    tell,
    usage,
)


@click.command("registers")
@click.argument("direction", metavar="out|in", type=click.Choice(("out", "in")))
@click.argument("name", shell_complete=completing.tables)
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With out: write the table to this file instead of printing it.",
)
@click.option(
    "--write", is_flag=True, help="With in: make the changes. Comments and the order of entries do not change."
)
@project_option
def registers_command(
    direction: str, name: str, file: Path | None, out: Path | None, write: bool, project: Path | None
) -> None:
    """Write NAME as a CSV table for a spreadsheet (out), or read a table back in (in NAME FILE).

    NAME is the id of a register, references or contacts. `in` shows what would change. Nothing is changed while a cell
    is a formula, a row could mean two things or `check` would reject an entry. Entries that are not in the table do not
    change.
    """
    if direction == "out" and (file is not None or write):
        raise usage("registers.out_and_write")
    if direction == "in" and file is None:
        raise usage("registers.in_needs_file", name=name)
    world = project_here(project)
    keeping = library_of(world).keeping
    if name not in keeping.tables:
        raise usage("registers.no_table", name=name, hint=did_you_mean(name, keeping.tables))
    try:
        if file is None:
            table = keeping.table(name)
            if out is None:
                click.echo(table, nl=False)
            else:
                write_whole(out, table.encode())
                click.echo(shown_path(out))
            return
        data = read_given(file)
    except Refused as error:
        raise click.ClickException(str(error)) from error
    except (OSError, OutsideTheProject) as error:
        stop("registers.cannot_read", file=str(file or out), reason=system_reason(error))
    try:
        found = keeping.take_in(name, str(file), data)
    except Refused as error:
        raise click.ClickException(str(error)) from error
    show(found.diagnostics, "full", {str(file): data.decode("utf-8-sig", "replace")}, sys.stderr)
    click.echo("\n".join(found.lines), nl=bool(found.lines))
    if found.data is None:
        sys.exit(0 if found.lines else 1)
    if not write:
        tell("registers.not_written", file=found.file)
        return
    if found.is_packaged:
        stop("registers.packaged", file=found.file)
    try:
        write_whole(world.path(found.file), found.data)
    except (OSError, OutsideTheProject) as error:
        stop("cli.cannot_write", file=found.file, reason=system_reason(error))
    tell("registers.written", file=found.file)
