"""`policygen build`: make the files of schools' policies."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policygen.build import FORMATS, PAPERS, NotMade, Order, SchoolResult, build
from policygen.check.suggest import did_you_mean
from policygen.diagnostics.model import Diagnostics
from policygen.world import World

from .common import load, output_format_option, project_option, school_id, show, shown_path, sources_of, world_of

if TYPE_CHECKING:
    from policygen.compile import Compiler
    from policygen.staff.csv import Member


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
@click.option(
    "--staff",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A CSV file of the school's staff: adds a register of signatures and a receipt for each person.",
)
@click.option("--annotate", is_flag=True, help="Add a reviewer's copy, with each clause's sources in the margin.")
@click.option("--strict", is_flag=True, help="Make nothing while the school's policies rest on what is out of date.")
@click.option("--jobs", type=click.IntRange(1, 64), help="How many processes share the work.")
@output_format_option
@project_option
def command(
    schools: tuple[str, ...],
    policies: tuple[str, ...],
    formats: str,
    out: Path | None,
    draft: bool,
    staff: Path | None,
    annotate: bool,
    strict: bool,
    jobs: int | None,
    output_format: str,
    project: Path | None,
) -> None:
    """Make the policies of each SCHOOL (all of them unless named), as build/SCHOOL/POLICY.docx and .pdf."""
    wanted = _formats(formats)
    if (staff or annotate) and not set(wanted) & set(PAPERS):
        raise click.UsageError("--staff and --annotate make DOCX and PDF, and --format names neither")
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
    if staff and len(ids) != 1:
        raise click.UsageError("--staff is the list of one school: name the school")
    show(library, output_format, sources_of(compiler), sys.stderr)
    if library.errors:
        click.echo("Nothing was made: the clause library has mistakes, listed above.", err=True)
        sys.exit(1)
    members = _members(world, staff, output_format) if staff else ()
    order = Order(wanted, policies, out or world.root / "build", draft, members, annotate)
    stale = [] if draft else _out_of_date(compiler, ids)
    if strict and stale:
        click.echo("\n".join((*stale, "Nothing was made: --strict refuses what is out of date.")), err=True)
        sys.exit(1)
    count = jobs or min(os.cpu_count() or 1, len(ids))
    results = []
    for result in _with_progress(build(compiler, ids, order, count), len(ids)):
        results.append(result)
        show(result.diagnostics, output_format, result.sources, sys.stderr)
        for paths in (*result.made.values(), result.beside):
            for path in paths:
                click.echo(shown_path(path))
    if not any(result.made or result.not_made for result in results):
        raise click.UsageError(
            f"{' and '.join(ids)} {'has' if len(ids) == 1 else 'have'} no policy {' or '.join(policies)}"
        )
    click.echo("\n".join((*stale, in_words(results))), err=True)
    sys.exit(1 if any(result.not_made for result in results) else 0)


def _out_of_date(compiler: Compiler, ids: list[str]) -> list[str]:
    """Return a line for each kind of thing out of date that the schools' policies rest on."""
    from policygen.currency.dead_names import load_dead_names
    from policygen.currency.findings import find_stale, touching
    from policygen.currency.report import currency_lines
    from policygen.currency.when import default_date
    from policygen.standing import load_schools

    world = compiler.project.world
    found = find_stale(
        compiler, load_schools(compiler, ids), load_dead_names(world, Diagnostics()), default_date(world)
    )
    return currency_lines(dict.fromkeys(finding for name in ids for finding in touching(found, name)))


def _members(world: World, staff: Path, output_format: str) -> tuple[Member, ...]:
    """Return who is on the list; where it has mistakes, show them all and end with status 1."""
    from policygen.staff.csv import load_staff

    diagnostics = Diagnostics()
    found = load_staff(world, staff, diagnostics)
    show(diagnostics, output_format, {found.file: found.text}, sys.stderr)
    if diagnostics.errors:
        click.echo("Nothing was made: the staff list has mistakes, listed above.", err=True)
        sys.exit(1)
    return found.members


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
