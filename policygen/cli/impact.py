"""`policygen impact`: what changed since a commit or between two versions, and the policies and schools it affects."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import ImpactReport, Library, LibraryUnusable, Refused
from policygen.cli.common import json_option, library_of, project_here, project_option, show, stop, tell, usage


@click.command("impact")
@click.option("--since", "ref", metavar="GIT-REF", help="The commit, tag or branch to compare with.")
@click.option("--old", metavar="PATH", help="The libraries before: a wheel, a folder with clauses/, or “installed”.")
@click.option("--new", metavar="PATH", help="The libraries after, in the same way. Default: the project as it is.")
@json_option
@project_option
def impact_command(ref: str | None, old: str | None, new: str | None, as_json: bool, project: Path | None) -> None:
    """Show each clause that has changed, word for word, with its policies and schools.

    With --since, changes on this branch since it left GIT-REF are shown; the commit must be in this repository, because
    nothing is fetched. With --old or --new, two versions of the libraries are compared for this project's schools.
    """
    if (ref is None) == (old is None and new is None):
        raise usage("cli_impact.one_way")
    world = project_here(project)
    library = library_of(world)
    if library.errors:
        tell("cli_impact.perhaps_incomplete")
    try:
        found = _impact(library, ref, old or "", new or "")
    except Refused as error:
        if ref is None:
            raise usage("cli_impact.refused_paths", reason=str(error)) from error
        raise usage("cli_impact.refused", ref=ref, reason=str(error)) from error
    except LibraryUnusable as error:
        show(error.diagnostics, "concise", {}, sys.stderr)
        if ref is None:
            stop("cli_impact.no_library_there")
        stop("cli_impact.no_library_then", ref=ref)
    click.echo(found.json() if as_json else "\n".join(found.lines()))


def _impact(library: Library, ref: str | None, old: str, new: str) -> ImpactReport:
    return library.impact(ref) if ref is not None else library.impact_between(old, new)
