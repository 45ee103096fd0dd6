"""A staff list is read as a spreadsheet saves it, and every mistake in it is found, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen.diagnostics.codes import codes
from policygen.diagnostics.model import Diagnostics
from policygen.staff.csv import StaffList, load_staff, read_staff
from policygen.world.disk import DiskWorld
from tests.support.projects import lay_out, write

PLAIN = "Name;Role\r\nZoë Reed;Teacher\r\nJosé Núñez;SENCO\r\n"
PEOPLE = [("Zoë Reed", "Teacher"), ("José Núñez", "SENCO")]


def read(data: str | bytes) -> tuple[list[tuple[str, str]], list[str], StaffList]:
    """(name, role) of each person, 'code line:column' of each finding, and the list."""
    diagnostics = Diagnostics()
    found = read_staff("staff.csv", data.encode() if isinstance(data, str) else data, diagnostics)
    said = [f"{one.code} {one.span.line}:{one.span.column}" for one in diagnostics if one.span]
    assert len(said) == len(diagnostics)
    return [(member.name, member.role) for member in found.members], said, found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_every_way_in_which_a_spreadsheet_saves_a_list_is_read(encoding: str, separator: str, end: str) -> None:
    text = PLAIN.replace(";", separator).replace("\r\n", end)
    assert read(text.encode(encoding))[:2] == (PEOPLE, [])


def test_windows_1252_is_read_and_the_first_accent_named() -> None:
    assert read(PLAIN.encode("windows-1252"))[:2] == (PEOPLE, ["PG713 2:3"])


@pytest.mark.parametrize(
    "heading",
    ["Name,Role", "NAME, job title", "full_name,Post", "Staff name,Position", "sep=,\nName,Role"],
)
def test_columns_are_found_by_what_people_call_them(heading: str) -> None:
    assert read(f"{heading}\nAnn Reed,Teacher\n")[:2] == ([("Ann Reed", "Teacher")], [])


def test_first_names_and_surnames_are_put_together() -> None:
    text = "Surname,E-mail,Fore name,Post\nReed,a@x.example,Ann,Teacher\nBell,,,\n"
    assert read(text)[:2] == ([("Ann Reed", "Teacher"), ("Bell", "")], [])


def test_columns_that_are_not_used_are_named() -> None:
    diagnostics = Diagnostics()
    read_staff("s", b"Name,Payroll,Role,Pension\nAnn,1,Head,2\n", diagnostics)
    (one,) = diagnostics
    assert (one.code, one.message) == ("PG714", "these columns are not used: “Payroll”, “Pension”")
    assert diagnostics.errors == 0


def test_the_first_of_two_columns_for_one_thing_is_taken() -> None:
    assert read("Name,Role,Post\nAnn,Head,x\n")[:2] == ([("Ann", "Head")], ["PG704 1:11"])


def test_a_list_without_roles_is_a_list() -> None:
    assert read("Name\nAnn\n")[:2] == ([("Ann", "")], ["PG704 1:1"])


def test_quoted_values_hold_separators_line_breaks_and_quotation_marks() -> None:
    text = '"Name";"Role"\n"Reed; Ann";"Head ""of\r\nall"" things"\nJo;Cook\n'
    people, said, found = read(text)
    assert people == [("Reed; Ann", 'Head "of all" things'), ("Jo", "Cook")]
    assert said == []
    assert [member.line for member in found.members] == [2, 4]


def test_blank_rows_and_stray_spaces_are_nothing() -> None:
    assert read("\n;\n Name ; Role \n\n ;\t\n  Ann \u00a0 Reed ; Head \n;;\n\n")[0] == [("Ann Reed", "Head")]


def test_who_is_listed_twice_is_reported_and_kept_once() -> None:
    text = "Name,Role\nAnn Reed,Head\nJo Bell,Cook\nann  REED,head\nAnn Reed,Cook\n"
    people, said, _ = read(text)
    assert people == [("Ann Reed", "Head"), ("Jo Bell", "Cook"), ("Ann Reed", "Cook")]
    assert said == ["PG706 4:1"]


def test_two_of_one_name_and_role_are_told_apart_by_their_addresses() -> None:
    text = "Name,Role,Email\nJo Bell,Cook,a@x.example\nJo Bell,Cook,b@x.example\nJo Bell,Cook,A@x.example\n"
    people, said, _ = read(text)
    assert people == [("Jo Bell", "Cook")] * 2
    assert said == ["PG706 4:1"]


@pytest.mark.parametrize("cell", ["=1+1", "+44 1632", "-Ann", "@SUM(A1)", '"\tAnn"', '"\rAnn"', "＝1"])
def test_a_formula_is_words_and_reported(cell: str) -> None:
    people, said, _ = read(f"Role,Name\nCook,{cell}\n")
    assert people == [(cell.strip('"').strip(), "Cook")]
    assert said == ["PG707 2:6"]


def test_the_apostrophe_that_guards_a_formula_is_no_part_of_it_but_a_names_own_is() -> None:
    people, said, _ = read("Name,Role\n'=1+1,Cook\n'Eli 't Hooft,-\n")
    assert people == [("=1+1", "Cook"), ("'Eli 't Hooft", "-")]
    assert said == ["PG707 2:1"]


def test_all_mistakes_are_reported_at_once_and_nobody_is_on_the_list() -> None:
    long = "x" * 201
    text = f"Name;Role\n;Teacher\nReed;Ann;Teacher\nJo;{long}\nA\x0bnn;Head\nMo;Cook\n"
    people, said, _ = read(text)
    assert people == []
    assert sorted(said) == ["PG105 5:2", "PG705 2:1", "PG708 3:10", "PG711 4:4"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04rest", "PG701 1:1"),
        (b"\xd0\xcf\x11\xe0rest", "PG701 1:1"),
        (b"Name\n" + b"x" * 1_000_001, "PG701 1:1"),
        (b"Name,Role\nAnn,Head\nJ\x81,x\n", "PG702 3:2"),
        (b"Person,Role\nAnn,Head\n", "PG703 1:1"),
        (b"First name,Role\nAnn,Head\n", "PG703 1:1"),
        (b'Name,Role\nAnn,"Head\nJo,Cook\n', "PG709 2:5"),
        (b"", "PG710 1:1"),
        (b" \n\n", "PG710 1:1"),
        (b"Name,Role\n,\n", "PG710 1:1"),
    ],
)
def test_what_is_no_staff_list_is_said_to_be_none(data: bytes, said: str) -> None:
    people, found, _ = read(data)
    assert people == []
    assert found[0] == said


def test_a_list_may_lie_outside_the_project_only_where_somebody_names_it(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    world = DiskWorld(tmp_path / "project", tmp_path / "project", {})
    (tmp_path / "outside.csv").write_text("Name,Role\nAnn,Head\n")
    (tmp_path / "project/inside.csv").write_text("Name,Role\nJo,Cook\n")
    for given in (tmp_path / "outside.csv", Path("inside.csv")):
        diagnostics = Diagnostics()
        assert len(load_staff(world, given, diagnostics).members) == 1
        assert not diagnostics.errors
    for given in (Path("../outside.csv"), Path("nowhere.csv"), tmp_path):
        diagnostics = Diagnostics()
        assert load_staff(world, given, diagnostics).members == ()
        assert [(one.code, "--staff staff.csv" in one.hint) for one in diagnostics] == [("PG701", True)]


def test_every_code_is_explained() -> None:
    package = Path(__file__).parents[2] / "policygen"
    files = [file for folder in ("staff", "registers") for file in (package / folder).glob("*.py")]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    used = {code for code in codes() if code in text}
    assert {code for code in codes() if code.startswith("PG7")} <= used
    assert len(used) >= 13


def test_a_name_or_role_that_the_typeface_lacks_is_found_at_its_place(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    write(tmp_path, "staff.csv", "Name,Role,Note\nAnn Reed,Teacher,😀\n王芳,Head 😀\nTrần Thị Huế,Cook\n")
    diagnostics = Diagnostics()
    load_staff(world, Path("staff.csv"), diagnostics)
    found = [f"{one.span} {one.message}" for one in diagnostics if one.code == "PG323"]
    lacks = "cannot be printed: the font Liberation Sans does not have"
    assert found == [
        f"staff.csv:3:1 “王芳” {lacks} 王 (cjk unified ideograph-738b)",
        f"staff.csv:3:9 “Head 😀” {lacks} 😀 (grinning face)",
    ]
