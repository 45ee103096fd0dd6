"""`policygen status`: where each policy of each school stands, and what waits for a person."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import Refused, write_whole
from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    library_of,
    project_option,
    read_given,
    schools_named,
    show,
    shown_path,
    stop,
    system_reason,
    usage,
    world_of,
)
from policygen.cli.options import out_option

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("status")
@click.argument("schools", metavar="[SCHOOL|GROUP]...", nargs=-1, shell_complete=completing.schools_and_groups)
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.html",
    help="Write one web page with charts.",
)
@click.option("--csv", "as_csv", is_flag=True, help="Print a table for a spreadsheet.")
@click.option(
    "--confirmed",
    type=_FILE,
    metavar="CSV",
    help="The answers to a form, as Microsoft Forms exports them. Shows who has not confirmed the policy in force.",
)
@click.option("--staff", type=_FILE, metavar="CSV", help="With --confirmed: who should confirm.")
@click.option(
    "--published",
    type=_FILE,
    metavar="CSV",
    help="A list with the columns school and file. Shows whether the published copies are the adopted ones.",
)
@out_option
@json_option
@project_option
def status_command(
    schools: tuple[str, ...],
    page: Path | None,
    as_csv: bool,
    confirmed: Path | None,
    staff: Path | None,
    published: Path | None,
    out: Path | None,
    as_json: bool,
    project: Path | None,
) -> None:
    """Show the state of each policy of SCHOOL or GROUP (default: all schools), and what somebody still has to do.

    It lists drafts, policies for approval, adopted policies and any that have changed since, the versions of the
    libraries, reviews that are due, tailoring that was based on earlier wording, and Word files in the out folder with
    edits or comments that have not been read back.
    """
    if as_csv and as_json:
        raise usage("cli_status.one_text")
    if page is not None and page.suffix.lower() not in (".html", ".htm"):
        raise usage("cli_status.wrong_ending", file=str(page))
    if staff is not None and confirmed is None:
        raise usage("cli_status.staff_alone")
    world = world_of(project)
    library = library_of(world)
    if library.errors:
        show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
        stop("cli_status.library_has_mistakes")
    wanted = schools_named(library, schools) if schools else sorted(library.schools)
    if not wanted:
        stop("cli_status.no_schools")
    lists = {"confirmed": _given(confirmed), "staff": _given(staff), "published": _given(published)}
    beside = published.parent if published is not None else None
    try:
        report = library.estate.status(wanted, out or world.root / "build", shown_path, beside=beside, **lists)
        text = report.text("json" if as_json else "csv" if as_csv else "table")
        made = report.text("html").encode() if page is not None else b""
    except Refused as error:
        stop("cli_status.cannot_write", reason=str(error).rstrip("."))
    show(report.diagnostics, "full", report.texts, sys.stderr)
    if page is not None:
        try:
            write_whole(page, made)
        except OSError as error:
            stop("cli.cannot_write", file=str(error.filename or page), reason=system_reason(error))
        if not (as_csv or as_json):
            click.echo(shown_path(page))
    if page is None or as_csv or as_json:
        click.echo(text, nl=False)
    sys.exit(1 if any(one.severity == "error" for one in report.diagnostics) else 0)


def _given(file: Path | None) -> tuple[str, bytes] | None:
    if file is None:
        return None
    try:
        return shown_path(file), read_given(file)
    except OSError as error:
        stop("cli.cannot_read", file=str(file), reason=system_reason(error))
