"""`policygen check`: find every mistake in every file, without building anything."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import DiskWorld, Library, did_you_mean, say
from policygen.cli.common import (
    json_option,
    library_of,
    output_format_option,
    project_here,
    project_option,
    show,
    usage,
)


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH ...]", type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Treat warnings as problems too.")
@output_format_option
@json_option
@project_option
def check_command(
    paths: tuple[Path, ...], strict: bool, output_format: str, as_json: bool, project: Path | None
) -> None:
    """Find every mistake in the library and in the settings of all schools.

    To see only the mistakes in one place, give a PATH: a file, a folder or the name of a school.
    """
    world = project_here(project)
    output_format = "json" if as_json else output_format
    library = library_of(world, output_format, sys.stdout)
    every = library.check()
    wanted = [_inside(library, world, path) for path in paths]
    found = [one for one in every if one.within(wanted)] if wanted and wanted != ["."] else list(every)
    show(found, output_format, library.texts(found), sys.stdout, library.world)
    problems = [one for one in found if one.severity == "error" or (strict and one.severity == "warning")]
    if not found and output_format == "full":
        click.echo(_no_problems(library, wanted, len(every)))
    sys.exit(1 if problems else 0)


def _no_problems(library: Library, wanted: list[str], elsewhere: int) -> str:
    if elsewhere:
        return say("cli_check.no_problems_here", paths=wanted, count=elsewhere)
    return say(
        "cli_check.no_problems",
        clauses=len(library.clauses),
        policies=len(library.policies),
        schools=len(library.schools),
    )


def _inside(library: Library, world: DiskWorld, path: Path) -> str:
    """Return the file or folder as the project names it; a school or a group can be given by its name."""
    full = (Path.cwd() / path).resolve()
    try:
        name = full.relative_to(world.root).as_posix()
    except ValueError as error:
        raise usage("cli_check.outside", path=str(path), root=str(world.root)) from error
    if full.exists():
        return name
    known = {**library.schools, **library.groups}
    called = library.called(name)
    if called not in known:
        raise usage("cli_check.no_path", path=str(path), hint=did_you_mean(called, known))
    return known[called]
