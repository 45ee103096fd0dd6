"""`policygen freshness`: what is out of date, and which schools and policies it affects."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from policygen import Refused, read_date
from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    library_of,
    open_school,
    project_option,
    show,
    stop,
    usage,
    world_of,
)


@click.command("freshness")
@click.option(
    "--as-of",
    "day",
    metavar="DATE",
    help="Check as of this day. Default: SOURCE_DATE_EPOCH if set, in CI the day of the commit, otherwise today.",
)
@click.option("--school", metavar="ID", help="Show only what affects this school.", shell_complete=completing.schools)
@click.option("--strict", is_flag=True, help="Fail if anything is out of date.")
@json_option
@project_option
def freshness_command(day: str | None, school: str | None, strict: bool, as_json: bool, project: Path | None) -> None:
    """List references, contacts, wording and names that are out of date, and the policies and schools they affect."""
    world = world_of(project)
    as_of = _day(day) if day else None
    library = library_of(world)
    if library.errors:
        show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
        stop("cli_freshness.nothing_checked")
    wanted = (open_school(library, school).id,) if school else ()
    found = library.freshness(as_of, touching=wanted)
    show(found.diagnostics, "full", library.texts(found.diagnostics), sys.stderr)
    click.echo(found.json() if as_json else "\n".join(found.lines()))
    mistaken = any(one.severity == "error" for one in found.diagnostics)
    sys.exit(1 if mistaken or (strict and any(one.stale for one in found.findings)) else 0)


def _day(text: str) -> date:
    try:
        return read_date(text)
    except Refused as error:
        raise usage("cli_freshness.wrong_day", message=str(error), hint=error.hint) from error
