"""The record of an adoption: what it contains, when it is refused, and that an edited one is rejected."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policygen.adoption.digests import people_digest, words_digest
from policygen.adoption.record import decode_adoption_record, encode_adoption_record
from policygen.adoption.sealing import NotAnAdoptionRecord
from policygen.compile.adopting import write_record
from policygen.diagnostics.model import Severity
from policygen.document.json import to_json
from tests.support.adopted import DAY, RECORD, change, laid_out, record, tried
from tests.support.projects import compiled, shown
from tests.support.settings import school

SETTINGS = "schools/hilltop.yaml"
RECORDS = Path(__file__).parents[1] / "data/adoption"


def test_a_record_holds_the_document_that_the_next_build_makes(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    made = record(world, version="7")
    found = decode_adoption_record((tmp_path / RECORD).read_bytes(), RECORD)
    assert found == made
    assert (found.school, found.policy, found.on, found.minute) == ("hilltop", "online", DAY, "14/26")
    assert found.version == "7"
    assert to_json(found.document) == to_json(compiled(world).document)
    assert found.document.state == "adopted"


def test_a_record_reads_the_same_however_its_lines_end(tmp_path: Path) -> None:
    record(laid_out(tmp_path))
    data = (tmp_path / RECORD).read_bytes()
    assert decode_adoption_record(data.replace(b"\n", b"\r\n")) == decode_adoption_record(data)


def test_words_and_people_have_digests_of_their_own(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    before = compiled(world).document
    change(world, SETTINGS, "name: Ann Reed", "name: Al Frost")
    people = compiled(world).document
    change(world, "clauses/home/basics.yaml", "are *kind*", "are calm")
    words = compiled(world).document
    assert words_digest(before) == words_digest(people) != words_digest(words)
    assert people_digest(before) != people_digest(people) == people_digest(words)


def _later(content: dict[str, Any]) -> None:
    content["on"] = "2027-12-03"


def _another_minute(content: dict[str, Any]) -> None:
    content["minute"] = "15/26"


def _another_word(content: dict[str, Any]) -> None:
    content["document"]["cover"]["title"][0]["text"] = "Another policy"


def _no_digest(content: dict[str, Any]) -> None:
    del content["digest"]


@pytest.mark.parametrize("edit", [_later, _another_minute, _another_word, _no_digest])
def test_a_record_that_was_edited_is_reported_and_not_believed(
    tmp_path: Path, edit: Callable[[dict[str, Any]], None]
) -> None:
    world = laid_out(tmp_path)
    record(world)
    content = json.loads((tmp_path / RECORD).read_text())
    edit(content)
    (tmp_path / RECORD).write_text(json.dumps(content, indent=1))
    made = compiled(world)
    assert [(one.code, one.severity) for one in made.diagnostics] == [("PG801", Severity.ERROR)]
    assert RECORD in shown(made.diagnostics)
    assert made.document.state == "for-approval"
    draft = compiled(world, draft=True)
    assert [(one.code, one.severity) for one in draft.diagnostics] == [("PG801", Severity.WARNING)]
    assert [one.code for one in tried(world, date(2027, 3, 4))[1]] == ["PG801"]


def resealed(content: dict[str, Any]) -> str:
    """The record's file with an outer digest that fits what is in it."""
    content = {key: value for key, value in content.items() if key != "digest"}
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return json.dumps({**content, "digest": hashlib.sha256(canonical.encode()).hexdigest()})


@pytest.mark.parametrize("inner", ["words", "people"])
def test_a_record_whose_inner_digests_are_anothers_is_refused_though_its_own_digest_fits(
    tmp_path: Path, inner: str
) -> None:
    record(laid_out(tmp_path))
    content = json.loads((tmp_path / RECORD).read_text())
    assert decode_adoption_record(resealed(content), RECORD)
    with pytest.raises(NotAnAdoptionRecord) as refused:
        decode_adoption_record(resealed({**content, inner: "0" * 64}), RECORD)
    assert refused.value.edited


@pytest.mark.parametrize("name", ["version-1.json", "version-1-older-origins.json"])
@pytest.mark.parametrize("inner", ["words", "people"])
def test_the_inner_digests_of_a_record_of_version_1_are_counted_as_they_were_then(name: str, inner: str) -> None:
    content = json.loads((RECORDS / name).read_text(encoding="utf-8"))
    assert decode_adoption_record(resealed(content), RECORD)
    with pytest.raises(NotAnAdoptionRecord) as refused:
        decode_adoption_record(resealed({**content, inner: "0" * 64}), RECORD)
    assert refused.value.edited


def test_a_person_who_signs_counts_in_a_record_of_version_1() -> None:
    content = json.loads((RECORDS / "version-1.json").read_text(encoding="utf-8"))
    back = [section for section in content["document"]["sections"] if section["kind"] == "back"]
    signatures = next(block for section in back for block in section["blocks"] if block["type"] == "signatures")
    signatures["signatories"][0]["role"] = "Another role"
    with pytest.raises(NotAnAdoptionRecord) as refused:
        decode_adoption_record(resealed(content), RECORD)
    assert refused.value.edited


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("2026-12-03.json", b"{"),
        ("2026-12-03.json", b"[]"),
        ("2026-12-03.json", b"\xff"),
        ("2026-12-03.json", b"[" * 100_000),
        ("2026-12-03.json", b'{"record": "policygen adoption", "schema": 99}'),
        ("copy.json", b'{"schema": 1}'),
    ],
)
def test_a_file_that_is_no_record_is_reported(tmp_path: Path, name: str, data: bytes) -> None:
    world = laid_out(tmp_path, {f"schools/hilltop/adopted/online/{name}": data})
    assert [one.code for one in compiled(world).diagnostics] == ["PG802"]


@pytest.mark.parametrize(
    "name",
    [
        "schools/hilltop/adopted/online/2027-12-03.json",
        "schools/hilltop/adopted/online/2026-12-03 copy.json",
        "schools/hilltop/adopted/phones/2026-12-03.json",
    ],
)
def test_a_record_in_another_place_is_not_believed(tmp_path: Path, name: str) -> None:
    world = laid_out(tmp_path)
    record(world)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / RECORD).rename(tmp_path / name)
    policy = name.split("/")[3]
    assert [one.code for one in compiled(world, policy).diagnostics] == ["PG802"]


def test_a_meeting_that_has_not_been_held_is_not_believed(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    record(world)
    content = json.loads((tmp_path / RECORD).read_text())
    future = RECORD.replace("2026-12-03", "2999-12-03")
    (tmp_path / RECORD).unlink()
    (tmp_path / future).write_text(resealed({**content, "on": "2999-12-03"}))
    made = compiled(replace(world, environment={}))
    assert [one.code for one in made.diagnostics] == ["PG802"]
    assert "it records a meeting on 2999-12-03, which is in the future" in shown(made.diagnostics)
    assert made.document.state == "for-approval"


def test_a_record_that_leads_out_of_the_project_is_not_read(tmp_path: Path) -> None:
    world = laid_out(tmp_path / "p")
    record(world)
    (tmp_path / "p" / RECORD).rename(tmp_path / "elsewhere.json")
    (tmp_path / "p" / RECORD).symlink_to(tmp_path / "elsewhere.json")
    assert [one.code for one in compiled(world).diagnostics] == ["PG802"]


def test_other_files_beside_a_record_do_not_matter(tmp_path: Path) -> None:
    world = laid_out(tmp_path, {"schools/hilltop/adopted/online/notes.txt": "x"})
    record(world)
    assert compiled(world).document.state == "adopted"


def refused(tmp_path: Path, settings: str = "", on: date = DAY, version: str = "") -> str:
    world = laid_out(tmp_path, {SETTINGS: settings} if settings else None)
    found, diagnostics = tried(world, on, version=version)
    assert found is None
    return shown(diagnostics)


def test_a_day_in_the_future_is_refused(tmp_path: Path) -> None:
    assert "PG806 2028-01-02 is in the future (today is 2028-01-01)" in refused(tmp_path, on=date(2028, 1, 2))


def test_a_policy_that_lacks_an_answer_is_refused(tmp_path: Path) -> None:
    assert "PG401" in refused(tmp_path, school(people="\n  chair: Jo Bell"))


def test_another_version_than_the_printed_one_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, school(policies='\n  online: {version: "1"}'), version="2")
    assert "is 1, not 2" in said


def test_a_review_before_the_adoption_is_refused(tmp_path: Path) -> None:
    assert "PG237" in refused(tmp_path, school(policies="\n  online: {review_on: 2026-12-03}"))


def test_a_record_is_written_once_and_in_order(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    made = record(world)
    data = (tmp_path / RECORD).read_bytes()
    found, diagnostics = tried(world, minute="15/26")
    assert (found, [one.code for one in diagnostics]) == (None, ["PG806"])
    found, diagnostics = tried(world, date(2026, 12, 2))
    assert found is None
    assert "before the previous adoption" in shown(diagnostics)
    with pytest.raises(FileExistsError):
        write_record(world, made)
    assert (tmp_path / RECORD).read_bytes() == data == encode_adoption_record(made)


def test_people_who_changed_do_not_stand_in_the_way_of_the_next_adoption(tmp_path: Path) -> None:
    world = laid_out(tmp_path)
    record(world)
    change(world, SETTINGS, "chair: Jo Bell", "chair: Al Frost")
    record(world, date(2027, 3, 4))
    assert compiled(world).document.cover.status == "Adopted 4 March 2027"


def test_another_day_than_the_agendas_is_a_warning(tmp_path: Path) -> None:
    world = laid_out(tmp_path, {SETTINGS: school(policies="\n  online: {meeting_on: 2026-12-10}")})
    found, diagnostics = tried(world)
    assert found is not None
    assert [one.code for one in diagnostics] == ["PG808"]
