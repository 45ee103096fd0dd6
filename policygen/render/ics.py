"""Dates as an iCalendar file (RFC 5545) that a calendar takes in: one whole day an event, with reminders before it.

An event keeps its UID when its date moves, and gets a higher SEQUENCE (RFC 5545 3.8.7.4), without which a calendar
ignores the change. SEQUENCE is the number of days from 1 January 2000 to the event, so it needs no memory and grows
with each later date. Where a date moves to an earlier day, `keep_growing` raises it above that of the file before.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from policygen import __version__

WIDTH = 75  # octets of a line without its end (RFC 5545 3.1)
MONTHS_BEFORE, DAYS_BEFORE = (2, 1), 7
FIRST_DAY = date(2000, 1, 1)  # whose SEQUENCE is 0
HIGHEST = 2**31 - 1  # of an INTEGER (RFC 5545 3.3.8)
NINE = 15  # hours that a reminder comes before the next midnight: at nine in the morning


@dataclass(frozen=True, slots=True)
class Event:
    """One day in a calendar. `key` makes the UID and stays the same when the date moves; `created` is ISO 8601 UTC.

    There is a reminder each of `months` months before it, and one a week before.
    """

    key: str
    on: date
    summary: str
    description: str
    reminder: str
    created: str
    months: tuple[int, ...] = MONTHS_BEFORE


def write_ics(events: Sequence[Event]) -> bytes:
    """Return the events in their order, each with its reminders at nine: for a review two months, one month and a week.

    The bytes depend on the events and policygen's version alone.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//policygen//policygen {__version__}//EN",
        "CALSCALE:GREGORIAN",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def keep_growing(data: bytes, before: bytes) -> bytes:
    """Return a calendar in which no event has a lower SEQUENCE than in the calendar `before`, the one it replaces.

    An event on another day than before gets a higher one. Whatever else may be in `before`, which a person may have
    edited, makes no difference.
    """
    known = _sequences(before)
    for uid, (sequence, day) in _sequences(data).items():
        earlier, on = known.get(uid, (0, day))
        least = min(earlier + (day != on), HIGHEST)
        if uid in known and sequence < least:
            event = re.compile(rb"(UID:%s\r\n(?:(?!END:VEVENT).*\r\n)*?)SEQUENCE:\d+\r\n" % re.escape(uid))
            data = event.sub(rb"\g<1>SEQUENCE:%d\r\n" % least, data)
    return data


def _sequences(data: bytes) -> dict[bytes, tuple[int, bytes]]:
    """Return each event's SEQUENCE and day by its UID, as far as it has them."""
    found = {}
    for event in data.replace(b"\r\n", b"\n").split(b"BEGIN:VEVENT\n")[1:]:
        uid, sequence, day = (
            re.search(pattern, event, re.MULTILINE)
            for pattern in (rb"^UID:(\S{1,200})$", rb"^SEQUENCE:(\d{1,10})$", rb"^DTSTART;VALUE=DATE:(\d{8})$")
        )
        if uid and day:
            found[uid[1]] = (min(int(sequence[1]), HIGHEST) if sequence else 0, day[1])
    return found


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid5(NAMESPACE_URL, f'urn:policygen:{event.key}')}"
    yield f"DTSTAMP:{''.join(c for c in event.created if c not in '-:')}"
    yield f"SEQUENCE:{max((event.on - FIRST_DAY).days, 0)}"
    yield f"DTSTART;VALUE=DATE:{event.on.year:04}{event.on:%m%d}"
    yield f"SUMMARY:{escaped(event.summary)}"
    yield f"DESCRIPTION:{escaped(event.description)}"
    yield "TRANSP:TRANSPARENT"
    for days in (*((event.on - months_before(event.on, months)).days for months in event.months), DAYS_BEFORE):
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        # A duration has no months (RFC 5545 3.3.6), so they are counted out in days.
        yield f"TRIGGER:-P{days - 1}DT{NINE}H"
        yield f"DESCRIPTION:{escaped(event.reminder)}"
        yield "END:VALARM"
    yield "END:VEVENT"


def months_before(day: date, months: int) -> date:
    """Return the same day `months` months earlier, or that month's last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def escaped(text: str) -> str:
    """Return `text` as a TEXT value (RFC 5545 3.3.11); control characters, which it cannot hold, are left out."""
    for plain, said in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\n"), ("\n", "\\n")):
        text = text.replace(plain, said)
    return "".join(c for c in text if c == "\t" or (c >= " " and c != "\x7f"))


def _folded(line: str) -> bytes:
    """One content line with its end, folded so that no character is parted (RFC 5545 3.1)."""
    made, room = b"", WIDTH
    for character in line:
        octets = character.encode()
        if len(octets) > room:
            made, room = made + b"\r\n ", WIDTH - 1
        made, room = made + octets, room - len(octets)
    return made + b"\r\n"
