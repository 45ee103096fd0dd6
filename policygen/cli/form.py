"""`policygen form`: one web page that asks a school's questions and hands out its settings file, with no server."""

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
    world_of,
)


@click.command("form")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.html",
    help="Where to put the page; build/form.html unless told.",
)
@project_option
def form_command(out: Path | None, project: Path | None) -> None:
    """Make a web page that asks a school's questions, for people who do not run policygen.

    It works without the internet and sends nothing anywhere. Opened with ?specimen at the end of its address, it takes
    the answers of an invented school.
    """
    from policygen.web.form.data import form_of
    from policygen.web.form.page import page_of
    from policygen.world.disk import write_whole

    if out is not None and out.suffix.lower() not in (".html", ".htm"):
        raise click.UsageError(f"{out} is not the name of a web page: end it in .html")
    world = world_of(project)
    compiler, diagnostics = load_compiler(world)
    form = None if diagnostics.errors else form_of(compiler.project, diagnostics)
    if form is None or diagnostics.errors:
        show(diagnostics, "full", sources_of(compiler), sys.stderr)
        click.echo("The form was not made: mend the mistakes listed above first.", err=True)
        sys.exit(1)
    if refuse_unwritable(world, ("form",), diagnostics):
        show(diagnostics, "full", {}, sys.stderr)
        click.echo("The form was not made: mend the mistakes listed above first.", err=True)
        sys.exit(1)
    target = out or world.root / "build" / "form.html"
    try:
        write_whole(target, page_of(form, world).encode())
    except OSError as error:
        click.echo(f"{error.filename or target} cannot be read or written: {error.strerror or error}.", err=True)
        sys.exit(1)
    click.echo(shown_path(target))
    click.echo(
        "Open it in a browser, or send it to whoever answers for the school: it is one file and needs no network.\n"
        "It ends in a settings file: put that into schools/ and run policygen build.",
        err=True,
    )
