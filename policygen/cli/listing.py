"""`policygen list`: the schools, policies and libraries that are here."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from .common import load, project_option, world_of


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="For a program to read.")
@project_option
def command(as_json: bool, project: Path | None) -> None:
    """List the schools with their policies, the policies there are, and the clause libraries."""
    compiler, _ = load(world_of(project))
    schools = {}
    for name in sorted(compiler.files):
        school = compiler.school(name)
        if school is not None:
            setting = school.settled.settings.get("school.name")
            schools[name] = {"name": str(setting.value or "") if setting else "", "policies": sorted(school.plans)}
        else:
            schools[name] = {"name": "", "policies": []}
    policies = {key: outline.title.text for key, outline in sorted(compiler.project.outlines.items())}
    libraries = {
        key: {
            "title": library.title.text,
            "version": library.version.text,
            "clauses": sum(clause.library is library for clause in compiler.project.clauses.values()),
        }
        for key, library in sorted(compiler.project.libraries.items())
    }
    if as_json:
        json.dump(
            {"schools": schools, "policies": policies, "libraries": libraries}, sys.stdout, indent=1, ensure_ascii=False
        )
        click.echo()
        return
    click.echo("Schools")
    for name, found in schools.items():
        click.echo(f"  {name:24} {found['name'] or '(settings with mistakes)'}: {', '.join(found['policies'])}")
    click.echo("Policies")
    for name, title in policies.items():
        click.echo(f"  {name:24} {title}")
    click.echo("Libraries")
    for name, library in libraries.items():
        click.echo(f"  {name:24} {library['title']}, version {library['version']}: {library['clauses']} clauses")
