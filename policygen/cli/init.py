"""`policygen init`: start a school's settings, and ask for the answers one at a time."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policygen.cli import completing
from policygen.cli.common import load_compiler, school_id, shown_path
from policygen.diagnostics.suggest import did_you_mean
from policygen.world.disk import OutsideTheProject, World, find_root

if TYPE_CHECKING:
    from policygen.ask.unfinished import Unfinished
    from policygen.check.project import Project

NO_NAME = "my-school"


@click.command("init")
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
@click.option(
    "--school",
    metavar="ID",
    help="The school to start or to go on with, such as st-marys.",
    shell_complete=completing.schools,
)
@click.option(
    "--extends",
    metavar="FILE",
    help="A trust's or council's file to extend, such as trusts/castlemere.",
    shell_complete=completing.groups,
)
@click.option("--no-input", is_flag=True, help="Ask nothing: write the settings with marked blanks.")
@click.option(
    "--sample",
    is_flag=False,
    flag_value="allhallows",
    metavar="[NAME]",
    help="Write a specimen, ready to build.",
    shell_complete=completing.specimens,
)
def init_command(
    folder: Path | None, school: str | None, extends: str | None, no_input: bool, sample: str | None
) -> None:
    """Start a school in DIR (this folder unless named), or go on where you left off.

    The answers go into schools/ID.yaml, one by one, so nothing is lost when you stop.
    """
    root = folder if folder is not None else find_root(Path.cwd())
    try:
        root.mkdir(parents=True, exist_ok=True)
        _begin(root, school, extends, no_input, sample)
    except OutsideTheProject as error:
        raise click.ClickException(f"{error} leads out of {shown_path(root)}, so nothing is written there") from error
    except OSError as error:
        said = f"{error.filename or root} cannot be written: {error.strerror or error}"
        raise click.ClickException(f"{said}. Name a folder of your own") from error


def _begin(root: Path, school: str | None, extends: str | None, no_input: bool, sample: str | None) -> None:
    compiler, library = load_compiler(World(root.resolve()))
    if library.errors:
        raise click.ClickException("the clause library has mistakes; `policygen check` lists them")
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
            click.echo(shown_path(project.world.path(file)))
            click.echo(f"Answer what is marked “needed”, then run: {_run(root, 'policygen build')}", err=True)
            return
        _ask(project, file, root)
    except (click.Abort, EOFError, KeyboardInterrupt):
        click.echo("\nNothing was written yet.", err=True)
        sys.exit(1)


def _sample(project: Project, name: str, root: Path) -> None:
    from policygen.ask.starting import Taken, copy_specimen, specimens

    if name not in specimens():
        # What follows an option is its own value, though somebody may have meant the folder.
        folder = f"To write one into a folder of that name: policygen init {shlex.quote(name)} --sample"
        raise click.UsageError(f"there is no specimen '{name}'. {did_you_mean(name, specimens())} {folder}")
    try:
        for each in copy_specimen(project, name):
            click.echo(shown_path(project.world.path(each)))
    except Taken as error:
        raise click.ClickException(f"{error} is there already and differs; nothing was written") from error
    click.echo(f"An invented school, complete. Make its policies with: {_run(root, 'policygen build')}", err=True)


def _run(root: Path, command: str) -> str:
    """Return the command to type: with the way into the project's folder before it, where that is another one."""
    return command if find_root(Path.cwd()) == root.resolve() else f"cd {shlex.quote(str(root))} && {command}"


def _parent(project: Project, extends: str) -> str:
    from policygen.resolve.groups import group_files, group_name

    groups = group_files(project.world)
    name = group_name(extends)
    if name not in groups:
        raise click.UsageError(f"there is no file '{extends}' to extend. {did_you_mean(name, groups)}".strip())
    return groups[name].removeprefix("schools/")


def _started(project: Project, wanted: str, above: str) -> str | None:
    """Return the school that was begun before and is to go on; None to start another."""
    from policygen.ask.unfinished import Unfinished
    from policygen.check.schools import school_files

    files = school_files(project.world)
    if wanted:
        if wanted in files and above:
            raise click.UsageError(f"{files[wanted]} is there already; write its `extends:` into the file itself")
        return files.get(wanted)
    for name, file in files.items():
        begun = Unfinished.load(project, file)
        if begun is None or begun.settled.specimen:
            continue
        left = len(begun.missing())
        if not left and len(files) == 1 and begun.further():
            click.echo(f"{name} has every answer that is needed.")
            if click.confirm("Go on with its further questions? (n: start another school)", default=True):
                return file
        if not left:
            continue
        click.echo(f"{name} was begun; {left} needed answer{'s are' if left > 1 else ' is'} missing.")
        if click.confirm("Go on with it?", default=True):
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
        click.echo(
            "This asks what a school's policies need to know, and writes each answer into a file in schools/.\n"
            "Enter alone leaves a question for later; ? explains it; < goes back; stop ends for today."
        )
        if nation := only_nation(project):
            click.echo(f"The wording that comes with it is for schools in {nation.title()}.")
        item = interview(project).item("school.name")
        while item is not None and not name:
            name = _typed(f"\n{item.question}\n>", f"{item.help} The policies cannot do without it.")
            try:
                read_answer(item, name)
            except NotAnAnswer as error:
                click.echo(f"That does not work: {error}. {error.hint}")
                name = ""
        above = above or _choose_parent(project)
        chosen = _choose_policies(project, chosen)
    proposed = wanted or id_from(name) or NO_NAME
    while True:
        identity = (
            proposed
            if wanted or no_input
            else _typed(
                "The file's name, without .yaml:",
                "Your answers are kept in that file; Enter alone takes this name.",
                proposed,
            )
        )
        if not SCHOOL_ID.fullmatch(identity):
            problem = f"“{identity}” cannot be a school's id: use small letters, figures and hyphens, such as st-marys"
        else:
            file = f"schools/{identity}.yaml"
            nation = only_nation(project)
            try:
                start_school(project, NewSchool(file=file, name=name, policies=chosen, extends=above, nation=nation))
            except Taken:
                problem = f"{file} is there already; go on with it by: policygen init --school {identity}"
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
    click.echo("\nIs the school in one of these? What a trust or council has answered is not asked again.")
    names = ["none", *groups]
    for number, name in enumerate(names):
        click.echo(f"  {number:>2}  {name}")
    while True:
        typed = _typed(">", f"Type a number from 0 to {len(groups)}; Enter alone is none.", "0")
        if typed.isdecimal() and int(typed) <= len(groups):
            number = int(typed)
            return groups[names[number]].removeprefix("schools/") if number else ""
        click.echo(f"Type a number from 0 to {len(groups)}.")


def _typed(prompt: str, helping: str, default: str = "") -> str:
    """Return what was typed before there is a file; the words that hold for every question hold here too."""
    from policygen.ask.dialogue import BACK, HELP, STOP

    while True:
        typed: str = click.prompt(prompt, default=default, show_default=bool(default), prompt_suffix=" ").strip()
        if typed.lower() == STOP:
            raise click.Abort
        if typed == BACK:
            click.echo("Nothing is written yet: to answer differently, stop and begin again.")
        elif typed == HELP or not typed:
            click.echo(helping)
        else:
            return typed


def _is_invented(project: Project, file: str) -> bool:
    """Tell whether a file above schools is a specimen's: its addresses lead nowhere, so no real school extends it."""
    from policygen.check.schools import load_settings
    from policygen.diagnostics.model import Diagnostics

    found = load_settings(project, file, Diagnostics())
    return found is not None and found.model.specimen


def _choose_policies(project: Project, usual: tuple[str, ...]) -> tuple[str, ...]:
    click.echo("\nWhich policies does the school want?")
    for number, name in enumerate(usual, 1):
        click.echo(f"  {number:>2}  {project.outlines[name].title.text}")
    while True:
        typed = _typed("Numbers with commas, or all:", "Enter alone takes all; you can leave one out later.", "all")
        if typed.strip().lower() == "all":
            return usual
        numbers = [part for part in typed.replace(",", " ").split() if part]
        if numbers and all(part.isdecimal() and 1 <= int(part) <= len(usual) for part in numbers):
            return tuple(name for number, name in enumerate(usual, 1) if str(number) in {str(int(n)) for n in numbers})
        click.echo(f"Type numbers from 1 to {len(usual)} with commas between, or all.")


def _ask(project: Project, file: str, root: Path) -> None:
    from policygen.ask.dialogue import Dialogue, Stopped
    from policygen.ask.yaml_text import CannotEdit

    identity = Path(file).stem
    click.echo(f"\nYour answers are kept in {shown_path(project.world.path(file))}.")
    try:
        now = Dialogue(project.world, project, file, _Terminal()).run()
    except Stopped:
        on = _run(root, f"policygen init --school {identity}")
        click.echo(f"\nKept in {shown_path(project.world.path(file))}. Go on with: {on}", err=True)
        return
    except CannotEdit as error:
        raise click.ClickException(f"{file}: {error}") from error
    _last_words(now, identity, root)


def _last_words(now: Unfinished, identity: str, root: Path) -> None:
    left = now.missing()
    click.echo()
    if left:
        click.echo(f"{len(left)} needed answer{'s are' if len(left) > 1 else ' is'} still missing:")
        for item in left:
            click.echo(f"  {item.label} ({item.group}.{item.name})")
        click.echo(f"Go on with: {_run(root, f'policygen init --school {identity}')}")
        click.echo(f"See them as blanks: {_run(root, f'policygen build {identity} --draft')}")
    else:
        click.echo(f"Everything needed is there. Make the policies with: {_run(root, f'policygen build {identity}')}")


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
