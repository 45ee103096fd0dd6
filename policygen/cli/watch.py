"""`policygen watch`: build again whenever a file is saved, until Ctrl-C."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import (
    BuildReport,
    DiskWorld,
    LibraryUnusable,
    Order,
    UnknownSchool,
    Watch,
    did_you_mean,
    load,
    say,
)
from policygen.cli import completing
from policygen.cli.build import formats_of
from policygen.cli.common import output_format_option, project_option, show, shown_path, tell, usage, world_of
from policygen.cli.ending import reader_gone
from policygen.cli.options import out_option, pdf_engine_option, policies_option
from policygen.cli.progress import show_result


@click.command("watch")
@click.argument("schools", nargs=-1, metavar="[SCHOOL ...]", shell_complete=completing.schools_and_groups)
@policies_option
@click.option(
    "--format",
    "formats",
    default="docx,pdf",
    show_default=True,
    metavar="LIST",
    help="Formats, separated by commas, as for build.",
    shell_complete=completing.formats,
)
@out_option
@click.option("--draft", is_flag=True, help="Show missing answers as blanks, and print DRAFT on every page.")
@pdf_engine_option
@output_format_option
@project_option
def watch_command(
    schools: tuple[str, ...],
    policies: tuple[str, ...],
    formats: str,
    out: Path | None,
    draft: bool,
    pdf_engine: str,
    output_format: str,
    project: Path | None,
) -> None:
    """Build the policies of each SCHOOL, then rebuild what is affected whenever a file is saved.

    Without SCHOOL, build all schools. The folders watched are schools/, clauses/ and templates/. Press Ctrl-C to stop.
    """
    world = world_of(project)
    folder = out or world.root / "build"
    order = Order(formats_of(formats), policies, folder, draft, project=world.root, pdf_engine=pdf_engine)
    watch = Watch(world, schools, order.out, reader_gone)
    try:
        watch.schools()
    except UnknownSchool as error:
        raise usage("cli_watch.no_school", reason=str(error), hint=did_you_mean(error.name, error.known)) from error
    folders = watch.folders
    if not folders:
        raise usage("cli_watch.nothing_to_watch", root=str(world.root))
    watched = ", ".join(f"{folder.name}/" for folder in folders)
    tell("cli_watch.watching", folders=watched, root=str(world.root))
    try:
        for each in watch.rounds(lambda name: tell("cli_watch.not_there", name=name)):
            _build(world, each.files, each.schools, order, output_format)
    except KeyboardInterrupt:
        pass
    tell("cli_watch.stopped")


def _build(
    world: DiskWorld, files: tuple[str, ...], schools: tuple[str, ...], order: Order, output_format: str
) -> None:
    """Build one round and say how it went; no mistake ends the watching, not even one in policygen."""
    if files:
        tell("cli_watch.changed", files=", ".join(files))
    try:
        if schools:
            result = _result(world, schools, order, output_format)
        else:
            result = say("cli_watch.no_school_affected" if files else "cli_watch.no_schools_yet")
    except Exception as error:  # someone may be working on policygen's templates, or on policygen
        result = say("cli_watch.failed", kind=type(error).__name__, error=str(error))
    tell("cli_watch.waiting", result=result.rstrip("."))


def _result(world: DiskWorld, schools: tuple[str, ...], order: Order, output_format: str) -> str:
    try:
        library = load(world)
    except LibraryUnusable as error:
        show(error.diagnostics, output_format, error.texts, sys.stderr)
        return say("cli_watch.nothing_built", reason=say("cli.because_library"))
    lacking = () if library.errors else library.lacking(order.formats, engine=order.pdf_engine)
    known = (*library.diagnostics, *lacking)
    show(known, output_format, library.texts(known), sys.stderr)
    if library.errors or lacking:
        reason = say("cli.because_library" if library.errors else "cli.because_machine")
        return say("cli_watch.nothing_built", reason=reason)
    unknown = [policy for policy in order.policies if policy not in library.policies]
    if unknown:
        return say("cli_watch.no_policy", name=unknown[0], hint=did_you_mean(unknown[0], library.policies))
    results = []
    # One process, kept alive: what the first build loads is loaded once, and Ctrl-C stops it at once.
    for result in library.build(schools, order):
        results.append(result)
        show_result(result, output_format)
    return BuildReport(tuple(results)).summary(shown_path)
