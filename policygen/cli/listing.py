"""`policygen list`: the schools, policies and libraries in this project."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from policygen import say
from policygen.cli.common import json_option, library_of, project_option, world_of


@click.command("list")
@json_option
@project_option
def list_command(as_json: bool, project: Path | None) -> None:
    """List the schools with their policies, the groups of schools, all policies, and the clause libraries."""
    library = library_of(world_of(project))
    schools: dict[str, dict[str, Any]] = {}
    for name in sorted(library.schools):
        school = library.open(name)
        schools[name] = {"name": school.name, "policies": sorted(school.policies), "groups": library.groups_of(name)}
    groups = {
        name: {"extends": library.groups_of(name), "schools": library.schools_of(name)}
        for name in sorted(library.groups)
    }
    policies = library.policies
    libraries = {name: asdict(facts) for name, facts in library.libraries.items()}
    if as_json:
        json.dump(
            {"version": 1, "schools": schools, "groups": groups, "policies": dict(policies), "libraries": libraries},
            sys.stdout,
            indent=1,
            ensure_ascii=False,
        )
        click.echo()
        return
    click.echo("\n".join(_lines(schools, groups, policies, libraries)))


def _lines(
    schools: Mapping[str, Any], groups: Mapping[str, Any], policies: Mapping[str, str], libraries: Mapping[str, Any]
) -> Iterator[str]:
    yield say("cli_list.schools")
    for name, found in schools.items():
        title = found["name"] or say("cli_list.has_mistakes")
        yield say("cli_list.school", id=f"{name:24}", name=title, policies=", ".join(found["policies"]))
    if groups:
        yield say("cli_list.groups")
    for name, group in groups.items():
        members = ", ".join(group["schools"]) or say("cli_list.no_school_yet")
        if group["extends"]:
            yield say("cli_list.group_extends", id=f"{name:24}", schools=members, above=group["extends"])
        else:
            yield say("cli_list.group", id=f"{name:24}", schools=members)
    yield say("cli_list.policies")
    for name, title in policies.items():
        yield say("cli_list.policy", id=f"{name:24}", title=title)
    yield say("cli_list.libraries")
    for name, library in libraries.items():
        title, version, count = library["title"], library["version"], library["clauses"]
        line = say("cli_list.library", id=f"{name:24}", title=title, version=version, count=count)
        if library["package"]:
            line += say("cli_list.package", package=library["package"])
        if library["pinned"]:
            line += say("cli_list.pinned", version=library["pinned"])
        yield line
