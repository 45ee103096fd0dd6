"""Rules that hold clauses against each other: one says must and another must not, times differ, words are repeated.

Two clauses are compared only where a school can have both. What counts as the same is a share of common words: such a
rule points at a pair to read, and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from policygen.diagnostics.model import Span
from policygen.lint.model import Found, LintedLibrary, rule, word_lists
from policygen.lint.prose import ClauseText, sentences, words
from policygen.model.checked import Clause

T = TypeVar("T")

SAME_DUTY = 0.75
SAME_TIMED_DUTY = 0.5
SAME_WORDS = 0.6
LEAST_WORDS, LEAST_CONTENT, RUN = 12, 4, 3

_NEGATIVE = re.compile(
    r"\b(?:(?:must|may|should|can|do|does|is|are)\s+not|cannot|never|nobody|no\s+one|none|no)\b", re.IGNORECASE
)
_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip
_UNITS = r"(?:working |school |calendar )?(?:hour|day|week|month|term|year)"
_TIME = re.compile(
    rf"\b(?P<how>within|every|at least every|at most|for at least|for up to|no later than)\s+"
    rf"(?P<count>\d+|{'|'.join(_NUMBERS)}|an?)?\s*(?P<unit>{_UNITS})s?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: ClauseText
    offset: int
    words: str
    content: frozenset[str]

    @property
    def clause(self) -> Clause:
        return self.text.clause

    @property
    def in_table(self) -> bool:
        written = self.text.written.text
        return written[written.rfind("\n", 0, self.offset) + 1 : self.offset].lstrip().startswith("|")

    @property
    def span(self) -> Span:
        return self.text.span(self.offset, len(self.words))


@rule("contradiction", "PG619")
def contradiction(library: LintedLibrary) -> Iterator[Found]:
    """One clause requires what another forbids."""
    binding = [one for one in _sentences(library) if len(one.content) >= LEAST_CONTENT]
    negative = [one for one in binding if _NEGATIVE.search(one.words)]
    # A table cell is not a complete sentence: the heading of its column may say "never".
    positive = [one for one in binding if not _NEGATIVE.search(one.words) and not one.in_table]
    for no in negative:
        for yes in positive:
            if _alike(no.content, yes.content) < SAME_DUTY or not library.together(no.clause, yes.clause):
                continue
            both = (no.clause.name, yes.clause.name)
            yield Found.of("PG619", no.span, both, related={"other": yes.span}, no=both[0], yes=both[1])


@rule("differing-deadlines", "PG620")
def differing_deadlines(library: LintedLibrary) -> Iterator[Found]:
    """Two clauses give different times for what seems to be the same thing: similar words, or a shared requirement."""
    timed = [(one, match) for one in _sentences(library) for match in _TIME.finditer(one.words)]
    for (one, first), (other, second) in combinations(timed, 2):
        if one.clause is other.clause or _how(first) != _how(second) or _length(first) == _length(second):
            continue
        shared = {m.text for m in one.clause.entry.claimed} & {m.text for m in other.clause.entry.claimed}
        alike = _alike(_untimed(one, first), _untimed(other, second))
        if (alike < SAME_TIMED_DUTY and not shared) or not library.together(one.clause, other.clause):
            continue
        both = (one.clause.name, other.clause.name)
        span = other.text.span(other.offset + second.start(), len(second[0]))
        related = {"other": one.text.span(one.offset + first.start(), len(first[0]))}
        facts = {"one": both[0], "other": both[1], "first": first[0], "second": second[0]}
        if shared:
            yield Found.of("PG620.requirement", span, both, related=related, requirement=sorted(shared)[0], **facts)
        else:
            yield Found.of("PG620.alike", span, both, related=related, **facts)


@rule("repeated", "PG621")
def repeated(library: LintedLibrary) -> Iterator[Found]:
    """Two clauses that a school can have together say the same, or nearly the same."""
    bodies = [(text, _runs(text)) for text in library.bodies]
    for (one, first), (other, second) in combinations(bodies, 2):
        if not first or not second or min(len(first), len(second)) < SAME_WORDS * max(len(first), len(second)):
            continue
        alike = _alike(first, second)
        if alike < SAME_WORDS or not library.together(one.clause, other.clause):
            continue
        both, span = (one.clause.name, other.clause.name), other.clause.entry.id.span
        related = {"other": one.clause.entry.id.span}
        if alike == 1:
            yield Found.of("PG621.same", span, both, related=related, one=both[0], other=both[1])
        else:
            near = f"{alike:.0%}"
            yield Found.of("PG621.nearly", span, both, related=related, one=both[0], other=both[1], alike=near)


def _sentences(library: LintedLibrary) -> Iterator[_Sentence]:
    for text in library.bodies:
        if text.clause.name not in library.policies:
            continue
        for offset, sentence in sentences(text.prose):
            yield _Sentence(text, offset, sentence, _content(sentence))


def _content(sentence: str) -> frozenset[str]:
    stop = frozenset(word_lists()["stop_words"])
    return frozenset(_stem(word) for word in words(sentence.lower()) if word not in stop)


def _stem(word: str) -> str:
    """Cut the commonest endings off, so that "reports" and "reported" are one word."""
    word = re.sub(r"['’]s?$", "", word)
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].removesuffix("e")
    return word.removesuffix("e")


def _runs(text: ClauseText) -> frozenset[tuple[str, ...]]:
    """Return the runs of three words in a text, none for one too short to be said to repeat another."""
    found = words(text.prose.lower())
    if len(found) < LEAST_WORDS:
        return frozenset()
    return frozenset(tuple(found[at : at + RUN]) for at in range(len(found) - RUN + 1))


def _alike(one: frozenset[T], other: frozenset[T]) -> float:
    both = one | other
    return len(one & other) / len(both) if both else 0.0


def _untimed(sentence: _Sentence, match: re.Match[str]) -> frozenset[str]:
    return sentence.content - _content(match[0])


def _how(match: re.Match[str]) -> str:
    return "every" if "every" in match["how"].lower() else match["how"].lower()


def _length(match: re.Match[str]) -> tuple[int, str]:
    """Return a time as count and unit; 12 months are a year and 7 days a week, for one to equal the other."""
    written = (match["count"] or "one").lower()
    count = int(written) if written.isdigit() else _NUMBERS.get(written, 1)
    unit = match["unit"].lower()
    for small, many, large in (("month", 12, "year"), ("day", 7, "week")):
        if unit == large:
            count, unit = count * many, small
    return count, unit
