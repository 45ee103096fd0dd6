"""`policygen questions`: a page of questions for each person, to print or to send."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policygen.cli import completing
from policygen.cli.common import (
    failure,
    json_option,
    load_compiler,
    project_option,
    school_id,
    show,
    shown_path,
    sources_of,
    system_reason,
    tell,
    usage,
    world_of,
)
from policygen.diagnostics.suggest import did_you_mean
from policygen.world.disk import on_disk

if TYPE_CHECKING:
    from policygen.ask.questionnaire import Asked
    from policygen.ask.unfinished import Unfinished
    from policygen.compile.compiler import Compiler

PEOPLE = ("clerk", "head", "lead", "it", "business-manager")


@click.command("questions")
@click.argument("school", metavar="SCHOOL", shell_complete=completing.schools)
@click.option(
    "--for",
    "people",
    multiple=True,
    type=click.Choice(PEOPLE),
    help="Make only the page of this person. Can be used several times.",
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
    from policygen.ask.questionnaire import as_text, questions_for
    from policygen.ask.unfinished import Unfinished

    compiler, library = load_compiler(world_of(project))
    show(library, "full", sources_of(compiler, library), sys.stderr)
    if library.errors:
        raise failure("cli_questions.library_has_mistakes")
    name = school_id(school)
    if name not in compiler.files:
        raise usage("cli.no_school", name=school, hint=did_you_mean(name, compiler.files))
    now = Unfinished.load(compiler.project, compiler.files[name])
    if now is None:
        raise failure("cli_questions.cannot_read", school=name)
    pages = [(who, questions_for(now, who, everything=everything)) for who in people or PEOPLE]
    pages = [page for page in pages if page[1] or people]
    if form == "docx" and out is not None and out.suffix.lower() == ".docx" and len(pages) > 1:
        raise usage("cli_questions.out_is_a_file", count=len(pages), out=str(out))
    if form != "docx" and out is not None and out.suffix.lower() in (".docx", ".pdf"):
        raise usage("cli_questions.text_not_word", out=str(out))
    if as_json and form == "docx":
        raise usage("cli_questions.json_and_docx")
    if not pages and not as_json:
        tell("cli_questions.all_answered", school=name)
        return
    try:
        if form == "docx":
            folder = on_disk(compiler.project.world).root / "build" / name / "questions"
            for path in _written(compiler, now, pages, out or folder):
                click.echo(shown_path(path))
        elif as_json:
            _text(f"{json.dumps(_data(name, pages), ensure_ascii=False, indent=2)}\n", out)
        else:
            _text(as_text(now, pages, compiler.assembler.wording), out)
    except OSError as error:
        raise failure(
            "cli_questions.cannot_write", file=str(error.filename or out), reason=system_reason(error)
        ) from error


def _text(text: str, out: Path | None) -> None:
    from policygen.world.writing import write_whole

    if out is None:
        click.echo(text, nl=False)
    else:
        write_whole(out, text.encode())
        click.echo(shown_path(out))


def _written(compiler: Compiler, now: Unfinished, pages: list[tuple[str, tuple[Asked, ...]]], out: Path) -> list[Path]:
    from policygen.ask.questionnaire import as_document
    from policygen.build.artifacts import Builder
    from policygen.build.rendering import refused_in_words
    from policygen.world.writing import write_whole

    builder = Builder(compiler)
    made = []
    for who, questions in pages:
        document = as_document(compiler.project, now, who, questions, compiler.assembler.wording)
        path = out if out.suffix.lower() == ".docx" else out / f"{document.policy}.docx"
        try:
            data = builder.renderer.render(document, ("docx",))["docx"]
        except Exception as error:
            refused = refused_in_words(error)
            if refused is None:
                raise
            raise failure("cli_questions.not_made", reasons="; ".join(each.message for each in refused)) from error
        write_whole(path, data)
        made.append(path)
    return made


def _data(school: str, pages: list[tuple[str, tuple[Asked, ...]]]) -> dict[str, object]:
    return {
        "version": 1,
        "school": school,
        "questions": [
            {
                "key": asked.item.key,
                "for": who,
                "needed": bool(asked.item.needed),
                "type": asked.item.type,
                "question": asked.item.question,
                "help": asked.item.help,
                "choices": dict(asked.item.choices) if asked.item.closed else {},
                "default": asked.item.default_words,
                "answer": asked.answer,
                "answered_by": asked.above,
            }
            for who, questions in pages
            for asked in questions
        ],
    }
