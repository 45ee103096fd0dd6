"""`policygen form`: a web page that asks a school's questions and gives its settings file, without a server."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import LibraryUnusable, write_whole
from policygen.cli.common import (
    library_of,
    project_option,
    show,
    shown_path,
    stop,
    system_reason,
    tell,
    usage,
    world_of,
)


@click.command("form")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.html",
    help="The file to write. Default: build/form.html.",
)
@project_option
def form_command(out: Path | None, project: Path | None) -> None:
    """Make a web page that asks a school's questions, for people who do not use policygen.

    The page works without the internet and sends nothing. For an invented school, add ?specimen to its address.
    """
    if out is not None and out.suffix.lower() not in (".html", ".htm"):
        raise usage("cli_form.wrong_ending", file=str(out))
    world = world_of(project)
    library = library_of(world)
    try:
        page = library.form_page()
    except LibraryUnusable as error:
        show(error.diagnostics, "full", error.texts, sys.stderr)
        stop("cli_form.mistakes")
    target = out or world.root / "build" / "form.html"
    try:
        write_whole(target, page.encode())
    except OSError as error:
        stop("cli.cannot_read_or_write", file=str(error.filename or target), reason=system_reason(error))
    click.echo(shown_path(target))
    tell("cli_form.done")
