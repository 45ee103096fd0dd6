"""`policygen library`: begin a clause library in a separate repository, and make web pages to browse libraries."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import Refused, did_you_mean, new_library, say
from policygen.cli import completing
from policygen.cli.common import (
    failure,
    library_of,
    project_here,
    project_option,
    show,
    shown_path,
    stop,
    system_reason,
    tell,
    usage,
)


@click.group("library")
def library_command() -> None:
    """Begin a clause library in a separate repository, or write web pages to browse libraries."""


@library_command.command("new")
@click.argument("name")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
@click.option("--title", default="", metavar="TEXT", help="The title of the library. Default: made from its name.")
@click.option("--publisher", default="", metavar="TEXT", help="Who publishes it. Default: its title.")
def new_command(name: str, folder: Path | None, title: str, publisher: str) -> None:
    """Write a whole library NAME into DIR (default: a new folder NAME), as an example to change.

    NAME is its id, such as westshire. The example has clauses, a question, a policy, a register and a school, and
    passes all checks. It can be built into a Python package.
    """
    root = folder if folder is not None else Path(name)
    try:
        files = new_library(root, name, title, publisher)
    except Refused as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise failure("cli.cannot_write", file=str(error.filename or root), reason=system_reason(error)) from error
    for file in files:
        click.echo(shown_path(root / file))
    tell("cli_library.done", folder=shown_path(root))


@library_command.command("site")
@click.argument("libraries", nargs=-1, metavar="[LIBRARY]...", shell_complete=completing.libraries)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="The folder for the pages. Default: build/library.",
)
@click.option("--schools", is_flag=True, help="Name the schools of the project that have each clause.")
@project_option
def site_command(libraries: tuple[str, ...], out: Path | None, schools: bool, project: Path | None) -> None:
    """Write web pages to browse LIBRARY, by default all libraries: policies, clauses, sources and questions.

    The pages need no network and no script, so the folder can go on any web server, or into a ZIP file. They name no
    school and show no school's settings, unless --schools is given. A page that you have changed is kept.
    """
    world = project_here(project)
    library = library_of(world)
    if library.errors:
        show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
        stop("cli_library.library_has_mistakes")
    folder = out or world.root / "build" / "library"
    try:
        site = library.keeping.site(libraries, schools=schools, progress=_progress if sys.stderr.isatty() else None)
        result = site.write(folder)
    except KeyError as error:
        name = str(error.args[0])
        raise usage("cli_library.no_library", name=name, hint=did_you_mean(name, library.libraries)) from error
    except Refused as error:
        stop("cli_library.no_site", reason=str(error).rstrip("."))
    except OSError as error:
        raise failure("cli.cannot_write", file=str(error.filename or folder), reason=system_reason(error)) from error
    show(result.diagnostics, "full", result.sources, sys.stderr)
    for note in result.notes:
        click.echo(note, err=True)
    if result.not_made:
        sys.exit(1)
    click.echo(shown_path(folder / "index.html"))
    tell("cli_library.site_done", pages=len(result.beside))
    if left := site.left_in(folder):
        tell("cli_library.site_left", names=left)


def _progress(done: int, total: int, name: str) -> None:
    words = say("cli_library.site_progress", done=done + 1, total=total, name=name) if done < total else ""
    click.echo(f"\r\x1b[K{words}", nl=False, err=True)
