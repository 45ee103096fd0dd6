"""`policygen review CLAUSE`: read a clause with all that it rests on, and record the review in its file.

With `--word`, clauses become a Word file, which `policygen read --library` reads back.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import Library, OutsideTheProject, Refused, did_you_mean, say, write_whole
from policygen.cli import completing
from policygen.cli.common import (
    library_of,
    project_here,
    project_option,
    show,
    shown_path,
    stop,
    system_reason,
    tell,
    usage,
)


@click.command("review")
@click.argument("clauses", nargs=-1, metavar="[CLAUSE]...", shell_complete=completing.clauses)
@click.option("--by", "reviewer", metavar="NAME", help="Who has reviewed it. Without this, it is only shown.")
@click.option(
    "--editorial",
    is_flag=True,
    help="Only spelling, punctuation or capitals have changed, so keep the date and name of the last review.",
)
@click.option(
    "--judge",
    "judgement",
    metavar="REQUIREMENT=VERDICT",
    help="Record how far the clause meets one requirement that it names: met, partly or not_applicable.",
)
@click.option("--yes", is_flag=True, help="Record it without asking.")
@click.option(
    "--word",
    is_flag=True,
    help="Write a Word file to read and edit: of clauses, libraries or policies, by default all.",
)
@click.option(
    "--unreviewed", is_flag=True, help="With --word: only clauses that have not been reviewed in their current wording."
)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="The Word file to write (.docx)."
)
@project_option
def review_command(
    clauses: tuple[str, ...],
    reviewer: str | None,
    editorial: bool,
    judgement: str | None,
    yes: bool,
    word: bool,
    unreviewed: bool,
    out: Path | None,
    project: Path | None,
) -> None:
    """Show CLAUSE with every branch of its text, its sources and what has changed, and record that it was reviewed.

    Only this one clause is changed: the date, the name and the digest of its wording are written to `reviewed` in its
    file. With --word, nothing is recorded: the clauses become a Word file, which `policygen read --library` reads back.
    """
    if editorial and judgement is not None:
        raise usage("cli_review.editorial_judge")
    if word and (editorial or judgement is not None or reviewer is not None):
        raise usage("cli_review.word_records")
    if not word and (unreviewed or out is not None):
        raise usage("cli_review.only_word")
    if word and (out is None or out.suffix != ".docx"):
        raise usage("cli_review.word_out")
    if not word and len(clauses) != 1:
        raise usage("cli_review.one_clause")
    library = library_of(project_here(project))
    if library.errors:
        show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
        stop("cli_review.library_has_mistakes")
    if out is not None:
        _write_paper(library, clauses, unreviewed, out)
        return
    (clause,) = clauses
    try:
        found = library.keeping.review(clause)
    except KeyError:
        raise _unknown(library, clause) from None
    requirement, _, verdict = (judgement or "").rpartition("=")
    if judgement is not None and (not requirement or verdict not in found.VERDICTS):
        raise usage("cli_review.wrong_verdict", text=judgement, verdicts=found.VERDICTS)
    try:
        if editorial:
            found.require_editorial()
        click.echo("\n".join(found.comparison(requirement) if verdict else found.lines()))
        if reviewer is None:
            tell("cli_review.only_shown")
            return
        facts = {"clause": found.name, "requirement": requirement, "verdict": verdict}
        if not yes and not _agreed(say("cli_review.ask_verdict" if verdict else "cli_review.ask", **facts)):
            stop("cli_review.nothing_recorded")
        if verdict:
            tell("cli_review.judged", file=found.judge(requirement, verdict, reviewer), **facts)
        else:
            tell("cli_review.recorded", file=found.record(reviewer, editorial=editorial), **facts)
    except Refused as error:
        stop("cli_review.refused", reason=str(error))
    except (OSError, OutsideTheProject) as error:
        stop("cli_review.not_written", reason=system_reason(error))


def _write_paper(library: Library, names: tuple[str, ...], unreviewed: bool, out: Path) -> None:
    try:
        found = library.keeping.to_review(names, unreviewed=unreviewed)
    except KeyError as error:
        name = str(error.args[0])
        known = [
            *library.libraries,
            *library.policies,
            *library.clauses,
            *(one.partition(":")[2] for one in library.clauses),
        ]
        raise usage("cli_review.no_name", name=name, hint=did_you_mean(name, known)) from error
    except Refused as error:
        raise usage("cli_review.word_refused", reason=str(error)) from error
    if not found:
        tell("cli_review.all_reviewed")
        return
    try:
        data = library.keeping.review_paper(found)
        # Somebody may have edited the paper that is there.
        if out.exists() and out.read_bytes() != data:
            stop("cli_review.word_exists", file=shown_path(out))
        write_whole(out, data)
    except Refused as error:
        stop("cli_review.word_refused", reason=str(error))
    except (OSError, OutsideTheProject) as error:
        stop("cli.cannot_write", file=str(out), reason=system_reason(error))
    click.echo(shown_path(out))
    tell("cli_review.word_written", clauses=len(found))


def _unknown(library: Library, clause: str) -> click.UsageError:
    names = [name for name in library.clauses if name.endswith(f":{clause}")]
    if names:
        return usage("cli_review.several", clause=clause, names=names)
    known = [*library.clauses, *(name.partition(":")[2] for name in library.clauses)]
    return usage("cli_review.no_clause", clause=clause, hint=did_you_mean(clause, known))


def _agreed(question: str) -> bool:
    """Ask whether it is to be recorded. Without a terminal, or for anything but yes, it is not."""
    click.echo()
    try:
        return bool(click.confirm(question, default=False, err=True))
    except click.Abort:
        return False
