"""`policygen compare OLD NEW`: what changed between two copies of a policy, and why; also as a paper and a redline."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import click

from policygen import Comparison, LibraryUnusable, Refused, write_whole
from policygen.cli.common import (
    colored,
    json_option,
    project_option,
    show,
    shown_path,
    stop,
    system_reason,
    usage,
    world_of,
)

FORMATS = (".docx", ".pdf")


@click.command("compare")
@click.argument("old", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write the comparison as a .docx or .pdf file.",
)
@click.option(
    "--redline",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Also write NEW with the changes marked, as a .docx file with tracked changes or as a .pdf file.",
)
@json_option
@project_option
def compare_command(
    old: Path, new: Path, out: Path | None, redline: Path | None, as_json: bool, project: Path | None
) -> None:
    """Show what changed from OLD to NEW.

    Both can be adoption records, Documents (JSON), or PDFs or Word files built by policygen.
    """
    for file in (out, redline):
        if file is not None and file.suffix.lower() not in FORMATS:
            raise usage("cli_compare.wrong_ending", file=str(file))
        if file is not None and file.resolve() in (old.resolve(), new.resolve()):
            raise usage("cli_compare.own_input", file=str(file))
    if out is not None and redline is not None and out.resolve() == redline.resolve():
        raise usage("cli_compare.same_file", file=str(out))
    file = old
    try:
        before = Comparison.side(file)
        file = new
        found = Comparison(before, Comparison.side(file), world_of(project))
    except Refused as error:
        stop("cli_compare.incomparable", file=str(file), reason=str(error))
    except OSError as error:
        stop("cli.cannot_read", file=str(file), reason=system_reason(error))
    except LibraryUnusable as error:
        show(error.diagnostics, "full", error.texts, sys.stderr)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(found.data(), indent=1, ensure_ascii=False))
    else:
        for line in found.lines(color=colored(sys.stdout)):
            click.echo(line)
    if out is not None:
        _write(found.paper, out)
    if redline is not None:
        _write(found.redline, redline)


def _write(make: Callable[[Literal["docx", "pdf"]], bytes], out: Path) -> None:
    try:
        write_whole(out, make("pdf" if out.suffix.lower() == ".pdf" else "docx"))
    except Refused as error:
        stop("cli_compare.not_made", file=str(out), reason=str(error))
    except OSError as error:
        stop("cli.cannot_write", file=str(out), reason=system_reason(error))
    click.echo(shown_path(out), err=True)
