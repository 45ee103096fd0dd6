"""`policygen gap FILE`: what a policy that a school has says of what is asked, by its words."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import click

from policygen import LibraryUnusable, Refused, did_you_mean, write_whole
from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    library_of,
    open_school,
    project_here,
    project_option,
    read_given,
    require_policy,
    require_taken,
    show,
    shown_path,
    stop,
    system_reason,
    tell,
    usage,
)

TEXTS = ("table", "json", "sarif")
FILES = (".docx", ".pdf", ".html")


@click.command("gap")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--policy",
    metavar="ID",
    help="Compare only with the requirements that this policy of the library meets.",
    shell_complete=completing.policies,
)
@click.option(
    "--school", metavar="ID", help="Compare only with what applies to this school.", shell_complete=completing.schools
)
@click.option(
    "--register",
    "registers",
    multiple=True,
    metavar="ID",
    help="Compare only with this register. Can be used several times.",
    shell_complete=completing.registers,
)
@click.option(
    "--format",
    "wanted",
    type=click.Choice(TEXTS),
    default="table",
    show_default=True,
    help="How to show the result.",
)
@click.option(
    "--out",
    "files",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write the report as a new .docx, .pdf or .html file. Can be used several times.",
)
@json_option
@project_option
def gap_command(
    file: Path,
    policy: str | None,
    school: str | None,
    registers: tuple[str, ...],
    wanted: str,
    files: tuple[Path, ...],
    as_json: bool,
    project: Path | None,
) -> None:
    """Compare the words of FILE, a policy that a school already has, with what the library's registers require.

    FILE is a .docx, .pdf, .html, .md or .txt file. For each requirement the report shows the passage with its words or
    a passage that may have them, or says that somebody must look. It lists names, law and statements that are out of
    date, and passages that match no requirement. It finds words, not meaning: it never says that a policy complies.
    """
    for out in files:
        _check_ending(out)
    library = library_of(project_here(project))
    if library.errors:
        show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
        stop("cli_gap.nothing_compared")
    require_policy([policy] if policy is not None else [], library)
    opened = open_school(library, school) if school else None
    if opened is not None:
        require_taken(policy, opened)
    for name in registers:
        if name not in library.keeping.ids.registers:
            raise usage("cli_coverage.no_register", name=name, hint=did_you_mean(name, library.keeping.ids.registers))
    try:
        found = library.gap(shown_path(file), read_given(file), policy, opened, registers)
    except Refused as error:
        stop("cli_gap.unreadable", reason=str(error), hint=error.hint)
    except OSError as error:
        stop("cli.cannot_read", file=str(file), reason=system_reason(error))
    show(found.diagnostics, "full", library.texts(found.diagnostics), sys.stderr)
    if wanted == "sarif" and not as_json:
        show(found.findings, "sarif", {}, sys.stdout, library.world)
    else:
        click.echo(found.text("json" if as_json else wanted), nl=False)
    _write(found.rendered, files)
    sys.exit(1 if any(one.severity == "error" for one in found.diagnostics) else 0)


def _check_ending(out: Path) -> None:
    if out.suffix.lower() not in FILES:
        raise usage("cli_gap.wrong_ending", file=str(out))
    if out.exists():
        raise usage("cli_gap.exists", file=str(out))


def _write(make: Callable[[Iterable[str]], Mapping[str, bytes]], files: tuple[Path, ...]) -> None:
    forms = {out: out.suffix.lower().removeprefix(".") for out in files}
    try:
        made = make(dict.fromkeys(forms.values())) if forms else {}
    except LibraryUnusable as error:
        show(error.diagnostics, "full", error.texts, sys.stderr)
        sys.exit(1)
    except Refused as error:
        stop("cli_gap.not_made", file=", ".join(map(str, files)), reason=str(error).rstrip("."))
    for out, form in forms.items():
        try:
            write_whole(out, made[form])
        except OSError as error:
            stop("cli.cannot_write", file=str(out), reason=system_reason(error))
        tell("cli_gap.wrote", file=shown_path(out))
