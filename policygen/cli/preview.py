"""`policygen preview CLAUSE`: a clause as each branch prints it, without a school."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import OutsideTheProject, Refused, did_you_mean, write_whole
from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    library_of,
    open_school,
    project_option,
    require_policy,
    show,
    shown_path,
    stop,
    system_reason,
    usage,
    world_of,
)


@click.command("preview")
@click.argument("clause", shell_complete=completing.clauses)
@click.option(
    "--kind",
    metavar="KIND",
    help="Show what a kind of school has, from clauses/models.yaml.",
    shell_complete=completing.kinds,
)
@click.option("--school", metavar="ID", help="Show what a school has.", shell_complete=completing.schools)
@click.option(
    "--policy",
    metavar="ID",
    help="Show it in this policy. Default: the first that lists it.",
    shell_complete=completing.policies,
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write a web page to this file."
)
@json_option
@project_option
def preview_command(
    clause: str,
    kind: str | None,
    school: str | None,
    policy: str | None,
    out: Path | None,
    as_json: bool,
    project: Path | None,
) -> None:
    """Show CLAUSE as each branch prints it: its wording for every answer that changes it.

    Without --kind or --school, a school's own answers are shown as their labels, such as [School name]. Paragraphs that
    are the same as in the first branch are shown once.
    """
    if kind is not None and school is not None:
        raise usage("preview.kind_and_school")
    if out is not None and out.suffix != ".html":
        raise usage("preview.html_needs_out")
    library = library_of(world_of(project))
    if library.errors:
        show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
        stop("preview.library_has_mistakes")
    keeping = library.keeping
    named = keeping.clauses_called(clause)
    if not named:
        known = [name for full in library.clauses for name in (full, full.partition(":")[2])]
        raise usage("preview.no_clause", name=clause, hint=did_you_mean(clause, known))
    if len(named) > 1:
        raise usage("preview.several", names=named)
    if kind is not None and kind not in keeping.kinds:
        raise usage("preview.no_kind", name=kind, hint=did_you_mean(kind, keeping.kinds))
    require_policy([policy] if policy is not None else [], library)
    opened = open_school(library, school) if school is not None else None
    try:
        found = keeping.preview(named[0], policy, kind=kind or "", school=opened)
        if out is None:
            click.echo(found.json() if as_json else found.text(), nl=False)
            return
        write_whole(out, keeping.preview_page(found))
    except Refused as error:
        raise click.ClickException(str(error)) from error
    except (OSError, OutsideTheProject) as error:
        stop("cli.cannot_write", file=str(out), reason=system_reason(error))
    click.echo(shown_path(out))
