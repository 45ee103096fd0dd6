from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from policygen import DiskWorld, load
from policygen.cli import commands
from policygen.compile.compiler import Compiler
from tests.support.cli import run
from tests.support.projects import lay_out, write


@pytest.fixture
def project(tmp_path: Path) -> Path:
    lay_out(tmp_path, {"schools/trusts/high.yaml": "school: {}\n"})
    return tmp_path


def offered(folder: Path, *words: str) -> list[str]:
    """What a shell offers for the last of the words."""
    with contextlib.chdir(folder):
        shell = ShellComplete(commands, {}, "policygen", "_POLICYGEN_COMPLETE")
        return [item.value for item in shell.get_completions(list(words[:-1]), words[-1])]


@pytest.fixture
def no_library(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise AssertionError("the library was loaded")

    monkeypatch.setattr(Compiler, "load", refused)


@pytest.mark.usefixtures("no_library")
def test_schools_and_their_groups_are_offered_without_loading_the_library(project: Path) -> None:
    assert offered(project, "build", "hil") == ["hilltop"]
    assert offered(project, "watch", "tr") == ["trusts/high"]
    assert offered(project, "init", "--extends", "trusts/") == ["trusts/high"]
    assert "hilltop" not in offered(project, "build", "hilltop", "")
    for words in (("why",), ("adopt",), ("questions",), ("coverage", "--school"), ("freshness", "--school")):
        assert offered(project, *words, "hill") == ["hilltop"]
        assert offered(project, *words, "trusts") == []


@pytest.mark.usefixtures("no_library")
def test_policies_are_offered(project: Path) -> None:
    after = (("build", "--policy"), ("watch", "--policy"), ("adopt", "hilltop"), ("why", "hilltop", "x", "--policy"))
    for words in after:
        assert offered(project, *words, "onl") == ["online"]


def test_clauses_are_offered_as_people_write_them(project: Path) -> None:
    found = offered(project, "why", "hilltop", "")
    assert found
    assert not any(":" in name for name in found)


def test_registers_requirements_references_and_contacts_are_offered_with_what_they_are(project: Path) -> None:
    assert offered(project, "coverage", "--register", "gu") == ["guide"]
    assert offered(project, "coverage", "--requirement", "guide/") == ["guide/tell-1"]
    ids = load(DiskWorld(project, project)).keeping.ids
    assert offered(project, "freshness", "--about", "") == [
        *ids.references,
        *ids.contacts,
    ]
    assert len(ids.references) > 0
    assert len(ids.contacts) > 0
    assert ids.requirements["guide/tell-1"]


def test_another_projects_schools_are_offered(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    assert offered(elsewhere, "build", "--project", str(project), "hil") == ["hilltop"]


def test_a_list_of_formats_is_gone_on_with(project: Path) -> None:
    assert offered(project, "build", "--format", "p") == ["pdf"]
    assert offered(project, "build", "--format", "pdf,") == ["pdf,docx", "pdf,html", "pdf,md", "pdf,json"]
    assert offered(project, "build", "--edition", "board,w") == ["board,web"]


def test_codes_rules_and_specimens_are_offered(project: Path) -> None:
    wanted = ["PG850", "PG851", "PG852", "PG853", "PG854", "PG855", "PG856", "PG859"]
    assert offered(project, "explain", "PG85") == wanted
    assert offered(project, "lint", "--rule", "")
    assert "allhallows" in offered(project, "init", "--sample", "all")


def test_where_nothing_can_be_read_nothing_is_offered_or_said(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project, "clauses/vocabulary.yaml", "school: {nation: [\n")
    assert offered(project, "why", "hilltop", "") == []
    assert capsys.readouterr() == ("", "")


@pytest.mark.usefixtures("no_library")
def test_a_library_that_fails_to_load_ends_no_shells_line(project: Path) -> None:
    assert offered(project, "why", "hilltop", "") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_printed(project: Path, shell: str) -> None:
    ran = run(project, "completion", shell)
    assert ran.code == 0
    assert f"_POLICYGEN_COMPLETE={shell}_complete" in ran.out
