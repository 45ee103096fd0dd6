"""`policygen adopt SCHOOL POLICY`: record that the board adopted a policy, or set such a record right."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import click

from policygen.adoption.correction import Correction, corrected
from policygen.adoption.record import AdoptedFile
from policygen.adoption.records import read_records
from policygen.assemble.wording import Wording
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
from policygen.compile.adopting import FileSeen, Meeting, adopt, in_force, write_correction, write_record
from policygen.compile.adopting import correct as make_correction
from policygen.compile.adopting_group import adopt_common, write_group_record
from policygen.compile.bases import files_of_bases
from policygen.compile.findings import texts_in
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.document.model import Document
from policygen.inspect.adoptable import Wanted, built_files, file_seen
from policygen.look.look import Look
from policygen.render.glyphs import MissingGlyphs, missing_glyphs
from policygen.resolve.groups import group_files, group_name
from policygen.world.disk import DiskWorld
from policygen.world.protocol import OutsideTheProject
from policygen.world.writing import sweep


def _printable(world: DiskWorld, document: Document, diagnostics: Diagnostics) -> bool:
    """Report what of an adopted policy the typeface cannot print: it could never be built again."""
    face = Look.load(world).face
    missing = missing_glyphs(document, face)
    if missing:
        diagnostics.report("PG502", reason=str(MissingGlyphs(missing, face.family)))
    return not missing


def _date(_: click.Context, __: click.Parameter, text: str | None) -> date | None:
    if text is None:
        return None
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
@click.option("--on", callback=_date, metavar="DATE", help="The date of the meeting, such as 2026-12-03.")
@click.option("--minute", callback=_line, metavar="REF", help="The reference of the minute, such as 14/26.")
@click.option("--version", callback=_line, metavar="V", help="The version, if the document does not give one.")
@click.option(
    "--file",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The PDF or DOCX that the meeting saw, signed or not. Default: the built file in the out folder.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder that the policy was built into. Default: build/.",
)
@click.option(
    "--correct", is_flag=True, help="Set the date or the minute of the last adoption right, if it was recorded wrongly."
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
    """Record that the board adopted POLICY of SCHOOL: the file that the meeting saw, its date and its minute.

    Later builds print the date and the minute as long as the words stay the same. `build --adopted` makes the policy
    from the record alone.

    With a trust or council as SCHOOL, such as trusts/hartwold, record that it adopted the words of POLICY that its
    schools have in common.
    """
    world, name = world_of(project), school_id(school)
    if group_name(school) in group_files(world):
        given = {"--correct": correct, "--file": file, "--version": version, "--out": out}
        _adopt_group(world, group_name(school), policy, on, minute, given, output_format)
        return
    if correct:
        _refuse_with_correct(on, minute, version, file)
        _correct(world, name, policy, on, minute, output_format)
        return
    if on is None or not minute:
        raise usage("cli_adopt.missing", option="--on" if on is None else "--minute")
    compiler, library = load_compiler(world)
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
        wanted = Wanted(name, policy, lambda: Look.load(world))
        seen = _seen(file, out or world.root / "build", wanted, diagnostics)
        meeting = Meeting(on, minute, version)
        # The built files were all made from the same words; each is held to today's, the first is recorded.
        # Without a file everything else that is wrong is still reported.
        for one in seen or (None,):
            made = adopt(compiler, found, policy, meeting, diagnostics, one)
            record = record or made
            if diagnostics.errors:
                record = None
                break
    if record is not None and not _printable(world, record.document, diagnostics):
        record = None
    path = None
    if record is not None and found is not None:
        path = _written(lambda: write_record(world, record), record.file, diagnostics)
    if path is not None and found is not None:
        bases = files_of_bases(found.project, found.settled.chain)
        record_bases(world, bases, diagnostics)
    show(diagnostics, output_format, sources_of(compiler, diagnostics), sys.stderr)
    if path is None or record is None:
        stop("cli_adopt.nothing_recorded")
    click.echo(shown_path(path))
    if record.seen is not None:
        _tell_of_file(record.seen)
    tell("cli_adopt.done", policy=policy, school=name, on=str(on), minute=minute)
    if record.beneath.settings:
        tell("cli_adopt.build_again")
    else:
        tell("cli_adopt.not_todays", school=name)


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
    if on is None or not minute:
        raise usage("cli_adopt.missing", option="--on" if on is None else "--minute")
    compiler, library = load_compiler(world)
    diagnostics = Diagnostics()
    diagnostics.extend(library)
    if policy not in compiler.project.outlines:
        hint = did_you_mean(policy, compiler.project.outlines)
        raise usage("cli.school_has_no_policy", school=group, policy=policy, hint=hint)
    record = path = None
    if not diagnostics.errors:
        record = adopt_common(compiler, group, policy, Meeting(on, minute), diagnostics)
    if record is not None:
        path = _written(lambda: write_group_record(world, record), record.file, diagnostics)
    show(diagnostics, output_format, sources_of(compiler, diagnostics), sys.stderr)
    if path is None or record is None:
        stop("cli_adopt.nothing_recorded")
    click.echo(shown_path(path))
    counted = {"branches": len(record.branches), "schools": sum(len(one.schools) for one in record.branches)}
    tell("cli_adopt.group_done", group=group, policy=policy, on=str(on), minute=minute, **counted)


def _seen(file: Path | None, out: Path, wanted: Wanted, diagnostics: Diagnostics) -> tuple[FileSeen, ...]:
    if file is None:
        return built_files(out, shown_path, wanted, diagnostics)
    try:
        found = file_seen(shown_path(file), file.read_bytes(), wanted, diagnostics)
    except OSError as error:
        stop("cli.cannot_read", file=str(file), reason=system_reason(error))
    return (found,) if found is not None else ()


def _tell_of_file(file: AdoptedFile) -> None:
    signed = say("cli_adopt.signed_by", names=file.signed_by) if file.signed_by else ""
    tell("cli_adopt.unchanged", file=file.name, signed=signed)


def _refuse_with_correct(on: date | None, minute: str, version: str, file: Path | None) -> None:
    if file is not None or version:
        raise usage("cli_adopt.correct_alone", option="--file" if file is not None else "--version")
    if on is None and not minute:
        raise usage("cli_adopt.correct_what")


def _correct(world: DiskWorld, school: str, policy: str, on: date | None, minute: str, output_format: str) -> None:
    diagnostics = Diagnostics()
    correction = make_correction(world, school, policy, on, minute, diagnostics)
    path = None
    if correction is not None and _can_be_printed(world, correction, diagnostics):
        path = _written(lambda: write_correction(world, correction), correction.file, diagnostics)
    show(diagnostics, output_format, texts_in(world, diagnostics), sys.stderr)
    if path is None or correction is None:
        stop("cli_adopt.nothing_recorded")
    click.echo(shown_path(path))
    facts = {"policy": policy, "school": school, "on": str(correction.on), "minute": correction.minute}
    tell("cli_adopt.corrected", **facts)


def _can_be_printed(world: DiskWorld, correction: Correction, diagnostics: Diagnostics) -> bool:
    records = read_records(world, correction.school, correction.policy, Diagnostics())
    after = tuple(corrected(one, (correction,)) for one in records)
    return _printable(world, in_force(after[-1], after, Wording.load(world))["board"], diagnostics)


def _written(write: Callable[[], Path], name: str, diagnostics: Diagnostics) -> Path | None:
    """Return the path that was written; None where that is impossible, with the reason reported."""
    try:
        path = write()
        sweep(path.parent, deep=False)
        return path
    except (OSError, OutsideTheProject) as error:
        diagnostics.report("PG501", file=name, reason=system_reason(error))
        return None
