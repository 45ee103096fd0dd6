"""`policygen build`: build the documents of schools' policies."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NoReturn

import click
from click.core import ParameterSource

from policygen import (
    BuildReport,
    Diagnostic,
    DiskWorld,
    Edition,
    FinishedBuild,
    FreshnessReport,
    Library,
    MemoryWorld,
    Order,
    SchoolResult,
    Shard,
    StaffList,
    Workforce,
    did_you_mean,
    plan_build,
    planned_lines,
    say,
    store_folder,
)
from policygen.cli import completing
from policygen.cli.blank import build_blank, refuse_with_blank
from policygen.cli.common import (
    groups_named,
    json_option,
    library_of,
    output_format_option,
    project_option,
    require_policy,
    schools_named,
    show,
    shown_path,
    stop,
    store_option,
    tell,
    usage,
    world_of,
)
from policygen.cli.in_force import build_adopted, refuse_with_adopted
from policygen.cli.options import out_option, pdf_engine_option, policies_option
from policygen.cli.progress import show_result, shown_results
from policygen.cli.sharing import shard_of, shard_option, workforce_options


@click.command("build")
@click.argument("schools", nargs=-1, metavar="[SCHOOL ...]", shell_complete=completing.schools_and_groups)
@policies_option
@click.option(
    "--format",
    "formats",
    default="docx,pdf",
    show_default=True,
    metavar="LIST",
    help=f"Formats, separated by commas: {', '.join(Order.FORMATS)}.",
    shell_complete=completing.formats,
)
@out_option
@click.option("--draft", is_flag=True, help="Show missing answers as blanks, and print DRAFT on every page.")
@click.option(
    "--staff",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A CSV file of the school's staff. Adds a signature register, and a receipt for each person.",
)
@click.option(
    "--edition",
    "editions",
    multiple=True,
    metavar="LIST",
    help="Who the documents are for, separated by commas: board (the default, with everything), staff, or web (without "
    "names and details that are not public).",
    shell_complete=completing.editions,
)
@click.option(
    "--large-print",
    is_flag=True,
    help="Make large-print copies for readers with low vision, in 18 points: build/SCHOOL/POLICY.large-print.docx and "
    ".pdf (and .html), beside the ordinary files. Markdown and JSON have no type size and are built as usual.",
)
@click.option(
    "--no-sheets",
    is_flag=True,
    help="Make the policies alone, without the agreements, forms and approval sheets in build/SCHOOL/sheets/. Those of "
    "earlier builds do not change.",
)
@click.option("--annotate", is_flag=True, help="Add a reviewer's copy with the sources of each clause in the margin.")
@click.option(
    "--blank",
    is_flag=True,
    help="Make model copies in Word that a school can fill in without policygen: one for each kind of school in "
    "clauses/models.yaml, or one for SCHOOL, which can be a kind, or the file of a trust or council.",
)
@click.option(
    "--adopted",
    is_flag=True,
    help="Build the policies in force from the adoption records alone, into build/SCHOOL/adopted/. Later changes to "
    "the settings or the library make no difference.",
)
@pdf_engine_option
@click.option("--strict", is_flag=True, help="Build nothing if a policy relies on anything that is out of date.")
@store_option
@click.option("--dry-run", is_flag=True, help="Only list the files that would be built, and why. Writes nothing.")
@click.option("--verbose", "-v", is_flag=True, help="Say what was not built again, and what in the store was damaged.")
@workforce_options
@shard_option
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
    large_print: bool,
    no_sheets: bool,
    annotate: bool,
    blank: bool,
    adopted: bool,
    pdf_engine: str,
    strict: bool,
    no_store: bool,
    dry_run: bool,
    verbose: bool,
    workforce: Workforce,
    shard: Shard | None,
    output_format: str,
    as_json: bool,
    project: Path | None,
) -> None:
    """Build the policies of each SCHOOL as build/SCHOOL/POLICY.docx and .pdf. Without SCHOOL, build all schools.

    If SCHOOL is a trust or council, such as trusts/castlemere, build all schools that extend its file, and a calendar
    of all their reviews, build/trusts/castlemere/review.ics. The staff and web editions go into build/SCHOOL/staff/ and
    build/SCHOOL/web/.
    """
    beside = {"--blank": blank, "--adopted": adopted, "--json": as_json}
    if dry_run and any(beside.values()):
        raise usage("cli_build.dry_run_other_option", options=[name for name, on in beside.items() if on])
    wanted = formats_of(formats)
    readers = _editions(editions)
    if blank:
        given = click.get_current_context().get_parameter_source("formats") is not ParameterSource.DEFAULT
        others = {
            "--draft": draft, "--staff": bool(staff), "--edition": bool(editions), "--annotate": annotate,
            "--large-print": large_print, "--adopted": adopted, "--strict": strict, "--shard": bool(shard),
        }  # fmt: skip
        refuse_with_blank(wanted if given else (), others)
        results, known = build_blank(
            schools, policies, out, workforce, project, pdf_engine, "" if as_json else output_format
        )
        _end(results, known, [], as_json)
    if large_print and not set(Order.SIZED) & set(wanted):
        raise usage("cli_build.large_print_needs_size")
    if adopted:
        refuse_with_adopted(
            {
                "--draft": draft,
                "--staff": bool(staff),
                "--annotate": annotate,
                "--strict": strict,
                "--shard": bool(shard),
            }
        )
        world = world_of(project)
        order = Order(
            wanted, policies, out or world.root / "build",
            editions=readers, project=world.root, large_print=large_print, pdf_engine=pdf_engine,
        )  # fmt: skip
        results, known = build_adopted(schools, order, project, "" if as_json else output_format)
        _end(results, known, [], as_json)
    if (staff or annotate) and not Order(wanted).papers:
        raise usage("cli_build.needs_paper")
    if staff and readers == ("web",):
        raise usage("cli_build.staff_needs_edition")
    if annotate and "board" not in readers:
        raise usage("cli_build.annotate_needs_board")
    world = world_of(project)
    # Read once: what is saved from now on belongs to the next build.
    files, day = MemoryWorld.of(world), FreshnessReport.day(world)
    named = [world.name_of(name) for name in schools]
    request = Order(
        wanted, policies, out or world.root / "build", draft, (), annotate,
        editions=readers, project=world.root, large_print=large_print, pdf_engine=pdf_engine, sheets=not no_sheets,
        # A list of staff is never kept, and would be in these files.
        store=None if no_store or staff else store_folder(world.environment), shard=shard,
    )  # fmt: skip
    past = FinishedBuild.find(files, request, named, day) if not (strict or dry_run or shard) else None
    if past is not None:
        if verbose:
            tell("cli_build.nothing_changed")
        _tell_again(past, request, output_format, files, world, as_json)
    library = library_of(files)
    require_policy(policies, library)
    ids = schools_named(library, named) or sorted(library.schools)
    if not ids:
        raise usage("cli_build.no_schools_only_groups" if library.groups else "cli_build.no_schools")
    if staff and len(ids) != 1:
        raise usage("cli_build.staff_needs_one_school")
    lacking = () if library.errors else library.lacking(wanted, large_print=large_print, engine=pdf_engine)
    known = (*library.diagnostics, *(() if library.errors else library.lint_own(ids)), *lacking)
    if not as_json:
        show(known, output_format, library.texts(known), sys.stderr, world)
    if library.errors or lacking:
        _print_json(as_json, [], known, [])
        stop("cli.nothing_built", reason=say("cli.because_library" if library.errors else "cli.because_machine"))
    members = _staff(world, staff, output_format).members if staff else ()
    groups = tuple((name, library.schools_of(name)) for name in groups_named(library, named))
    if shard:
        ids, groups = shard_of(shard, ids, groups)
    order = replace(request, staff=members, groups=groups)
    # The library is of a snapshot, which does not know the day of the commit.
    if strict and not draft and (stale := library.freshness(day, ids, touching=ids).summary()):
        _print_json(as_json, [], known, stale)
        click.echo("\n".join((*stale, say("cli_build.strict"))), err=True)
        sys.exit(1)
    if dry_run:
        _end_dry(library, ids, order, output_format)
    as_of = None if draft else day
    results = shown_results(library, ids, order, workforce, None if as_json else output_format, world, as_of)
    stale = _stale(results, library, ids, as_of)
    if verbose and not as_json:
        damaged = [Diagnostic.of("PG513", name=name) for result in results for name in result.damaged]
        show(damaged, output_format, {}, sys.stderr)
        made = sum(len(paths) for result in results for paths in result.made.values())
        tell("cli_build.reused", reused=sum(result.reused for result in results), made=made)
    if ids and not any(result.made or result.not_made or result.notes for result in results):
        raise usage("cli_build.no_such_policies", schools=ids, count=len(ids), policies=policies)
    FinishedBuild(tuple(known), stale, tuple(results)).keep(files, request, named, day)
    _end(results, known, _of_concern(stale, files, as_json), as_json, order)


def _stale(results: list[SchoolResult], library: Library, ids: Sequence[str], as_of: date | None) -> tuple[str, ...]:
    """Return what is out of date, as the results know it; one that was lost or not begun does not."""
    if as_of is None:
        return ()
    found = FreshnessReport.summary_of(results)
    return library.freshness(as_of, ids, touching=ids).summary() if found is None else found


def _end_dry(library: Library, ids: Sequence[str], order: Order, output_format: str) -> NoReturn:
    """List what would be built, and end with status 1 if a policy could not be."""
    files = unchanged = not_made = 0
    for planned in plan_build(library, ids, order):
        show(planned.diagnostics, output_format, planned.sources, sys.stderr)
        for line in planned_lines(planned.files, shown_path):
            click.echo(line)
        files, unchanged = files + len(planned.files), unchanged + planned.unchanged
        not_made += len(planned.not_made)
    if left := BuildReport(tuple(SchoolResult(school) for school in ids)).sheets_left(order, shown_path):
        click.echo(left, err=True)
    click.echo(say("cli_build.dry_run", files=files, unchanged=unchanged), err=True)
    sys.exit(1 if not_made else 0)


def _tell_again(
    past: FinishedBuild, order: Order, output_format: str, files: MemoryWorld, world: DiskWorld, as_json: bool
) -> None:
    """Say all that a build said whose files are all there, and end as it did."""
    if not as_json:
        show(past.known, output_format, FinishedBuild.texts(files, past.known), sys.stderr, world)
        for result in past.results:
            show_result(result, output_format, world)
    _end(list(past.results), past.known, _of_concern(past.out_of_date, files, as_json), as_json, order)


def _of_concern(stale: Sequence[str], files: MemoryWorld, as_json: bool) -> Sequence[str]:
    """Leave out what a clerk can do nothing about: the state of the packaged libraries.

    `freshness`, `--json` and `--strict` still say it.
    """
    return stale if as_json or any(files.names("clauses")) else ()


def _end(
    results: list[SchoolResult],
    known: Iterable[Diagnostic],
    stale: Sequence[str],
    as_json: bool,
    order: Order | None = None,
) -> NoReturn:
    """Say what was built and what was not, and end with status 0 or 1."""
    _print_json(as_json, results, known, stale)
    report = BuildReport(tuple(results))
    left = report.sheets_left(order, shown_path) if order else ""
    click.echo("\n".join((*stale, *([left] if left else ()), report.summary(shown_path))), err=True)
    sys.exit(1 if any(result.not_made for result in results) else 0)


def _print_json(wanted: bool, results: list[SchoolResult], known: Iterable[Diagnostic], stale: Sequence[str]) -> None:
    if wanted:
        click.echo(BuildReport(tuple(results), tuple(known), tuple(stale)).json(shown_path))


def _staff(world: DiskWorld, file: Path, output_format: str) -> StaffList:
    """Return the list of staff; if it has mistakes, show them all and end with status 1."""
    found = StaffList.load(world, file)
    show(found.diagnostics, output_format, {found.file: found.text}, sys.stderr)
    if any(one.severity == "error" for one in found.diagnostics):
        stop("cli.nothing_built", reason=say("cli.because_staff_list"))
    return found


def _editions(given: tuple[str, ...]) -> tuple[Edition, ...]:
    """Return the editions named, in the order of Order.EDITIONS; by default the board's."""
    named = [part.strip().lower() for text in given for part in text.split(",") if part.strip()]
    for part in named:
        if part not in Order.EDITIONS:
            raise usage("cli_build.no_edition", name=part, hint=did_you_mean(part, Order.EDITIONS))
    if given and not named:
        raise usage("cli_build.no_edition_named", names=", ".join(Order.EDITIONS))
    return tuple(edition for edition in Order.EDITIONS if edition in named) or ("board",)


def formats_of(text: str) -> tuple[str, ...]:
    """Return the formats of a list separated by commas; an unknown format is a usage error."""
    found = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for part in found:
        if part not in Order.FORMATS:
            raise usage("cli_build.no_format", name=part, hint=did_you_mean(part, Order.FORMATS))
    if not found:
        raise usage("cli_build.no_format_named", names=", ".join(Order.FORMATS))
    return found
