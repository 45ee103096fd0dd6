"""`policygen why SCHOOL CLAUSE`: why a school has a clause or not, and where each of its words comes from."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen.cli import completing
from policygen.cli.common import json_option, load_compiler, project_option, school_id, world_of
from policygen.compile.compiler import Compiler
from policygen.report.explain import Trace, trace


@click.command("why")
@click.argument("school", shell_complete=completing.schools)
@click.argument("clause", shell_complete=completing.clauses)
@click.option(
    "--policy",
    help="Only in this policy; needed when a number stands in several.",
    shell_complete=completing.policies,
)
@json_option
@project_option
def why_command(school: str, clause: str, policy: str | None, as_json: bool, project: Path | None) -> None:
    """Say why SCHOOL has CLAUSE (an id, or a number such as 3.2) or not: condition, values, requirements, sources."""
    compiler, _ = load_compiler(world_of(project))
    found = _find(compiler, school_id(school), clause, policy)
    if as_json:
        import json
        from dataclasses import asdict

        click.echo(json.dumps([asdict(entry) for entry in found], indent=1, ensure_ascii=False))
        return
    for number, entry in enumerate(found):
        if number:
            click.echo()
        click.echo("\n".join(entry.lines()))


def _find(compiler: Compiler, school: str, clause: str, policy: str | None) -> list[Trace]:
    from policygen.diagnostics.suggest import did_you_mean

    if school not in compiler.files:
        raise click.UsageError(f"there is no school '{school}'. {did_you_mean(school, compiler.files)}".strip())
    settled = compiler.school(school)
    if settled is None:
        click.echo(f"The settings of {school} have mistakes; `policygen check` lists them.", err=True)
        sys.exit(1)
    if policy is not None and policy not in settled.plans:
        raise click.UsageError(f"{school} has no policy '{policy}'. {did_you_mean(policy, settled.plans)}".strip())
    found = trace(compiler, settled, clause, policy)
    if not found:
        names = [name.partition(":")[2] for name in compiler.project.clauses]
        click.echo(
            f"No clause of {school} is called or numbered '{clause}'. {did_you_mean(clause, names)}".strip(), err=True
        )
        sys.exit(1)
    return found
