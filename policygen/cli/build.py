"""`policygen build`: build the documents of schools' policies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from click.core import ParameterSource

from policygen.build.order import EDITIONS, FORMATS, PAPERS, Order
from policygen.build.results import NotMade, SchoolResult
from policygen.cli import completing
from policygen.cli.blank import build_blank, refuse_with_blank
from policygen.cli.common import (
    groups_named,
    json_option,
    load_compiler,
    output_format_option,
    project_option,
    refuse_unwritable,
    schools_named,
    show,
    shown_path,
    sources_of,
    stop,
    usage,
    world_of,
)
from policygen.cli.in_force import build_adopted, refuse_with_adopted
from policygen.cli.progress import with_progress
from policygen.diagnostics.codes import say
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.resolve.groups import group_files, schools_in
from policygen.world.disk import DiskWorld, project_name
from policygen.world.memory import snapshot

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
    help="Build only this policy. Can be used several times.",
    shell_complete=completing.policies,
)
@click.option(
    "--format",
    "formats",
    default="docx,pdf",
    show_default=True,
    metavar="LIST",
    help=f"Formats, separated by commas: {', '.join(FORMATS)}.",
    shell_complete=completing.formats,
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="The folder for the files. Default: build/."
)
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
    help="Build the policies in force from the adoption records alone, into build/SCHOOL/adopted/. Later changes of "
    "the settings or the library make no difference.",
)
@click.option("--strict", is_flag=True, help="Build nothing if a policy relies on anything that is out of date.")
@click.option("--jobs", type=click.IntRange(1, 64), help="How many processes to use.")
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
    adopted: bool,
    strict: bool,
    jobs: int | None,
    output_format: str,
    as_json: bool,
    project: Path | None,
) -> None:
    """Build the policies of each SCHOOL as build/SCHOOL/POLICY.docx and .pdf. Without SCHOOL, build all schools.

    The file of a trust or council, such as trusts/castlemere, means all schools that extend it, and adds a calendar of
    all their reviews, build/trusts/castlemere/review.ics. The staff and web editions go into build/SCHOOL/staff/ and
    build/SCHOOL/web/.
    """
    wanted = formats_of(formats)
    readers = _editions(editions)
    if blank:
        given = click.get_current_context().get_parameter_source("formats") is not ParameterSource.DEFAULT
        others = {
            "--draft": draft, "--staff": bool(staff), "--edition": bool(editions), "--annotate": annotate,
            "--adopted": adopted, "--strict": strict,
        }  # fmt: skip
        refuse_with_blank(wanted if given else (), others)
        results, library = build_blank(schools, policies, out, jobs, project, "" if as_json else output_format)
        _end(results, library, [], as_json)
    if adopted:
        refuse_with_adopted({"--draft": draft, "--staff": bool(staff), "--annotate": annotate, "--strict": strict})
        world = world_of(project)
        order = Order(wanted, policies, out or world.root / "build", editions=readers, project=world.root)
        results, library = build_adopted(schools, order, project, "" if as_json else output_format)
        _end(results, library, [], as_json)
    if (staff or annotate) and not set(wanted) & set(PAPERS):
        raise usage("cli_build.needs_paper")
    if staff and readers == ("web",):
        raise usage("cli_build.staff_needs_edition")
    if annotate and "board" not in readers:
        raise usage("cli_build.annotate_needs_board")
    world = world_of(project)
    # Read once: what is saved from now on belongs to the next build.
    compiler, library = load_compiler(snapshot(world))
    for policy in policies:
        if policy not in compiler.project.outlines:
            raise usage("cli.no_policy", name=policy, hint=did_you_mean(policy, compiler.project.outlines))
    ids = schools_named(compiler, [project_name(world, name) for name in schools]) or sorted(compiler.files)
    if not ids:
        raise usage(
            "cli_build.no_schools_only_groups" if group_files(compiler.project.world) else "cli_build.no_schools"
        )
    if staff and len(ids) != 1:
        raise usage("cli_build.staff_needs_one_school")
    ready = bool(library.errors) or not refuse_unwritable(compiler.project.world, wanted, library)
    if not as_json:
        show(library, output_format, sources_of(compiler, library), sys.stderr)
    if library.errors:
        _print_json(as_json, [], library, [])
        stop("cli.nothing_built", reason=say("cli.because_library" if ready else "cli.because_machine"))
    members = _members(world, staff, output_format) if staff else ()
    groups = tuple((name, tuple(schools_in(compiler.project.world, name))) for name in groups_named(compiler, schools))
    order = Order(
        wanted, policies, out or world.root / "build", draft, members, annotate,
        editions=readers, groups=groups, project=world.root,
    )  # fmt: skip
    stale = [] if draft else _out_of_date(world, compiler, ids)
    if strict and stale:
        _print_json(as_json, [], library, stale)
        click.echo("\n".join((*stale, say("cli_build.strict"))), err=True)
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
        raise usage("cli_build.no_such_policies", schools=ids, count=len(ids), policies=policies)
    _end(results, library, stale, as_json)


def _end(results: list[SchoolResult], library: Diagnostics, stale: list[str], as_json: bool) -> NoReturn:
    """Say what was built and what was not, and end with status 0 or 1."""
    _print_json(as_json, results, library, stale)
    click.echo("\n".join((*stale, build_summary(results))), err=True)
    sys.exit(1 if any(result.not_made for result in results) else 0)


def _print_json(wanted: bool, results: list[SchoolResult], library: Diagnostics, stale: list[str]) -> None:
    if wanted:
        from policygen.build.results import results_json

        click.echo(results_json(results, library, stale, shown_path))


def _out_of_date(world: DiskWorld, compiler: Compiler, ids: list[str]) -> list[str]:
    """Return a line for each kind of out-of-date content that the schools' policies rely on."""
    from policygen.report.freshness.dead_names import load_dead_names
    from policygen.report.freshness.findings import find_stale, touching
    from policygen.report.freshness.judged_on import freshness_date
    from policygen.report.freshness.report import freshness_summary
    from policygen.report.usage import load_schools

    found = find_stale(
        compiler,
        load_schools(compiler, ids),
        load_dead_names(compiler.project.world, Diagnostics()),
        freshness_date(world),
    )
    return freshness_summary(dict.fromkeys(finding for name in ids for finding in touching(found, name)))


def _members(world: DiskWorld, staff: Path, output_format: str) -> tuple[Member, ...]:
    """Return the members of staff; if the list has mistakes, show them all and end with status 1."""
    from policygen.staff.csv import load_staff

    diagnostics = Diagnostics()
    found = load_staff(world, staff, diagnostics)
    show(diagnostics, output_format, {found.file: found.text}, sys.stderr)
    if diagnostics.errors:
        stop("cli.nothing_built", reason=say("cli.because_staff_list"))
    return found.members


def _editions(given: tuple[str, ...]) -> tuple[Edition, ...]:
    """Return the editions named, in the order of EDITIONS; by default the board's."""
    named = [part.strip().lower() for text in given for part in text.split(",") if part.strip()]
    for part in named:
        if part not in EDITIONS:
            raise usage("cli_build.no_edition", name=part, hint=did_you_mean(part, EDITIONS))
    if given and not named:
        raise usage("cli_build.no_edition_named", names=", ".join(EDITIONS))
    return tuple(edition for edition in EDITIONS if edition in named) or ("board",)


def formats_of(text: str) -> tuple[str, ...]:
    """Return the formats of a list separated by commas; an unknown format is a usage error."""
    found = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",") if part.strip()))
    for part in found:
        if part not in FORMATS:
            raise usage("cli_build.no_format", name=part, hint=did_you_mean(part, FORMATS))
    if not found:
        raise usage("cli_build.no_format_named", names=", ".join(FORMATS))
    return found


def build_summary(results: list[SchoolResult]) -> str:
    """Return the last line of a build: how many policies were built, and where to look for each that was not."""
    made = sum(len(result.made.keys() - {entry.policy for entry in result.not_made}) for result in results)
    failed = sum(len(result.not_made) for result in results)
    if not failed:
        return say("cli_build.done", made=made, total=made, where=_where(results))
    failures = "; ".join(part for result in results for part in _failed(result))
    return say("cli_build.done_but", made=made, total=made + failed, where=_where(results), failures=failures)


def _where(results: list[SchoolResult]) -> str:
    """Return " in build/allhallows/": the nearest folder that has all files in it; "" if there are no files."""
    files = [path for result in results for paths in (*result.made.values(), result.beside) for path in paths]
    if not files:
        return ""
    folder = shown_path(Path(os.path.commonpath([file.parent for file in files])))
    return say("cli_build.where", folder=folder.rstrip("/"))


def _failed(result: SchoolResult) -> list[str]:
    """Return what was not built for a school: in one phrase if that is every policy, for the same reason."""
    entries = result.not_made
    if not result.made and len(entries) > 2 and len({_reason(entry) for entry in entries}) == 1:
        return [_not_built(say("cli_build.all_of", school=result.school), entries[0])]
    reasons: dict[tuple[int, int, tuple[int, ...], bool], list[NotMade]] = {}
    for entry in entries:
        reasons.setdefault(_reason(entry), []).append(entry)
    return [_not_built(_named(result.school, same), same[0], several=len(same) > 1) for same in reasons.values()]


def _named(school: str, entries: list[NotMade]) -> str:
    """Return the policies by name, or the school if its settings are so wrong that its policies are not known."""
    policies = [entry.policy for entry in entries if entry.policy]
    return say("cli_build.one_of", policies=policies, school=school) if policies else school


def _reason(entry: NotMade) -> tuple[int, int, tuple[int, ...], bool]:
    return (0, 0, (), True) if entry.unwritten else (entry.errors, entry.missing, entry.lines, False)


def _not_built(what: str, entry: NotMade, *, several: bool = False) -> str:
    """Return `what` was not built, with the reason; `several` if each of several policies has it."""
    if entry.unwritten:
        count = say("cli_build.unwritten")
    elif entry.missing and entry.missing == entry.errors:
        count = say("cli_build.answers_each" if several else "cli_build.answers", count=entry.missing)
    else:
        count = say("cli_build.mistakes_each" if several else "cli_build.mistakes", count=entry.errors)
    if not entry.lines:
        return say("cli_build.failure", what=what, count=count)
    lines = [str(line) for line in entry.lines]
    return say("cli_build.failure_lines", what=what, count=count, number=len(lines), lines=lines)
