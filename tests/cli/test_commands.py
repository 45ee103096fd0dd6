"""What each command says, on which stream, and the status it ends with: 0 fine, 1 problems, 2 usage, 3 our mistake."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest

from policygen.cli.common import show
from tests.support.cli import run, run_elsewhere
from tests.support.projects import check, lay_out
from tests.support.settings import school

BAD = school(school="\n  name: Hilltop School\n  phase: [primry]")


def test_check_of_a_project_without_problems_says_so_and_ends_with_0(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "check")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "No problems in 12 clauses, 2 policies and 1 school.\n"


def test_check_of_some_files_says_what_it_looked_at(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": BAD})
    ran = run(tmp_path, "check", str(tmp_path / "clauses"))
    assert (ran.code, ran.out) == (0, "No problems in clauses. There is 1 elsewhere.\n")
    assert run(tmp_path, "check", str(tmp_path / "schools")).code == 1


def test_check_of_a_file_that_is_not_there_is_a_usage_error(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "check", str(tmp_path / "schools" / "hiltop.yaml"))
    assert ran.code == 2
    assert "there is no file, folder or school" in ran.err
    assert "Did you mean `hilltop`?" in ran.err


def test_check_takes_a_school_and_a_group_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = lay_out(tmp_path, {"schools/hilltop.yaml": BAD, "schools/valley.yaml": school()})
    monkeypatch.chdir(world.root)
    assert run(tmp_path, "check", "hilltop").code == 1
    for name, file in (
        ("valley", "schools/valley.yaml"),
        ("authorities/westshire", "schools/authorities/westshire.yaml"),
    ):
        assert run(tmp_path, "check", name).out == f"No problems in {file}. There is 1 elsewhere.\n"


def test_check_prints_problems_on_stdout_and_ends_with_1(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": BAD})
    ran = run(tmp_path, "check")
    assert (ran.code, ran.err) == (1, "")
    assert "error[PG234]" in ran.out
    assert "schools/hilltop.yaml:13:11" in ran.out
    assert "Did you mean `primary`?" in ran.out


def test_check_finds_what_the_compiler_finds(tmp_path: Path) -> None:
    world = lay_out(
        tmp_path, {"schools/hilltop.yaml": BAD, "schools/other.yaml": "school: [", "clauses/home/x.yaml": "clauses: {}"}
    )
    found = json.loads(run(tmp_path, "check", "--output-format", "json").out)
    places = [
        (entry["code"], entry["message"]) for entry in (found if isinstance(found, list) else found["diagnostics"])
    ]
    assert sorted(places) == sorted((one.code, one.message) for one in check(world))


def test_check_of_a_path_shows_what_concerns_it(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": BAD, "clauses/home/x.yaml": "clauses: {}"})
    assert "PG234" not in run(tmp_path, "check", "clauses").out
    assert "PG203" in run(tmp_path, "check", "clauses").out
    assert "PG203" not in run(tmp_path, "check", "schools/hilltop.yaml").out
    assert run(tmp_path, "check", "schools/authorities").code == 0


def test_check_of_a_path_outside_the_project_is_a_mistake_of_usage(tmp_path: Path) -> None:
    lay_out(tmp_path / "p")
    ran = run(tmp_path / "p", "check", "../elsewhere")
    assert (ran.code, ran.out) == (2, "")
    assert "is outside the project" in ran.err


def test_warnings_count_only_when_told(tmp_path: Path) -> None:
    text = school(tailoring="\n- {omit: phones.all, because: We have none}", policies="\n  online: {}")
    lay_out(tmp_path, {"schools/hilltop.yaml": text})
    assert run(tmp_path, "check").code == 0
    assert run(tmp_path, "check", "--strict").code == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("biuld",), "there is no command 'biuld'. Did you mean `build`?"),
        (("build", "hiltop"), "there is no school 'hiltop'. Did you mean `hilltop`?"),
        (("build", "../hilltop"), "there is no school '../hilltop'"),
        (("build", "/etc/passwd"), "there is no school '/etc/passwd'"),
        (("build", "--policy", "onlin"), "there is no policy 'onlin'. Did you mean `online`?"),
        (("build", "--format", "docs"), "there is no format 'docs'. Did you mean `docx`?"),
        (("build", "--format", ","), "--format needs the name of a format"),
        (("build", "--jobs", "0"), "--jobs"),
        (("why", "hiltop", "telling.who"), "there is no school 'hiltop'"),
        (("why", "hilltop", "1.1", "--policy", "phone"), "hilltop has no policy 'phone'. Did you mean `phones`?"),
        (("check", "--output-format", "xml"), "xml"),
        (("check", "--project", "nowhere"), "nowhere"),
    ],
)
def test_a_mistake_of_usage_ends_with_2_and_says_what_is_known(
    tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert not (tmp_path / "build").exists()


def test_a_mistake_of_ours_ends_with_3_and_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out(tmp_path)
    monkeypatch.setattr("policygen.compile.compiler.settled_file", lambda *_: 1 / 0)
    ran = run(tmp_path, "check")
    assert ran.code == 3
    assert "Internal error: ZeroDivisionError" in ran.err
    assert "Traceback" not in ran.err
    assert "Traceback" in run(tmp_path, "check", environment={"POLICYGEN_DEBUG": "1"}).err


def test_a_project_without_a_vocabulary_ends_with_1(tmp_path: Path) -> None:
    checked, listed = run(tmp_path, "check"), run(tmp_path, "list")
    assert (checked.code, checked.err) == (1, "")
    assert "PG208" in checked.out
    assert (listed.code, listed.out) == (1, "")
    assert "PG208" in listed.err


def test_explain_prints_the_entry_and_an_unknown_code_ends_with_2(tmp_path: Path) -> None:
    known, unknown = run(tmp_path, "explain", "pg222"), run(tmp_path, "explain", "PG999")
    assert (known.code, known.err) == (0, "")
    assert known.out.startswith("PG222: A date that can be read two ways\n")
    assert (unknown.code, unknown.out) == (2, "")
    assert "There is no code PG999" in unknown.err


def test_list_names_schools_policies_and_libraries(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/other.yaml": "school: ["})
    ran = run(tmp_path, "list")
    assert ran.code == 0
    assert [" ".join(line.split()) for line in ran.out.splitlines()] == [
        "Schools",
        "hilltop Hilltop School: online, phones",
        "other (mistakes in its settings):",
        "Groups of schools",
        "authorities/westshire hilltop",
        "Policies",
        "online Online safety policy",
        "phones Phone policy",
        "Libraries",
        "home Home, version 1.0: 10 clauses",
        "law Law, version 2.0: 2 clauses",
    ]
    found = json.loads(run(tmp_path, "list", "--json").out)
    assert found["schools"]["hilltop"] == {
        "name": "Hilltop School",
        "policies": ["online", "phones"],
        "groups": ["authorities/westshire"],
    }
    assert found["groups"] == {"authorities/westshire": {"extends": [], "schools": ["hilltop"]}}


class Terminal(StringIO):
    """A stream that says it is a terminal: a bare machine may have no pseudo-terminals to open."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_terminal_gets_colours_unless_no_color_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], coloured: bool
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    found = check(lay_out(tmp_path, {"schools/hilltop.yaml": BAD}))
    terminal = Terminal()
    show(found, "full", {}, terminal)
    assert "PG234" in terminal.getvalue()
    assert ("\x1b[" in terminal.getvalue()) is coloured


def test_what_is_no_terminal_gets_no_colours(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": BAD})
    assert "\x1b[" not in run_elsewhere(tmp_path, "check").out


def test_the_command_works_in_a_process_of_its_own(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/hilltop.yaml": BAD})
    ran = run_elsewhere(tmp_path, "check", "--output-format", "concise")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("schools/hilltop.yaml:13:11")


def test_the_project_is_found_from_a_folder_inside_it(tmp_path: Path) -> None:
    lay_out(tmp_path)
    inside = tmp_path / "schools" / "authorities"
    assert run(inside, "list").out == run(tmp_path, "list").out
    assert run(Path("/"), "list", "--project", str(tmp_path)).out == run(tmp_path, "list").out


def test_a_file_that_cannot_be_read_is_shown_with_its_line_all_the_same(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/other.yaml": "school: {name: [}\n"})
    assert "1 | school: {name: [}" in run(tmp_path, "check").out


def test_the_earlier_name_of_a_command_still_works_and_is_not_listed(tmp_path: Path) -> None:
    lay_out(tmp_path)
    new, old = (run(tmp_path, name, "--as-of", "2026-12-01") for name in ("freshness", "currency"))
    assert (old.code, old.out) == (new.code, new.out)
    assert new.out.startswith("Freshness on 2026-12-01")
    listed = run(tmp_path, "--help").out
    assert "freshness" in listed
    assert "currency" not in listed
