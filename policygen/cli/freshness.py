"""`policygen freshness`: what is out of date, and which schools and policies it affects."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from policygen import Refused, did_you_mean, read_date
from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    library_of,
    open_school,
    project_here,
    project_option,
    show,
    stop,
    usage,
)


@click.command("freshness")
@click.option(
    "--as-of",
    "day",
    metavar="DATE",
    help="Check as of this day. Default: SOURCE_DATE_EPOCH if set, in CI the day of the commit, otherwise today.",
)
@click.option("--school", metavar="ID", help="Show only what affects this school.", shell_complete=completing.schools)
@click.option(
    "--about",
    multiple=True,
    metavar="ID",
    help="Show only what is out of date about this reference or contact. Can be used several times.",
    shell_complete=completing.references_and_contacts,
)
@click.option("--strict", is_flag=True, help="Fail if anything is out of date.")
@json_option
@project_option
def freshness_command(
    day: str | None, school: str | None, about: tuple[str, ...], strict: bool, as_json: bool, project: Path | None
) -> None:
    """List what is out of date, and the policies and schools it affects.

    This covers references, contacts, wording and names, and requirements that were entered from memory.
    """
    world = project_here(project)
    as_of = _day(day) if day else None
    library = library_of(world)
    if library.errors:
        show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
        stop("cli_freshness.nothing_checked")
    wanted = (open_school(library, school).id,) if school else ()
    known = {**library.keeping.ids.references, **library.keeping.ids.contacts}
    for name in about:
        if name not in known:
            raise usage("cli_freshness.no_such_entry", name=name, hint=did_you_mean(name, known))
    found = library.freshness(as_of, touching=wanted)
    found = found.about(about) if about else found
    show(found.diagnostics, "full", library.texts(found.diagnostics), sys.stderr)
    click.echo(found.json() if as_json else "\n".join(found.lines()))
    mistaken = any(one.severity == "error" for one in found.diagnostics)
    sys.exit(1 if mistaken or (strict and any(one.stale for one in found.findings)) else 0)


def _day(text: str) -> date:
    try:
        return read_date(text)
    except Refused as error:
        raise usage("cli_freshness.wrong_day", message=str(error), hint=error.hint) from error
