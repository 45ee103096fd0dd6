"""`policygen build`: make the files of schools' policies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from policygen.build import FORMATS, NotMade, Order, SchoolResult, build
from policygen.check.suggest import did_you_mean

from .common import load, output_format_option, project_option, school_id, show, shown_path, sources_of, world_of


@click.command("build")
@click.argument("schools", nargs=-1, metavar="[SCHOOL ...]")
@click.option("--policy", "policies", multiple=True, metavar="ID", help="Only this policy; may be given several times.")
@click.option(
    "--format",
    "formats",
    default="docx,pdf",
    show_default=True,
    metavar="LIST",
    help=f"Formats, with commas: {', '.join(FORMATS)}.",
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="The folder for the files; build/ unless told."
)
@click.option("--draft", is_flag=True, help="Show what is missing as blanks, and say DRAFT on every page.")
@click.option("--jobs", type=click.IntRange(1, 64), help="How many processes share the work.")
@output_format_option
@project_option
def command(
    schools: tuple[str, ...],
    policies: tuple[str, ...],
    formats: str,
    out: Path | None,
    draft: bool,
    jobs: int | None,
    output_format: str,
    project: Path | None,
) -> None:
    """Make the policies of each SCHOOL (all of them unless named), as build/SCHOOL/POLICY.docx and .pdf."""
    wanted = _formats(formats)
    world = world_of(project)
    compiler, library = load(world)
    for policy in policies:
        if policy not in compiler.project.outlines:
            raise click.UsageError(f"there is no policy '{policy}'. {did_you_mean(policy, compiler.project.outlines)}")
    ids = [school_id(name) for name in schools] or sorted(compiler.files)
    for name in ids:
        if name not in compiler.files:
            raise click.UsageError(f"there is no school '{name}'. {did_you_mean(name, compiler.files)}".strip())
    if not ids:
        raise click.UsageError("there are no schools here: add a file such as schools/my-school.yaml")
    show(library, output_format, sources_of(compiler), sys.stderr)
    if library.errors:
        click.echo("Nothing was made: the clause library has mistakes, listed above.", err=True)
        sys.exit(1)
    order = Order(wanted, policies, out or world.root / "build", draft)
    count = jobs or min(os.cpu_count() or 1, max(len(ids) // 2, 1))
    results = []
    for result in _with_progress(build(compiler, ids, order, count), len(ids)):
        results.append(result)
        show(result.diagnostics, output_format, result.sources, sys.stderr)
        for paths in result.made.values():
            for path in paths:
                click.echo(shown_path(path))
    if not any(result.made or result.not_made for result in results):
        raise click.UsageError(
            f"{' and '.join(ids)} {'has' if len(ids) == 1 else 'have'} no policy {' or '.join(policies)}"
        )
    click.echo(in_words(results), err=True)
    sys.exit(1 if any(result.not_made for result in results) else 0)


def _formats(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for part in found:
        if part not in FORMATS:
            raise click.UsageError(f"there is no format '{part}'. {did_you_mean(part, FORMATS)}")
    if not found:
        raise click.UsageError(f"no format was named. Known here: {', '.join(FORMATS)}.")
    return found


def _with_progress(results: Iterator[SchoolResult], count: int) -> Iterator[SchoolResult]:
    """Show a bar on a terminal while a long build goes on; none elsewhere."""
    if count < 3 or not sys.stderr.isatty():
        yield from results
        return
    with click.progressbar(length=count, label="Building", file=sys.stderr) as bar:
        for result in results:
            bar.update(1)
            yield result


def in_words(results: list[SchoolResult]) -> str:
    """Return the build's last words: how many policies were made, and for each that was not, where to look."""
    made = sum(len(result.made.keys() - {entry.policy for entry in result.not_made}) for result in results)
    not_made = [(result.school, entry) for result in results for entry in result.not_made]
    total = made + len(not_made)
    if not not_made:
        return f"{made} of {total} made."
    said = "; ".join(_not_made(school, entry) for school, entry in not_made)
    return f"{made} of {total} made. Not made: {said}."


def _not_made(school: str, entry: NotMade) -> str:
    name = f"{entry.policy} for {school}" if entry.policy else school
    if entry.missing and entry.missing == entry.errors:
        count = f"{entry.missing} answer{'' if entry.missing == 1 else 's'} missing"
    else:
        count = f"{entry.errors} mistake{'' if entry.errors == 1 else 's'}"
    if not entry.lines:
        return f"{name}, {count}"
    lines = [str(line) for line in entry.lines]
    listed = lines[0] if len(lines) == 1 else f"{', '.join(lines[:-1])} and {lines[-1]}"
    return f"{name}, {count} (line{'' if len(lines) == 1 else 's'} {listed})"
