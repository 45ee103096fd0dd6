"""`policygen duties`: what a school's policies promise, as a plan, a calendar and a page to pin up."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import Refused, Session, did_you_mean
from policygen.cli import completing
from policygen.cli.common import (
    failure,
    json_option,
    library_of,
    open_school,
    project_option,
    show,
    stop,
    usage,
    world_of,
)
from policygen.cli.options import out_option, pdf_engine_option
from policygen.cli.progress import show_result


@click.command("duties")
@click.argument("school", shell_complete=completing.schools)
@click.option(
    "--format",
    "formats",
    default="table",
    show_default=True,
    metavar="LIST",
    help=f"Formats, separated by commas: {', '.join(Session.duty_formats())}. All except table and json are files.",
    shell_complete=completing.duty_formats,
)
@click.option(
    "--year",
    type=click.IntRange(2000, 2100),
    help="The year in which the school year begins. Default: the present school year.",
)
@click.option(
    "--large-print",
    is_flag=True,
    help="Make the DOCX and PDF in large print, in 18 points: duties.large-print.docx and so on.",
)
@pdf_engine_option
@out_option
@json_option
@project_option
def duties_command(
    school: str,
    formats: str,
    year: int | None,
    large_print: bool,
    pdf_engine: str,
    out: Path | None,
    as_json: bool,
    project: Path | None,
) -> None:
    """List what SCHOOL's policies promise: who does what, how often and by when, and which clause says so.

    With --format docx or pdf, write the whole plan as build/SCHOOL/duties.docx or .pdf, and the year on one page, to
    pin up, as year.docx or .pdf. With csv or ics, write build/SCHOOL/duties.csv or .ics, a calendar.
    """
    wanted = _formats(formats)
    if large_print and not set(wanted) & {"docx", "pdf"}:
        raise usage("cli_duties.large_print_needs_size")
    if out is not None and set(wanted) <= {"table", "json"}:
        raise usage("cli_duties.out_needs_file")
    world = world_of(project)
    library = library_of(world)
    if library.errors:
        show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
        stop("cli_duties.library_has_mistakes")
    opened = open_school(library, school)
    if not opened.usable:
        show(opened.diagnostics, "full", library.texts(opened.diagnostics), sys.stderr)
        stop("cli.school_has_mistakes", school=opened.id)
    found = opened.duties(year, large_print=large_print, pdf_engine=pdf_engine)
    for form in ("json",) if as_json else wanted:
        if form in found.TEXTS:
            click.echo(found.text(form), nl=False)
    files = [form for form in wanted if form not in found.TEXTS]
    if not files or as_json:
        return
    try:
        result = found.write(files, out or world.root / "build", world.root)
    except Refused as error:
        raise failure("cli_duties.cannot_write", reason=str(error)) from error
    show_result(result, "full")
    sys.exit(1 if result.not_made else 0)


def _formats(text: str) -> tuple[str, ...]:
    """Return the formats of a list separated by commas; an unknown one, or none, is a usage error."""
    known = Session.duty_formats()
    found = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for part in found:
        if part not in known:
            raise usage("cli_build.no_format", name=part, hint=did_you_mean(part, known))
    if not found:
        raise usage("cli_build.no_format_named", names=", ".join(known))
    return found
