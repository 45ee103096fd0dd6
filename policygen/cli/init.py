"""`policygen init`: start a school's settings, and ask for the answers one at a time."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import click

from policygen import Answers, DiskWorld, Library, OutsideTheProject, Refused, Stopped, did_you_mean, say
from policygen.cli import completing
from policygen.cli.common import (
    failure,
    group_id,
    library_of,
    school_id,
    show,
    shown_path,
    stop,
    system_reason,
    tell,
    usage,
)

NO_NAME = "my-school"


@click.command("init")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
@click.option(
    "--school",
    metavar="ID",
    help="The school to start or continue, such as st-marys.",
    shell_complete=completing.schools,
)
@click.option(
    "--extends",
    metavar="FILE",
    help="The file of the trust or council to extend, such as trusts/castlemere.",
    shell_complete=completing.groups,
)
@click.option(
    "--no-input", is_flag=True, help="Ask no questions: write the settings file with the missing answers marked."
)
@click.option(
    "--sample",
    is_flag=False,
    flag_value="allhallows",
    metavar="[NAME]",
    help="Write the settings of an invented school, ready to build.",
    shell_complete=completing.specimens,
)
@click.option("--urn", metavar="N", help="With --register: start the school with this number from the register.")
@click.option(
    "--register",
    type=click.Path(dir_okay=False, exists=True, path_type=Path),
    metavar="FILE",
    help="With --urn: the export of the register of schools, a CSV file.",
)
def init_command(
    folder: Path | None,
    school: str | None,
    extends: str | None,
    no_input: bool,
    sample: str | None,
    urn: str | None,
    register: Path | None,
) -> None:
    """Start a school in DIR (default: this folder), continue where you left off, or change a finished answer.

    Instead of DIR you can give the name of a school in this folder's project. Each answer is saved in schools/ID.yaml
    at once, so nothing is lost when you stop.
    """
    if (urn is None) != (register is None) or (urn is not None and sample is not None):
        raise usage("cli_init.urn_and_register")
    folder, school = _school_here(folder, school)
    root = folder if folder is not None else DiskWorld.find(Path.cwd()).root
    try:
        root.mkdir(parents=True, exist_ok=True)
        _begin(root, school, extends, no_input, sample, (urn, register) if urn and register else None)
    except Refused as error:
        raise click.ClickException(str(error)) from error
    except OutsideTheProject as error:
        raise failure("cli_init.outside", file=str(error), folder=shown_path(root)) from error
    except OSError as error:
        file = str(error.filename or root)
        raise failure("cli_init.cannot_write", file=file, reason=system_reason(error)) from error


def _school_here(folder: Path | None, school: str | None) -> tuple[Path | None, str | None]:
    """Return the folder and school that are meant: a word that names no folder can be a school of this project."""
    if folder is None or school is not None or folder.exists() or len(folder.parts) != 1:
        return folder, school
    world = DiskWorld.find(Path.cwd())
    file = world.root / "schools" / f"{school_id(folder.name)}.yaml"
    return (None, folder.name) if file.is_file() else (folder, school)


def _begin(
    root: Path,
    school: str | None,
    extends: str | None,
    no_input: bool,
    sample: str | None,
    registered: tuple[str, Path] | None,
) -> None:
    world = DiskWorld(root.resolve())
    library = library_of(world)
    if library.errors:
        show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
        raise failure("cli_init.library_has_mistakes")
    if sample is not None:
        _sample(library, world, sample)
        return
    above = _parent(library, extends) if extends is not None else ""
    wanted = school_id(school) if school is not None else ""
    if registered is not None:
        wanted = _from_register(library, world, *registered, wanted, above)
        if no_input:
            tell("cli_init.answer_needed", command=_run(root, "policygen build"))
            return
        library = library_of(world)
        above = ""
    if no_input:
        answers = library.interviews.start(wanted or NO_NAME, extends=above)
        click.echo(shown_path(world.path(answers.file)))
        tell("cli_init.answer_needed", command=_run(root, "policygen build"))
        return
    if wanted in library.schools and above:
        raise usage("cli_init.extends_existing", file=library.schools[wanted])
    try:
        name = library.interviews.begin(_Terminal(), wanted, above)
    except (Stopped, KeyboardInterrupt):
        stop("cli_init.nothing_written")
    _ask(library, world, name)


def _from_register(library: Library, world: DiskWorld, urn: str, register: Path, school: str, extends: str) -> str:
    """Write a school's file from the register, and return the school's id; say why if it cannot be taken in."""
    file, report = library.school_register(register).start(urn, school, extends)
    show(report.diagnostics, "full", {}, sys.stderr)
    if not file:
        sys.exit(1)
    for each in (*report.groups, file):
        click.echo(shown_path(world.path(each)))
    return school_id(Path(file).name)


def _sample(library: Library, world: DiskWorld, name: str) -> None:
    known = library.interviews.specimens()
    if name not in known:
        # The word after an option is the option's value, though the person may have meant the folder.
        command = f"policygen init {shlex.quote(name)} --sample"
        raise usage("cli_init.no_specimen", name=name, hint=did_you_mean(name, known), command=command)
    for each in library.interviews.copy_specimen(name):
        click.echo(shown_path(world.path(each)))
    tell("cli_init.sample_done", command=_run(world.root, "policygen build"))


def _run(root: Path, command: str) -> str:
    """Return the command to type, with `cd` before it if the project is in another folder."""
    return command if DiskWorld.find(Path.cwd()).root == root.resolve() else f"cd {shlex.quote(str(root))} && {command}"


def _parent(library: Library, extends: str) -> str:
    name, groups = group_id(extends), library.groups
    if name not in groups:
        raise usage("cli_init.no_parent", name=extends, hint=did_you_mean(name, groups))
    return name


def _ask(library: Library, world: DiskWorld, school: str) -> None:
    file = library.interviews.answers(school).file
    path = shown_path(world.path(file))
    click.echo(say("cli_init.kept_in", file=path))
    try:
        answers = library.interviews.ask(_Terminal(), school)
    except Stopped:
        tell("cli_init.stopped", file=path, command=_run(world.root, f"policygen init --school {school}"))
    except Refused as error:
        raise failure("cli_init.cannot_edit", file=file, reason=str(error)) from error
    else:
        _last_words(answers, school, world.root)


def _last_words(answers: Answers, school: str, root: Path) -> None:
    left = answers.missing()
    click.echo()
    if left:
        click.echo(say("cli_init.still_missing", count=len(left)))
        for item in left:
            click.echo(say("cli_init.missing_item", label=item.label, setting=item.key))
        click.echo(say("cli_init.go_on", command=_run(root, f"policygen init --school {school}")))
        click.echo(say("cli_init.see_draft", command=_run(root, f"policygen build {school} --draft")))
    else:
        click.echo(say("cli_init.all_there", command=_run(root, f"policygen build {school}")))


class _Terminal:
    """click's terminal as the interview's console."""

    def say(self, text: str = "") -> None:
        click.echo(text)

    def ask(self, prompt: str, default: str = "") -> str:
        try:
            typed: str = click.prompt(prompt, default=default, show_default=bool(default), prompt_suffix=" ")
        except click.Abort as error:
            raise Stopped from error
        if typed.strip().lower() == "stop":
            raise Stopped
        return typed

    def confirm(self, question: str) -> bool:
        try:
            return click.confirm(question, default=True)
        except click.Abort as error:
            raise Stopped from error
