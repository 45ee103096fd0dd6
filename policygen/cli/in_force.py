"""`policygen build --adopted`: the policies in force, from the adoption records alone."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen.assemble.wording import Wording
from policygen.build.adopted import build_in_force, schools_with_records
from policygen.build.order import Order
from policygen.build.publish import Publisher
from policygen.build.rendering import Renderer
from policygen.build.results import NotMade, SchoolResult
from policygen.cli.common import refuse_unwritable, school_id, show, shown_path, stop, usage, world_of
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.world.memory import snapshot


def build_adopted(
    names: tuple[str, ...], order: Order, project: Path | None, output_format: str
) -> tuple[list[SchoolResult], Diagnostics]:
    """Build and list the policies that the schools have adopted; an `output_format` of "" shows nothing.

    Without names, of all schools that have adopted one. Ends with status 1 if this computer cannot write the formats.
    """
    world = snapshot(world_of(project))
    known = schools_with_records(world)
    if not known:
        raise usage("cli_build.nothing_adopted")
    schools = list(dict.fromkeys(school_id(name) for name in names)) or known
    for school in schools:
        if school not in known:
            raise usage("cli_build.school_adopted_nothing", school=school, hint=did_you_mean(school, known))
    machine = Diagnostics()
    if refuse_unwritable(world, order.formats, machine):
        show(machine, output_format or "full", {}, sys.stderr)
        stop("cli.nothing_built", reason=say("cli.because_machine"))
    renderer, wording = Renderer(world), Wording.load(world)
    publisher = Publisher(order.out, renderer.tools(order.formats), world.today(), order.project)
    results = []
    try:
        for school in schools:
            if publisher.stopped:
                results.append(SchoolResult(school, not_made=[NotMade("", 1, 0, (), unwritten=True)]))
                continue
            result = publisher.publish(build_in_force(world, renderer, wording, school, order))
            results.append(result)
            if output_format:
                _list(result, output_format)
    finally:
        publisher.close()
    if not any(result.made or result.not_made for result in results):
        raise usage("cli_build.adopted_no_policy", schools=schools, count=len(schools), policies=order.policies)
    return results, machine


def refuse_with_adopted(options: dict[str, bool]) -> None:
    """Raise click.UsageError for an option that needs the settings; `options` says of each whether it was given."""
    given = [name for name, on in options.items() if on]
    if given:
        raise usage("cli_build.adopted_other_option", options=given)


def _list(result: SchoolResult, output_format: str) -> None:
    show(result.diagnostics, output_format, result.sources, sys.stderr)
    for path in (path for paths in result.made.values() for path in paths):
        click.echo(shown_path(path))
    for note in result.notes:
        click.echo(note, err=True)
