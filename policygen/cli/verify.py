"""`policygen verify FILE`: what holds of a built file, what does not, and what cannot be told."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from policygen.cli.common import json_option, project_option, world_of
from policygen.inspect.findings import Report
from policygen.inspect.verify import NotComparable, document_in, verify

_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
_LEADS = {"fails": "does not hold", "holds": "holds", "unknown": "cannot be told"}


@click.command("verify")
@click.argument("file", type=_EXISTING)
@click.option("--record", type=_EXISTING, metavar="FILE", help="The record that was kept when the file was signed.")
@click.option("--against", type=_EXISTING, metavar="FILE", help="A Document (JSON) or a PDF with one, to go by.")
@click.option(
    "--library",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The project, or its clauses/ folder, whose clauses to compare with; this project's unless told.",
)
@json_option
@project_option
def verify_command(
    file: Path, record: Path | None, against: Path | None, library: Path | None, as_json: bool, project: Path | None
) -> None:
    """Say what holds of FILE, a PDF or DOCX that was built here, what does not, and what cannot be told.

    Ends with 0 when all that can be checked holds, with 1 when something does not.
    """
    try:
        document = document_in(against.read_bytes()) if against else None
        kept = record.read_bytes() if record else None
        data = file.read_bytes()
    except NotComparable as error:
        click.echo(f"{against} cannot be compared with: {error}.", err=True)
        sys.exit(1)
    except OSError as error:
        click.echo(f"{error.filename} cannot be read: {error.strerror or error}.", err=True)
        sys.exit(1)
    report = verify(str(file), data, world_of(project), record=kept, against=document, library=library)
    click.echo(_as_json(report) if as_json else _in_words(report))
    sys.exit(0 if report.good else 1)


def _in_words(report: Report) -> str:
    lines = []
    for kind, lead in _LEADS.items():
        for finding in (finding for finding in report.findings if finding.kind == kind):
            lines.append(f"{lead}: {finding.words}")
            lines += [f"    {detail}" for detail in finding.details]
    last = "All that can be checked holds." if report.good else "Not all that can be checked holds."
    if not any(finding.kind != "unknown" for finding in report.findings):
        last = "Nothing could be checked."
    return "\n".join([*lines, last])


def _as_json(report: Report) -> str:
    found = {
        "version": 1,
        "file": report.file,
        "good": report.good,
        "findings": [asdict(finding) for finding in report.findings],
    }
    return json.dumps(found, indent=1, ensure_ascii=False)
