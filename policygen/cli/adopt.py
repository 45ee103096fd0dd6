"""`policygen adopt SCHOOL POLICY`: record that the board adopted a policy, or correct such a record."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from policygen import (
    AdoptionRecords,
    AdoptionResult,
    DiskWorld,
    Meeting,
    Refused,
    did_you_mean,
    read_date,
    say,
    settings_files,
)
from policygen.cli import completing
from policygen.cli.common import (
    group_id,
    library_of,
    output_format_option,
    project_option,
    require_taken,
    school_id,
    show,
    shown_path,
    stop,
    system_reason,
    tell,
    usage,
    world_of,
)


def _date(_: click.Context, __: click.Parameter, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return read_date(text)
    except Refused as error:
        raise click.BadParameter(f"{error}. {error.hint}".strip()) from error


def _line(_: click.Context, parameter: click.Parameter, text: str | None) -> str:
    if text is None:
        return ""
    try:
        return Meeting.line(str(parameter.name), text)
    except Refused as error:
        raise click.BadParameter(str(error)) from error


@click.command("adopt")
@click.argument("school", shell_complete=completing.schools)
@click.argument("policy", shell_complete=completing.policies)
@click.option("--on", callback=_date, metavar="DATE", help="The date of the meeting, such as 2026-12-03.")
@click.option("--minute", callback=_line, metavar="REF", help="The minute reference, such as 14/26.")
@click.option("--version", callback=_line, metavar="V", help="The version, if the document does not give one.")
@click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The PDF or DOCX that the meeting saw, signed or not. Default: the built file in --out.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder that the policy was built into. Default: build/.",
)
@click.option(
    "--correct", is_flag=True, help="Correct the date or the minute of the last adoption, if it was recorded wrongly."
)
@output_format_option
@project_option
def adopt_command(
    school: str,
    policy: str,
    on: date | None,
    minute: str,
    version: str,
    file: Path | None,
    out: Path | None,
    correct: bool,
    output_format: str,
    project: Path | None,
) -> None:
    """Record that SCHOOL's board adopted POLICY, with the file that the meeting saw, the date and the minute.

    Later builds print the date and the minute as long as the wording stays the same. `build --adopted` builds the
    policy from the record alone.

    If SCHOOL is a trust or council, such as trusts/hartwold, record that it adopted the wording of POLICY that its
    schools have in common.
    """
    world, name = world_of(project), school_id(school)
    group = group_id(school)
    if "/" in group and group in settings_files(world):
        given = {"--correct": correct, "--file": file, "--version": version, "--out": out}
        _adopt_group(world, group, policy, on, minute, given, output_format)
        return
    if correct:
        _refuse_with_correct(on, minute, version, file)
        done = AdoptionRecords(world).correct(name, policy, on, minute)
        _show(world, done, output_format)
        tell("cli_adopt.corrected", policy=policy, school=name, on=str(done.on), minute=done.minute)
        return
    meeting = _meeting(on, minute, version)
    library = library_of(world)
    if name not in library.schools:
        raise usage("cli.no_school", name=school, hint=did_you_mean(name, library.schools))
    opened = library.open(name) if not library.errors else None
    if opened is None or not opened.readable:
        found = (*library.diagnostics, *(opened.diagnostics if opened is not None else ()))
        show(found, output_format, library.texts(found), sys.stderr)
        stop("cli_adopt.nothing_recorded")
    require_taken(policy, opened)
    if file is None:
        done = opened.adopt_built(policy, meeting, out or world.root / "build", shown_path)
    else:
        done = opened.adopt(policy, meeting, shown_path(file), _read(file))
    _show(world, done, output_format)
    if done.seen:
        signed = say("cli_adopt.signed_by", names=done.signed_by) if done.signed_by else ""
        tell("cli_adopt.unchanged", file=done.seen, signed=signed)
    tell("cli_adopt.done", policy=policy, school=name, on=str(on), minute=minute)
    if done.todays_words:
        tell("cli_adopt.build_again")
    else:
        tell("cli_adopt.not_todays", school=name)


def _meeting(on: date | None, minute: str, version: str = "") -> Meeting:
    if on is None or not minute:
        raise usage("cli_adopt.missing", option="--on" if on is None else "--minute")
    return Meeting(on, minute, version)


def _adopt_group(
    world: DiskWorld,
    group: str,
    policy: str,
    on: date | None,
    minute: str,
    given: Mapping[str, object],
    output_format: str,
) -> None:
    for option, value in given.items():
        if value:
            raise usage("cli_adopt.group_alone", option=option)
    meeting = _meeting(on, minute)
    library = library_of(world)
    if policy not in library.policies:
        hint = did_you_mean(policy, library.policies)
        raise usage("cli.school_has_no_policy", school=group, policy=policy, hint=hint)
    done = library.adopt_common(group, policy, meeting)
    _show(world, done, output_format)
    counted = {"branches": done.branches, "schools": done.schools}
    tell("cli_adopt.group_done", group=group, policy=policy, on=str(on), minute=minute, **counted)


def _show(world: DiskWorld, done: AdoptionResult, output_format: str) -> None:
    """Show the findings and the record's path; if nothing was recorded, end with status 1."""
    show(done.diagnostics, output_format, done.texts, sys.stderr)
    if not done.file:
        stop("cli_adopt.nothing_recorded")
    click.echo(shown_path(world.path(done.file)))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        stop("cli.cannot_read", file=str(file), reason=system_reason(error))


def _refuse_with_correct(on: date | None, minute: str, version: str, file: Path | None) -> None:
    if file is not None or version:
        raise usage("cli_adopt.correct_alone", option="--file" if file is not None else "--version")
    if on is None and not minute:
        raise usage("cli_adopt.correct_what")
