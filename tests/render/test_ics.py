"""The calendar of reviews keeps to RFC 5545, and says the same each time."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from policygen.render.ics import Event, escaped, keep_growing, months_before, write_ics


def event(**changes: object) -> Event:
    told: dict[str, object] = {
        "key": "review:hilltop:Hilltop School:online",
        "on": date(2027, 4, 30),
        "summary": "Review the Online safety policy",
        "description": "The Online safety policy of St Ŵyn, Söns; and others \\ is due on 30 April 2027.\nSee it.",
        "reminder": "Online safety policy: review on 30 April 2027",
        "created": "2026-11-20T00:00:00Z",
    }
    return Event(**(told | changes))  # type: ignore[arg-type]


def lines(data: bytes) -> list[str]:
    """The content lines, unfolded."""
    assert data.endswith(b"\r\n")
    return data.decode().replace("\r\n ", "").split("\r\n")[:-1]


def test_components_open_and_close_in_order_with_the_properties_they_must_have() -> None:
    open_: list[str] = []
    has: dict[str, list[list[str]]] = {}
    held: list[list[str]] = []
    for line in lines(write_ics([event(), event(key="other")])):
        name, _, rest = line.partition(":")
        if name == "BEGIN":
            open_.append(rest)
            held.append([])
        elif name == "END":
            assert open_.pop() == rest
            has.setdefault(rest, []).append(held.pop())
        else:
            held[-1].append(name.partition(";")[0])
    assert open_ == []
    assert has["VCALENDAR"] == [["VERSION", "PRODID", "CALSCALE"]]
    assert len(has["VEVENT"]) == 2
    for properties in has["VEVENT"]:
        assert sorted(properties) == sorted(set(properties))
        assert {"UID", "DTSTAMP", "SEQUENCE", "DTSTART", "SUMMARY"} <= set(properties)
        assert "DTEND" not in properties
    assert has["VALARM"] == [["ACTION", "TRIGGER", "DESCRIPTION"]] * 6


def test_lines_are_folded_at_75_octets_and_no_character_is_parted() -> None:
    data = write_ics([event(summary="Ŵ€𝒜" * 60)])
    folded = data.split(b"\r\n")
    assert max(len(line) for line in folded) == 75
    assert all(b"\n" not in line and b"\r" not in line for line in folded)
    for line in folded:
        line.decode()
    assert f"SUMMARY:{'Ŵ€𝒜' * 60}" in lines(data)


def test_text_is_escaped() -> None:
    assert escaped("a\\b;c,d\ne\r\nf:g\x00\x1b\x7f") == "a\\\\b\\;c\\,d\\ne\\nf:g"
    said = next(line for line in lines(write_ics([event()])) if line.startswith("DESCRIPTION:The"))
    assert "St Ŵyn\\, Söns\\; and others \\\\ is" in said
    assert said.endswith("2027.\\nSee it.")


def test_the_day_is_whole_and_the_stamp_is_the_documents() -> None:
    found = lines(write_ics([event()]))
    assert "DTSTART;VALUE=DATE:20270430" in found
    assert "DTSTAMP:20261120T000000Z" in found


@pytest.mark.parametrize("on", [date(2027, 4, 30), date(2028, 2, 29), date(2027, 3, 31), date(2027, 1, 1)])
def test_reminders_come_two_months_one_month_and_one_week_before_at_nine(on: date) -> None:
    triggers = [line for line in lines(write_ics([event(on=on)])) if line.startswith("TRIGGER:")]
    found = []
    for trigger in triggers:
        match = re.fullmatch(r"TRIGGER:-P(\d+)DT15H", trigger)
        assert match
        found.append(on - timedelta(days=int(match[1]) + 1))
    assert found == [months_before(on, 2), months_before(on, 1), on - timedelta(days=7)]


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2027, 4, 30), 2, date(2027, 2, 28)),
        (date(2028, 4, 30), 2, date(2028, 2, 29)),
        (date(2027, 1, 31), 2, date(2026, 11, 30)),
        (date(2027, 2, 15), 2, date(2026, 12, 15)),
        (date(2027, 12, 1), 1, date(2027, 11, 1)),
    ],
)
def test_a_month_before_is_the_same_day_or_the_months_last(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


def test_the_identifier_stays_when_the_date_moves_and_differs_between_policies() -> None:
    def uid(one: Event) -> str:
        return next(line for line in lines(write_ics([one])) if line.startswith("UID:"))

    assert uid(event()) == uid(event(on=date(2028, 1, 1), summary="x")) != uid(event(key="other"))
    assert write_ics([event()]) == write_ics([event()])


def sequence(data: bytes) -> int:
    (found,) = [line for line in lines(data) if line.startswith("SEQUENCE:")]
    return int(found.removeprefix("SEQUENCE:"))


def test_a_later_date_has_a_higher_sequence_without_knowing_the_calendar_before() -> None:
    dates = [date(2027, 4, 30), date(2027, 5, 1), date(2028, 2, 29)]
    found = [sequence(write_ics([event(on=on)])) for on in dates]
    assert found == sorted(set(found))
    assert sequence(write_ics([event(on=date(2000, 1, 1))])) == 0


def test_a_date_that_moves_back_has_a_higher_sequence_than_the_calendar_that_it_replaces() -> None:
    before = write_ics([event(on=date(2028, 4, 30)), event(key="other")])
    later = keep_growing(write_ics([event(), event(key="other")]), before)
    first, second = (int(line[9:]) for line in lines(later) if line.startswith("SEQUENCE:"))
    assert first == (date(2028, 4, 30) - date(2000, 1, 1)).days + 1
    assert second == (date(2027, 4, 30) - date(2000, 1, 1)).days
    assert keep_growing(write_ics([event(), event(key="other")]), later) == later, "the same date keeps its SEQUENCE"
    assert sequence(keep_growing(write_ics([event(on=date(2027, 4, 1))]), later)) == first + 1


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"\xff\x00BEGIN:VEVENT\nUID:",
        write_ics([event(key="other", on=date(2031, 1, 1))]),
        write_ics([event()]).replace(b"SEQUENCE:", b"SEQUENCE:x"),
    ],
)
def test_a_calendar_before_that_says_nothing_of_an_event_changes_nothing(before: bytes) -> None:
    data = write_ics([event()])
    assert keep_growing(data, before) == data


def test_no_sequence_grows_beyond_what_a_calendar_can_hold() -> None:
    before = re.sub(rb"SEQUENCE:\d+", b"SEQUENCE:9999999999", write_ics([event(on=date(2026, 1, 1))]))
    assert sequence(keep_growing(write_ics([event()]), before)) == 2**31 - 1
