"""A clause as each branch prints it: every wording that some school has, with the answers that lead to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from policygen.branches.axes import Option, axes_of_clauses
from policygen.branches.walk import branches_of_clause, school_of
from policygen.compile.compiler import Compiler
from policygen.diagnostics.codes import say
from policygen.document.lines import Known, printed_lines
from policygen.document.model import Section
from policygen.document.plain import words_of
from policygen.model.checked import Clause
from policygen.report.usage import policies_of

_NOTHING = Known(MappingProxyType({}), MappingProxyType({}))
_MARKS = dict.fromkeys(range(0xE000, 0xE100))  # private-use characters that stand for what is compared, not printed


@dataclass(frozen=True, slots=True)
class PrintedBranch:
    """One wording, its title first, and the answers of the first school that has it; `others` have it too."""

    answers: Mapping[str, Option]
    lines: tuple[str, ...]
    others: int

    @property
    def conditions(self) -> str:
        """The answers as text: "boarding: yes, phone_stance: locker"."""
        return ", ".join(f"{key.partition('.')[2]}: {_in_words(value)}" for key, value in sorted(self.answers.items()))


def printed_branches(compiler: Compiler, clause: Clause) -> tuple[PrintedBranch, ...]:
    """Return every wording of a clause once, in the first policy that lists it; none if no policy does."""
    policies = policies_of(compiler.project).get(clause.name, ())
    found: dict[tuple[str, ...], tuple[Mapping[str, Option], int]] = {}
    if not policies:
        return ()
    keys = [axis.key for axis in axes_of_clauses(compiler.project, [clause], terms=False)]
    for branch in branches_of_clause(compiler.project, policies[0], clause):
        school, _ = school_of(compiler, branch)
        if school is None or policies[0] not in school.plans:
            continue
        document = compiler.compile(school, policies[0], draft=True).document
        for section in (section for top in document.sections for section in top.sections):
            if section.clause == clause.name:
                lines = tuple(_lines(section))
                answers = {key: branch.answers[key] for key in keys if key in branch.answers}
                first, others = found.get(lines, (answers, -1))
                found[lines] = first, others + 1
    return tuple(PrintedBranch(answers, lines, others) for lines, (answers, others) in found.items())


def _lines(section: Section) -> Iterator[str]:
    yield words_of(section.title)
    for inner in section.sections:
        yield from _lines(inner)
    for block in section.blocks:
        for line in printed_lines(block, _NOTHING):
            yield line.text.translate(_MARKS)


def _in_words(value: Option) -> str:
    if value is None:
        return say("review.unanswered")
    if isinstance(value, bool):
        return say("review.answered_yes" if value else "review.answered_no")
    return ", ".join(value) if isinstance(value, tuple) else str(value)
