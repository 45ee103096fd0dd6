"""The ways in which an edited file prints a clause: one in a school's policy, one for each wording in a paper."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from policygen.branches.preview import school_of_branch
from policygen.compile.compiler import Compiler
from policygen.compile.school import School
from policygen.document.model import Document
from policygen.document.transform import mapped
from policygen.readback.original import inlines_in
from policygen.readback.printed_words import masked_lines, masked_words
from policygen.readback.sources import TracedSource, clause_inlines, compiled_with, planned_clause, source_of
from policygen.resolve.tailoring import Planned
from policygen.review.paper_clause import branch_number, in_words_of_paper, paper_clause, without_branch

Lines = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ClauseView:
    """One way in which a file prints a clause; `number` is that of its wording, from 1.

    `built` and `today` are the lines that the file has of it, as it was built and as it would be built now: words with
    a sign for each value, by the ids that they have in the clause. `shown` gives each part as the file has it.
    """

    number: int
    compiler: Compiler
    school: School
    policy: str
    planned: Planned
    built: Lines
    today: Lines
    shown: Callable[[Any], Any] | None = None

    def source(self) -> TracedSource | None:
        """Return where the printed words come from; None for a text that is too long for that."""
        return source_of(self.compiler, self.school, self.policy, self.planned, self.shown)

    def lines_with(self, title: str, text: str) -> dict[str, tuple[str, ...]]:
        """Return all lines of the clause as they would be with another title and text."""
        document = compiled_with(self.compiler, self.school, self.policy, self.planned, title, text)
        found = clause_inlines(document, self.planned.name)
        shown = self.shown or (lambda part: part)
        return {id_: masked_words(mapped(children, shown)) for id_, children in found.items()}


def views_of_paper(compiler: Compiler, document: Document, clause: str) -> tuple[ClauseView, ...]:
    """Return a view for each wording of a clause in a paper; `built` has lines that `today` has not if it changed."""
    made = paper_clause(compiler, clause)
    built = _by_branch(masked_lines(document, clause))
    today = _by_branch({id_: masked_words(children) for id_, children in inlines_in(made.section).items()})
    shown = in_words_of_paper(compiler.project)
    found = []
    for number, branch in enumerate(made.branches, 1):
        smaller, school = school_of_branch(compiler, clause, made.policy, branch.row)
        planned = planned_clause(school, made.policy, clause) if school is not None else None
        if school is not None and planned is not None:
            # Wordings that there are no more are lines that the first one has lost.
            extra = {} if number > 1 else _beyond(built, len(made.branches))
            lines = ({**built.get(number, {}), **extra}, today.get(number, {}))
            found.append(ClauseView(number, smaller, school, made.policy, planned, *lines, shown))
    return tuple(found)


def _beyond(lines: Mapping[int, Lines], last: int) -> dict[str, tuple[str, ...]]:
    return {f"{number}/{id_}": words for number, held in lines.items() if number > last for id_, words in held.items()}


def view_of_policy(compiler: Compiler, school: School, document: Document, planned: Planned) -> ClauseView:
    """Return how a school's policy prints a clause."""
    today = compiler.compile(school, document.policy, draft=True, records=()).document
    built, now = masked_lines(document, planned.name), masked_lines(today, planned.name)
    return ClauseView(1, compiler, school, document.policy, planned, built, now)


def _by_branch(lines: Lines) -> dict[int, dict[str, tuple[str, ...]]]:
    found: dict[int, dict[str, tuple[str, ...]]] = {}
    for id_, words in lines.items():
        number = branch_number(id_)
        if number:
            found.setdefault(number, {})[without_branch(id_)] = words
    return found
