"""`policygen compare OLD NEW`: what changed between two copies of a policy, and why; also as a paper and a redline."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Literal

import click

from policygen import Comparison, LibraryUnusable, Refused, did_you_mean
from policygen.cli import completing
from policygen.cli.common import (
    colored,
    json_option,
    project_option,
    show,
    stop,
    system_reason,
    tell,
    usage,
    world_of,
    write_made,
)

_Form = Literal["docx", "pdf", "md"]
_FORMS: Mapping[str, _Form] = {".docx": "docx", ".pdf": "pdf", ".md": "md"}
PAPERS, REDLINES = tuple(_FORMS), (".docx", ".pdf")


@click.command("compare")
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write the comparison as a .docx, .pdf or .md file.",
)
@click.option(
    "--redline",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write NEW with the changes marked, as a .docx file with tracked changes or as a .pdf file.",
)
@click.option(
    "--paper",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write one page for the board, with an annex of before and after, as a .docx, .pdf or .md file.",
)
@click.option(
    "--for",
    "reader",
    metavar="READER",
    default="",
    shell_complete=completing.readers,
    help=f"Show only what some readers have to read again: {', '.join(Comparison.readers())}. "
    "With FILE, write it as a .docx, .pdf or .md file.",
)
@json_option
@project_option
def compare_command(
    old: Path,
    new: Path,
    file: Path | None,
    out: Path | None,
    redline: Path | None,
    paper: Path | None,
    reader: str,
    as_json: bool,
    project: Path | None,
) -> None:
    """Show what changed from OLD to NEW.

    Both can be adoption records, Documents (JSON), or PDFs or Word files built by policygen.
    """
    if reader and reader not in Comparison.readers():
        raise usage("cli_compare.no_reader", name=reader, hint=did_you_mean(reader, Comparison.readers()))
    if file is not None and not reader:
        raise usage("cli_compare.file_needs_reader", file=str(file))
    if file is not None and as_json:
        raise usage("cli_compare.file_or_json", file=str(file))
    _check_names((old, new), ((out, PAPERS), (redline, REDLINES), (paper, PAPERS), (file, PAPERS)))
    found = _compared(old, new, project)
    for side in (found.before, found.after):
        if side.is_edited:
            tell("cli_compare.edited", file=str(side.file))
    before, after = found.before.document, found.after.document
    if before.policy != after.policy:
        tell("cli_compare.two_policies", old=before.metadata.title, new=after.metadata.title)
    if as_json:
        click.echo(json.dumps(found.data(reader), indent=1, ensure_ascii=False))
    elif file is None:
        color = colored(sys.stdout)
        for line in found.notice_lines(reader, color=color) if reader else found.lines(color=color):
            click.echo(line)
    for target, make in (
        (out, found.paper),
        (redline, lambda form: found.redline("pdf" if form == "pdf" else "docx")),
        (paper, found.board_paper),
        (file, partial(found.notice, reader)),
    ):
        if target is not None:
            write_made(target, partial(make, _FORMS[target.suffix.lower()]))


def _check_names(given: tuple[Path, Path], files: tuple[tuple[Path | None, tuple[str, ...]], ...]) -> None:
    """Raise a usage error for a file that has another ending, that is one of those given, or that is named twice."""
    seen: set[Path] = set()
    for file, endings in files:
        if file is None:
            continue
        if file.suffix.lower() not in endings:
            raise usage("cli_compare.wrong_ending", file=str(file), endings=endings)
        if file.resolve() in {one.resolve() for one in given}:
            raise usage("cli_compare.own_input", file=str(file))
        if file.resolve() in seen:
            raise usage("cli_compare.same_file", file=str(file))
        seen.add(file.resolve())


def _compared(old: Path, new: Path, project: Path | None) -> Comparison:
    file = old
    try:
        before = Comparison.side(file)
        file = new
        return Comparison(before, Comparison.side(file), world_of(project))
    except Refused as error:
        stop("cli_compare.incomparable", file=str(file), reason=str(error))
    except OSError as error:
        stop("cli.cannot_read", file=str(file), reason=system_reason(error))
    except LibraryUnusable as error:
        show(error.diagnostics, "full", error.texts, sys.stderr)
        sys.exit(1)
