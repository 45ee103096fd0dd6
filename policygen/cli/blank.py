"""`policygen build --blank`: model copies in Word for schools that do not use policygen."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen.build.order import Order
from policygen.build.results import SchoolResult
from policygen.cli.common import load_compiler, refuse_unwritable, show, shown_path, sources_of, stop, usage, world_of
from policygen.cli.progress import with_progress
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.world.memory import snapshot


def build_blank(
    names: tuple[str, ...],
    policies: tuple[str, ...],
    out: Path | None,
    jobs: int | None,
    project: Path | None,
    output_format: str,
) -> tuple[list[SchoolResult], Diagnostics]:
    """Build and list the model copies that the names stand for; an `output_format` of "" shows nothing.

    Returns the results and the library's findings; ends with status 1 if the library has mistakes.
    """
    from policygen.word_copies.kinds import NoSuchModel, targets

    world = world_of(project)
    compiler, library = load_compiler(snapshot(world))
    for policy in policies:
        if policy not in compiler.project.outlines:
            raise usage("cli.no_policy", name=policy, hint=did_you_mean(policy, compiler.project.outlines))
    ready = bool(library.errors) or not refuse_unwritable(world, ("docx",), library)
    if output_format:
        show(library, output_format, sources_of(compiler, library), sys.stderr)
    if library.errors:
        stop("cli.nothing_built", reason=say("cli.because_library" if ready else "cli.because_machine"))
    diagnostics = Diagnostics()
    try:
        wanted = [str(target) for target in targets(compiler.project, names, diagnostics)]
    except NoSuchModel as error:
        raise click.UsageError(str(error)) from error
    if diagnostics.errors:
        show(diagnostics, output_format or "full", sources_of(compiler, diagnostics), sys.stderr)
        stop("cli.nothing_built", reason=say("cli.because_model_files"))
    order = Order(("docx",), policies, out or world.root / "build", blank=True, project=world.root)
    results = []
    for result in with_progress(compiler, wanted, order, jobs):
        results.append(result)
        if not output_format:
            continue
        show(result.diagnostics, output_format, result.sources, sys.stderr)
        for path in (path for paths in result.made.values() for path in paths):
            click.echo(shown_path(path))
        for note in result.notes:
            click.echo(note, err=True)
    if not any(result.made or result.not_made for result in results):
        raise usage("cli_build.blank_no_policy", policies=policies)
    return results, library


def refuse_with_blank(formats: tuple[str, ...], others: dict[str, bool]) -> None:
    """Raise click.UsageError for what a model copy cannot be: a format other than DOCX (`formats` as they were given),
    or one of the `others`, which says of each option whether it was given.
    """
    if formats and formats != ("docx",):
        raise usage("cli_build.blank_other_format")
    given = [name for name, on in others.items() if on]
    if given:
        raise usage("cli_build.blank_other_option", options=given)
