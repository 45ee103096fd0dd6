"""`policygen adopt SCHOOL POLICY`: record that the board adopted a policy."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from policygen.check.answers import LONGEST_LINE
from policygen.check.scalars import UnreadableValue, read_date
from policygen.cli import completing
from policygen.cli.common import (
    load_compiler,
    output_format_option,
    project_option,
    school_id,
    show,
    shown_path,
    sources_of,
    world_of,
)
from policygen.compile.adopting import adopt, write_record
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.world.disk import OutsideTheProject


def _date(_: click.Context, __: click.Parameter, text: str) -> date:
    try:
        return read_date(text)
    except UnreadableValue as error:
        raise click.BadParameter(f"{error.message}. {error.hint}".strip()) from error


def _line(_: click.Context, parameter: click.Parameter, text: str | None) -> str:
    if text is None:
        return ""
    text = text.strip()
    if not text or not text.isprintable() or len(text) > LONGEST_LINE:
        raise click.BadParameter(f"{parameter.name} is one line of 1 to {LONGEST_LINE} characters")
    return text


@click.command("adopt")
@click.argument("school", shell_complete=completing.schools)
@click.argument("policy", shell_complete=completing.policies)
@click.option("--on", required=True, callback=_date, metavar="DATE", help="The day of the meeting, as 2026-12-03.")
@click.option("--minute", required=True, callback=_line, metavar="REF", help="The minute's reference, as 14/26.")
@click.option("--version", callback=_line, metavar="V", help="The version, where the settings do not say it.")
@output_format_option
@project_option
def adopt_command(
    school: str, policy: str, on: date, minute: str, version: str, output_format: str, project: Path | None
) -> None:
    """Record that the board adopted POLICY of SCHOOL, as it would be built now; later builds print date and minute
    for as long as the words stay the same.
    """
    compiler, library = load_compiler(world_of(project))
    name = school_id(school)
    if name not in compiler.files:
        raise click.UsageError(f"there is no school '{school}'. {did_you_mean(name, compiler.files)}".strip())
    diagnostics = Diagnostics()
    diagnostics.extend(library)
    found = None if library.errors else compiler.school(name, diagnostics)
    if found is not None and policy not in found.plans:
        raise click.UsageError(f"{name} has no policy '{policy}'. {did_you_mean(policy, found.plans)}".strip())
    record = None
    if found is not None and not diagnostics.errors:
        record = adopt(compiler, found, policy, on, minute, version, diagnostics)
    path = None
    if record is not None:
        try:
            path = write_record(compiler, record)
        except (OSError, OutsideTheProject) as error:
            said = getattr(error, "strerror", None) or "it lies outside the project"
            diagnostics.error("PG501", f"{record.file} cannot be written: {said}")
    show(diagnostics, output_format, sources_of(compiler), sys.stderr)
    if path is None:
        click.echo("Nothing was recorded.", err=True)
        sys.exit(1)
    click.echo(shown_path(path))
    click.echo(f"{policy} of {name} was adopted on {on}, minute {minute}. Build it again to print that.", err=True)
