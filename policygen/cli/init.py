"""`policygen init`: start a school's settings, and ask for the answers one at a time."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policygen.cli import completing
from policygen.cli.common import failure, load_compiler, school_id, shown_path, stop, system_reason, tell, usage
from policygen.diagnostics.codes import say
from policygen.diagnostics.suggest import did_you_mean
from policygen.world.disk import DiskWorld, find_root, on_disk
from policygen.world.protocol import OutsideTheProject

if TYPE_CHECKING:
    from policygen.ask.unfinished import Unfinished
    from policygen.check.project import Project

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
@click.option("--no-input", is_flag=True, help="Ask nothing: write the settings file with its blanks marked.")
@click.option(
    "--sample",
    is_flag=False,
    flag_value="allhallows",
    metavar="[NAME]",
    help="Write the settings of an invented school, ready to build.",
    shell_complete=completing.specimens,
)
def init_command(
    folder: Path | None, school: str | None, extends: str | None, no_input: bool, sample: str | None
) -> None:
    """Start a school in DIR (default: this folder), or continue where you left off.

    Each answer is saved in schools/ID.yaml at once, so nothing is lost when you stop.
    """
    root = folder if folder is not None else find_root(Path.cwd())
    try:
        root.mkdir(parents=True, exist_ok=True)
        _begin(root, school, extends, no_input, sample)
    except OutsideTheProject as error:
        raise failure("cli_init.outside", file=str(error), folder=shown_path(root)) from error
    except OSError as error:
        file = str(error.filename or root)
        raise failure("cli_init.cannot_write", file=file, reason=system_reason(error)) from error


def _begin(root: Path, school: str | None, extends: str | None, no_input: bool, sample: str | None) -> None:
    compiler, library = load_compiler(DiskWorld(root.resolve()))
    if library.errors:
        raise failure("cli_init.library_has_mistakes")
    project = compiler.project
    if sample is not None:
        _sample(project, sample, root)
        return
    above = _parent(project, extends) if extends is not None else ""
    wanted = school_id(school) if school is not None else ""
    try:
        file = _started(project, wanted, above) if not no_input else None
        if file is None:
            file = _new(project, wanted, above, no_input)
        if no_input:
            click.echo(shown_path(on_disk(project.world).path(file)))
            tell("cli_init.answer_needed", command=_run(root, "policygen build"))
            return
        _ask(project, file, root)
    except (click.Abort, EOFError, KeyboardInterrupt):
        stop("cli_init.nothing_written")


def _sample(project: Project, name: str, root: Path) -> None:
    from policygen.ask.starting import Taken, copy_specimen, specimens

    if name not in specimens():
        # The word after an option is the option's value, though the person may have meant the folder.
        command = f"policygen init {shlex.quote(name)} --sample"
        raise usage("cli_init.no_specimen", name=name, hint=did_you_mean(name, specimens()), command=command)
    try:
        for each in copy_specimen(project, name):
            click.echo(shown_path(on_disk(project.world).path(each)))
    except Taken as error:
        raise failure("cli_init.taken", file=str(error)) from error
    tell("cli_init.sample_done", command=_run(root, "policygen build"))


def _run(root: Path, command: str) -> str:
    """Return the command to type, with `cd` before it if the project is in another folder."""
    return command if find_root(Path.cwd()) == root.resolve() else f"cd {shlex.quote(str(root))} && {command}"


def _parent(project: Project, extends: str) -> str:
    from policygen.resolve.groups import group_files, group_name

    groups = group_files(project.world)
    name = group_name(extends)
    if name not in groups:
        raise usage("cli_init.no_parent", name=extends, hint=did_you_mean(name, groups))
    return groups[name].removeprefix("schools/")


def _started(project: Project, wanted: str, above: str) -> str | None:
    """Return the file of the school to continue; None to start another."""
    from policygen.ask.unfinished import Unfinished
    from policygen.check.schools import school_files

    files = school_files(project.world)
    if wanted:
        if wanted in files and above:
            raise usage("cli_init.extends_existing", file=files[wanted])
        return files.get(wanted)
    for name, file in files.items():
        begun = Unfinished.load(project, file)
        if begun is None or begun.settled.specimen:
            continue
        left = len(begun.missing())
        if not left and len(files) == 1 and begun.further():
            click.echo(say("cli_init.complete", school=name))
            if click.confirm(say("cli_init.confirm_further"), default=True):
                return file
        if not left:
            continue
        click.echo(say("cli_init.begun", school=name, count=left))
        if click.confirm(say("cli_init.confirm_begun"), default=True):
            return file
    return None


def _new(project: Project, wanted: str, above: str, no_input: bool) -> str:
    from policygen.ask.interview import interview
    from policygen.ask.reading import NotAnAnswer, read_answer
    from policygen.ask.settings_file import NewSchool
    from policygen.ask.starting import Taken, id_from, only_nation, start_school, usual_policies
    from policygen.check.schools import SCHOOL_ID

    name, chosen = "", usual_policies(project)
    if not no_input:
        click.echo(say("cli_init.welcome"))
        if nation := only_nation(project):
            click.echo(say("cli_init.nation", nation=nation.title()))
        item = interview(project).item("school.name")
        while item is not None and not name:
            name = _typed(
                say("cli_init.name_prompt", question=item.question), say("cli_init.name_help", help=item.help)
            )
            try:
                read_answer(item, name)
            except NotAnAnswer as error:
                click.echo(say("cli_init.not_accepted", reason=str(error), hint=error.hint).rstrip())
                name = ""
        above = above or _choose_parent(project)
        chosen = _choose_policies(project, chosen)
    proposed = wanted or id_from(name) or NO_NAME
    while True:
        identity = (
            proposed if wanted or no_input else _typed(say("cli_init.id_prompt"), say("cli_init.id_help"), proposed)
        )
        if not SCHOOL_ID.fullmatch(identity):
            problem = say("cli_init.wrong_id", id=identity)
        else:
            file = f"schools/{identity}.yaml"
            nation = only_nation(project)
            try:
                start_school(project, NewSchool(file=file, name=name, policies=chosen, extends=above, nation=nation))
            except Taken:
                problem = say("cli_init.file_exists", file=file, id=identity)
            else:
                return file
        if wanted or no_input:
            raise click.ClickException(problem)
        click.echo(problem)


def _choose_parent(project: Project) -> str:
    from policygen.resolve.groups import group_files

    groups = {name: file for name, file in group_files(project.world).items() if not _is_invented(project, file)}
    if not groups:
        return ""
    click.echo(say("cli_init.choose_parent"))
    names = [say("cli_init.no_group"), *groups]
    for number, name in enumerate(names):
        click.echo(f"  {number:>2}  {name}")
    while True:
        typed = _typed(">", say("cli_init.choose_parent_help", last=len(groups)), "0")
        if typed.isdecimal() and int(typed) <= len(groups):
            number = int(typed)
            return groups[names[number]].removeprefix("schools/") if number else ""
        click.echo(say("cli_init.choose_parent_again", last=len(groups)))


def _typed(prompt: str, helping: str, default: str = "") -> str:
    """Return what was typed before there is a file, with the same special words as for every question."""
    from policygen.ask.dialogue import BACK, HELP, STOP

    while True:
        typed: str = click.prompt(prompt, default=default, show_default=bool(default), prompt_suffix=" ").strip()
        if typed.lower() == STOP:
            raise click.Abort
        if typed == BACK:
            click.echo(say("cli_init.cannot_go_back"))
        elif typed == HELP or not typed:
            click.echo(helping)
        else:
            return typed


def _is_invented(project: Project, file: str) -> bool:
    """Tell whether a trust's or council's file is invented: its addresses lead nowhere, so real schools ignore it."""
    from policygen.check.schools import load_settings
    from policygen.diagnostics.model import Diagnostics

    found = load_settings(project, file, Diagnostics())
    return found is not None and found.model.specimen


def _choose_policies(project: Project, usual: tuple[str, ...]) -> tuple[str, ...]:
    click.echo(say("cli_init.choose_policies"))
    for number, name in enumerate(usual, 1):
        click.echo(f"  {number:>2}  {project.outlines[name].title.text}")
    while True:
        typed = _typed(say("cli_init.choose_policies_prompt"), say("cli_init.choose_policies_help"), "all")
        if typed.strip().lower() == "all":
            return usual
        numbers = [part for part in typed.replace(",", " ").split() if part]
        if numbers and all(part.isdecimal() and 1 <= int(part) <= len(usual) for part in numbers):
            return tuple(name for number, name in enumerate(usual, 1) if str(number) in {str(int(n)) for n in numbers})
        click.echo(say("cli_init.choose_policies_again", last=len(usual)))


def _ask(project: Project, file: str, root: Path) -> None:
    from policygen.ask.dialogue import Dialogue, Stopped
    from policygen.ask.yaml_text import CannotEdit

    identity = Path(file).stem
    click.echo(say("cli_init.kept_in", file=shown_path(on_disk(project.world).path(file))))
    try:
        now = Dialogue(on_disk(project.world), project, file, _Terminal()).run()
    except Stopped:
        command = _run(root, f"policygen init --school {identity}")
        tell("cli_init.stopped", file=shown_path(on_disk(project.world).path(file)), command=command)
        return
    except CannotEdit as error:
        raise failure("cli_init.cannot_edit", file=file, reason=str(error)) from error
    _last_words(now, identity, root)


def _last_words(now: Unfinished, identity: str, root: Path) -> None:
    left = now.missing()
    click.echo()
    if left:
        click.echo(say("cli_init.still_missing", count=len(left)))
        for item in left:
            click.echo(say("cli_init.missing_item", label=item.label, setting=item.key))
        click.echo(say("cli_init.go_on", command=_run(root, f"policygen init --school {identity}")))
        click.echo(say("cli_init.see_draft", command=_run(root, f"policygen build {identity} --draft")))
    else:
        click.echo(say("cli_init.all_there", command=_run(root, f"policygen build {identity}")))


class _Terminal:
    """click's terminal as the dialogue's console."""

    def say(self, text: str = "") -> None:
        click.echo(text)

    def ask(self, prompt: str, default: str = "") -> str:
        from policygen.ask.dialogue import STOP, Stopped

        try:
            typed: str = click.prompt(prompt, default=default, show_default=bool(default), prompt_suffix=" ")
        except click.Abort as error:
            raise Stopped from error
        if typed.strip().lower() == STOP:
            raise Stopped
        return typed
