"""`policygen coverage`: which clauses meet which requirements, and which requirements are not met."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import CoverageReport, did_you_mean
from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    library_of,
    open_school,
    project_here,
    project_option,
    require_policy,
    require_taken,
    show,
    stop,
    usage,
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
@click.option(
    "--register",
    "registers",
    multiple=True,
    metavar="ID",
    help="Show only this register. Can be used several times.",
    shell_complete=completing.registers,
)
@click.option(
    "--requirement",
    "requirements",
    multiple=True,
    metavar="REGISTER/ID",
    help="Show only this requirement. Can be used several times.",
    shell_complete=completing.requirements,
)
@click.option("--open", "only_open", is_flag=True, help="List only the requirements that are still open.")
@click.option(
    "--matrix",
    "by",
    is_flag=False,
    flag_value="both",
    type=click.Choice(("schools", "kinds", "both")),
    help="Show a column for each school, for each kind of school, or (the default) for both.",
)
@click.option("--fail-under", type=float, metavar="N", help="Fail if less than N per cent of a register is covered.")
@json_option
@project_option
def coverage_command(
    school: str | None,
    policy: str | None,
    wanted: str,
    registers: tuple[str, ...],
    requirements: tuple[str, ...],
    only_open: bool,
    by: str | None,
    fail_under: float | None,
    as_json: bool,
    project: Path | None,
) -> None:
    """Show which clauses meet which requirements, and which requirements each clause meets.

    A clause of the project's own libraries that nobody has reviewed in its present words meets nothing, and fails.
    """
    if by is not None and school is not None:
        raise usage("cli_coverage.school_and_matrix")
    library = library_of(project_here(project))
    if library.errors:
        show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
        stop("cli_coverage.nothing_counted")
    require_policy([policy] if policy is not None else [], library)
    opened = open_school(library, school) if school else None
    if opened is not None:
        require_taken(policy, opened)
    for name, known, key in (
        *((name, library.keeping.ids.registers, "cli_coverage.no_register") for name in registers),
        *((name, library.keeping.ids.requirements, "cli_coverage.no_requirement") for name in requirements),
    ):
        if name not in known:
            raise usage(key, name=name, hint=did_you_mean(name, known))
    found = library.coverage(policy, opened)
    found = found.only(registers, requirements, only_open=only_open)
    form = "json" if as_json else wanted
    if by is None:
        click.echo(found.text(form), nl=False)
    else:
        grid = library.keeping.coverage_grid(by, registers, requirements, policy=policy, only_open=only_open)
        click.echo(grid.text(form), nl=False)
    refused = found.refusals(fail_under)
    for line in refused:
        click.echo(line, err=True)
    sys.exit(1 if refused else 0)
