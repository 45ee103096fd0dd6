"""`policygen review CLAUSE`: read a clause with all that it rests on, and record the review in its file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

import click

from policygen import ClauseReview, Library, OutsideTheProject, Refused, Verdict, did_you_mean, say
from policygen.cli import completing
from policygen.cli.common import library_of, project_here, project_option, show, stop, system_reason, tell, usage


@click.command("review")
@click.argument("clause", shell_complete=completing.clauses)
@click.option("--by", "reviewer", metavar="NAME", help="Who has reviewed it. Without this, it is only shown.")
@click.option(
    "--editorial",
    is_flag=True,
    help="Only spelling, punctuation or capitals have changed, so the date and name of the last review stay.",
)
@click.option(
    "--judge",
    "judgement",
    metavar="REQUIREMENT=VERDICT",
    help="Record what the clause does for one requirement that it names: met, partly or not_applicable.",
)
@click.option("--yes", is_flag=True, help="Record it without asking.")
@project_option
def review_command(
    clause: str, reviewer: str | None, editorial: bool, judgement: str | None, yes: bool, project: Path | None
) -> None:
    """Show CLAUSE with every branch of its text, its sources and what has changed, and record that it was reviewed.

    Only this one clause is changed: `reviewed` in its file gets the date, the name and the digest of its words.
    """
    if editorial and judgement is not None:
        raise usage("cli_review.editorial_judge")
    library = library_of(project_here(project))
    if library.errors:
        show(library.diagnostics, "full", library.texts(library.diagnostics), sys.stderr)
        stop("cli_review.library_has_mistakes")
    found = _found(library, clause)
    try:
        requirement, verdict = _verdict(judgement) if judgement is not None else ("", None)
        if editorial:
            found.require_editorial()
        click.echo("\n".join(found.comparison(requirement) if verdict is not None else found.lines()))
        if reviewer is None:
            tell("cli_review.only_shown", clause=found.name)
            return
        if not yes and not _agreed(found, requirement, verdict):
            stop("cli_review.nothing_recorded")
        if verdict is not None:
            file = found.judge(requirement, verdict, reviewer)
            tell("cli_review.judged", clause=found.name, requirement=requirement, verdict=verdict, file=file)
        else:
            file = found.record(reviewer, editorial=editorial)
            tell("cli_review.recorded", clause=found.name, file=file)
    except Refused as error:
        stop("cli_review.refused", reason=str(error))
    except (OSError, OutsideTheProject) as error:
        stop("cli_review.not_written", reason=system_reason(error))


def _found(library: Library, clause: str) -> ClauseReview:
    try:
        return library.keeping.review(clause)
    except KeyError:
        names = [name for name in library.clauses if name == clause or name.endswith(f":{clause}")]
        if names:
            raise usage("cli_review.several", clause=clause, names=names) from None
        known = [*library.clauses, *(name.partition(":")[2] for name in library.clauses)]
        raise usage("cli_review.no_clause", clause=clause, hint=did_you_mean(clause, known)) from None


def _verdict(judgement: str) -> tuple[str, Verdict]:
    requirement, _, word = judgement.rpartition("=")
    verdicts: tuple[Verdict, ...] = get_args(Verdict)
    for verdict in verdicts:
        if word == verdict and requirement:
            return requirement, verdict
    raise usage("cli_review.wrong_verdict", text=judgement, verdicts=verdicts)


def _agreed(found: ClauseReview, requirement: str, verdict: Verdict | None) -> bool:
    """Ask whether it is to be recorded. Without a terminal, or for anything but yes, it is not."""
    click.echo()
    if verdict is not None:
        question = say("cli_review.ask_verdict", clause=found.name, requirement=requirement, verdict=verdict)
    else:
        question = say("cli_review.ask", clause=found.name)
    try:
        return bool(click.confirm(question, default=False, err=True))
    except click.Abort:
        return False
