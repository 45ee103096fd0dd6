"""`policygen questions`: a page of questions for each person, to print or to send."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from policygen import (
    Questionnaire,
    Refused,
    Session,
    SettingsUnusable,
    did_you_mean,
    write_whole,
)
from policygen.cli import completing
from policygen.cli.common import (
    failure,
    json_option,
    library_of,
    project_option,
    school_id,
    show,
    shown_path,
    system_reason,
    tell,
    usage,
    world_of,
)


@click.command("questions")
@click.argument("school", metavar="SCHOOL", shell_complete=completing.schools)
@click.option(
    "--for",
    "people",
    multiple=True,
    type=click.Choice(Questionnaire.PEOPLE),
    help="Make only the page for this person. Can be used several times.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "docx")),
    default="text",
    show_default=True,
    help="Text, or Word files.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The file for text or for one Word file; the folder for several Word files.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Include questions that are already answered, with their answers."
)
@json_option
@project_option
def questions_command(
    school: str,
    people: tuple[str, ...],
    form: str,
    out: Path | None,
    everything: bool,
    as_json: bool,
    project: Path | None,
) -> None:
    """Print the questions that SCHOOL has not answered yet, on one page for each person who knows the answers.

    With --format docx, write Word files to build/SCHOOL/questions/.
    """
    world = world_of(project)
    library = library_of(world)
    show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
    if library.errors:
        raise failure("cli_questions.library_has_mistakes")
    name = school_id(school)
    if name not in library.schools:
        raise usage("cli.no_school", name=school, hint=did_you_mean(name, library.schools))
    opened = library.open(name)
    try:
        asked = opened.questions(people, everything=everything)
    except SettingsUnusable as error:
        raise failure("cli_questions.cannot_read", school=name) from error
    if form == "docx" and out is not None and out.suffix.lower() == ".docx" and len(asked.pages) > 1:
        raise usage("cli_questions.out_is_a_file", count=len(asked.pages), out=str(out))
    if form != "docx" and out is not None and out.suffix.lower() in (".docx", ".pdf"):
        raise usage("cli_questions.text_not_word", out=str(out))
    if as_json and form == "docx":
        raise usage("cli_questions.json_and_docx")
    if not asked.pages and not as_json:
        tell("cli_questions.all_answered", school=name)
        return
    try:
        if form == "docx":
            _write_word(opened, asked, out or world.root / "build" / name / "questions")
        elif as_json:
            _text(f"{json.dumps(asked.data(), ensure_ascii=False, indent=2)}\n", out)
        else:
            _text(asked.text(), out)
    except OSError as error:
        raise failure(
            "cli_questions.cannot_write", file=str(error.filename or out), reason=system_reason(error)
        ) from error


def _text(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
    else:
        write_whole(out, text.encode())
        click.echo(shown_path(out))


def _write_word(school: Session, asked: Questionnaire, out: Path) -> None:
    """Write each page to `out`, or to a file in that folder; name the files once all are written."""
    made = []
    for sheet in asked.sheets():
        path = out if out.suffix.lower() == ".docx" else out / f"{sheet.policy}.docx"
        try:
            data = school.render(sheet, ("docx",))["docx"]
        except Refused as error:
            raise failure("cli_questions.not_made", reasons=str(error)) from error
        write_whole(path, data)
        made.append(path)
    for path in made:
        click.echo(shown_path(path))
