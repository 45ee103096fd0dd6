"""Answers collected from the schools of a group: only what is open is asked, and nothing that a person set is lost."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from policygen.world.disk import DiskWorld
from tests.support.cli import Ran, run
from tests.support.projects import lay_out, write

GROUP = "authorities/westshire"
COLLECT = f"build/{GROUP}/collect"
BROOK = """\
extends: authorities/westshire.yaml
specimen: true
# Kept by Ann.
school:
  name: Brook School   # from the register
  phase:  # needed
  boarding: no
people:
  headteacher: {title: Principal}
  online_lead: Lee Secret
policies:
  online: {}
  phones: {meeting_on: 2026-12-03}
"""
ANSWERS = """\
answers_for: brook
school:
  phase:
    - primary
people:
  headteacher:
    name: Ann Bell
    title: Principal
  chair: vacant
choices:
  phones: lockers
"""


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sent") / "project"
    lay_out(folder, {"schools/brook.yaml": BROOK})
    assert run(folder, "collect", GROUP).code == 0
    return folder


@pytest.fixture
def brook(sent: Path, tmp_path: Path) -> Path:
    """The small project with Brook School, to which a form was sent."""
    return shutil.copytree(sent, tmp_path / "project", symlinks=True)


def taken(folder: Path, *arguments: str) -> Ran:
    return run(folder, "collect", GROUP, "--from", "back", *arguments)


def settings(folder: Path) -> str:
    return (folder / "schools/brook.yaml").read_text(encoding="utf-8")


def test_a_form_asks_what_is_open_and_holds_no_answer(brook: Path) -> None:
    page = (brook / COLLECT / "brook.html").read_text(encoding="utf-8")
    data = json.loads(page.partition('id="data">')[2].partition("</script>")[0])
    assert {"school.phase", "people.headteacher", "people.chair", "choices.phones"} <= set(data["items"])
    asked = set(data["items"])
    assert not asked & {"school.name", "school.boarding", "people.online_lead", "people.safeguarding_lead"}
    assert "Lee Secret" not in page
    assert "2026-12-03" not in page
    assert data["parents"][0]["answers"] == {}
    table = (brook / COLLECT / "sent.csv").read_text(encoding="utf-8")
    assert "brook,Brook School,brook.html," in table
    again = run(brook, "collect", GROUP)
    assert (brook / COLLECT / "brook.html").read_text(encoding="utf-8") == page
    assert again.code == 0


def test_answers_are_shown_first_and_written_beside_the_comments(brook: Path) -> None:
    write(brook, "back/brook.answers.yaml", ANSWERS)
    before = settings(brook)
    ran = taken(brook)
    assert ran.code == 0, ran.err
    assert "Headteacher: no answer → Ann Bell, Principal" in ran.out
    assert "Phones: no answer → In lockers" in ran.out
    assert settings(brook) == before
    assert taken(brook, "--write").code == 0
    text = settings(brook)
    assert "# Kept by Ann." in text
    assert "name: Brook School   # from the register" in text
    assert "phones: lockers" in text
    assert run(brook, "check", "--output-format", "concise").code == 0
    assert "nothing new" in taken(brook).out


def test_what_a_person_has_set_since_stays_and_a_corrected_file_replaces_what_was_collected(brook: Path) -> None:
    write(brook, "back/brook.answers.yaml", ANSWERS)
    assert taken(brook, "--write").code == 0
    write(brook, "schools/brook.yaml", settings(brook).replace("phones: lockers", "phones: own_care"))
    write(brook, "back/brook.answers.yaml", ANSWERS.replace("Ann Bell", "Ann Belle").replace("vacant", "Bo Hart"))
    ran = taken(brook, "--write")
    assert "PG878" in ran.err
    assert "“In lockers”" in ran.err
    text = settings(brook)
    assert "phones: own_care" in text
    assert "Ann Belle" in text
    assert "Bo Hart" in text
    assert "vacant" not in text


def test_what_the_council_answers_or_locks_is_not_the_schools_to_answer(brook: Path) -> None:
    council = (brook / "schools/authorities/westshire.yaml").read_text(encoding="utf-8")
    write(brook, "schools/authorities/westshire.yaml", f"{council.rstrip()}\nlocked: [people.safeguarding_lead]\n")
    given = ANSWERS.replace("people:\n", "people:\n  safeguarding_lead: Kim Shaw\n")
    write(brook, "back/brook.yaml", given.replace("school:\n", "school:\n  nation: wales\n"))
    before = settings(brook)
    ran = taken(brook)
    assert "is locked by the trust or council" in ran.err
    assert "is answered for all schools" in ran.err
    assert "Ann Bell" in ran.out
    assert settings(brook) == before


def test_files_that_cannot_be_used_are_named_with_the_reason(brook: Path) -> None:
    write(brook, "back/brook.answers.yaml", ANSWERS.replace("lockers", "under_the_bed"))
    write(brook, "back/letter.docx", b"PK\x03\x04")
    write(brook, "back/other.yaml", "answers_for: larch\n")
    write(brook, "back/who.yaml", "school: {phase: [primary]}\n")
    write(brook, "back/bytes.yaml", b"\xff\xfe\x00\x01")
    write(brook, "back/deep.yaml", "a: " + "[" * 5000)
    write(brook, "back/list.yaml", "- answers_for: brook\n")
    write(brook, "back/twice.yaml", "answers_for: brook\nanswers_for: brook\n")
    write(brook, "back/bomb.school.zip", b"PK\x05\x06" + bytes(18))
    (brook / "back/gone.yaml").symlink_to(brook / "nowhere")
    os.mkfifo(brook / "back/pipe.yaml")
    ran = taken(brook, "--write")
    assert ran.code == 1
    for name in ("letter.docx", "other.yaml", "who.yaml", "bytes.yaml", "deep.yaml", "list.yaml", "twice.yaml",
                 "bomb.school.zip", "gone.yaml", "pipe.yaml", "brook.answers.yaml"):  # fmt: skip
        assert f"back/{name}" in ran.err, name
    assert "under_the_bed" in ran.err
    assert settings(brook) == BROOK
    assert "Traceback" not in ran.err


def test_two_files_that_disagree_are_both_left_and_two_that_agree_are_one(brook: Path) -> None:
    write(brook, "back/brook.answers.yaml", ANSWERS)
    write(brook, "back/brook.answers (1).yaml", ANSWERS)
    assert taken(brook).code == 0
    write(brook, "back/brook.answers (1).yaml", ANSWERS.replace("lockers", "handed_in"))
    ran = taken(brook)
    assert "give different answers" in ran.err
    assert "Ann Bell" not in ran.out


def test_a_whole_settings_file_and_a_schools_archive_are_matched_too(
    brook: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    whole = BROOK.replace("phase:  # needed", "phase: [primary]").replace("people:\n", "people:\n  chair: Jo Hill\n")
    lay_out(elsewhere, {"schools/brook.yaml": whole})
    (brook / "back").mkdir()
    assert run(elsewhere, "export", "brook", "--out", str(brook / "back/brook.school.zip")).code == 0
    ran = taken(brook)
    assert "Chair of governors: no answer → Jo Hill" in ran.out, ran.err
    (brook / "back/brook.school.zip").unlink()
    write(brook, "back/office copy.yaml", whole)
    assert "Chair of governors: no answer → Jo Hill" in taken(brook).out


def test_who_has_not_answered_is_listed_until_they_have(brook: Path) -> None:
    (brook / "back").mkdir()
    assert "brook: Brook School" in taken(brook).out
    write(brook, "back/brook.answers.yaml", ANSWERS)
    taken(brook, "--write")
    (brook / "back/brook.answers.yaml").unlink()
    found = json.loads(taken(brook, "--json").out)
    assert "brook" not in found["silent"]
    write(brook, f"{COLLECT}/sent.json", "{")
    assert "PG879" in taken(brook).err


def test_a_table_that_a_person_has_marked_is_kept(brook: Path) -> None:
    table = brook / COLLECT / "sent.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("brook.html", "brook.html (rang)"), encoding="utf-8")
    ran = run(brook, "collect", GROUP)
    assert "kept" in ran.err
    assert list((DiskWorld(brook).root / "schools" / GROUP / "kept").glob("*sent.csv"))
