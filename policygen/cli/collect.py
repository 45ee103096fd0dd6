"""`policygen collect`: a form for each school of a group, and the answers that come back."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import Library, LibraryUnusable, OutsideTheProject, Refused, did_you_mean
from policygen.cli import completing
from policygen.cli.common import (
    json_option,
    library_of,
    project_option,
    show,
    shown_path,
    stop,
    system_reason,
    tell,
    usage,
    world_of,
)
from policygen.cli.options import out_option
from policygen.cli.progress import show_result


@click.command("collect")
@click.argument("group", shell_complete=completing.groups)
@click.option(
    "--from",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Read the files that schools sent back, and show what they change.",
)
@click.option("--write", "write", is_flag=True, help="With --from, write the answers into the settings.")
@out_option
@json_option
@project_option
def collect_command(
    group: str, folder: Path | None, write: bool, out: Path | None, as_json: bool, project: Path | None
) -> None:
    """Write a form for each school of GROUP that asks only what it has not answered, in build/GROUP/collect/.

    Each form is one web page, which works without the internet and gives a file with the answers. Put the files that
    schools send back into a folder, and give it with --from. Answers that somebody has entered in the meantime do not
    change.
    """
    if write and folder is None:
        raise usage("cli_collect.write_needs_from")
    world = world_of(project)
    library = library_of(world)
    if library.errors:
        show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
        stop("cli_collect.library_has_mistakes")
    name = library.called(group)
    if name not in library.groups:
        raise usage("cli_collect.no_group", name=group, hint=did_you_mean(name, library.groups))
    if not library.schools_of(name):
        raise usage("cli.no_schools_extend", group=name, file=library.groups[name])
    target = out or world.root / "build"
    try:
        if folder is None:
            _send(library, name, target, as_json=as_json)
        else:
            _take(library, name, target, folder, write=write, as_json=as_json)
    except LibraryUnusable as error:
        show(error.diagnostics, "full", error.texts, sys.stderr)
        stop("cli_form.mistakes")
    except Refused as error:
        stop("cli_collect.not_written", reason=str(error).rstrip("."))
    except (OSError, OutsideTheProject) as error:
        file = str(getattr(error, "filename", "") or error)
        stop("cli.cannot_read_or_write", file=file, reason=system_reason(error))


def _send(library: Library, group: str, out: Path, *, as_json: bool) -> None:
    collecting = library.estate.collecting(group, out)
    done = collecting.send()
    if as_json:
        show(done.written.diagnostics, "full", done.written.sources, sys.stderr)
        click.echo(done.json(), nl=False)
    else:
        show_result(done.written, "full")
        tell("cli_collect.sent", count=len(done.sent.forms), folder=shown_path(collecting.folder))
        if done.sent.nothing_open:
            names = list(done.sent.nothing_open.values())
            tell("cli_collect.nothing_open", count=len(names), names=names)
    if done.unreadable:
        tell("cli_collect.unreadable", count=len(done.unreadable), names=done.unreadable)
    sys.exit(1 if done.unreadable or done.written.not_made else 0)


def _take(library: Library, group: str, out: Path, folder: Path, *, write: bool, as_json: bool) -> None:
    collecting = library.estate.collecting(group, out)
    found = collecting.returned(folder, shown_path(folder))
    show(found.diagnostics, "full", found.texts, sys.stderr)
    click.echo(found.json() if as_json else "\n".join(found.lines()), nl=not as_json)
    taken = sum(len(one.taken) for one in found.schools)
    if write:
        done = collecting.write(found)
        for name in done.files if not as_json else ():
            click.echo(name)
        for note in done.notes:
            click.echo(note, err=True)
        show(done.diagnostics, "full", {}, sys.stderr)
        tell("cli_collect.written", count=taken, schools=sum(bool(one.taken) for one in found.schools))
    elif taken:
        tell("cli_collect.to_write", count=taken)
    sys.exit(1 if any(one.severity == "error" for one in found.diagnostics) else 0)
