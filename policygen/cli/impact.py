"""`policygen impact --since REF`: what changed since a commit, and the policies and schools it affects."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import GitRefused, Library, LibraryUnusable, commit_of, impact_json, impact_lines, load_past
from policygen.cli.common import json_option, library_of, project_option, show, stop, tell, usage, world_of


@click.command("impact")
@click.option("--since", "ref", required=True, metavar="GIT-REF", help="The commit, tag or branch to compare with.")
@json_option
@project_option
def impact_command(ref: str, as_json: bool, project: Path | None) -> None:
    """Show each clause that changed since GIT-REF, word for word, with its policies and schools.

    The commit must be in this repository: nothing is fetched.
    """
    world = world_of(project)
    past: Library | LibraryUnusable
    try:
        commit = commit_of(world.root, ref)
        past = load_past(world, commit)
    except GitRefused as error:
        raise usage("cli_impact.refused", ref=ref, reason=str(error)) from error
    except LibraryUnusable as error:
        past = error
    library = library_of(world)
    if library.errors:
        tell("cli_impact.perhaps_incomplete")
    if isinstance(past, LibraryUnusable):
        show(past.diagnostics, "concise", {}, sys.stderr)
        stop("cli_impact.no_library_then", ref=ref)
    found = library.impact(past)
    click.echo(impact_json(found, ref, commit) if as_json else "\n".join(impact_lines(found, ref)))
