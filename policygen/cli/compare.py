"""`policygen compare OLD NEW`: what changed between two copies of a policy, and why; also as a paper for the board."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from policygen.assemble.wording import Wording, WordsUnusable
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
from policygen.compare.align import Compared, compare_documents
from policygen.compare.report import report
from policygen.compare.text import as_data, comparison_lines
from policygen.compile.findings import texts_in
from policygen.document.model import Document
from policygen.inspect.documents import Incomparable, load_compared
from policygen.world.protocol import World
from policygen.world.writing import write_whole

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
@json_option
@project_option
def compare_command(old: Path, new: Path, out: Path | None, as_json: bool, project: Path | None) -> None:
    """Show what changed from OLD to NEW. Both can be adoption records, Documents (JSON) or PDFs built by policygen."""
    if out is not None and out.suffix.lower() not in FORMATS:
        raise usage("cli_compare.wrong_ending", file=str(out))
    before, after = _load(old), _load(new)
    world = world_of(project)
    try:
        wording = Wording.load(world)
    except WordsUnusable as error:
        show(error.diagnostics, "full", texts_in(world, error.diagnostics), sys.stderr)
        sys.exit(1)
    differences = compare_documents(before.document, after.document)
    if as_json:
        click.echo(json.dumps(as_data(before, after, differences, wording), indent=1, ensure_ascii=False))
    else:
        for line in comparison_lines(before, after, differences, wording, color=colored(sys.stdout)):
            click.echo(line)
    if out is not None:
        _write(report(before.document, after.document, differences, wording), out, world)


def _load(path: Path) -> Compared:
    try:
        return load_compared(path)
    except Incomparable as error:
        stop("cli_compare.incomparable", file=str(path), reason=str(error))
    except OSError as error:
        stop("cli.cannot_read", file=str(path), reason=system_reason(error))


def _write(sheet: Document, out: Path, world: World) -> None:
    from policygen.look.look import Look
    from policygen.render.docx import write_docx
    from policygen.render.engine import ResourceRefused, engine_named
    from policygen.render.glyphs import MissingGlyphs

    look = Look.load(world)
    try:
        pdf, layout = engine_named().render(sheet, look)
        write_whole(out, pdf if out.suffix.lower() == ".pdf" else write_docx(sheet, layout, look))
    except (MissingGlyphs, ResourceRefused) as error:
        stop("cli_compare.not_made", file=str(out), reason=str(error))
    except OSError as error:
        stop("cli.cannot_write", file=str(out), reason=system_reason(error))
    click.echo(shown_path(out), err=True)
