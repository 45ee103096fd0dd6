"""Reviewing a clause: what a reviewer reads, and the record of the review in the clause's file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

from policygen.api.errors import CannotRender
from policygen.branches.axes import clauses_of
from policygen.build.rendering import Renderer, refused_in_words
from policygen.check.project import Project
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.checked import Clause, Requirement, review_state
from policygen.model.library import Verdict
from policygen.review.editorial import is_editorial
from policygen.review.paper import paper_of
from policygen.review.sheet import ReviewSheet, last_reviewed
from policygen.review.stamp import CannotReview, stamp_review, stamp_verdict
from policygen.world.disk import DiskWorld, on_disk


class ClauseReview:
    """One clause that is being reviewed. `name` is its full name, `title` its title as it is written."""

    VERDICTS: tuple[Verdict, ...] = get_args(Verdict)

    def __init__(self, compiler: Compiler, clause: Clause) -> None:
        self._compiler = compiler
        self._clause = clause
        self.name = clause.name
        self.title = clause.entry.title.text

    def lines(self) -> Iterator[str]:
        """Yield the text, every branch, the requirements and references, and what has changed since the last review.

        Branches are compiled one by one, which takes a moment for a clause with many.
        """
        sheet = ReviewSheet.of(self._compiler, self._clause, self._root)
        yield from sheet.lines()

    def comparison(self, requirement: str) -> Iterator[str]:
        """Yield the text of the clause and what the requirement asks, to be compared. Raises CannotReview."""
        found = self._requirement(requirement)
        yield say("review.text")
        yield from (f"    {line}".rstrip() for line in self._clause.entry.text.text.strip("\n").split("\n"))
        yield ""
        yield f"{found.name} ({found.source_title}; {found.entry.locator.text})"
        yield f"    {' '.join(found.entry.summary.text.split())}"

    def record(self, by: str, *, editorial: bool = False) -> str:
        """Record that `by` has reviewed the clause today, and return the name of the changed file.

        With `editorial` the date and the reviewer of the last review stay, which is refused unless the words differ in
        spelling, punctuation and capitals only. The world must be a folder. Raises Refused, OSError.
        """
        world, reviewed = on_disk(self._compiler.project.world), self._clause.entry.reviewed
        if not editorial or reviewed is None:
            return stamp_review(world, self._clause, by, world.today())
        self.require_editorial()
        return stamp_review(world, self._clause, reviewed.by.text, reviewed.on)

    def require_editorial(self) -> None:
        """Raise CannotReview if the words differ from those of the last review in more than how they are written."""
        if review_state(self._clause.entry) == "reviewed":
            raise CannotReview(say("review.nothing_to_correct", clause=self.name))
        past, unknown = last_reviewed(self._clause, self._root)
        if past is None:
            raise CannotReview(say("review.editorial_unknown", reason=unknown or say("review.never_before")))
        if not is_editorial(past.entry, self._clause.entry):
            raise CannotReview(say("review.not_editorial", clause=self.name))

    def judge(self, requirement: str, verdict: str, by: str) -> str:
        """Record what `by` finds that the clause does for a requirement, and return the name of the changed file.

        The world must be a folder. Raises KeyError for a verdict that is none of VERDICTS; Refused, OSError.
        """
        world = on_disk(self._compiler.project.world)
        found = {str(one): one for one in self.VERDICTS}[verdict]
        return stamp_verdict(world, self._clause, self._requirement(requirement), found, by, world.today())

    def _requirement(self, name: str) -> Requirement:
        known = self._compiler.project.requirements
        if name not in known:
            hint = did_you_mean(name, [written.text for written in self._clause.entry.claimed])
            raise CannotReview(say("review.no_requirement", name=name, hint=hint).strip())
        if name not in {written.text for written in self._clause.entry.claimed}:
            raise CannotReview(say("review.not_claimed", clause=self.name, requirement=name))
        return known[name]

    @property
    def _root(self) -> Path | None:
        world = self._compiler.project.world
        return world.root if isinstance(world, DiskWorld) else None


def clauses_to_review(project: Project, names: Sequence[str], *, unreviewed: bool = False) -> tuple[str, ...]:
    """Return the full names of the clauses that names mean, each once: clauses, libraries or policies; without names,
    all.

    With `unreviewed`, only those that nobody has reviewed in their present words. Raises KeyError for a name that means
    nothing; CannotReview for one that means several things.
    """
    found: dict[str, None] = {}
    for name in names:
        called = project.find_clause(name)
        meant = [tuple(called)] if len(called) == 1 else []
        if name in project.libraries:
            meant.append(tuple(full for full, one in project.clauses.items() if one.library.id.text == name))
        if name in project.outlines:
            meant.append(tuple(one.name for one in clauses_of(project, project.outlines[name])))
        if len(called) > 1 or len(meant) > 1:
            raise CannotReview(say("review.several_meanings", name=name))
        if not meant:
            raise KeyError(name)
        found |= dict.fromkeys(meant[0])
    wanted = tuple(found) if names else tuple(project.clauses)
    return tuple(one for one in wanted if not unreviewed or review_state(project.clauses[one].entry) != "reviewed")


def paper_in_word(compiler: Compiler, clauses: Sequence[str]) -> bytes:
    """Return clauses, by full name, as a Word file for a reviewer. Raises Refused if none of them is printed."""
    document = paper_of(compiler, clauses)
    try:
        return Renderer(compiler.project.world).render(document, ("docx",))["docx"]
    except Exception as error:
        refused = refused_in_words(error)
        if refused is None:
            raise
        raise CannotRender(refused) from error
