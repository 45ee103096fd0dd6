"""The status of schools as one web page with charts, which needs no script, font or network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import resources

from jinja2 import Environment

from policygen.diagnostics.codes import say
from policygen.look.tokens import Colours
from policygen.report.status.model import EstateStatus, PolicyState, by_school
from policygen.report.status.wording import (
    copy_in_words,
    libraries_in_words,
    state_in_words,
    tasks_of,
    waiting_in_words,
)

_STATES: tuple[PolicyState, ...] = ("adopted", "changed", "for-approval", "draft")
# Units of the drawing, which is as wide as a small telephone: a row has its words, and its bar below them.
WIDTH, ROW, BAR = 320, 40, 14
_MONTHS_AHEAD = 12
_LONGEST = 38  # characters of a bar's words that fit beside its figure


@dataclass(frozen=True, slots=True)
class ChartBar:
    """One bar: its words, as they are drawn in `label`, its figure, its top and its width in units of the drawing.

    `urgent` is drawn in another colour.
    """

    words: str
    label: str
    count: int
    top: int
    width: float
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart of horizontal bars, each with its figure in words: nothing is told by length or colour alone."""

    id: str
    title: str
    bars: tuple[ChartBar, ...]

    @property
    def height(self) -> int:
        return len(self.bars) * ROW

    @property
    def words(self) -> str:
        """The chart for a person who does not see it."""
        return "; ".join(say("status.chart_words", label=bar.words, count=bar.count) for bar in self.bars)


def status_html(status: EstateStatus, colours: Colours) -> str:
    """Return the page (WCAG 2.2, level AA), in the house colours by day and in others in a dark scheme."""
    text = resources.files("policygen.report.status").joinpath("page.html.j2").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
    return template.render(
        status=status,
        colours=colours,
        charts=[chart for chart in _charts(status) if chart.bars],
        schools=by_school(status.policies),
        overdue=sum(one.overdue for one in status.policies),
        waiting=[one for one in status.policies if one.confirmed is not None and one.confirmed.waiting],
        copies=[(one, copy) for one in status.policies for copy in one.published],
        state_in_words=state_in_words,
        libraries_in_words=libraries_in_words,
        tasks_of=tasks_of,
        copy_in_words=copy_in_words,
        waiting_in_words=waiting_in_words,
        width=WIDTH,
        bar=BAR,
    )


def _charts(status: EstateStatus) -> Iterable[BarChart]:
    states = [(state_in_words(state), status.in_state(state), state in ("changed", "draft")) for state in _STATES]
    yield _chart("states", say("status.chart_states"), [one for one in states if one[1]])
    yield _chart("reviews", say("status.chart_reviews"), _reviews(status))
    yield _chart("libraries", say("status.chart_libraries"), _libraries(status))


def _reviews(status: EstateStatus) -> list[tuple[str, int, bool]]:
    """Return how many reviews are overdue, fall in each of the coming months, come later, or have no date."""
    adopted = [one for one in status.policies if one.adopted_on is not None]
    days = [one.review_on for one in adopted if one.review_on is not None and not one.overdue]
    months = Counter((day.year, day.month) for day in days)
    end = _month_after(status.as_of, _MONTHS_AHEAD)
    found = [(say("status.chart_overdue"), sum(one.overdue for one in adopted), True)]
    found += [
        (f"{year}-{month:02}", months[year, month], False) for year, month in sorted(months) if (year, month) < end
    ]
    found.append((say("status.chart_later"), sum(n for month, n in months.items() if month >= end), False))
    found.append((say("status.chart_none"), sum(one.review_on is None for one in adopted), True))
    return [one for one in found if one[1]]


def _month_after(day: date, months: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return year, month + 1


def _libraries(status: EstateStatus) -> list[tuple[str, int, bool]]:
    found = Counter(each for one in status.policies for each in one.libraries if each.adopted)
    rows = []
    for each, count in sorted(found.items(), key=lambda one: (one[0].library, one[0].moved, one[0].adopted)):
        key = "status.chart_then" if each.moved else "status.chart_now"
        rows.append((say(key, library=each.library, version=each.adopted), count, False))
    return rows


def _chart(name: str, title: str, rows: list[tuple[str, int, bool]]) -> BarChart:
    most = max((count for _, count, _ in rows), default=1)
    bars = (
        ChartBar(label, _short(label), count, n * ROW, round(WIDTH * count / most, 1), urgent)
        for n, (label, count, urgent) in enumerate(rows)
    )
    return BarChart(name, title, tuple(bars))


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"
