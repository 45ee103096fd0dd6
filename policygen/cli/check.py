"""`policygen check`: find every mistake in every file, without making anything."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen.model_copy.copy import check_kinds

from .common import json_option, load, output_format_option, project_option, show, sources_of, world_of


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATH ...]", type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Warnings count as problems too.")
@output_format_option
@json_option
@project_option
def command(paths: tuple[Path, ...], strict: bool, output_format: str, as_json: bool, project: Path | None) -> None:
    """Find every mistake in the library and in all schools' settings; PATH shows those of some files or
    folders only.
    """
    world = world_of(project)
    output_format = "json" if as_json else output_format
    compiler, diagnostics = load(world, output_format, sys.stdout)
    for name in sorted(compiler.files):
        school = compiler.school(name, diagnostics)
        if school is None:
            continue
        for policy in school.plans:
            diagnostics.extend(compiler.compile(school, policy).diagnostics)
    compiler.check_groups(diagnostics)
    check_kinds(compiler, diagnostics)
    found = list(diagnostics)
    if paths:
        wanted = [_inside(path, world.root) for path in paths]
        found = [
            d
            for d in found
            if d.span and any(d.span.file == name or d.span.file.startswith(f"{name}/") for name in wanted)
        ]
    show(found, output_format, sources_of(compiler), sys.stdout)
    problems = [d for d in found if d.severity == "error" or (strict and d.severity == "warning")]
    if not found and output_format == "full":
        outlines, schools = len(compiler.project.outlines), len(compiler.files)
        click.echo(
            f"No problems in {len(compiler.project.clauses)} clauses, {outlines} policies and {schools} schools."
        )
    sys.exit(1 if problems else 0)


def _inside(path: Path, root: Path) -> str:
    try:
        return (Path.cwd() / path).resolve().relative_to(root).as_posix()
    except ValueError as error:
        raise click.UsageError(f"{path} lies outside the project {root}") from error
