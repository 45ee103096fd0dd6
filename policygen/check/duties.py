"""Check the duties of clauses: who has them and when exist, and the clause has the words that promise them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import get_args

from policygen.check.markdown.readings import readings
from policygen.check.project import Project
from policygen.check.shape import report_twice
from policygen.check.vocabulary import check_possible
from policygen.diagnostics.model import Diagnostics
from policygen.diagnostics.suggest import did_you_mean
from policygen.model.checked import Vocabulary
from policygen.model.conditions import Condition
from policygen.model.duties import DutyEntry
from policygen.model.vocabulary import Month, SchoolTerm
from policygen.model.written import Written
from policygen.source.nodes import Source

MONTHS_OF_YEAR: tuple[str, ...] = get_args(Month)
_QUESTION = re.compile(r"[a-z]+\.[a-z][a-z0-9_]*")
# Marks around words that are printed without them.
_EMPHASIS = re.compile(r"\*+")
_COMMON_YEAR = 2027


def check_duties(
    project: Project,
    source: Source,
    duties: Iterable[DutyEntry],
    texts: Iterable[Written],
    when: Condition | None,
    diagnostics: Diagnostics,
) -> None:
    """Report each duty of a clause that nobody can have, has no such time, or is not in the words of the clause.

    `texts` are these words, and `when` is the condition of the clause.
    """
    runs = [run for text in texts for run in _read_runs(text.text)]
    for duty in duties:
        _names(project, duty, diagnostics)
        if duty.by is not None and duty.interval != "year":
            diagnostics.report("PG266.by", duty.by.span)
        for text in duty_texts(duty):
            project.checker.check(source, text, diagnostics, when)
        if duty.when is not None and (condition := project.reader.read(duty.when)) is not None:
            check_possible(project.prover, condition, duty.when, diagnostics)
        says = next(_read_runs(duty.says.text))
        if not any(says in run for run in runs):
            diagnostics.report("PG266.says", duty.says.span, words=plain_run(duty.says.text))


def duty_texts(duty: DutyEntry) -> Iterator[Written]:
    """Yield the texts of a duty that take values: what is done, when and how soon, and the words that promise it."""
    yield duty.what
    if duty.event:
        yield duty.every
    if duty.within is not None and not is_question(duty.within):
        yield duty.within
    yield duty.says


def is_question(within: Written) -> bool:
    """Return whether a time is that of an answer, such as `choices.reporting_time`, and not in words."""
    return _QUESTION.fullmatch(within.text) is not None


def plain_run(text: str) -> str:
    """Return a text as one run of words: line breaks count as spaces, and marks of emphasis are left out."""
    return " ".join(_EMPHASIS.sub("", text).split())


def _read_runs(text: str) -> Iterator[str]:
    """Yield each way in which a text can read, as one run of words in small letters with a sign for each value."""
    return (plain_run(reading.text).casefold() for reading in readings(text))


def check_school_year(terms: Sequence[SchoolTerm], diagnostics: Diagnostics) -> None:
    """Report a term that is listed twice, and a last day that its month does not have."""
    firsts: dict[str, Written] = {}
    for term in terms:
        first = firsts.setdefault(term.id.text, term.id)
        if first is not term.id:
            report_twice("PG206.entry_of_list", first, term.id, diagnostics)
        if term.months:
            most = monthrange(_COMMON_YEAR, MONTHS_OF_YEAR.index(term.months[-1]) + 1)[1]
            if not 1 <= term.last_day <= most:
                diagnostics.report("PG266.last_day", term.id.span, number=term.last_day, most=most)


def _names(project: Project, duty: DutyEntry, diagnostics: Diagnostics) -> None:
    vocabulary = project.vocabulary
    bodies = _questions(vocabulary, "text")
    _known(project, duty.holders, {*vocabulary.people, *vocabulary.audiences, *bodies}, "PG251.holder", diagnostics)
    if duty.by is not None:
        terms = {term.id.text for term in vocabulary.school_year}
        known = {*MONTHS_OF_YEAR, *terms, *_questions(vocabulary, "date")}
        _known(project, (duty.by,), known, "PG251.deadline", diagnostics)
    if duty.within is not None and is_question(duty.within):
        _known(project, (duty.within,), _questions(vocabulary), "PG251.question", diagnostics)


def _questions(vocabulary: Vocabulary, kind: str = "") -> set[str]:
    """Return the questions of a type, by default all of them, as `group.key`."""
    return {
        f"{group}.{key}"
        for group, questions in vocabulary.groups.items()
        for key, question in questions.items()
        if question.type == kind or not kind
    }


def _known(
    project: Project, names: Sequence[Written], known: Collection[str], code: str, diagnostics: Diagnostics
) -> None:
    for name in names:
        if name.text not in known and name.text.rpartition(".")[2] not in project.unread:
            diagnostics.report(code, name.span, name=name.text, guess=did_you_mean(name.text, sorted(known)))
