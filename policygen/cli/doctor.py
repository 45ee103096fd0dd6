"""`policygen doctor`: what a build needs on this machine, whether it is there, and how to install what is missing."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import Examination
from policygen.cli.common import json_option, project_option, world_of


@click.command("doctor")
@json_option
@project_option
def doctor_command(as_json: bool, project: Path | None) -> None:
    """Check this machine: Python and its packages, the libraries that draw pages, the fonts, folders and schemas.

    Shows what was found, and the command that installs what is missing. The exit code is 0 if a build has everything
    it needs.
    """
    found = Examination.of(world_of(project), sys.stdout)
    click.echo(found.as_json() if as_json else "\n".join(found.lines()))
    sys.exit(0 if found.good else 1)
