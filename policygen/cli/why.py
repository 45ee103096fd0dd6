"""`policygen why SCHOOL CLAUSE`: why a school has a clause or not, and where its words come from."""

from __future__ import annotations

from pathlib import Path

import click

from policygen.cli import completing
from policygen.cli.common import json_option, load_compiler, project_option, school_id, stop, usage, world_of
from policygen.compile.compiler import Compiler
from policygen.report.explain import Trace, trace


@click.command("why")
@click.argument("school", shell_complete=completing.schools)
@click.argument("clause", shell_complete=completing.clauses)
@click.option(
    "--policy",
    help="Look only in this policy. Needed if a number occurs in several.",
    shell_complete=completing.policies,
)
@json_option
@project_option
def why_command(school: str, clause: str, policy: str | None, as_json: bool, project: Path | None) -> None:
    """Explain why SCHOOL has CLAUSE or not: its condition, values, requirements and sources.

    CLAUSE is an id, or a number such as 3.2.
    """
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
        raise usage("cli.no_school", name=school, hint=did_you_mean(school, compiler.files))
    settled = compiler.school(school)
    if settled is None:
        stop("cli.school_has_mistakes", school=school)
    if policy is not None and policy not in settled.plans:
        hint = did_you_mean(policy, settled.plans)
        raise usage("cli.school_has_no_policy", school=school, policy=policy, hint=hint)
    found = trace(compiler, settled, clause, policy)
    if not found:
        names = [name.partition(":")[2] for name in compiler.project.clauses]
        stop("cli_why.no_clause", school=school, name=clause, hint=did_you_mean(clause, names))
    return found
