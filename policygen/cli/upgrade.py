"""`policygen upgrade [SCHOOL|GROUP ...]`: move to newer libraries, shown first and written with --write."""

from __future__ import annotations

from pathlib import Path

import click

from policygen import OutsideTheProject, Refused, UnknownSchool, did_you_mean
from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    library_of,
    project_option,
    read_given,
    stop,
    system_reason,
    tell,
    usage,
    world_of,
)


def _settlements(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in given:
        clause, sign, how = one.partition("=")
        if not (clause and sign and how):
            raise usage("cli_upgrade.settle_form", text=one)
        if clause in found:
            raise usage("cli_upgrade.settled_twice", clause=clause)
        found[clause] = _settlement(clause, how)
    return found


def _settlement(clause: str, how: str) -> str:
    if how in ("theirs", "ours"):
        return how
    try:
        text = read_given(Path(how)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise usage("cli_upgrade.not_text", file=how) from error
    except OSError as error:
        raise usage("cli_upgrade.settle_how", clause=clause, file=how, reason=system_reason(error)) from error
    if not text.strip():
        raise usage("cli_upgrade.empty", file=how)
    return text.replace("\r\n", "\n").strip("\n") + "\n"


@click.command("upgrade")
@click.argument("names", nargs=-1, metavar="[SCHOOL|GROUP]...", shell_complete=completing.schools)
@click.option("--write", "write", is_flag=True, help="Write the changes. Without it they are only shown.")
@click.option(
    "--settle",
    "settle",
    multiple=True,
    callback=_settlements,
    metavar="CLAUSE=HOW",
    help="Settle a collision: with the library's words (theirs), the school's (ours), or those in a text file.",
)
@click.option(
    "--old",
    metavar="WHEEL|FOLDER|GIT-REF",
    default="",
    help="The libraries as they were: shows the earlier wording of every clause, and which questions are new.",
)
@json_option
@project_option
def upgrade_command(
    names: tuple[str, ...], write: bool, settle: dict[str, str], old: str, as_json: bool, project: Path | None
) -> None:
    """Show what newer clause libraries mean for your schools, and move to them with --write.

    Renamed questions, answers and clauses are renamed in the settings; comments and order stay. Your own wording of a
    clause is merged with its new wording. Where both changed the same words, nothing is written until you settle it.
    """
    world = world_of(project)
    library = library_of(world)
    try:
        upgrade = library.upgrade([library.called(name) for name in names], settle, old)
    except UnknownSchool as error:
        raise usage("cli.no_school", name=error.name, hint=did_you_mean(error.name, error.known)) from error
    except Refused as error:
        raise usage("cli_upgrade.refused", reason=str(error)) from error
    except OSError as error:
        raise usage("cli_upgrade.no_file", file=old, reason=system_reason(error)) from error
    click.echo(upgrade.json() if as_json else "\n".join(upgrade.lines()))
    if not upgrade.is_ready:
        stop("cli_upgrade.summary", words=upgrade.summary())
    if not write:
        tell("cli_upgrade.summary", words=upgrade.summary())
        return
    try:
        written = upgrade.write()
    except Refused as error:
        stop("cli_upgrade.not_written", reason=str(error))
    except (OSError, OutsideTheProject) as error:
        stop("cli_upgrade.not_written", reason=system_reason(error))
    for name in written:
        tell("cli_upgrade.wrote", file=name)
    if not written:
        tell("cli_upgrade.summary", words=upgrade.summary())
