"""`policygen coverage`: which clauses meet which requirements, and which requirements are not met."""

from __future__ import annotations

import sys
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

FORMATS = ("table", "csv", "html", "json")


@click.command("coverage")
@click.option(
    "--school", metavar="ID", help="Count only the clauses that this school gets.", shell_complete=completing.schools
)
@click.option(
    "--policy", metavar="ID", help="Count only the clauses of this policy.", shell_complete=completing.policies
)
@click.option(
    "--format", "wanted", type=click.Choice(FORMATS), default="table", show_default=True, help="How to show the result."
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

    A register with more than 15 % of its requirements retired fails.
    """
    from policygen.diagnostics.suggest import did_you_mean
    from policygen.report.coverage.matrix import matrix, refusals
    from policygen.report.coverage.writers import WRITERS

    compiler, library = load_compiler(world_of(project))
    if library.errors:
        show(library, "full", sources_of(compiler, library), sys.stderr)
        stop("cli_coverage.nothing_counted")
    if policy is not None and policy not in compiler.project.outlines:
        raise usage("cli.no_policy", name=policy, hint=did_you_mean(policy, compiler.project.outlines))
    settled = one_school(compiler, school) if school else None
    if settled is not None and policy is not None and policy not in settled.plans:
        hint = did_you_mean(policy, settled.plans)
        raise usage("cli.school_has_no_policy", school=settled.id, policy=policy, hint=hint)
    found = matrix(compiler.project, policy=policy, school=settled)
    click.echo(WRITERS["json" if as_json else wanted](found), nl=False)
    refused = refusals(found, fail_under)
    for line in refused:
        click.echo(line, err=True)
    sys.exit(1 if refused else 0)
