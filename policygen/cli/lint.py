"""`policygen lint`: check the wording of clauses, rule by rule."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import Library, Severity, did_you_mean, say
from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    library_of,
    output_format_option,
    project_here,
    project_option,
    show,
    tell,
    usage,
)


@click.command("lint")
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="ID",
    help="Check only this rule. Can be used several times.",
    shell_complete=completing.rules,
)
@click.option("--strict", is_flag=True, help="Treat warnings as problems too.")
@output_format_option
@json_option
@project_option
def lint_command(rules: tuple[str, ...], strict: bool, output_format: str, as_json: bool, project: Path | None) -> None:
    """Check the wording of the library's clauses for anything wrong, contradictory or hard to read."""
    known = Library.lint_rules()
    for name in rules:
        if name not in known:
            hint = did_you_mean(name, known) or say("cli.choose_from", names=", ".join(known))
            raise usage("cli_lint.no_rule", name=name, hint=hint)
    output_format = "json" if as_json else output_format
    library = library_of(project_here(project), output_format, sys.stdout)
    found = library.lint(rules)
    show(found, output_format, library.texts(found), sys.stdout, library.world)
    if not found and output_format == "full":
        count = len(library.clauses)
        click.echo(say("cli_lint.no_problems", clauses=count, rules=len(rules) or len(known)))
    if library.errors:
        tell("cli_lint.library_has_mistakes", count=library.errors)
    problems = [one for one in found if strict or one.severity is Severity.ERROR]
    sys.exit(1 if problems or library.errors else 0)
