"""`policygen library new`: a whole repository that passes every check as it is written, and overwrites nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from policygen import DiskWorld, Library, Refused, load, new_library
from policygen.cli import commands


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with a publisher whose name YAML would misread."""
    folder = tmp_path_factory.mktemp("libraries") / "west-shire"
    new_library(folder, "west-shire", publisher="Westshire: teachers, & co")
    return folder


@pytest.fixture(scope="module")
def library(root: Path) -> Library:
    return load(DiskWorld(root))


def test_it_passes_check_and_lint_as_it_is_written(library: Library) -> None:
    assert library.check() == ()
    assert library.lint() == ()


def test_its_clauses_meet_its_register(library: Library) -> None:
    assert library.coverage().refusals(100) == []


def test_its_specimen_gets_the_policy_with_form_and_agreement_and_its_own_answer(library: Library) -> None:
    school = library.open("specimen")
    made = school.compile("west-shire-cycling")
    assert [one for one in made.diagnostics if one.severity == "error"] == []
    words = school.render(made.document, ("md",))["md"].decode()
    assert "leave their bicycles in the school's shed" in words.replace("’", "'").replace("\n", " ")
    assert "racks" not in words
    assert "Westshire: teachers, & co" in words.replace("\\", "")
    assert {"west-shire:cycling.agreement", "west-shire:cycling.damage"} <= set(library.clauses)


def test_it_has_all_that_a_repository_needs_and_no_gap_is_left(root: Path) -> None:
    files = {path.relative_to(root).as_posix(): path for path in root.rglob("*") if path.is_file()}
    assert {
        "README.md", "LICENSE", ".gitignore", "pyproject.toml", "policygen.lock", "docs/README.md",
        ".pre-commit-config.yaml", ".github/workflows/library.yml", ".github/workflows/freshness.yml",
        "clauses/west-shire/library.yaml", "clauses/west-shire/vocabulary.yaml", "clauses/west-shire/contacts.yaml",
        "clauses/west-shire/policies/cycling.yaml", "clauses/west-shire/requirements/guide.yaml",
        "schools/specimen.yaml", "clauses/.schema/library.json",
    } <= files.keys()  # fmt: skip
    for name, path in files.items():
        text = path.read_text(encoding="utf-8")
        assert "<<" not in text, name
        assert "LIBRARY" not in text, name
        if name.endswith((".yaml", ".yml")):
            assert yaml.safe_load(text), name
        for line in text.splitlines():
            if line.startswith("# yaml-language-server: $schema="):
                assert (path.parent / line.partition("=")[2]).is_file(), name


def test_its_package_says_where_the_library_is_and_which_version(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    sources = project["tool"]["hatch"]["build"]["targets"]["wheel"]["sources"]
    entries = project["project"]["entry-points"]["policygen.libraries"]
    assert entries == {"west-shire": sources["clauses/west-shire"].replace("/", ":")}
    assert project["tool"]["hatch"]["version"]["path"] == "clauses/west-shire/library.yaml"


def test_the_same_day_gives_the_same_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1786000000")
    for name in ("one", "two"):
        new_library(tmp_path / name, "west-shire")
    for path in (tmp_path / "one").rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "two" / path.relative_to(tmp_path / "one")).read_bytes()
    assert "version: 2026.8\nreleased: 2026-08-06" in (tmp_path / "one/clauses/west-shire/library.yaml").read_text()


@pytest.mark.parametrize(
    "name", ["West", "west_shire", "-west", "9west", "a" * 41, "..", "west/shire", "", "union", "policies", "policygen"]
)
def test_a_name_that_is_none_or_is_taken_is_refused_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(Refused):
        new_library(tmp_path / "new", name)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("title", ["two\nlines", " ", "\x1b[31m"])
def test_a_title_that_is_no_line_of_text_is_refused(tmp_path: Path, title: str) -> None:
    with pytest.raises(Refused):
        new_library(tmp_path / "new", "west", title)
    assert not (tmp_path / "new").exists()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(Refused, match="is not empty"):
        new_library(tmp_path, "west")
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_the_command_lists_the_files_and_says_what_to_do_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(commands, ["library", "new", "west"])
    assert result.exit_code == 0, result.output
    assert "west/clauses/west/library.yaml" in result.stdout.splitlines()
    assert "cd west && policygen check" in result.stderr
    again = CliRunner().invoke(commands, ["library", "new", "west"])
    assert again.exit_code == 1
    assert "is not empty" in again.stderr
