"""`policygen upgrade [SCHOOL|GROUP ...]`: move to newer libraries, shown first and written with --write."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from policygen import LibraryUnusable, OutsideTheProject, Refused, UnknownSchool, did_you_mean, write_whole
from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    library_of,
    project_option,
    read_given,
    show,
    shown_path,
    stop,
    system_reason,
    tell,
    usage,
    world_of,
)

WORD = ".docx"


@dataclass(frozen=True, slots=True)
class Decisions:
    """What --settle says: how to settle which clause, and the Word file in which others were settled."""

    by_clause: dict[str, str]
    file: Path | None


def _settlements(_: click.Context, __: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in given:
        if _is_word(one):
            continue
        clause, sign, how = one.partition("=")
        if not (clause and sign and how):
            raise usage("cli_upgrade.settle_form", text=one)
        if clause in found:
            raise usage("cli_upgrade.settled_twice", clause=clause)
        found[clause] = _settlement(clause, how)
    return found


def _is_word(given: str) -> bool:
    """Tell whether a decision is a Word file with collisions, not one for a clause."""
    return "=" not in given and given.lower().endswith(WORD)


def _settled_in_word(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> Decisions:
    files = [one for one in given if _is_word(one)]
    if len(files) > 1:
        raise usage("cli_upgrade.word_twice")
    return Decisions(_settlements(context, parameter, given), Path(files[0]) if files else None)


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
@click.option("--write", "write", is_flag=True, help="Write the changes. Without this, they are only shown.")
@click.option(
    "--settle",
    "settle",
    multiple=True,
    callback=_settled_in_word,
    metavar="CLAUSE=HOW|FILE.docx",
    help=(
        "Settle a collision: with the library's words (theirs), the school's (ours), or those in a text file; or all "
        "that were settled in a Word file."
    ),
)
@click.option(
    "--word",
    "word",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.docx",
    help="Write a Word file in which to resolve the collisions, with the library's and the school's changes tracked.",
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
    names: tuple[str, ...],
    write: bool,
    settle: Decisions,
    word: Path | None,
    old: str,
    as_json: bool,
    project: Path | None,
) -> None:
    """Show what newer clause libraries mean for your schools, and move to them with --write.

    Renamed questions, answers and clauses are renamed in the settings; comments and order do not change. Your own
    wording of a clause is merged with its new wording. Where both changed the same words, nothing is written until you
    settle it.
    """
    if word is not None:
        _check_word(word, write=write)
    world = world_of(project)
    library = library_of(world)
    try:
        given = (str(settle.file), read_given(settle.file)) if settle.file is not None else None
    except OSError as error:
        stop("cli.cannot_read", file=str(settle.file), reason=system_reason(error))
    try:
        upgrade = library.upgrade([library.called(name) for name in names], settle.by_clause, old, given)
    except UnknownSchool as error:
        raise usage("cli.no_school", name=error.name, hint=did_you_mean(error.name, error.known)) from error
    except Refused as error:
        hint = f". {error.hint}" if error.hint else ""
        raise usage("cli_upgrade.refused", reason=f"{error}{hint}") from error
    except OSError as error:
        raise usage("cli_upgrade.no_file", file=old, reason=system_reason(error)) from error
    click.echo(upgrade.json() if as_json else "\n".join(upgrade.lines()))
    show(upgrade.findings, "full", {}, sys.stderr)
    if word is not None:
        if upgrade.not_in_word:
            tell("collisions.left_out", clauses=upgrade.not_in_word)
        if not upgrade.in_word:
            tell("collisions.nothing")
            return
        _write_word(word, upgrade.collisions_docx)
        tell("collisions.wrote", file=shown_path(word), count=upgrade.in_word)
        return
    if not upgrade.is_ready:
        if upgrade.in_word and not upgrade.findings:
            tell("collisions.in_word")
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


def _check_word(word: Path, *, write: bool) -> None:
    if write:
        raise usage("cli_upgrade.word_and_write")
    if word.suffix.lower() != WORD:
        raise usage("cli_upgrade.word_ending", file=str(word))
    if word.exists():
        # Somebody may have begun to settle them there.
        raise usage("cli_upgrade.word_exists", file=str(word))


def _write_word(word: Path, make: Callable[[str], bytes]) -> None:
    try:
        write_whole(word, make(word.name))
    except LibraryUnusable as error:
        show(error.diagnostics, "full", error.texts, sys.stderr)
        sys.exit(1)
    except OSError as error:
        stop("cli.cannot_write", file=str(word), reason=system_reason(error))
