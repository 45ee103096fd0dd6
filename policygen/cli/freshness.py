"""`policygen freshness`: what is out of date, and which schools and policies it affects."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    load_compiler,
    one_school,
    project_option,
    show,
    sources_of,
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
    from policygen.diagnostics.model import Diagnostics
    from policygen.report.freshness.dead_names import load_dead_names
    from policygen.report.freshness.findings import find_stale, touching
    from policygen.report.freshness.judged_on import default_date
    from policygen.report.freshness.report import freshness_json, freshness_lines
    from policygen.report.usage import load_schools

    world = world_of(project)
    as_of = _day(day) if day else default_date(world)
    compiler, library = load_compiler(world)
    if library.errors:
        show(library, "full", sources_of(compiler, library), sys.stderr)
        stop("cli_freshness.nothing_checked")
    wanted = one_school(compiler, school).id if school else None
    mistakes = Diagnostics()
    names = load_dead_names(world, mistakes)
    show(mistakes, "full", sources_of(compiler, mistakes), sys.stderr)
    found = find_stale(compiler, load_schools(compiler), names, as_of)
    if wanted is not None:
        found = touching(found, wanted)
    click.echo(freshness_json(found, as_of) if as_json else "\n".join(freshness_lines(found, as_of)))
    sys.exit(1 if mistakes.errors or (strict and found) else 0)


def _day(text: str) -> date:
    from policygen.check.scalars import UnreadableValue, read_date

    try:
        return read_date(text)
    except UnreadableValue as error:
        raise usage("cli_freshness.wrong_day", message=error.message, hint=error.hint) from error
