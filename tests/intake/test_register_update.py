"""The register taken in again: which rows are wanted, what a person has set, and what has changed since."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from policygen import Refused
from policygen.cli import commands
from policygen.intake.register.fates import RegisterReport, SchoolTaken
from policygen.world.writing import write_each_whole
from tests.intake.test_register import settings, take_in
from tests.support.register import ACADEMY, ODD, PRIMARY, register_row, write_register

FILE = "schools/marram-vale-primary-school.yaml"


def take(folder: Path, *rows: dict[str, str], update: bool = False) -> tuple[RegisterReport, list[SchoolTaken]]:
    """Take in a register of these rows, each what differs from PRIMARY."""
    file = write_register(folder / "register.csv", [register_row({**PRIMARY, **row}) for row in rows])
    heard: list[SchoolTaken] = []
    return take_in(folder, file, heard.append, update=update), heard


def differences(heard: list[SchoolTaken]) -> dict[str, str]:
    return {one.key: one.kind for taken in heard for one in taken.differences}


def test_what_a_person_has_set_stays_and_what_they_have_not_follows_the_register(tmp_path: Path) -> None:
    take(tmp_path, {"SchoolWebsite": ""})
    path = tmp_path / FILE
    text = path.read_text("utf-8").replace('"01632960101"', "01632 960199  # the office, since May")
    path.write_text(f"# Ours.\n{text}", "utf-8")
    changed = {
        "TelephoneNum": "01632960102", "HeadFirstName": "Grace", "SchoolWebsite": "www.new.example",
        "NurseryProvision (name)": "", "ReligiousCharacter (name)": "Church of England", "StatutoryLowAge": "5",
        "FederationFlag (name)": "",
    }  # fmt: skip
    report, heard = take(tmp_path, changed, update=True)
    assert report.fates == {"updated": 1}
    assert differences(heard) == {
        "school.telephone": "kept", "people.headteacher.name": "changed", "school.website": "filled",
        "school.faith": "changed", "school.phase": "changed", "school.federation": "silent",
    }  # fmt: skip
    after = settings(path)
    assert path.read_text("utf-8").startswith("# Ours.\n")
    assert "telephone: 01632 960199  # the office, since May\n" in path.read_text("utf-8")
    assert after["people"]["headteacher"] == {"name": "Mrs Grace Adeyemi", "title": "Headteacher"}
    assert (after["school"]["faith"], after["school"]["phase"]) == ("church_of_england", ["primary"])
    # What the register said before is known now, so that a second run has nothing to say.
    report, heard = take(tmp_path, changed, update=True)
    assert (report.fates, differences(heard)) == ({"unchanged": 1}, {})


def test_a_new_head_does_not_get_the_address_of_the_one_before(tmp_path: Path) -> None:
    take(tmp_path, {})
    path = tmp_path / FILE
    path.write_text(
        path.read_text("utf-8").replace("title: Headteacher", "email: r.adeyemi@marram-vale.example"), "utf-8"
    )
    before = path.read_bytes()
    report, heard = take(tmp_path, {"HeadFirstName": "Grace"}, update=True)
    assert differences(heard) == {"people.headteacher.name": "kept"}
    assert (report.fates, path.read_bytes()) == ({"unchanged": 1}, before)


def test_a_file_that_is_there_stays_without_update_and_one_with_mistakes_always(tmp_path: Path) -> None:
    take(tmp_path, {})
    path = tmp_path / FILE
    path.write_text(path.read_text("utf-8") + "school: {}\n", "utf-8")
    before = path.read_bytes()
    report, _ = take(tmp_path, {"TelephoneNum": "01632960102"})
    assert report.fates == {"there": 1}
    report, _ = take(tmp_path, {"TelephoneNum": "01632960102"}, update=True)
    assert report.fates == {"failed": 1}
    assert [(one.code, str(one.span)) for one in report.diagnostics] == [("PG874", f"{FILE}:1:1")]
    assert path.read_bytes() == before


def test_a_school_of_this_project_that_has_closed_is_named(tmp_path: Path) -> None:
    take(tmp_path, {})
    report, _ = take(tmp_path, {**ODD["closed"]}, {"URN": "100009", **ODD["closed"]})
    assert report.fates == {"closed": 2}
    assert [one.message for one in report.diagnostics] == [
        "the register says that Marram Vale Primary School closed on 31 August 2015"
    ]


def test_two_schools_or_trusts_of_one_name_have_a_file_each(tmp_path: Path) -> None:
    other = {**ACADEMY, "URN": "100003", "Trusts (code)": "4002", "Trusts (name)": "Hartwold Learning-Trust"}
    take(tmp_path, dict(ACADEMY), other)
    files = sorted(file.relative_to(tmp_path / "schools").as_posix() for file in tmp_path.glob("schools/**/*.yaml"))
    assert files == [
        "kestrel-moor-academy-100003.yaml", "kestrel-moor-academy.yaml",
        "trusts/hartwold-learning-trust-4002.yaml", "trusts/hartwold-learning-trust.yaml",
    ]  # fmt: skip


def test_a_trusts_own_file_is_extended_and_never_written(tmp_path: Path) -> None:
    (tmp_path / "schools/trusts").mkdir(parents=True)
    own = tmp_path / "schools/trusts/ours.yaml"
    own.write_text("school: {nation: england, trust: hartwold learning trust, type: free_school}\n", "utf-8")
    take(tmp_path, dict(ACADEMY))
    school = settings(tmp_path / "schools/kestrel-moor-academy.yaml")
    assert school["extends"] == "trusts/ours.yaml"
    # What that file does not say, or says otherwise of its schools, the school's own file says.
    assert (school["school"]["in_trust"], school["school"]["type"]) == ("yes", "academy")
    assert "trust" not in school["school"]
    assert own.read_text("utf-8").startswith("school: {nation")


def test_what_is_wanted_can_be_said(tmp_path: Path) -> None:
    rows = [{**PRIMARY, "LA (name)": "Eastshire"}, ACADEMY, {**PRIMARY, **ODD["closed"], "URN": "100005"}]
    file = write_register(tmp_path / "r.csv", [register_row(row) for row in rows])

    def wanted(**how: list[str] | str) -> dict[str, int]:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        fates = take_in(folder, file, **how).fates
        return {str(fate): count for fate, count in fates.items()}

    assert wanted(where=["LA (name)=eastshire", "la (name)=Northshire"]) == {"written": 1, "not_asked_for": 2}
    assert wanted(where=["LA (name)=Eastshire"], trust="Hartwold Learning Trust") == {"not_asked_for": 3}
    assert wanted(trust="4001") == {"written": 1, "not_asked_for": 2}
    report = take_in(tmp_path, file, urns=["100001", "100005", "999999"])
    assert [one.message.partition(":")[0] for one in report.diagnostics] == [
        "Marram Vale Primary School (100005) was left out",
        f"there is no school with the URN 999999 in {file}",
    ]
    with pytest.raises(Refused, match=r"no column “LA \(nam\)”. Did you mean .LA \(name\).\?"):
        take_in(tmp_path, file, where=["LA (nam)=Eastshire"])


def test_one_school_begins_with_what_the_register_says(tmp_path: Path) -> None:
    file = write_register(tmp_path / "r.csv", [register_row(PRIMARY), '"damaged"\r\n', register_row(ACADEMY)])
    folder = tmp_path / "project"
    ran = CliRunner().invoke(
        commands, ["init", str(folder), "--urn", "100002", "--register", str(file), "--school", "kestrel", "--no-input"]
    )
    assert ran.exit_code == 0, ran.output
    text = (folder / "schools/kestrel.yaml").read_text("utf-8")
    assert settings(folder / "schools/kestrel.yaml")["school"]["name"] == "Kestrel Moor Academy"
    assert "  # What do people call the school in a sentence?" in text
    ran = CliRunner().invoke(commands, ["schools", "import", str(file), "--out", str(folder)])
    assert ran.exit_code == 1, "a damaged row is a problem"
    assert "r.csv:3:1" in ran.output
    assert [line.split("  ") for line in ran.output.splitlines() if line.startswith(("1  ", "3  "))] == [
        ["1", "written"], ["1", "already in this project, not changed"], ["1", "damaged"], ["3", "rows in all"],
    ]  # fmt: skip


def test_of_many_new_files_each_is_whole_or_not_there(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"a person's")
    (tmp_path / "file").write_bytes(b"")
    errors = write_each_whole([(tmp_path / name, b"new") for name in ("one", "there", "file/below", "two")])
    assert [type(error).__name__ for error in errors] == ["NoneType", "FileExistsError", "FileExistsError", "NoneType"]
    assert (tmp_path / "there").read_bytes() == b"a person's"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "one", "there", "two"]
