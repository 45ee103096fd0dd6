"""`policygen read FILE.docx`: what a person edited in a built Word file, as proposals for settings or for a library."""

from __future__ import annotations

from pathlib import Path

import click

from policygen import Library, OutsideTheProject, Refused, Session, did_you_mean, write_whole
from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    library_of,
    project_option,
    read_given,
    shown_path,
    stop,
    system_reason,
    tell,
    usage,
    world_of,
    write_made,
)


def _numbers(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> tuple[int, ...]:
    found = [part.strip() for one in given for part in one.split(",") if part.strip()]
    for one in found:
        if not (one.isascii() and one.isdigit()):
            raise usage("cli_read.number", text=one)
    return tuple(map(int, found))


@click.command("read")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--school",
    metavar="ID",
    default="",
    shell_complete=completing.schools,
    help="The school whose settings take the edits. Default: the school that the file belongs to.",
)
@click.option(
    "--write", "write", is_flag=True, help="Write the proposals into the settings. Without this, they are only shown."
)
@click.option(
    "--take",
    "take",
    multiple=True,
    callback=_numbers,
    metavar="NUMBERS",
    help="The proposals to write, by number, such as 1,3. Default: all that are certain and need no check.",
)
@click.option(
    "--because", default="", metavar="REASON", help="The reason for the proposals. Default: the one in the file."
)
@click.option(
    "--docx",
    "report",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="REPORT.docx",
    help="Also write the list as a Word file, for the head.",
)
@click.option(
    "--library",
    "for_library",
    metavar="ID",
    default="",
    help="Write the edits to the clauses of this library, not to the settings of a school.",
)
@click.option(
    "--patch",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="With --library: write the changes to the clause files to FILE, for git apply, and do not print them.",
)
@json_option
@project_option
def read_command(
    file: Path,
    school: str,
    write: bool,
    take: tuple[int, ...],
    because: str,
    report: Path | None,
    for_library: str,
    patch: Path | None,
    as_json: bool,
    project: Path | None,
) -> None:
    """Show what was edited in FILE, a Word file that policygen built, and put it into the settings with --write.

    Each edit becomes a proposal: a clause reworded, left out or added, or an answer changed. Placeholders are kept, so
    that next year's names still appear. Comments and tracked changes are listed with their authors and dates.

    With --library, edits to clauses change the files of that library. FILE is then a paper from `policygen review
    --word` or the board's copy of a policy.
    """
    if report is not None and for_library:
        raise usage("cli_read.library_docx")
    if report is not None and report.suffix.lower() != ".docx":
        raise usage("cli_read.wrong_ending", file=str(report))
    if report is not None and report.resolve() == file.resolve():
        raise usage("cli_read.own_input", file=str(report))
    if for_library and because:
        raise usage("cli_read.library_because")
    if patch is not None and (not for_library or write):
        raise usage("cli_read.patch_alone")
    if take and not (write or for_library):
        raise usage("cli_read.take_alone")
    try:
        data = read_given(file)
    except OSError as error:
        stop("cli.cannot_read", file=str(file), reason=system_reason(error))
    library = library_of(world_of(project))
    if for_library:
        found_school = library.called(school) if school else ""
        if found_school and found_school not in library.schools:
            raise usage("cli.no_school", name=school, hint=did_you_mean(found_school, library.schools))
        _read_for_library(library, for_library, file, data, found_school, write, take, patch, as_json)
        return
    try:
        found = library.called(school) if school else Session.school_in_word(str(file), data)
        if found not in library.schools:
            hint = did_you_mean(found, library.schools)
            if school:
                raise usage("cli.no_school", name=found, hint=hint)
            stop("cli_read.other_school", file=str(file), school=found)
        session = library.open(found)
        if not session.usable:
            stop("cli_read.unusable", school=found)
        edited = session.read_word(str(file), data)
    except Refused as error:
        stop("cli_read.refused", reason=str(error).rstrip("."), hint=error.hint)
    click.echo(edited.json() if as_json else "\n".join(edited.lines()))
    if report is not None:
        write_made(report, lambda: edited.paper("docx"))
    if not write:
        tell("cli_read.summary", words=edited.summary())
        return
    try:
        written = edited.write(take, " ".join(because.split()))
    except KeyError as error:
        raise usage("cli_read.no_number", number=str(error.args[0])) from error
    except Refused as error:
        stop("cli_read.not_written", reason=str(error).rstrip("."), hint=error.hint)
    except (OSError, OutsideTheProject) as error:
        stop("cli_read.not_written", reason=system_reason(error), hint="")
    for name in written:
        tell("cli_read.wrote", file=name)
    if not written:
        tell("cli_read.nothing")


def _read_for_library(
    library: Library,
    name: str,
    file: Path,
    data: bytes,
    school: str,
    write: bool,
    take: tuple[int, ...],
    patch: Path | None,
    as_json: bool,
) -> None:
    try:
        edited = library.read_word(name, str(file), data, school)
        click.echo(edited.json(take) if as_json else "\n".join(edited.lines(take, patch=patch is None)))
        if patch is not None:
            _write_patch(patch, edited.patch(take))
        if not (write or patch):
            tell("cli_read.summary", words=edited.summary())
            return
        written = edited.write(take) if write else ()
    except KeyError as error:
        if error.args[0] == name:
            raise usage("cli_read.no_library", name=name, hint=did_you_mean(name, library.libraries)) from error
        raise usage("cli_read.no_number", number=str(error.args[0])) from error
    except Refused as error:
        stop("cli_read.not_written" if write else "cli_read.refused", reason=str(error).rstrip("."), hint=error.hint)
    except (OSError, OutsideTheProject) as error:
        stop("cli_read.not_written", reason=system_reason(error), hint="")
    for one in written:
        tell("cli_read.wrote", file=one)
    if not written and write:
        tell("cli_read.nothing")
    for clause, review in edited.reviews(take).items() if written else ():
        tell("cli_read.review_again", clause=clause, review=review)


def _write_patch(patch: Path, text: str) -> None:
    if not text:
        tell("cli_read.nothing")
    elif patch.exists() and patch.read_text(encoding="utf-8", errors="replace") != text:
        stop("cli_read.patch_exists", file=shown_path(patch))
    else:
        write_whole(patch, text.encode())
        tell("cli_read.wrote", file=shown_path(patch))
