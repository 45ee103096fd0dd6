"""`policygen watch`: build again whenever a file is saved, until Ctrl-C."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from policygen.build.order import Order
from policygen.build.parallel import build
from policygen.build.watch import INPUTS, NoSuchSchool, Round, asked_for, rounds
from policygen.cli import completing
from policygen.cli.build import build_summary, formats_of
from policygen.cli.common import (
    output_format_option,
    project_option,
    refuse_unwritable,
    show,
    shown_path,
    tell,
    usage,
    world_of,
)
from policygen.compile.compiler import Compiler
from policygen.compile.findings import texts_in
from policygen.diagnostics.codes import say
from policygen.diagnostics.suggest import did_you_mean
from policygen.world.disk import DiskWorld


@click.command("watch")
@click.argument("schools", nargs=-1, metavar="[SCHOOL ...]", shell_complete=completing.schools_and_groups)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="ID",
    help="Build only this policy. Can be used several times.",
    shell_complete=completing.policies,
)
@click.option(
    "--format",
    "formats",
    default="docx,pdf",
    show_default=True,
    metavar="LIST",
    help="Formats, separated by commas, as for build.",
    shell_complete=completing.formats,
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="The folder for the files. Default: build/."
)
@click.option("--draft", is_flag=True, help="Show missing answers as blanks, and print DRAFT on every page.")
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
    """Build the policies of each SCHOOL, then rebuild what is affected whenever a file is saved.

    Without SCHOOL, build all schools. The folders watched are schools/, clauses/ and templates/. Press Ctrl-C to stop.
    """
    world = world_of(project)
    order = Order(formats_of(formats), policies, out or world.root / "build", draft, project=world.root)
    try:
        asked_for(world, schools)
    except NoSuchSchool as error:
        raise usage("cli_watch.no_school", reason=str(error), hint=did_you_mean(error.name, error.known)) from error
    folders = _folders(world)
    if not folders:
        raise usage("cli_watch.nothing_to_watch", root=str(world.root))
    watched = ", ".join(f"{folder.name}/" for folder in folders)
    tell("cli_watch.watching", folders=watched, root=str(world.root))
    try:
        for each in rounds(world, lambda: _still(world, schools), order.out, _saved(world)):
            _build(world, each, order, output_format)
    except KeyboardInterrupt:
        pass
    tell("cli_watch.stopped")


def _still(world: DiskWorld, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the schools asked for that are still there: a file can be missing while it is renamed."""
    found: dict[str, None] = {}
    for name in names:
        try:
            found |= dict.fromkeys(asked_for(world, (name,)))
        except NoSuchSchool:
            tell("cli_watch.not_there", name=name)
    return tuple(found) if names else asked_for(world, ())


def _folders(world: DiskWorld) -> list[Path]:
    return [world.root / name for name in INPUTS if (world.root / name).is_dir()]


def _saved(world: DiskWorld) -> Iterator[set[Path]]:
    """Yield the paths saved at about the same time, for ever; a folder that is created later is then watched too."""
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


def _build(world: DiskWorld, wanted: Round, order: Order, output_format: str) -> None:
    """Build one round and say how it went; no mistake ends the watching, not even one in policygen."""
    if wanted.files:
        tell("cli_watch.changed", files=", ".join(wanted.files))
    try:
        result = _result(world, wanted, order, output_format)
    except Exception as error:  # someone may be working on policygen's templates, or on policygen
        result = say("cli_watch.failed", kind=type(error).__name__, error=str(error))
    tell("cli_watch.waiting", result=result.rstrip("."))


def _result(world: DiskWorld, wanted: Round, order: Order, output_format: str) -> str:
    if not wanted.schools:
        return say("cli_watch.no_school_affected" if wanted.files else "cli_watch.no_schools_yet")
    compiler, library = Compiler.load(world)
    mistaken = compiler is None or library.errors > 0
    if not mistaken:
        refuse_unwritable(world, order.formats, library)
    show(library, output_format, texts_in(world, library), sys.stderr)
    if compiler is None or library.errors:
        return say("cli_watch.nothing_built", reason=say("cli.because_library" if mistaken else "cli.because_machine"))
    unknown = [policy for policy in order.policies if policy not in compiler.project.outlines]
    if unknown:
        hint = did_you_mean(unknown[0], compiler.project.outlines)
        return say("cli_watch.no_policy", name=unknown[0], hint=hint)
    results = []
    # One process, kept alive: what the first build loads is loaded once, and Ctrl-C stops it at once.
    for result in build(compiler, list(wanted.schools), order, 1):
        results.append(result)
        show(result.diagnostics, output_format, result.sources, sys.stderr)
        for paths in (*result.made.values(), result.beside):
            for path in paths:
                click.echo(shown_path(path))
        for note in result.notes:
            click.echo(note, err=True)
    return build_summary(results)
