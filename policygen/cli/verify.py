"""`policygen verify FILE`: check a built file, and say what passed, what failed and what cannot be checked."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from policygen import Refused, Verification, say, verify
from policygen.cli.common import json_option, project_option, read_given, stop, system_reason, world_of

_EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
KINDS = ("fails", "holds", "unknown")


@click.command("verify")
@click.argument("file", type=_EXISTING)
@click.option("--record", type=_EXISTING, metavar="FILE", help="The record that was written when the file was signed.")
@click.option(
    "--against", type=_EXISTING, metavar="FILE", help="A Document (JSON), or a PDF that contains one, to compare with."
)
@click.option(
    "--library",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="The project, or its clauses/ folder, to compare the clauses with. Default: this project.",
)
@json_option
@project_option
def verify_command(
    file: Path, record: Path | None, against: Path | None, library: Path | None, as_json: bool, project: Path | None
) -> None:
    """Check FILE, a PDF or DOCX built by policygen, and say what passed, what failed and what cannot be checked.

    The exit code is 0 if every check passed, and 1 if one failed or the letters of the pages could not be compared.
    """
    try:
        compared = read_given(against) if against else None
        kept = read_given(record) if record else None
        data = read_given(file)
    except OSError as error:
        stop("cli.cannot_read", file=str(error.filename), reason=system_reason(error))
    try:
        report = verify(str(file), data, world_of(project), record=kept, against=compared, library=library)
    except Refused as error:
        stop("cli_verify.cannot_compare", file=str(against), reason=str(error))
    click.echo(_as_json(report) if as_json else _in_words(report))
    sys.exit(0 if report.good else 1)


def _in_words(report: Verification) -> str:
    lines = []
    for kind in KINDS:
        for finding in (finding for finding in report.findings if finding.kind == kind):
            lines.append(say("cli_verify.finding", lead=say(f"cli_verify.{kind}"), words=finding.words))
            lines += [f"    {detail}" for detail in finding.details]
    return "\n".join([*lines, say(f"cli_verify.{_verdict(report)}")])


def _verdict(report: Verification) -> str:
    if report.good:
        return "all_hold"
    kinds = {finding.kind for finding in report.findings}
    return "some_fail" if "fails" in kinds else "not_enough" if "holds" in kinds else "nothing_checked"


def _as_json(report: Verification) -> str:
    found = {
        "version": 1,
        "file": report.file,
        "good": report.good,
        "findings": [asdict(finding) for finding in report.findings],
    }
    return json.dumps(found, indent=1, ensure_ascii=False)
