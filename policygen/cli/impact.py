"""`policygen impact --since REF`: what changed since a commit, and the policies and schools that it reaches."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen.cli.common import json_option, load_compiler, project_option, show, world_of


@click.command("impact")
@click.option("--since", "ref", required=True, metavar="GIT-REF", help="The commit, tag or branch to compare with.")
@json_option
@project_option
def impact_command(ref: str, as_json: bool, project: Path | None) -> None:
    """Show each clause that changed since GIT-REF, word for word, with its policies and schools; nothing is fetched."""
    from policygen.report.impact.compare import compare_states
    from policygen.report.impact.past import load_past
    from policygen.report.impact.report import impact_json, impact_lines
    from policygen.report.usage import load_schools
    from policygen.world.git import GitRefused, commit_of

    world = world_of(project)
    try:
        commit = commit_of(world.root, ref)
        past, was = load_past(world, commit)
    except GitRefused as error:
        raise click.UsageError(f"--since {ref}: {error}") from error
    after, library = load_compiler(world)
    if library.errors:
        click.echo("The library has mistakes, so this may not be all; `policygen check` shows them.", err=True)
    if past is None:
        show(was, "concise", {}, sys.stderr)
        click.echo(f"There was no usable clause library at {ref}.", err=True)
        sys.exit(1)
    found = compare_states(past, after, load_schools(past), load_schools(after))
    click.echo(impact_json(found, ref, commit) if as_json else "\n".join(impact_lines(found, ref)))
