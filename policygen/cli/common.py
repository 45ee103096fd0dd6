"""What the commands share: finding the project, loading the library, printing what was found."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

import click

from policygen.compile.compiler import Compiler, School
from policygen.diagnostics.model import Diagnostic, Diagnostics
from policygen.world.disk import World, find_root

# Where somebody looks for a school that policygen takes for something else.
GROUPS_ONLY = "A file in a folder of schools/ is a trust's or a council's"
OUTPUT_FORMATS = ("full", "concise", "json", "github", "sarif")


def project_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--project",
        type=click.Path(file_okay=False, exists=True, path_type=Path),
        help="The project's folder; otherwise the nearest one above this folder that holds schools/ or clauses/.",
    )(function)


def output_format_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--output-format",
        type=click.Choice(OUTPUT_FORMATS),
        default="full",
        show_default=True,
        help="How mistakes are shown.",
    )(function)


def json_option(function: Callable[..., Any]) -> Callable[..., Any]:
    return click.option("--json", "as_json", is_flag=True, help="For a program to read: JSON, alone on stdout.")(
        function
    )


def world_of(project: Path | None) -> World:
    return World((project or find_root(Path.cwd())).resolve())


def load_compiler(
    world: World, output_format: str = "full", stream: TextIO | None = None
) -> tuple[Compiler, Diagnostics]:
    """Load the library; where there is none, say so on `stream` (stderr unless told) and end with status 1."""
    compiler, diagnostics = Compiler.load(world)
    if compiler is None:
        show(diagnostics, output_format, project_texts(world, diagnostics), stream or sys.stderr)
        sys.exit(1)
    return compiler, diagnostics


def project_texts(world: World, diagnostics: Diagnostics) -> dict[str, str]:
    """Return the texts that findings point into, where no project came of them."""
    from policygen.source.reading import shown

    names = {one.span.file for one in diagnostics if one.span is not None}
    return {name: shown(name, world.read(name)).text for name in sorted(names) if world.exists(name)}


def sources_of(compiler: Compiler) -> dict[str, str]:
    return {name: source.text for name, source in compiler.project.sources.items()}


def show(diagnostics: Iterable[Diagnostic], output_format: str, sources: Mapping[str, str], stream: TextIO) -> None:
    """Print findings; nothing at all where there are none, but for the formats a program reads."""
    from policygen.diagnostics.render import render_diagnostics

    found = list(diagnostics)
    if not found and output_format not in ("json", "sarif"):
        return
    text = render_diagnostics(found, output_format, sources, color=colored(stream))
    if text:
        print(text.rstrip("\n"), file=stream)


def colored(stream: TextIO) -> bool:
    """Tell whether to colour: on a terminal, unless NO_COLOR says otherwise (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def shown_path(path: Path) -> str:
    """Return a path as short as can be from where the person stands."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def school_id(name: str) -> str:
    """Return the id for what a person typed: `allhallows`, `allhallows.yaml` or `schools/allhallows.yaml`."""
    return Path(name).stem if name.endswith(".yaml") else name


def schools_named(compiler: Compiler, names: Iterable[str]) -> list[str]:
    """Return the ids of the schools that a person named, one by one or as a group: `trusts/castlemere`,
    `schools/trusts/castlemere.yaml`. A name that leads nowhere is a usage error.
    """
    from policygen.diagnostics.suggest import did_you_mean
    from policygen.resolve.groups import group_files, group_name, schools_in

    world = compiler.project.world
    found: dict[str, None] = {}
    for name in names:
        group = group_name(name.replace("\\", "/").removeprefix(f"{world.root.as_posix()}/"))
        if group in compiler.files:
            found[group] = None
        elif group not in (groups := group_files(world)):
            hint = did_you_mean(group, [*groups, *compiler.files])
            raise click.UsageError(f"there is no school '{name}'. {hint}".strip())
        elif not (schools := schools_in(world, group)):
            raise click.UsageError(
                f"no school here says `extends: {group}.yaml`. {GROUPS_ONLY}: "
                f"if {groups[group]} is a school's, move it up"
            )
        else:
            found |= dict.fromkeys(schools)
    return list(found)


def refuse_unwritable(world: World, formats: Iterable[str], diagnostics: Diagnostics) -> bool:
    """Report what this machine lacks to write the formats; tell whether they cannot be written."""
    from policygen.render.preflight import problems

    found = list(problems(world, formats))
    diagnostics.extend(found)
    return bool(found)


def one_school(compiler: Compiler, name: str) -> School:
    """Return the school that a person named; one that is not there is a usage error, one with mistakes ends with 1."""
    from policygen.diagnostics.suggest import did_you_mean

    wanted = school_id(name)
    if wanted not in compiler.files:
        raise click.UsageError(f"there is no school '{name}'. {did_you_mean(wanted, compiler.files)}".strip())
    found = compiler.school(wanted)
    if found is None:
        click.echo(f"The settings of {wanted} have mistakes; `policygen check` lists them.", err=True)
        sys.exit(1)
    return found
