"""`policygen lint`: what clauses say and how, rule by rule."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    load_compiler,
    output_format_option,
    project_option,
    show,
    sources_of,
    world_of,
)
from policygen.diagnostics.model import Severity


@click.command("lint")
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="ID",
    help="Only this rule; may be given several times.",
    shell_complete=completing.rules,
)
@click.option("--strict", is_flag=True, help="Warnings count as problems too.")
@output_format_option
@json_option
@project_option
def lint_command(rules: tuple[str, ...], strict: bool, output_format: str, as_json: bool, project: Path | None) -> None:
    """Look through the library's clauses for what makes a policy wrong, contradictory or hard to read."""
    from policygen.diagnostics.suggest import did_you_mean
    from policygen.lint.run import known, lint

    for name in rules:
        if name not in known():
            hint = did_you_mean(name, known()) or f"Known here: {', '.join(known())}."
            raise click.UsageError(f"there is no rule '{name}'. {hint}")
    output_format = "json" if as_json else output_format
    compiler, library = load_compiler(world_of(project), output_format, sys.stdout)
    found = lint(compiler, library, rules)
    show(found, output_format, sources_of(compiler), sys.stdout)
    if not found and output_format == "full":
        count = len(compiler.project.clauses)
        click.echo(f"Nothing found in {count} clauses by {len(rules) or len(known())} rules.")
    if library.errors:
        click.echo(f"The library has {library.errors} mistakes besides; `policygen check` shows them.", err=True)
    problems = [one for one in found if strict or one.severity is Severity.ERROR]
    sys.exit(1 if problems or library.errors else 0)
