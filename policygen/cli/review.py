"""`policygen review CLAUSE`: read a clause with all that it rests on, and record the review in its file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policygen import Library, OutsideTheProject, Refused, did_you_mean, say
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
