"""`policygen coverage`: which clauses meet which requirements, and which requirements are not met."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import CoverageReport
from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    library_of,
    open_school,
    project_option,
    require_policy,
    require_taken,
    show,
    stop,
    world_of,
)


@click.command("coverage")
@click.option(
    "--school", metavar="ID", help="Count only the clauses that this school has.", shell_complete=completing.schools
)
@click.option(
    "--policy", metavar="ID", help="Count only the clauses of this policy.", shell_complete=completing.policies
)
@click.option(
    "--format",
    "wanted",
    type=click.Choice(CoverageReport.FORMATS),
    default="table",
    show_default=True,
    help="How to show the result.",
)
@click.option("--fail-under", type=float, metavar="N", help="Fail if less than N per cent of a register is covered.")
@json_option
@project_option
def coverage_command(
    school: str | None,
    policy: str | None,
    wanted: str,
    fail_under: float | None,
    as_json: bool,
    project: Path | None,
) -> None:
    """Show which clauses meet which requirements, and which requirements each clause meets.

    A clause of the project's own libraries that nobody has reviewed in its present words meets nothing, and fails.
    """
    library = library_of(world_of(project))
    if library.errors:
        show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
        stop("cli_coverage.nothing_counted")
    require_policy([policy] if policy is not None else [], library)
    opened = open_school(library, school) if school else None
    if opened is not None:
        require_taken(policy, opened)
    found = library.coverage(policy, opened)
    click.echo(found.text("json" if as_json else wanted), nl=False)
    refused = found.refusals(fail_under)
    for line in refused:
        click.echo(line, err=True)
    sys.exit(1 if refused else 0)
