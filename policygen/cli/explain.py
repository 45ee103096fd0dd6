"""`policygen explain CODE`: what a message means, with an example and what to do."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from policygen import Diagnostic
from policygen.cli import completing
from policygen.cli.common import json_option


@click.command("explain")
@click.argument("code", shell_complete=completing.codes)
@json_option
def explain_command(code: str, as_json: bool) -> None:
    """Explain the message with this CODE (such as PG103), with an example and how to correct it."""
    wanted, every = code.strip().upper(), Diagnostic.codes()
    known = wanted in every
    if known and as_json:
        click.echo(json.dumps({"version": 1, **asdict(every[wanted])}, indent=1, ensure_ascii=False))
        return
    click.echo(Diagnostic.explain(code).rstrip("\n"), err=not known)
    sys.exit(0 if known else 2)
