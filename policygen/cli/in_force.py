"""`policygen build --adopted`: the policies in force, from the adoption records alone."""

from __future__ import annotations

import sys
from pathlib import Path

from policygen import (
    AdoptionRecords,
    Diagnostic,
    MemoryWorld,
    Order,
    SchoolResult,
    did_you_mean,
    say,
)
from policygen.cli.common import school_id, show, stop, usage, world_of
from policygen.cli.progress import show_result


def build_adopted(
    names: tuple[str, ...], order: Order, project: Path | None, output_format: str
) -> tuple[list[SchoolResult], tuple[Diagnostic, ...]]:
    """Build and list the policies that the schools have adopted; an `output_format` of "" shows nothing.

    Without names, of all schools that have adopted one. Ends with status 1 if this computer cannot write the formats.
    """
    records = AdoptionRecords(MemoryWorld.of(world_of(project)))
    known = records.schools
    if not known:
        raise usage("cli_build.nothing_adopted")
    schools = list(dict.fromkeys(school_id(name) for name in names)) or known
    for school in schools:
        if school not in known:
            raise usage("cli_build.school_adopted_nothing", school=school, hint=did_you_mean(school, known))
    machine = records.lacking(order.formats, large_print=order.large_print, engine=order.pdf_engine)
    if machine:
        show(machine, output_format or "full", {}, sys.stderr)
        stop("cli.nothing_built", reason=say("cli.because_machine"))
    results = []
    for result in records.build(schools, order):
        results.append(result)
        if output_format:
            show_result(result, output_format)
    if not any(result.made or result.not_made for result in results):
        raise usage("cli_build.adopted_no_policy", schools=schools, count=len(schools), policies=order.policies)
    return results, machine


def refuse_with_adopted(options: dict[str, bool]) -> None:
    """Raise click.UsageError for an option that needs the settings; `options` says of each whether it was given."""
    given = [name for name, on in options.items() if on]
    if given:
        raise usage("cli_build.adopted_other_option", options=given)
