"""`policygen build`: make the files of schools' policies."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from click.core import ParameterSource

from policygen.build.builder import EDITIONS, FORMATS, PAPERS, NotMade, Order, SchoolResult
from policygen.cli import completing
from policygen.cli.blank import build_blank, refuse_with_blank
from policygen.cli.common import (
    GROUPS_ONLY,
    json_option,
    load_compiler,
    output_format_option,
    project_option,
    refuse_unwritable,
    schools_named,
    show,
    shown_path,
    sources_of,
    world_of,
)
from policygen.cli.progress import with_progress
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.resolve.groups import group_files
from policygen.world.disk import World

if TYPE_CHECKING:
    from policygen.compile.compiler import Compiler
    from policygen.document.model import Edition
    from policygen.staff.csv import Member


@click.command("build")
@click.argument("schools", nargs=-1, metavar="[SCHOOL ...]", shell_complete=completing.schools_and_groups)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="ID",
    help="Only this policy; may be given several times.",
    shell_complete=completing.policies,
)
@click.option(
    "--format",
    "formats",
    default="docx,pdf",
    show_default=True,
    metavar="LIST",
    help=f"Formats, with commas: {', '.join(FORMATS)}.",
    shell_complete=completing.formats,
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
@click.option(
    "--edition",
    "editions",
    multiple=True,
    metavar="LIST",
    help="For whom: board (the default, everything), staff, web (no names or details that are not public); several "
    "with commas.",
    shell_complete=completing.editions,
)
@click.option("--annotate", is_flag=True, help="Add a reviewer's copy, with each clause's sources in the margin.")
@click.option(
    "--blank",
    is_flag=True,
    help="Make model copies in Word, to be filled in without policygen: for each kind of school in "
    "clauses/models.yaml, or after SCHOOL, which may be a kind, or a trust's or authority's file.",
)
@click.option("--strict", is_flag=True, help="Make nothing while the school's policies rest on what is out of date.")
@click.option("--jobs", type=click.IntRange(1, 64), help="How many processes share the work.")
@output_format_option
@json_option
@project_option
def build_command(
    schools: tuple[str, ...],
    policies: tuple[str, ...],
    formats: str,
    out: Path | None,
    draft: bool,
    staff: Path | None,
    editions: tuple[str, ...],
    annotate: bool,
    blank: bool,
    strict: bool,
    jobs: int | None,
    output_format: str,
    as_json: bool,
    project: Path | None,
) -> None:
    """Make the policies of each SCHOOL (all of them unless named), as build/SCHOOL/POLICY.docx and .pdf.

    A file above schools, such as trusts/castlemere, stands for all the schools that extend it. Copies for others than
    the board stand in a folder of their own: build/SCHOOL/staff/, build/SCHOOL/web/.
    """
    wanted = formats_of(formats)
    readers = _editions(editions)
    if blank:
        given = click.get_current_context().get_parameter_source("formats") is not ParameterSource.DEFAULT
        others = {
            "--draft": draft, "--staff": bool(staff), "--edition": bool(editions), "--annotate": annotate,
            "--strict": strict,
        }  # fmt: skip
        refuse_with_blank(wanted if given else (), others)
        results, library = build_blank(schools, policies, out, jobs, project, "" if as_json else output_format)
        _end(results, library, [], as_json)
    if (staff or annotate) and not set(wanted) & set(PAPERS):
        raise click.UsageError("--staff and --annotate make DOCX and PDF, and --format names neither")
    if staff and readers == ("web",):
        raise click.UsageError("--staff makes papers for the school: name the edition board or staff too")
    if annotate and "board" not in readers:
        raise click.UsageError("--annotate makes a copy for whoever reviews the board's edition: name board too")
    world = world_of(project)
    compiler, library = load_compiler(world)
    for policy in policies:
        if policy not in compiler.project.outlines:
            raise click.UsageError(f"there is no policy '{policy}'. {did_you_mean(policy, compiler.project.outlines)}")
    ids = schools_named(compiler, schools) or sorted(compiler.files)
    if not ids:
        hint = f". {GROUPS_ONLY}, not a school's" if group_files(world) else ""
        raise click.UsageError(f"there are no schools here: add a file such as schools/my-school.yaml{hint}")
    if staff and len(ids) != 1:
        raise click.UsageError("--staff is the list of one school: name the school")
    ready = bool(library.errors) or not refuse_unwritable(world, wanted, library)
    if not as_json:
        show(library, output_format, sources_of(compiler), sys.stderr)
    if library.errors:
        _print_json(as_json, [], library, [])
        why = "the clause library has mistakes" if ready else "this machine lacks what it needs"
        click.echo(f"Nothing was made: {why}, listed above.", err=True)
        sys.exit(1)
    members = _members(world, staff, output_format) if staff else ()
    order = Order(wanted, policies, out or world.root / "build", draft, members, annotate, editions=readers)
    stale = [] if draft else _out_of_date(compiler, ids)
    if strict and stale:
        _print_json(as_json, [], library, stale)
        click.echo("\n".join((*stale, "Nothing was made: --strict refuses what is out of date.")), err=True)
        sys.exit(1)
    results = []
    for result in with_progress(compiler, ids, order, jobs):
        results.append(result)
        if as_json:
            continue
        show(result.diagnostics, output_format, result.sources, sys.stderr)
        for paths in (*result.made.values(), result.beside):
            for path in paths:
                click.echo(shown_path(path))
        for note in result.notes:
            click.echo(note, err=True)
    if not any(result.made or result.not_made or result.notes for result in results):
        raise click.UsageError(
            f"{' and '.join(ids)} {'has' if len(ids) == 1 else 'have'} no policy {' or '.join(policies)}"
        )
    _end(results, library, stale, as_json)


def _end(results: list[SchoolResult], library: Diagnostics, stale: list[str], as_json: bool) -> NoReturn:
    """Say what was made and what was not, and end with status 0 or 1."""
    _print_json(as_json, results, library, stale)
    click.echo("\n".join((*stale, build_summary(results))), err=True)
    sys.exit(1 if any(result.not_made for result in results) else 0)


def _print_json(wanted: bool, results: list[SchoolResult], library: Diagnostics, stale: list[str]) -> None:
    if wanted:
        from policygen.build.result_json import to_json

        click.echo(to_json(results, library, stale, shown_path))


def _out_of_date(compiler: Compiler, ids: list[str]) -> list[str]:
    """Return a line for each kind of thing out of date that the schools' policies rest on."""
    from policygen.report.freshness.dead_names import load_dead_names
    from policygen.report.freshness.findings import find_stale, touching
    from policygen.report.freshness.judged_on import default_date
    from policygen.report.freshness.report import currency_lines
    from policygen.report.usage import load_schools

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


def _editions(given: tuple[str, ...]) -> tuple[Edition, ...]:
    """Return the editions named, in the order of EDITIONS; the board's unless told."""
    named = [part.strip().lower() for text in given for part in text.split(",") if part.strip()]
    for part in named:
        if part not in EDITIONS:
            raise click.UsageError(f"there is no edition '{part}'. {did_you_mean(part, EDITIONS)}")
    if given and not named:
        raise click.UsageError(f"no edition was named. Known here: {', '.join(EDITIONS)}.")
    return tuple(edition for edition in EDITIONS if edition in named) or ("board",)


def formats_of(text: str) -> tuple[str, ...]:
    """Return the formats of a list with commas; one that is not known is a usage error."""
    found = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for part in found:
        if part not in FORMATS:
            raise click.UsageError(f"there is no format '{part}'. {did_you_mean(part, FORMATS)}")
    if not found:
        raise click.UsageError(f"no format was named. Known here: {', '.join(FORMATS)}.")
    return found


def build_summary(results: list[SchoolResult]) -> str:
    """Return the build's last words: how many policies were made, and for each that was not, where to look."""
    made = sum(len(result.made.keys() - {entry.policy for entry in result.not_made}) for result in results)
    failed = sum(len(result.not_made) for result in results)
    total = made + failed
    if not failed:
        return f"{made} of {total} made{_where(results)}."
    said = "; ".join(part for result in results for part in _failed(result))
    return f"{made} of {total} made{_where(results)}. Not made: {said}."


def _where(results: list[SchoolResult]) -> str:
    """Return ", in build/allhallows": the nearest folder that holds all files made; "" where there are none."""
    files = [path for result in results for paths in (*result.made.values(), result.beside) for path in paths]
    if not files:
        return ""
    return f", in {shown_path(Path(os.path.commonpath([file.parent for file in files])))}"


def _failed(result: SchoolResult) -> list[str]:
    """Return what was not made of a school: in one go where it is all, and for one reason."""
    entries = result.not_made
    if not result.made and len(entries) > 2 and len({(e.errors, e.missing, e.lines) for e in entries}) == 1:
        return [_not_made(f"all of {result.school}", replace(entries[0], policy=""))]
    reasons: dict[tuple[int, int, tuple[int, ...]], list[NotMade]] = {}
    for entry in entries:
        reasons.setdefault((entry.errors, entry.missing, entry.lines), []).append(entry)
    return [_not_made(result.school, replace(same[0], policy=_named(same)), len(same) > 1) for same in reasons.values()]


def _named(entries: list[NotMade]) -> str:
    names = [entry.policy for entry in entries]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _not_made(school: str, entry: NotMade, several: bool = False) -> str:
    name = f"{entry.policy} for {school}" if entry.policy else school
    each = "each " if several else ""
    if entry.missing and entry.missing == entry.errors:
        count = f"{entry.missing} answer{'' if entry.missing == 1 else 's'} missing"
    else:
        count = f"{entry.errors} mistake{'' if entry.errors == 1 else 's'}"
    if not entry.lines:
        return f"{name}, {each}{count}"
    lines = [str(line) for line in entry.lines]
    listed = lines[0] if len(lines) == 1 else f"{', '.join(lines[:-1])} and {lines[-1]}"
    return f"{name}, {each}{count} (line{'' if len(lines) == 1 else 's'} {listed})"
