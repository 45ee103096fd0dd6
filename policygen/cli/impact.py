"""`policygen impact --since REF`: what changed since a commit, and the policies and schools it affects."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen.cli.common import json_option, load_compiler, project_option, show, stop, tell, usage, world_of


@click.command("impact")
@click.option("--since", "ref", required=True, metavar="GIT-REF", help="The commit, tag or branch to compare with.")
@json_option
@project_option
def impact_command(ref: str, as_json: bool, project: Path | None) -> None:
    """Show each clause that changed since GIT-REF, word for word, with its policies and schools.

    The commit must be in this repository: nothing is fetched.
    """
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
        raise usage("cli_impact.refused", ref=ref, reason=str(error)) from error
    after, library = load_compiler(world)
    if library.errors:
        tell("cli_impact.perhaps_incomplete")
    if past is None:
        show(was, "concise", {}, sys.stderr)
        stop("cli_impact.no_library_then", ref=ref)
    found = compare_states(past, after, load_schools(past), load_schools(after))
    click.echo(impact_json(found, ref, commit) if as_json else "\n".join(impact_lines(found, ref)))
