"""A school's adoption is recorded, corrected and built from its record with public names, without a terminal."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import policygen
from policygen import AdoptionRecords, Meeting, Order
from tests.support.adopted import RECORD, laid_out

DAY = date(2026, 12, 3)


def test_a_server_records_corrects_and_builds_what_was_adopted(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    library = policygen.load(world)
    order = Order(("json",), ("online",), tmp_path / "build", project=tmp_path)
    assert not any(result.not_made for result in library.build(["hilltop"], order))
    done = library.open("hilltop").adopt_built("online", Meeting(DAY, "14/26"), order.out)
    assert (done.file, done.seen, done.todays_words) == (RECORD, "online.json", True)
    records = AdoptionRecords(world)
    assert records.schools == ("hilltop",)
    corrected = records.correct("hilltop", "online", minute="15/26")
    assert (corrected.on, corrected.minute) == (DAY, "15/26")
    assert corrected.file
    (result,) = records.build(["hilltop"], order)
    assert [path.name for paths in result.made.values() for path in paths] == ["online.json"]


def test_what_cannot_be_recorded_says_why_and_writes_nothing(tmp_path: Path) -> None:
    library = policygen.load(laid_out(tmp_path))
    done = library.open("hilltop").adopt("online", Meeting(DAY, "14/26"), "minutes.txt", b"no PDF")
    assert not done.file
    assert "PG810" in {one.code for one in done.diagnostics}
    assert not (tmp_path / RECORD).exists()
    with pytest.raises(KeyError):
        library.open("hilltop").adopt("nothing", Meeting(DAY, "14/26"), "minutes.txt", b"")


def test_a_minute_that_is_no_line_is_refused() -> None:
    with pytest.raises(policygen.Refused):
        Meeting(DAY, "14/26\nand more")
    assert Meeting.line("minute", " 14/26 ") == "14/26"
