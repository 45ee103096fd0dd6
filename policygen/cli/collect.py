"""`policygen collect`: a form for each school of a group, and the answers that come back."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from policygen import Collecting, LibraryUnusable, OutsideTheProject, Refused, Returned, SentResult, did_you_mean, say
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
    """Write a form for each school of GROUP that asks only what is still open, in build/GROUP/collect/.

    Each form is one web page, which works without the internet and gives a file with the answers. Put the files that
    schools send back into a folder, and give it with --from: nothing that anybody has answered since is changed.
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
    collecting = library.collecting(name, out or world.root / "build")
    if not collecting.schools:
        raise usage("cli.no_schools_extend", group=name, file=library.groups[name])
    try:
        if folder is None:
            _send(collecting, as_json=as_json)
        else:
            _take(collecting, folder, write=write, as_json=as_json)
    except LibraryUnusable as error:
        show(error.diagnostics, "full", error.texts, sys.stderr)
        stop("cli_form.mistakes")
    except Refused as error:
        stop("cli_collect.not_written", reason=str(error).rstrip("."))
    except (OSError, OutsideTheProject) as error:
        file = str(getattr(error, "filename", "") or error)
        stop("cli.cannot_read_or_write", file=file, reason=system_reason(error))


def _send(collecting: Collecting, *, as_json: bool) -> None:
    done = collecting.send()
    show(done.written.diagnostics, "full", done.written.sources, sys.stderr)
    if as_json:
        click.echo(json.dumps(_sent_data(done), ensure_ascii=False, indent=1))
    else:
        for path in done.written.beside:
            click.echo(shown_path(path))
        for note in done.written.notes:
            click.echo(note, err=True)
        tell("cli_collect.sent", count=len(done.sent.forms), folder=shown_path(collecting.folder))
        if done.sent.nothing_open:
            names = list(done.sent.nothing_open.values())
            tell("cli_collect.nothing_open", count=len(names), names=names)
    if done.unreadable:
        tell("cli_collect.unreadable", count=len(done.unreadable), names=done.unreadable)
    sys.exit(1 if done.unreadable or done.written.not_made else 0)


def _sent_data(done: SentResult) -> dict[str, Any]:
    return {
        "version": 1,
        "group": done.sent.group,
        "forms": {
            school: {"name": one.name, "form": one.form, "needed": one.needed, "optional": one.further}
            for school, one in done.sent.forms.items()
        },
        "nothing_open": dict(done.sent.nothing_open),
        "unreadable": list(done.unreadable),
    }


def _take(collecting: Collecting, folder: Path, *, write: bool, as_json: bool) -> None:
    found = collecting.returned(folder, shown_path(folder))
    show(found.diagnostics, "full", found.texts, sys.stderr)
    if as_json:
        click.echo(json.dumps(_returned_data(found), ensure_ascii=False, indent=1))
    else:
        for line in _lines(found):
            click.echo(line)
    taken = sum(len(one.taken) for one in found.schools)
    if write:
        names = collecting.write(found)
        for name in names if not as_json else ():
            click.echo(name)
        tell("cli_collect.written", count=taken, schools=sum(bool(one.taken) for one in found.schools))
    elif taken:
        tell("cli_collect.to_write", count=taken)
    sys.exit(1 if any(one.severity == "error" for one in found.diagnostics) else 0)


def _lines(found: Returned) -> Iterator[str]:
    for one in found.schools:
        there = sum(answer.is_there for answer in one.answers)
        if there == len(one.answers):
            yield say("collect.nothing_new", school=one.school, name=one.name, file=one.file)
        else:
            yield say("collect.school", school=one.school, name=one.name, file=one.file)
        for answer in one.answers:
            if answer.is_taken:
                old = answer.old or say("collect.no_answer")
                yield say("collect.change", label=answer.label, old=old, new=answer.new)
            elif not answer.is_there:
                yield say("collect.refused", label=answer.label)
        if 0 < there < len(one.answers):
            yield say("collect.there", count=there)
        if one.left:
            yield say("collect.left", count=one.left)
    if found.schools:
        yield ""
    if found.silent:
        yield say("collect.silent", count=len(found.silent))
        for school, name in found.silent.items():
            yield say("collect.silent_school", school=school, name=name)
    else:
        yield say("collect.all_answered")


def _returned_data(found: Returned) -> dict[str, Any]:
    return {
        "version": 1,
        "schools": [
            {
                "school": one.school,
                "name": one.name,
                "file": one.file,
                "still_open": one.left,
                "answers": [
                    {
                        "key": each.key,
                        "label": each.label,
                        "old": each.old,
                        "new": each.new,
                        "taken": each.is_taken,
                        "refused": each.refusal.message if each.refusal is not None else "",
                    }
                    for each in one.answers
                ],
            }
            for one in found.schools
        ],
        "silent": dict(found.silent),
        "findings": [{"code": one.code, "message": one.message} for one in found.diagnostics],
    }
