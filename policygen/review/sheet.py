"""What a reviewer of a clause sees: its words, every branch, what it rests on, and what has changed since last time."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from policygen.branches.preview import listing, preview_of
from policygen.check.project import Project
from policygen.compare.words import marked_difference, word_diff
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.model.checked import Claim, Clause, Requirement, form_words, review_state
from policygen.model.heirs import former_ids
from policygen.model.library import ClauseEntry
from policygen.model.registers import ReferenceEntry
from policygen.report.editions import earlier_readings
from policygen.report.usage import policies_of
from policygen.review.past import PastClause, clause_with
from policygen.world.git import GitRefused

WIDTH = 100


@dataclass(frozen=True, slots=True)
class ClauseSources:
    """What a clause rests on: its claims, each with its requirement and why it has to be read again, and references."""

    claims: tuple[tuple[Claim, Requirement | None, str], ...]
    references: tuple[ReferenceEntry, ...]

    @classmethod
    def of(cls, project: Project, clause: Clause) -> ClauseSources:
        """Return what a clause says that it meets and cites."""
        readings = earlier_readings(project, project.world.today())
        claims = tuple(
            (
                claim,
                project.requirements.get(claim.name),
                readings[claim.name].because if claim.name in readings else "",
            )
            for claim in clause.claims
        )
        cited = (one.text for one in clause.entry.cites)
        return cls(claims, tuple(project.references[name] for name in cited if name in project.references))


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A clause with what it rests on.

    `past` is it as last reviewed, or the clause that one that was never reviewed came from; or `unknown` says why not.
    """

    clause: Clause
    branches: str
    sources: ClauseSources
    past: PastClause | None
    unknown: str

    @classmethod
    def of(cls, compiler: Compiler, clause: Clause, root: Path | None) -> ReviewSheet:
        """Return what a reviewer of a clause sees; `root` is the project's folder, if it is one on a disk."""
        sources = ClauseSources.of(compiler.project, clause)
        past, unknown = last_reviewed(clause, root)
        return cls(clause, _branches(compiler, clause), sources, past or _came_from(clause, root), unknown)

    def lines(self) -> Iterator[str]:
        """Yield the sheet as lines of text."""
        entry = self.clause.entry
        yield f"{self.clause.name}: {entry.title.text}"
        yield f"  {entry.id.span}"
        yield f"  {review_words(entry)}"
        yield ""
        yield say("review.text")
        yield from _indented(entry.text.text)
        for word in form_words(entry):
            yield f"    [{word}]"
        yield ""
        yield self.branches
        yield from self._sources()
        yield from self._difference()

    def _sources(self) -> Iterator[str]:
        yield say("review.meets") if self.sources.claims else say("review.meets_nothing")
        for claim, requirement, reading in self.sources.claims:
            yield f"  {claim.name} ({claim_words(claim)})"
            if requirement is not None:
                where = f"{requirement.source_title}; {requirement.entry.locator.text}: "
                yield from textwrap.wrap(
                    where + " ".join(requirement.entry.summary.text.split()),
                    WIDTH,
                    initial_indent="      ",
                    subsequent_indent="      ",
                )
                if requirement.entry.retired is not None:
                    yield f"      {say('review.retired')}"
            if reading:
                yield f"      {reading}"
        yield ""
        yield say("review.cites") if self.sources.references else say("review.cites_nothing")
        for reference in self.sources.references:
            edition = f" ({reference.edition.text})" if reference.edition is not None else ""
            yield f"  {reference.id.text}: {reference.title.text}{edition}"
            if reference.verified is False:
                yield f"      {say('review.unverified')}"
            if reference.superseded_by is not None:
                yield f"      {say('review.superseded', name=reference.superseded_by.text)}"
            if reference.web is not None:
                yield f"      {' '.join(reference.web.text.split())}"
        yield ""

    def _difference(self) -> Iterator[str]:
        if self.past is None:
            if self.unknown:
                yield self.unknown
            return
        pieces = word_diff(_all_words(self.past.entry), _all_words(self.clause.entry))
        if all(piece.how == "same" for piece in pieces):
            yield say("review.same_words")
            return
        facts = {"day": str(self.past.day), "commit": self.past.commit[:10]}
        if self.clause.entry.reviewed is None:
            yield say("review.difference_former", former=self.past.entry.id.text, **facts)
        else:
            yield say("review.difference", **facts)
        yield from textwrap.wrap(marked_difference(pieces), WIDTH, initial_indent="    ", subsequent_indent="    ")


def last_reviewed(clause: Clause, root: Path | None) -> tuple[PastClause | None, str]:
    """Return a clause in the words of its last review, or None with the reason why they are not known."""
    reviewed = clause.entry.reviewed
    if reviewed is None:
        return None, ""
    if reviewed.digest is None:
        return None, say("review.no_digest")
    if root is None:
        return None, say("review.no_repository")
    try:
        found = clause_with(root, clause.library.id.text, _ids(clause), reviewed.digest.text)
    except GitRefused:
        return None, say("review.no_repository")
    return found, "" if found is not None else say("review.not_in_history")


def _came_from(clause: Clause, root: Path | None) -> PastClause | None:
    """Return the clause that had a former id of one that nobody has reviewed, as the newest commit has it."""
    former = _ids(clause)[1:]
    if clause.entry.reviewed is not None or root is None or not former:
        return None
    try:
        return clause_with(root, clause.library.id.text, former)
    except GitRefused:
        return None


def review_words(entry: ClauseEntry) -> str:
    """Return when a clause was last reviewed and by whom, and whether it still has those words."""
    if entry.reviewed is None:
        return say("review.never")
    return say(f"review.{review_state(entry)}", on=str(entry.reviewed.on), by=entry.reviewed.by.text)


def claim_words(claim: Claim) -> str:
    """Return what a clause says that it does for a requirement, and whether somebody has compared the two."""
    said = say(f"review.status_{claim.status}")
    how = "outdated" if claim.outdated else "judged" if claim.judged else "unjudged"
    when = say("review.in_some") if claim.condition is not None else ""
    return f"{said}{when}; {say(f'review.verdict_{how}')}"


def _ids(clause: Clause) -> tuple[str, ...]:
    return (clause.entry.id.text, *(one.text for one in former_ids(clause.entry.formerly)))


def _branches(compiler: Compiler, clause: Clause) -> str:
    """Return the clause as each branch prints it; without a policy that lists it, a line that says so."""
    if clause.name not in policies_of(compiler.project):
        return say("review.not_printed") + "\n"
    return preview_of(compiler, clause.name, listing(compiler.project, clause.name, None)[0]).text()


def _all_words(entry: ClauseEntry) -> str:
    return "\n".join((entry.title.text, entry.text.text, *form_words(entry)))


def _indented(text: str) -> Iterator[str]:
    yield from (f"    {line}".rstrip() for line in text.strip("\n").split("\n"))
