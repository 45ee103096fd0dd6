"""`policygen list`: the schools, policies and libraries that are here."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from policygen.cli.common import json_option, load_compiler, project_option, world_of


@click.command("list")
@json_option
@project_option
def list_command(as_json: bool, project: Path | None) -> None:
    """List the schools with their policies, the groups of schools, the policies there are, and the clause libraries."""
    from policygen.resolve.groups import group_files, groups_of, schools_in

    compiler, _ = load_compiler(world_of(project))
    world = compiler.project.world
    schools: dict[str, dict[str, Any]] = {}
    for name in sorted(compiler.files):
        school = compiler.school(name)
        if school is not None:
            setting = school.settled.settings.get("school.name")
            schools[name] = {"name": str(setting.value or "") if setting else "", "policies": sorted(school.plans)}
        else:
            schools[name] = {"name": "", "policies": []}
        schools[name]["groups"] = list(groups_of(world, compiler.files[name]))
    groups = {
        name: {"extends": list(groups_of(world, file)), "schools": schools_in(world, name)}
        for name, file in sorted(group_files(world).items())
    }
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
            {"version": 1, "schools": schools, "groups": groups, "policies": policies, "libraries": libraries},
            sys.stdout,
            indent=1,
            ensure_ascii=False,
        )
        click.echo()
        return
    click.echo("Schools")
    for name, found in schools.items():
        click.echo(f"  {name:24} {found['name'] or '(settings with mistakes)'}: {', '.join(found['policies'])}")
    if groups:
        click.echo("Groups of schools")
    for name, group in groups.items():
        above = f" (extends {' and '.join(group['extends'])})" if group["extends"] else ""
        click.echo(f"  {name:24} {', '.join(group['schools']) or 'no school yet'}{above}")
    click.echo("Policies")
    for name, title in policies.items():
        click.echo(f"  {name:24} {title}")
    click.echo("Libraries")
    for name, library in libraries.items():
        click.echo(f"  {name:24} {library['title']}, version {library['version']}: {library['clauses']} clauses")
