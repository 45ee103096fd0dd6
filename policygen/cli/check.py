"""`policygen check`: find every mistake in every file, without building anything."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen.cli.common import (
    json_option,
    load_compiler,
    output_format_option,
    project_option,
    show,
    sources_of,
    usage,
    world_of,
)
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.diagnostics.suggest import did_you_mean
from policygen.resolve.groups import group_files, group_name
from policygen.word_copies.copy import check_kinds
from policygen.world.disk import on_disk


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

    With PATH, which can be a file, a folder or the name of a school, show only the mistakes there.
    """
    world = world_of(project)
    output_format = "json" if as_json else output_format
    compiler, diagnostics = load_compiler(world, output_format, sys.stdout)
    for name in sorted(compiler.files):
        school = compiler.school(name, diagnostics)
        if school is None:
            continue
        for policy in school.plans:
            diagnostics.extend(compiler.compile(school, policy).diagnostics)
    compiler.check_groups(diagnostics)
    check_kinds(compiler, diagnostics)
    found = list(diagnostics)
    wanted = [_inside(compiler, path) for path in paths]
    if wanted and wanted != ["."]:
        found = [
            d
            for d in found
            if d.span and any(d.span.file == name or d.span.file.startswith(f"{name}/") for name in wanted)
        ]
    show(found, output_format, sources_of(compiler, found), sys.stdout)
    problems = [d for d in found if d.severity == "error" or (strict and d.severity == "warning")]
    if not found and output_format == "full":
        click.echo(_no_problems(compiler, wanted, len(diagnostics)))
    sys.exit(1 if problems else 0)


def _no_problems(compiler: Compiler, wanted: list[str], elsewhere: int) -> str:
    if elsewhere:
        return say("cli_check.no_problems_here", paths=wanted, count=elsewhere)
    return say(
        "cli_check.no_problems",
        clauses=len(compiler.project.clauses),
        policies=len(compiler.project.outlines),
        schools=len(compiler.files),
    )


def _inside(compiler: Compiler, path: Path) -> str:
    """Return the file or folder as the project names it; a school or a group can be given by its name."""
    world = on_disk(compiler.project.world)
    full = (Path.cwd() / path).resolve()
    try:
        name = full.relative_to(world.root).as_posix()
    except ValueError as error:
        raise usage("cli_check.outside", path=str(path), root=str(world.root)) from error
    if full.exists():
        return name
    known = {**compiler.files, **group_files(world)}
    called = group_name(name)
    if called not in known:
        raise usage("cli_check.no_path", path=str(path), hint=did_you_mean(called, known))
    return known[called]
