"""`policygen form`: a web page that asks a school's questions and gives its settings file, without a server."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen.cli.common import (
    load_compiler,
    project_option,
    refuse_unwritable,
    show,
    shown_path,
    sources_of,
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
    from policygen.web.form.data import form_of
    from policygen.web.form.page import page_of
    from policygen.world.writing import write_whole

    if out is not None and out.suffix.lower() not in (".html", ".htm"):
        raise usage("cli_form.wrong_ending", file=str(out))
    world = world_of(project)
    compiler, diagnostics = load_compiler(world)
    form = None if diagnostics.errors else form_of(compiler.project, diagnostics)
    if form is None or diagnostics.errors:
        show(diagnostics, "full", sources_of(compiler, diagnostics), sys.stderr)
        stop("cli_form.mistakes")
    if refuse_unwritable(world, ("form",), diagnostics):
        show(diagnostics, "full", {}, sys.stderr)
        stop("cli_form.mistakes")
    target = out or world.root / "build" / "form.html"
    try:
        write_whole(target, page_of(form, world).encode())
    except OSError as error:
        stop("cli.cannot_read_or_write", file=str(error.filename or target), reason=system_reason(error))
    click.echo(shown_path(target))
    tell("cli_form.done")
