"""`policygen adopt SCHOOL POLICY`: record that the board adopted a policy."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from policygen.adoption.record import AdoptionRecord
from policygen.build.bases import record_bases
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
    stop,
    system_reason,
    tell,
    usage,
    world_of,
)
from policygen.compile.adopting import adopt, write_record
from policygen.compile.bases import files_of_bases
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.world.disk import on_disk
from policygen.world.protocol import OutsideTheProject
from policygen.world.writing import sweep


def _printable(compiler: Compiler, record: AdoptionRecord, diagnostics: Diagnostics) -> bool:
    """Report what of an adopted policy the typeface cannot print: it could never be built again."""
    from policygen.look.look import Look
    from policygen.render.glyphs import MissingGlyphs, missing_glyphs

    face = Look.load(compiler.project.world).face
    missing = missing_glyphs(record.document, face)
    if missing:
        diagnostics.report("PG502", reason=str(MissingGlyphs(missing, face.family)))
    return not missing


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
        raise click.BadParameter(say("cli_adopt.one_line", name=str(parameter.name), longest=str(LONGEST_LINE)))
    return text


@click.command("adopt")
@click.argument("school", shell_complete=completing.schools)
@click.argument("policy", shell_complete=completing.policies)
@click.option(
    "--on", required=True, callback=_date, metavar="DATE", help="The date of the meeting, such as 2026-12-03."
)
@click.option(
    "--minute", required=True, callback=_line, metavar="REF", help="The reference of the minute, such as 14/26."
)
@click.option("--version", callback=_line, metavar="V", help="The version, if the settings do not give one.")
@output_format_option
@project_option
def adopt_command(
    school: str, policy: str, on: date, minute: str, version: str, output_format: str, project: Path | None
) -> None:
    """Record that the board adopted POLICY of SCHOOL, as it would be built now.

    Later builds print the date and the minute as long as the words stay the same.
    """
    compiler, library = load_compiler(world_of(project))
    name = school_id(school)
    if name not in compiler.files:
        raise usage("cli.no_school", name=school, hint=did_you_mean(name, compiler.files))
    diagnostics = Diagnostics()
    diagnostics.extend(library)
    found = None if library.errors else compiler.school(name, diagnostics)
    if found is not None and policy not in found.plans:
        hint = did_you_mean(policy, found.plans)
        raise usage("cli.school_has_no_policy", school=name, policy=policy, hint=hint)
    record = None
    if found is not None and not diagnostics.errors:
        record = adopt(compiler, found, policy, on, minute, version, diagnostics)
    if record is not None and not _printable(compiler, record, diagnostics):
        record = None
    path = None
    if record is not None and found is not None:
        try:
            path = write_record(compiler, record)
            sweep(path.parent, deep=False)
            bases = files_of_bases(found.project, found.settled.chain)
            record_bases(on_disk(compiler.project.world), bases, diagnostics)
        except (OSError, OutsideTheProject) as error:
            diagnostics.error(
                "PG501", say("cli.cannot_write", file=record.file, reason=system_reason(error)).rstrip(".")
            )
    show(diagnostics, output_format, sources_of(compiler, diagnostics), sys.stderr)
    if path is None:
        stop("cli_adopt.nothing_recorded")
    click.echo(shown_path(path))
    tell("cli_adopt.done", policy=policy, school=name, on=str(on), minute=minute)
