"""A plan of duties: each with its holders, its dates in one school year, and the clause that promises it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from policygen.document.model import Inline, Origin
from policygen.model.duties import Interval


@dataclass(frozen=True, slots=True)
class DutyHolder:
    """A post, a body or a group of people, as printed: `title`, and `names` of the people who hold the post, if known.

    `cover` is the post that takes over while this one is `vacant`. `origin` says where the names were set. A `group`
    is not one post or body, but everybody of a kind, such as staff.
    """

    title: str
    names: tuple[str, ...] = ()
    vacant: bool = False
    cover: DutyHolder | None = None
    origin: Origin | None = None
    group: bool = False


@dataclass(frozen=True, slots=True)
class DutyDate:
    """A day by which a duty is due. `slot` names the time of year for calendars: 2026-autumn, 2026-09, 2026.

    `time` is how that time is printed in a heading: "September", "Autumn term". `exact` says that it is a date of the
    school's own, and not one that the library suggests; it may be `later` than the school year.
    """

    on: date
    slot: str
    time: str
    exact: bool = False
    later: bool = False


@dataclass(frozen=True, slots=True)
class PlannedDuty:
    """One duty of a school. `holders` is empty if the clause only says “the school”.

    `what` is what they do, in a few words; `event` what calls for it, such as "a complaint comes in"; `within` how
    soon, such as "within 30 days". `due` are its dates in the school year, in order. `key` is the same each year.
    """

    key: str
    policy: str
    policy_title: str
    clause: str
    number: str
    title: str
    holders: tuple[DutyHolder, ...]
    what: tuple[Inline, ...]
    interval: Interval
    event: str
    within: str
    due: tuple[DutyDate, ...]
    says: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class LostDuty:
    """A duty that the library's clause has and the school's own words for the clause do not promise."""

    policy_title: str
    number: str
    title: str
    says: str


@dataclass(frozen=True, slots=True)
class DutyPlan:
    """The duties of one school in the school year that begins in `year`, and those that its own words have dropped.

    First come those that are due once in the year, by date; then those of each term, month, week and day; then those
    that are due on a date after the school year; last those that an event calls for.
    """

    school: str
    name: str
    year: int
    duties: tuple[PlannedDuty, ...]
    lost: tuple[LostDuty, ...] = ()
