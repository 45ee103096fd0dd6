"""`policygen explain CODE`: what a diagnostic means, with an example and what to do."""

from __future__ import annotations

import sys

import click

from policygen.diagnostics.codes import codes, explain


@click.command("explain")
@click.argument("code")
def command(code: str) -> None:
    """Say what the diagnostic CODE (such as PG103) means, with an example and how to mend it."""
    known = code.strip().upper() in codes()
    click.echo(explain(code).rstrip("\n"), err=not known)
    sys.exit(0 if known else 2)
