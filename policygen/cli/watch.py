"""`policygen watch`: build again whenever a file is saved, until Ctrl-C."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from policygen.build.builder import Order
from policygen.build.parallel import build
from policygen.build.watch import INPUTS, NoSuchSchool, Round, asked_for, rounds
from policygen.cli import completing
from policygen.cli.build import build_summary, formats_of
from policygen.cli.common import (
    output_format_option,
    project_option,
    project_texts,
    refuse_unwritable,
    show,
    shown_path,
    sources_of,
    world_of,
)
from policygen.compile.compiler import Compiler
from policygen.diagnostics.suggest import did_you_mean
from policygen.world.disk import World


@click.command("watch")
@click.argument("schools", nargs=-1, metavar="[SCHOOL ...]", shell_complete=completing.schools_and_groups)
@click.option(
    "--policy", "policies", multiple=True, metavar="ID", help="Only this policy.", shell_complete=completing.policies
)
@click.option(
    "--format",
    "formats",
    default="docx,pdf",
    show_default=True,
    metavar="LIST",
    help="Formats, with commas, as for build.",
    shell_complete=completing.formats,
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="The folder for the files; build/ unless told."
)
@click.option("--draft", is_flag=True, help="Show what is missing as blanks, and say DRAFT on every page.")
@output_format_option
@project_option
def watch_command(
    schools: tuple[str, ...],
    policies: tuple[str, ...],
    formats: str,
    out: Path | None,
    draft: bool,
    output_format: str,
    project: Path | None,
) -> None:
    """Build the policies of each SCHOOL (all of them unless named), and again what is touched whenever a file in
    schools/, clauses/ or templates/ is saved. Mistakes are shown and waited for; Ctrl-C ends it.
    """
    world = world_of(project)
    order = Order(formats_of(formats), policies, out or world.root / "build", draft)
    try:
        asked_for(world, schools)
    except NoSuchSchool as error:
        raise click.UsageError(f"{error}. {did_you_mean(error.name, error.known)}".strip()) from error
    folders = _folders(world)
    if not folders:
        raise click.UsageError(f"there is nothing to watch in {world.root}: no schools/, clauses/ or templates/")
    watched = ", ".join(f"{folder.name}/" for folder in folders)
    click.echo(f"Watching {watched} in {world.root}. Ctrl-C ends it.", err=True)
    try:
        for each in rounds(world, lambda: _still(world, schools), order.out, _saved(world)):
            _build(world, each, order, output_format)
    except KeyboardInterrupt:
        pass
    click.echo("\nNo longer watching.", err=True)


def _still(world: World, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the schools asked for that are still there: a file may be gone while it is being renamed."""
    found: dict[str, None] = {}
    for name in names:
        try:
            found |= dict.fromkeys(asked_for(world, (name,)))
        except NoSuchSchool:
            click.echo(f"{name} is not there at the moment.", err=True)
    return tuple(found) if names else asked_for(world, ())


def _folders(world: World) -> list[Path]:
    return [world.root / name for name in INPUTS if (world.root / name).is_dir()]


def _saved(world: World) -> Iterator[set[Path]]:
    """Yield the paths saved at about the same time, for ever; a folder that is made later is watched from then on."""
    from watchfiles import watch

    while True:
        folders = _folders(world)
        for changes in watch(*folders, yield_on_timeout=True):
            if changes:
                yield {Path(path) for _, path in changes}
            new = [folder for folder in _folders(world) if folder not in folders]
            if new:
                yield {path for folder in new for path in folder.rglob("*")}
                break


def _build(world: World, wanted: Round, order: Order, output_format: str) -> None:
    """Build one round and say what came of it; no mistake ends the watching, whoever made it."""
    if wanted.files:
        click.echo(f"\nChanged: {', '.join(wanted.files)}", err=True)
    try:
        said = _built(world, wanted, order, output_format)
    except Exception as error:  # someone may be working on policygen's templates, or on policygen
        said = f"Not made: {type(error).__name__}: {error}"
    click.echo(f"{said.rstrip('.')}; waiting.", err=True)


def _built(world: World, wanted: Round, order: Order, output_format: str) -> str:
    if not wanted.schools:
        return "No school here is touched by it" if wanted.files else "There are no schools here yet"
    compiler, library = Compiler.load(world)
    mistaken = compiler is None or library.errors > 0
    if not mistaken:
        refuse_unwritable(world, order.formats, library)
    sources = sources_of(compiler) if compiler else project_texts(world, library)
    show(library, output_format, sources, sys.stderr)
    if compiler is None or library.errors:
        why = "the clause library has mistakes" if mistaken else "this machine lacks what it needs"
        return f"Nothing was made: {why}, listed above"
    unknown = [policy for policy in order.policies if policy not in compiler.project.outlines]
    if unknown:
        return f"There is no policy {unknown[0]}. {did_you_mean(unknown[0], compiler.project.outlines)}"
    results = []
    # One process: it stays, so what a first build has to load is loaded once, and Ctrl-C ends it at once.
    for result in build(compiler, list(wanted.schools), order, 1):
        results.append(result)
        show(result.diagnostics, output_format, result.sources, sys.stderr)
        for paths in (*result.made.values(), result.beside):
            for path in paths:
                click.echo(shown_path(path))
    return build_summary(results)
