"""The calendar of reviews: for every policy with a next review, however it was set, of a school and of a group."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tests.support.cli import Ran, run
from tests.support.projects import lay_out, write
from tests.support.settings import school

# 1 January 2028: the clock says so here.
LATER = {"SOURCE_DATE_EPOCH": "1830297600"}
TRUST = "extends: authorities/westshire.yaml\nspecimen: true\npolicies: {online: {review_after: 2 years}}\n"
MEMBER = {"extends": "trusts/elm.yaml", "policies": "\n  online: {meeting_on: 2026-12-03}\n  phones:"}


@dataclass(frozen=True)
class Read:
    """An event of a calendar, read here on its own."""

    uid: str
    sequence: int
    on: date
    summary: str


def events(path: Path) -> list[Read]:
    text = re.sub(r"\r\n[ \t]", "", path.read_bytes().decode())
    found = []
    for part in text.split("BEGIN:VEVENT\r\n")[1:]:
        event = part.partition("BEGIN:VALARM")[0]
        values = dict(re.split(r"[:;]", line, maxsplit=1) for line in event.split("\r\n")[:-1])
        day = values["DTSTART"].removeprefix("VALUE=DATE:")
        on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        found.append(Read(values["UID"], int(values["SEQUENCE"]), on, values["SUMMARY"]))
    return found


def built(folder: Path, *names: str, policies: str = "") -> Ran:
    if policies:
        write(folder, "schools/hilltop.yaml", school(policies=policies))
    ran = run(folder, "build", *names, "--format", "md", environment=LATER)
    assert ran.code == 0, ran.err
    return ran


def hilltop(folder: Path, policies: str) -> list[Read]:
    built(folder, "hilltop", policies=policies)
    path = folder / "build/hilltop/review.ics"
    return events(path) if path.exists() else []


def test_a_time_between_reviews_is_counted_from_the_meeting(tmp_path: Path) -> None:
    lay_out(tmp_path)
    (event,) = hilltop(tmp_path, "\n  online: {meeting_on: 2026-12-03, review_after: 18 months}\n  phones:")
    assert (event.on, event.summary) == (date(2028, 6, 3), "Hilltop School: review the Online safety policy")


def test_without_a_meeting_or_an_adoption_there_is_no_date_to_count_from(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert hilltop(tmp_path, "\n  online: {review_after: 18 months}\n  phones:") == []
    assert hilltop(tmp_path, "\n  online: {meeting_on: 2026-12-03, review_after: 2 terms}\n  phones:") == []
    assert hilltop(tmp_path, "\n  online: {meeting_on: 2026-12-03, review_after: 9000 years}\n  phones:") == []


def test_an_adoption_gives_the_date_that_the_cover_prints(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": school(policies="\n  online: {review_after: 1 year}\n  phones:")})
    assert run(tmp_path, "build", "hilltop", "--format", "json").code == 0
    adopted = run(tmp_path, "adopt", "hilltop", "online", "--on", "2026-11-05", "--minute", "3", environment=LATER)
    assert adopted.code == 0, adopted.err
    built(tmp_path, "hilltop")
    (event,) = events(tmp_path / "build/hilltop/review.ics")
    assert event.on == date(2027, 11, 5)
    assert "5 November 2027" in (tmp_path / "build/hilltop/online.md").read_text()


def test_an_event_keeps_its_identifier_and_its_sequence_grows_whichever_way_the_date_moves(tmp_path: Path) -> None:
    lay_out(tmp_path)
    found = [
        hilltop(tmp_path, f"\n  online: {{{answer}}}\n  phones:")[0]
        for answer in (
            "meeting_on: 2026-12-03",
            "review_on: 2028-03-01",
            "review_on: 2027-03-01",
            "review_on: 2027-02-01",
        )
    ]
    assert len({event.uid for event in found}) == 1
    assert [event.sequence for event in found] == sorted({event.sequence for event in found})
    before = (tmp_path / "build/hilltop/review.ics").read_bytes()
    built(tmp_path, "hilltop")
    assert (tmp_path / "build/hilltop/review.ics").read_bytes() == before


def test_a_group_gets_the_reviews_of_all_its_schools(tmp_path: Path) -> None:
    files = {"schools/trusts/elm.yaml": TRUST, "schools/valley.yaml": school(**MEMBER)}
    lay_out(
        tmp_path, {**files, "schools/vale.yaml": school(school="\n  name: Vale School\n  phase: [primary]", **MEMBER)}
    )
    ran = built(tmp_path, "trusts/elm")
    assert "build/trusts/elm/review.ics" in ran.out.split()
    found = events(tmp_path / "build/trusts/elm/review.ics")
    assert [event.on for event in found] == [date(2028, 12, 3)] * 2
    assert sorted(event.summary.partition(":")[0] for event in found) == ["Hilltop School", "Vale School"]
    assert len({event.uid for event in found}) == 2


def test_a_school_that_is_built_by_its_own_name_makes_no_calendar_for_its_group(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/trusts/elm.yaml": TRUST, "schools/valley.yaml": school(**MEMBER)})
    built(tmp_path, "valley")
    assert not (tmp_path / "build/trusts").exists()
