"""`policygen impact --since REF`: what changed since a commit, and the policies and schools it affects."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import LibraryUnusable, Refused
from policygen.cli.common import json_option, library_of, project_here, project_option, show, stop, tell, usage


@click.command("impact")
@click.option("--since", "ref", required=True, metavar="GIT-REF", help="The commit, tag or branch to compare with.")
@json_option
@project_option
def impact_command(ref: str, as_json: bool, project: Path | None) -> None:
    """Show each clause that has changed since GIT-REF, word for word, with its policies and schools.

    The commit must be in this repository: nothing is fetched.
    """
    world = project_here(project)
    library = library_of(world)
    if library.errors:
        tell("cli_impact.perhaps_incomplete")
    try:
        found = library.impact(ref)
    except Refused as error:
        raise usage("cli_impact.refused", ref=ref, reason=str(error)) from error
    except LibraryUnusable as error:
        show(error.diagnostics, "concise", {}, sys.stderr)
        stop("cli_impact.no_library_then", ref=ref)
    click.echo(found.json() if as_json else "\n".join(found.lines()))
