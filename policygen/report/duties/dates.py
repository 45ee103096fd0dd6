"""When duties are due: the days of one school year, by the terms of the vocabulary."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from policygen.assemble.wording import Wording
from policygen.check.duties import MONTHS_OF_YEAR
from policygen.model.duties import DutyEntry
from policygen.model.vocabulary import SchoolTerm
from policygen.report.duties.model import DutyDate

# Without terms in the vocabulary, a school year is a year of the calendar.
_JANUARY, _DECEMBER = 1, 12


@dataclass(frozen=True, slots=True)
class SchoolYear:
    """The school year that begins in `year`, with its terms in order."""

    year: int
    terms: tuple[SchoolTerm, ...]
    wording: Wording

    @classmethod
    def beginning(cls, year: int | None, terms: tuple[SchoolTerm, ...], wording: Wording, today: date) -> SchoolYear:
        """Return the school year that begins in `year`, by default the one that has `today` in it."""
        found = cls(today.year if year is None else year, terms, wording)
        if year is None and today.month < found.first_month:
            return cls(today.year - 1, terms, wording)
        return found

    @property
    def first_month(self) -> int:
        return _number(self.terms[0].months[0]) if self.terms else _JANUARY

    @property
    def until(self) -> date:
        """The first day of the next school year."""
        return date(self.year + 1, self.first_month, 1)

    @property
    def months(self) -> tuple[int, ...]:
        """The months of the terms, in order."""
        return tuple(_number(month) for term in self.terms for month in term.months) or tuple(range(1, _DECEMBER + 1))

    @property
    def title(self) -> str:
        """The year as it is printed: 2026/27."""
        if self.first_month == _JANUARY:
            return str(self.year)
        return self.wording("duties.year", first=str(self.year), last=f"{(self.year + 1) % 100:02}")

    def due(self, duty: DutyEntry, answer: date | None) -> tuple[DutyDate, ...]:
        """Return the dates of a duty; `answer` is the school's own date, if its `by` names one."""
        by = duty.by.text if duty.by is not None else ""
        match duty.interval:
            case "term":
                return tuple(self._end(term) for term in self.terms)
            case "month":
                return tuple(self._month(month) for month in self.months)
            case "year" if "." in by:
                if answer is None:
                    return ()
                return (DutyDate(answer, by, self.wording.date(answer), exact=True, later=answer >= self.until),)
            case "year" if by in MONTHS_OF_YEAR:
                return (self._month(_number(by)),)
            case "year":
                term = next((term for term in self.terms if term.id.text == by), None)
                return (self._end(term),) if term is not None else (self._last(),)
            case _:
                return ()

    def _month(self, month: int) -> DutyDate:
        """Return the last day of a month, or of the term that ends in it."""
        year = self._year_of(month)
        day = monthrange(year, month)[1]
        ends = [term.last_day for term in self.terms if _number(term.months[-1]) == month]
        on = date(year, month, min(day, *ends) if ends else day)
        return DutyDate(on, f"{year}-{month:02}", self.wording.parts("months")[month - 1])

    def _end(self, term: SchoolTerm) -> DutyDate:
        month = _number(term.months[-1])
        on = self._month(month).on
        return DutyDate(on, f"{self.year}-{term.id.text}", term.title.text)

    def _last(self) -> DutyDate:
        """Return the end of the school year."""
        return DutyDate(self._month(self.months[-1]).on, str(self.year), self.wording("duties.in_the_year"))

    def _year_of(self, month: int) -> int:
        return self.year if month >= self.first_month else self.year + 1


def _number(month: str) -> int:
    return MONTHS_OF_YEAR.index(month) + 1
