"""`policygen check`: find every mistake in every file, without building anything."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import CheckReport, DiskWorld, LibraryUnusable, did_you_mean, say, store_folder
from policygen.cli.common import (
    json_option,
    output_format_option,
    project_here,
    project_option,
    show,
    store_option,
    usage,
)


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH ...]", type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Treat warnings as problems too.")
@store_option
@output_format_option
@json_option
@project_option
def check_command(
    paths: tuple[Path, ...], strict: bool, no_store: bool, output_format: str, as_json: bool, project: Path | None
) -> None:
    """Find every mistake in the library and in the settings of all schools.

    To see only the mistakes in one place, give a PATH: a file, a folder or the name of a school.
    """
    world = project_here(project)
    output_format = "json" if as_json else output_format
    try:
        report = CheckReport.of(world, None if no_store else store_folder(world.environment))
    except LibraryUnusable as error:
        show(error.diagnostics, output_format, error.texts, sys.stdout, world)
        sys.exit(1)
    every = report.diagnostics
    wanted = [_inside(report, world, path) for path in paths]
    found = [one for one in every if one.within(wanted)] if wanted and wanted != ["."] else list(every)
    show(found, output_format, report.texts(world, found) if found else {}, sys.stdout, world)
    problems = [one for one in found if one.severity == "error" or (strict and one.severity == "warning")]
    if not found and output_format == "full":
        click.echo(_no_problems(report, wanted, len(every)))
    sys.exit(1 if problems else 0)


def _no_problems(report: CheckReport, wanted: list[str], elsewhere: int) -> str:
    if elsewhere:
        return say("cli_check.no_problems_here", paths=wanted, count=elsewhere)
    return say("cli_check.no_problems", clauses=report.clauses, policies=report.policies, schools=len(report.schools))


def _inside(report: CheckReport, world: DiskWorld, path: Path) -> str:
    """Return the file or folder as the project names it; a school or a group can be given by its name."""
    full = (Path.cwd() / path).resolve()
    try:
        name = full.relative_to(world.root).as_posix()
    except ValueError as error:
        raise usage("cli_check.outside", path=str(path), root=str(world.root)) from error
    if full.exists():
        return name
    known = {**report.schools, **report.groups}
    called = report.called(name)
    if called not in known:
        raise usage("cli_check.no_path", path=str(path), hint=did_you_mean(called, known))
    return known[called]
