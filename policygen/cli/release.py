"""`policygen release LIBRARY`: what changed since the last release, and the version and package that follow."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import OutsideTheProject, Refused
from policygen.cli.common import library_of, project_here, project_option, stop, system_reason, tell, usage


@click.command("release")
@click.argument("library")
@click.option(
    "--since",
    default="",
    metavar="GIT-REF|PATH",
    help="The last release: a commit or tag, a wheel or a folder. Default: the commit that set the present version.",
)
@click.option("--write", is_flag=True, help="Write the version and the changelog, and build the package.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), default=Path("dist"), help="The folder for the package."
)
@project_option
def release_command(library: str, since: str, write: bool, out: Path, project: Path | None) -> None:
    """Show what changed in LIBRARY since its last release, and what its next version should be.

    Nothing is written without --write. A release is refused if clauses have not been reviewed in their current wording,
    or if something has changed but library.yaml still has the version of the last release.
    """
    try:
        found = library_of(project_here(project)).release(library, since)
        click.echo("\n".join(found.lines()))
        refusals = found.refusals if write else (*found.refusals, *filter(None, (found.unbumped,)))
        for refusal in refusals:
            tell("cli_release.refused", reason=refusal)
        if refusals:
            sys.exit(1)
        if not write:
            return
        for file in found.write():
            tell("cli_release.written", file=file)
        wheels, reason = found.package(out)
    except Refused as error:
        raise usage("cli_release.cannot", reason=str(error)) from error
    except OutsideTheProject as error:
        stop("cli_release.cannot", reason=str(error))
    except OSError as error:
        stop("cli.cannot_write", file=str(error.filename or out), reason=system_reason(error))
    for wheel in wheels:
        tell("cli_release.written", file=wheel)
    if reason:
        tell("cli_release.cannot", reason=reason)
