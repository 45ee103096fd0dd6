"""`policygen why SCHOOL CLAUSE`: why a school has a clause or not, and where its words come from."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from policygen import did_you_mean
from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    library_of,
    open_school,
    project_option,
    require_taken,
    stop,
    world_of,
)


@click.command("why")
@click.argument("school", shell_complete=completing.schools)
@click.argument("clause", shell_complete=completing.clauses)
@click.option(
    "--policy",
    help="Look only in this policy. Needed if a number is used in several.",
    shell_complete=completing.policies,
)
@json_option
@project_option
def why_command(school: str, clause: str, policy: str | None, as_json: bool, project: Path | None) -> None:
    """Explain why SCHOOL has or does not have CLAUSE: its condition, values, requirements and sources.

    CLAUSE is an id, or a number such as 3.2.
    """
    library = library_of(world_of(project))
    opened = open_school(library, school)
    require_taken(policy, opened)
    found = opened.why(clause, policy)
    if not found:
        names = [name.partition(":")[2] for name in library.clauses]
        stop("cli_why.no_clause", school=opened.id, name=clause, hint=did_you_mean(clause, names))
    if as_json:
        click.echo(json.dumps([asdict(entry) for entry in found], indent=1, ensure_ascii=False))
    else:
        click.echo("\n\n".join("\n".join(entry.lines()) for entry in found))
