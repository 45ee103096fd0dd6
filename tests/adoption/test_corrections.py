"""A wrong date or minute is set right by a further record; the first one stays, and the version table says it once."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from policygen.adoption.correction import Correction
from policygen.adoption.record import decode_adoption_record
from policygen.adoption.records import read_records
from policygen.assemble.wording import Wording
from policygen.compile.adopting import correct, in_force, write_correction
from policygen.diagnostics.model import Diagnostics
from policygen.document.plain import words_of
from policygen.world.protocol import World
from tests.support.adopted import RECORD, laid_out, record
from tests.support.projects import compiled, shown
from tests.support.readers import vocabulary
from tests.support.words import cover, of_block, section

FIRST = "schools/hilltop/adopted/online/2026-12-03-correction-1.json"


def corrected(world: World, on: date | None = None, minute: str = "") -> Correction:
    found, said = tried(world, on, minute)
    assert found is not None, said
    write_correction(world, found)
    return found


def tried(world: World, on: date | None = None, minute: str = "") -> tuple[Correction | None, str]:
    diagnostics = Diagnostics()
    return correct(world, "hilltop", "online", on, minute, diagnostics), shown(diagnostics)


def test_the_corrected_date_and_minute_are_printed_everywhere_once(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    record(world)
    before = (tmp_path / RECORD).read_bytes()
    made = corrected(world, date(2026, 12, 2), "15/26")
    assert made.file == FIRST
    assert (tmp_path / RECORD).read_bytes() == before
    document = compiled(world).document
    assert document.cover.status == "Adopted 2 December 2026"
    assert cover(document)[-4:] == [
        "Date approved | 2 December 2026",
        "Minute | 15/26",
        "In force from | 2 December 2026",
        "Next review | 2 December 2027",
    ]
    (table,) = section(document, "policygen:history").blocks
    assert list(of_block(table))[1:] == [" | 2 December 2026 | 15/26 | First version"]


def test_what_is_in_force_prints_the_correction_too(tmp_path: Path) -> None:
    world = laid_out(tmp_path, {"clauses/vocabulary.yaml": vocabulary("chair")})
    record(world)
    corrected(world, minute="15/26")
    records = read_records(world, "hilltop", "online", Diagnostics())
    found = in_force(records[-1], records, Wording.load(world))
    assert found["board"] == compiled(world).document
    assert "15/26" in words_of(found["web"].cover.tables[-1].rows[2].cells[1].children)


def test_a_correction_can_be_corrected(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    record(world)
    corrected(world, minute="15/26")
    made = corrected(world, minute="16/26")
    assert (made.number, made.corrects) == (2, decode_adoption_record((tmp_path / RECORD).read_bytes()).digest)
    assert "Minute | 16/26" in cover(compiled(world).document)


def test_what_cannot_be_corrected_is_refused(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    assert "there is no record to correct" in tried(world, minute="1")[1]
    record(world)
    assert "nothing to correct: the record already says 2026-12-03, minute 14/26" in tried(world, minute="14/26")[1]
    assert "is in the future" in tried(world, date(2030, 1, 1))[1]
    record(world, date(2027, 3, 4), minute="3/27")
    assert "before the previous adoption" in tried(world, date(2026, 12, 1))[1]
    assert "already recorded" in tried(world, date(2026, 12, 3))[1]


def test_an_edited_correction_or_one_of_no_record_is_reported(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    record(world)
    corrected(world, minute="15/26")
    text = (tmp_path / FIRST).read_text()
    (tmp_path / FIRST).write_text(text.replace("15/26", "99/26"))
    assert [one.code for one in compiled(world).diagnostics] == ["PG801"]
    (tmp_path / FIRST).write_text(text)
    (tmp_path / RECORD).unlink()
    assert [one.code for one in compiled(world).diagnostics] == ["PG802"]
    assert json.loads(text)["recorded_on"] == "2026-12-03"
