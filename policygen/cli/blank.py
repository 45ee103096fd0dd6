"""`policygen build --blank`: model copies in Word for schools that do not use policygen."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import Diagnostic, LibraryUnusable, MemoryWorld, Order, Refused, SchoolResult, Workforce, say
from policygen.cli.common import library_of, require_policy, show, stop, usage, world_of
from policygen.cli.progress import shown_results


def build_blank(
    names: tuple[str, ...],
    policies: tuple[str, ...],
    out: Path | None,
    workforce: Workforce,
    project: Path | None,
    pdf_engine: str,
    output_format: str,
) -> tuple[list[SchoolResult], tuple[Diagnostic, ...]]:
    """Build and list the model copies that the names stand for; an `output_format` of "" shows nothing.

    Returns the results and the library's findings; ends with status 1 if the library has mistakes.
    """
    world = world_of(project)
    library = library_of(MemoryWorld.of(world))
    require_policy(policies, library)
    lacking = () if library.errors else library.lacking(("docx",), engine=pdf_engine)
    known = (*library.diagnostics, *lacking)
    if output_format:
        show(known, output_format, library.texts(known), sys.stderr)
    if library.errors or lacking:
        stop("cli.nothing_built", reason=say("cli.because_library" if library.errors else "cli.because_machine"))
    try:
        wanted = library.word_copies(names)
    except Refused as error:
        raise click.UsageError(str(error)) from error
    except LibraryUnusable as error:
        show(error.diagnostics, output_format or "full", error.texts, sys.stderr)
        stop("cli.nothing_built", reason=say("cli.because_model_files"))
    order = Order(
        ("docx",), policies, out or world.root / "build", blank=True, project=world.root, pdf_engine=pdf_engine
    )
    results = shown_results(library, wanted, order, workforce, output_format or None)
    if not any(result.made or result.not_made for result in results):
        raise usage("cli_build.blank_no_policy", policies=policies)
    return results, known


def refuse_with_blank(formats: tuple[str, ...], others: dict[str, bool]) -> None:
    """Raise click.UsageError for what a model copy cannot be: a format other than DOCX (`formats` as they were given),
    or one of the `others`, which says of each option whether it was given.
    """
    if formats and formats != ("docx",):
        raise usage("cli_build.blank_other_format")
    given = [name for name, on in others.items() if on]
    if given:
        raise usage("cli_build.blank_other_option", options=given)
