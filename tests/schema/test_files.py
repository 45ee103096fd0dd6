"""`policygen schema`: printed, written to a file, or written where the project's files point to."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from policygen.check.files import kind_of
from policygen.check.loading import load_project
from policygen.diagnostics.model import Diagnostics
from policygen.schema import SCHEMAS, encode_schema, files_of, modeline, with_modeline, write_schemas
from policygen.schema.files import files_with_schema, schema_name
from policygen.world.disk import DiskWorld
from tests.schema.editors import project_of
from tests.support.cli import run
from tests.support.projects import check, lay_out

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_printed_alone_on_stdout(tmp_path: Path, name: str) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "schema", name)
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["$id"] == f"urn:policygen:schema:{name}:1"


def test_out_writes_the_same_bytes_to_a_file(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "schema", "school", "--out", "made/school.json")
    assert (ran.code, ran.out) == (0, "made/school.json\n")
    assert (tmp_path / "made/school.json").read_text(encoding="utf-8") == run(tmp_path, "schema", "school").out


def test_write_puts_each_schema_where_the_files_point_to_it(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    listed = run(tmp_path, "list").out
    ran = run(tmp_path, "schema", "--write", "--modelines")
    assert ran.code == 0
    assert "schools/.schema/school.json" in ran.out.splitlines()
    names = list(files_with_schema(world))
    assert len(names) == 12
    for name in names:
        line = (tmp_path / name).read_text(encoding="utf-8").splitlines()[0]
        assert line == modeline(name)
        target = ((tmp_path / name).parent / line.partition("$schema=")[2]).resolve()
        assert json.loads(target.read_text(encoding="utf-8"))["title"]
    assert check(world) == []
    assert run(tmp_path, "list").out == listed


def test_lines_are_put_in_once(tmp_path: Path) -> None:
    lay_out(tmp_path)
    run(tmp_path, "schema", "--write", "--modelines")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.yaml")}
    assert ".yaml" not in run(tmp_path, "schema", "--write", "--modelines").out
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.yaml")} == before


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("schools/hilltop.yaml", "# yaml-language-server: $schema=.schema/school.json"),
        ("schools/trusts/north.yaml", "# yaml-language-server: $schema=../.schema/school.json"),
        ("clauses/vocabulary.yaml", "# yaml-language-server: $schema=.schema/vocabulary.json"),
        ("clauses/union/library.yaml", "# yaml-language-server: $schema=../.schema/library.json"),
        ("clauses/union/abuse.yaml", "# yaml-language-server: $schema=../.schema/clauses.json"),
        ("clauses/union/requirements/a.yaml", "# yaml-language-server: $schema=../../.schema/requirements.json"),
        ("clauses/policies/forms.yaml", "# yaml-language-server: $schema=../.schema/policy.json"),
    ],
)
def test_the_line_leads_from_the_file_to_its_schema(file: str, line: str) -> None:
    assert modeline(file) == line


def test_a_file_without_a_schema_has_no_line() -> None:
    with pytest.raises(ValueError, match="follows no schema"):
        modeline("clauses/dead-names.yaml")


def test_the_line_keeps_a_file_s_own_line_ends_and_mark() -> None:
    assert with_modeline("schools/a.yaml", b"a: 1\r\n").endswith(b"school.json\r\na: 1\r\n")
    marked = with_modeline("schools/a.yaml", b"\xef\xbb\xbfa: 1\n")
    assert marked.startswith(b"\xef\xbb\xbf# yaml")
    assert marked.count(b"\xef\xbb\xbf") == 1


def test_a_project_that_keeps_settings_alone_gets_the_school_s_schema(tmp_path: Path) -> None:
    (tmp_path / "schools").mkdir()
    world = DiskWorld(tmp_path, environment={})
    project = load_project(world, Diagnostics())
    assert project is not None
    assert write_schemas(project) == ["schools/.schema/school.json"]
    assert not (tmp_path / "clauses").exists()


def test_a_schema_asked_for_by_name_is_written_before_its_folder_is_there(tmp_path: Path) -> None:
    project = load_project(DiskWorld(tmp_path, environment={}), Diagnostics())
    assert project is not None
    assert write_schemas(project, ("school",)) == ["schools/.schema/school.json"]
    assert (tmp_path / "schools/.schema/school.json").is_file()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "name a schema"),
        (("school", "--write"), "name a schema"),
        (("--write", "--out", "x.json"), "--write cannot be combined with --out"),
        (("school", "--modelines"), "--modelines needs --write"),
        (("schools",), "schools"),
    ],
)
def test_a_mistake_of_usage_writes_nothing(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "schema", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert says in ran.err
    assert not (tmp_path / "schools/.schema").exists()


def test_what_cannot_be_written_is_said_in_words(tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/.schema": "a file"})
    ran = run(tmp_path, "schema", "--write")
    assert ran.code == 1
    assert "cannot be written" in ran.err


def test_the_command_offers_every_schema_there_is(tmp_path: Path) -> None:
    from policygen.cli.schema import NAMES

    assert tuple(SCHEMAS) == NAMES
    assert project_of(lay_out(tmp_path)) is not None


def test_the_schemas_of_this_checkout_are_those_that_its_vocabulary_gives() -> None:
    stale = [
        name
        for name, data in files_of(project_of(DiskWorld(ROOT, environment={}))).items()
        if not (ROOT / name).is_file() or (ROOT / name).read_bytes() != data
    ]
    assert not stale, f"{', '.join(stale)}: out of date; run `policygen schema --write`"


def test_a_schema_ends_with_a_line_end() -> None:
    assert encode_schema({"a": "é"}) == '{\n "a": "é"\n}\n'.encode()


def test_every_kind_of_file_in_the_library_has_a_schema() -> None:
    world = DiskWorld(ROOT, environment={})
    without = [name for name in world.names("clauses") if kind_of(name) != "other" and schema_name(name) is None]
    assert not without, f"{', '.join(without)}: add the kind to policygen/schema/kinds.py"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le"])
def test_a_file_that_is_no_utf_8_stays_as_it_is(encoding: str) -> None:
    data = "school: {name: Hilltop}\n".encode(encoding)
    assert with_modeline("schools/a.yaml", data) == data
