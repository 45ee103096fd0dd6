"""`policygen gap`: what a policy's words have of what is asked, what is out of date, and what nothing asks for."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from policygen.check.files import Files
from policygen.diagnostics.model import Diagnostics
from policygen.intake.gap.out_of_date import old_references
from policygen.intake.gap.passages import PolicyPassage
from policygen.model.registers import ReferencesFile
from policygen.world.disk import DiskWorld
from tests.support.cli import Ran, run
from tests.support.projects import lay_out

REGISTER = """source: {id: guide, title: The Guide, publisher: Westshire, nation: england}
requirements:
  - {id: tell-1, locator: page 3, audience: [pupils], kind: advice, summary: Pupils tell someone.}
  - {id: evidence-1, locator: page 4, audience: [staff], kind: duty,
     summary: Staff keep the evidence of every incident and write down the date.}
  - {id: police-1, locator: page 5, audience: [staff], kind: duty,
     summary: "The headteacher rings the police about threats of violence; today as the law allows."}
  - {id: alarm-1, locator: page 6, audience: [staff], kind: duty,
     summary: Fire alarms are tested by the caretaker on Mondays.}
  - id: search-1
    locator: page 7
    audience: [staff]
    kind: prohibition
    summary: Staff never search the contents of a telephone.
    retired: {on: 2026-09-01, by: us, because: The law of today lets some staff do so.}
"""
FILES = {
    "clauses/home/requirements/guide.yaml": REGISTER,
    "clauses/synonyms.yaml": "groups: [[headteacher, principal], [evidence, proof]]\nignored: [the of a and or]\n",
    "clauses/dead-names.yaml": "names:\n  - {name: Bebo, since: '2013', instead: 'nothing: it has closed'}\n",
    "clauses/unsafe-statements.yaml": """statements:
  - {id: copying, words: [[screenshot], [sexual]], because: Having it is an offence.}
""",
    "clauses/references.yaml": """references:
  - {id: care_act, title: Care of Children Act 2001, short: the Care of Children Act, publisher: P, kind: law,
     nation: england, in_force_to: 2020-01-01}
  - {id: safe, title: Keeping children safe in education, short: the guidance, publisher: P, kind: guidance,
     nation: england, edition: "2026"}
""",
}
POLICY = """# Bullying

Staff keep the proof of every incident, and write down its date. 😀

The principal will decide about threats.

Our rules follow Keeping children safe in education (DfE, September 2023) and the Care of Children Act 2001.

Members of staff never search the contents of a telephone.

On Fridays the choir meets in the `<b>old</b>` chapel beside {{ people.headteacher.name }} and sings until supper.

Nobody may use Bebo.

Staff take a screenshot of the sexual image.
"""


@dataclass(frozen=True, slots=True)
class Compared:
    folder: Path
    ran: Ran
    json: Any


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    folder = tmp_path_factory.mktemp("gap")
    lay_out(folder, FILES)
    (folder / "old.md").write_text(POLICY, encoding="utf-8")
    ran = run(folder, "gap", "old.md", "--out", "gap.html")
    return Compared(folder, ran, json.loads(run(folder, "gap", "old.md", "--json").out))


def requirement(found: Any, name: str) -> Any:
    (one,) = [one for one in found["requirements"] if one["name"] == name]
    return one


def test_words_are_found_with_their_place_and_those_they_share(compared: Compared) -> None:
    found = requirement(compared.json, "guide/evidence-1")
    assert (found["evidence"], found["place"]) == ("found", {"page": None, "line": 3, "heading": "Bullying"})
    assert found["quote"].startswith("Staff keep the proof")
    assert {"asked": "evidence", "words": "proof", "synonym": True} in found["words"]
    assert {"asked": "staff", "words": "staff", "synonym": False} in found["words"]


def test_some_of_the_words_are_perhaps_and_none_is_not_found(compared: Compared) -> None:
    assert requirement(compared.json, "guide/police-1")["evidence"] in ("perhaps", "not-found")
    missing = requirement(compared.json, "guide/alarm-1")
    assert (missing["evidence"], missing["place"], missing["quote"]) == ("not-found", None, "")
    assert sum(compared.json["counts"].values()) == len(compared.json["requirements"]) == 4


def test_a_retired_requirement_is_what_must_no_longer_be_said_with_its_reason(compared: Compared) -> None:
    (found,) = compared.json["statements"]
    assert (found["name"], found["place"]["line"]) == ("guide/search-1", 9)
    assert found["because"] == "The law of today lets some staff do so."


def test_dead_names_law_that_ended_and_old_editions_have_a_place_and_a_reason(compared: Compared) -> None:
    assert [(one["words"], one["since"], one["place"]["line"]) for one in compared.json["names"]] == [
        ("Bebo", "2013", 13)
    ]
    edition, ended = sorted(compared.json["references"], key=lambda one: one["how"])
    assert (edition["reference"], edition["year"], edition["edition"]) == ("safe", "2023", "2026")
    assert (ended["words"], ended["how"], ended["until"]) == ("the Care of Children Act", "ended", "2020-01-01")


def test_a_passage_that_nothing_asks_for_is_a_candidate_to_add(compared: Compared) -> None:
    assert [one["text"][:16] for one in compared.json["unasked"]] == ["Our rules follow", "On Fridays the c"]


def test_the_table_says_that_it_finds_words_and_counts_come_last(compared: Compared) -> None:
    lines = compared.ran.out.splitlines()
    assert compared.ran.code == 0
    assert "does not say that the policy meets a requirement" in lines[1]
    assert lines[-1].startswith("Compared with the requirements of all policies: words were found for ")
    assert "%" not in compared.ran.out
    assert "      Words in common: staff, keep, evidence (as “proof”), every, incident, write, down, date" in lines


def test_the_files_have_the_policys_words_as_words(compared: Compared) -> None:
    page = (compared.folder / "gap.html").read_text(encoding="utf-8")
    assert "in the &lt;b&gt;old&lt;/b&gt; chapel beside {{ people.headteacher.name }} and sings" in page
    assert "Characters that the font does not have are shown as ?." in page


@pytest.mark.conformance
def test_the_word_file_has_them_too(compared: Compared) -> None:
    run(compared.folder, "gap", "old.md", "--out", "gap.docx")
    with zipfile.ZipFile(compared.folder / "gap.docx") as archive:
        assert "people.headteacher.name }} and sings" in archive.read("word/document.xml").decode()


def test_a_file_that_is_there_is_never_written_over(compared: Compared) -> None:
    before = (compared.folder / "gap.html").read_bytes()
    ran = run(compared.folder, "gap", "old.md", "--out", "gap.html")
    assert (ran.code, (compared.folder / "gap.html").read_bytes()) == (2, before)
    assert "already exists" in ran.err


def test_findings_for_a_code_host_have_the_lines_of_the_policy(compared: Compared) -> None:
    (sarif,) = json.loads(run(compared.folder, "gap", "old.md", "--format", "sarif").out)["runs"]
    found = {one["ruleId"]: one["locations"][0]["physicalLocation"]["region"]["startLine"] for one in sarif["results"]}
    assert {code: found[code] for code in ("PG887", "PG889", "PG890")} == {"PG887": 13, "PG889": 9, "PG890": 11}
    assert {"PG885", "PG888"} <= set(found)
    (unsafe,) = [one for one in sarif["results"] if one["ruleId"] == "PG893"]
    assert (unsafe["level"], found["PG893"]) == ("error", 15)
    assert unsafe["message"]["text"].endswith("Reason: Having it is an offence.")


def test_a_policy_a_school_and_a_register_narrow_what_is_asked(compared: Compared) -> None:
    narrow = json.loads(
        run(compared.folder, "gap", "old.md", "--policy", "online", "--school", "hilltop", "--json").out
    )
    assert [one["name"] for one in narrow["requirements"]] == ["guide/tell-1"]
    assert (narrow["policy"], narrow["school"]) == ("online", "hilltop")
    assert run(compared.folder, "gap", "old.md", "--register", "gide").code == 2


def test_a_file_that_cannot_be_read_and_faulty_synonyms_are_said_in_words(tmp_path: Path) -> None:
    lay_out(tmp_path, FILES | {"clauses/synonyms.yaml": "groups:\n  - [staff, adult]\n  - [adults, parent]\n"})
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    refused = run(tmp_path, "gap", "old.doc")
    assert refused.code == 1
    assert refused.err.startswith("old.doc cannot be read: it must be a .docx, .pdf")
    (tmp_path / "old.txt").write_text("Staff keep notes.", encoding="utf-8")
    faulty = run(tmp_path, "gap", "old.txt")
    assert faulty.code == 1
    assert "clauses/synonyms.yaml:3:6" in faulty.err
    assert "Words found" in faulty.out


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("See DfE (2016), ‘Keeping children safe in education’.", "2016"),
        ("Keeping Children Safe in Education 2025 says", "2025"),
        ("KCSIE (September 2023)", "2023"),
        ("Keeping children safe in education (2026)", ""),
        ("Keeping children safe in education and the Education Act 1996", ""),
        ("Phones (Mobile phones in schools, Education Act 1996)", ""),
    ],
)
def test_the_year_of_an_edition_stands_beside_its_title(text: str, year: str) -> None:
    known = Files(DiskWorld(Path(__file__).parents[3]), Diagnostics(), {})
    read = known.typed("clauses/references.yaml", ReferencesFile, "file")
    assert read is not None
    found = list(old_references([PolicyPassage(text)], read[2].references, date(2026, 11, 30)))
    assert [one.year for one in found] == ([year] if year else [])
