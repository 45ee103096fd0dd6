from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import TemplateSyntaxError

from policygen.doctor.drawing import check_drawing, check_face, check_libraries
from policygen.doctor.examine import examine, healthy
from policygen.doctor.mending import again
from policygen.doctor.model import DoctorFinding, Machine
from policygen.doctor.project import check_folders, check_schemas, check_schools
from policygen.doctor.python import NEED, check_library, check_packages, check_python, numbers
from policygen.doctor.tools import check_terminal, check_tools
from policygen.look.fonts import FaceMissing
from policygen.look.tokens import TokensError
from policygen.render.engine import EngineMissing
from policygen.render.pdf_weasyprint.native_libraries import NativeLibrary
from policygen.schema import write_schemas
from policygen.world.disk import DiskWorld
from tests.support.machines import machine
from tests.support.projects import lay_out, load


def only(findings: object) -> DoctorFinding:
    (found,) = [finding for finding in findings if finding.status != "fine"]  # type: ignore[attr-defined]
    return found


def without(*names: str) -> object:
    return lambda library: None if library.name in names else ""


def raising(error: Exception) -> object:
    def fails() -> str:
        raise error

    return fails


def test_a_machine_with_everything_is_healthy(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    write_schemas(load(world).project)
    found = examine(machine(tmp_path))
    assert {finding.status for finding in found} == {"fine"}
    assert healthy(found)


def test_a_check_that_fails_stops_no_other(tmp_path: Path) -> None:
    def check_broken(_: Machine) -> list[DoctorFinding]:
        raise RuntimeError("of all things")

    found = examine(machine(tmp_path), (check_broken, check_python))
    assert [(one.name, one.status) for one in found] == [("broken", "wanting"), ("Python", "fine")]
    assert found[0].found == "could not be checked: RuntimeError: of all things"


def test_an_old_python_is_named_with_the_one_needed(tmp_path: Path) -> None:
    found = only(check_python(machine(tmp_path, python=(3, 10, 12))))
    assert found.found == "3.10.12; 3.11 or later is needed"
    assert "install Python 3.11" in found.mend


@pytest.mark.parametrize(("version", "words"), [("9.9.1", "9.9.1; 70 or later is needed"), (None, "not installed")])
def test_a_package_older_than_needed_comes_with_pips_command(tmp_path: Path, version: str | None, words: str) -> None:
    versions = {"click": "8.1", "weasyprint": version}
    found = only(check_packages(machine(tmp_path, package=versions.get)))
    assert (found.name, found.status, found.found) == ("weasyprint", "wanting", words)
    assert found.mend == '/venv/bin/python -m pip install "weasyprint>=70"'


def test_a_package_for_signing_is_optional_and_those_for_development_are_not_asked_for(tmp_path: Path) -> None:
    requirements = ("click>=8.1", 'pyhanko>=0.34; extra == "sign"', 'mypy>=1.13; extra == "dev"')
    found = list(check_packages(machine(tmp_path, requirements=requirements)))
    assert [(one.name, one.status) for one in found] == [("click", "fine"), ("pyhanko", "advice")]
    assert found[1].mend == '/venv/bin/python -m pip install "pyhanko>=0.34"'


def test_versions_are_compared_by_number() -> None:
    assert numbers("10.0.0") == numbers("10")
    assert numbers("9.9") < numbers("10.0rc1")
    assert numbers("1.10") > numbers("1.9")


def test_the_clauses_that_come_with_policygen_are_counted(tmp_path: Path) -> None:
    lay_out(tmp_path)
    found = {one.name: one for one in check_library(machine(tmp_path))}
    assert found["built-in clauses"].found.endswith("policies")
    empty = {one.name: one for one in check_library(machine(tmp_path / "nowhere"))}
    assert empty["built-in clauses"].status == "wanting"
    assert "--force-reinstall" in empty["built-in clauses"].mend


@pytest.mark.parametrize(
    ("system", "administrator", "command"),
    [
        ("debian", False, "sudo apt-get update && sudo apt-get install libpango-1.0-0"),
        ("debian", True, "apt-get update && apt-get install libpango-1.0-0"),
        ("fedora", False, "sudo dnf install pango"),
        ("macos", False, 'brew install pango && export DYLD_FALLBACK_LIBRARY_PATH="$(brew --prefix)/lib"'),
        ("other", False, "install pango with this system's package manager"),
    ],
)
def test_a_missing_library_comes_with_the_systems_own_command(
    tmp_path: Path, system: str, administrator: bool, command: str
) -> None:
    ill = machine(tmp_path, system=system, administrator=administrator, library=without("pango"))
    found = only(check_libraries(ill))
    assert (found.name, found.status, found.mend) == ("pango", "wanting", command)


def test_what_is_missing_comes_with_one_command_for_all(tmp_path: Path) -> None:
    found = list(check_libraries(machine(tmp_path, library=without("pango", "pangoft2", "harfbuzz-subset"))))
    (command,) = {one.mend for one in found if one.status != "fine"}
    assert command.endswith("apt-get install libpango-1.0-0 libharfbuzz-subset0 libpangoft2-1.0-0")


def test_on_windows_weasyprints_own_way_is_named(tmp_path: Path) -> None:
    found = only(check_libraries(machine(tmp_path, system="windows", library=without("pangoft2"))))
    assert "pacman -S mingw-w64-x86_64-pango" in found.mend


def test_harfbuzz_subset_is_needed_though_weasyprint_does_without(tmp_path: Path) -> None:
    found = only(check_libraries(machine(tmp_path, library=without("harfbuzz-subset"))))
    assert found.status == "wanting"
    assert found.mend.endswith("libharfbuzz-subset0")


def test_a_pango_that_is_too_old_is_named(tmp_path: Path) -> None:
    def library(one: NativeLibrary) -> str:
        return "1.42.4" if one.name == "pango" else ""

    found = only(check_libraries(machine(tmp_path, library=library)))
    assert found.found == "1.42.4; 1.44 or later is needed"


def test_a_face_that_is_not_there_is_said_in_its_own_words(tmp_path: Path) -> None:
    def face() -> str:
        raise FaceMissing("the font No Such Face (Bold) is not in templates/fonts and is not installed")

    found = only(check_face(machine(tmp_path, face=face)))
    assert found.found.startswith("the font No Such Face (Bold)")


def test_nothing_is_drawn_while_a_library_is_missing(tmp_path: Path) -> None:
    def draw() -> bytes:
        raise AssertionError("drawn all the same")

    found = only(check_drawing(machine(tmp_path, library=without("pango"), draw=draw)))
    assert found.found == "not tried, because pango is missing (see above)"


@pytest.mark.parametrize("error", [EngineMissing("cannot load library"), OSError("cannot load library"), KeyError("x")])
def test_a_pdf_that_cannot_be_drawn_is_a_finding(tmp_path: Path, error: Exception) -> None:
    def draw() -> bytes:
        raise error

    found = only(check_drawing(machine(tmp_path, draw=draw)))
    assert found.status == "wanting"
    assert str(error) in found.found


def test_a_pdf_that_is_not_the_same_twice_is_wanting(tmp_path: Path) -> None:
    made = iter((b"one", b"two"))
    found = only(check_drawing(machine(tmp_path, draw=lambda: next(made))))
    assert found.found == "drawn, but its bytes differ from run to run"


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    def write(folder: Path) -> None:
        if folder == tmp_path / "build":
            raise PermissionError(13, "Permission denied")

    (tmp_path / "build").mkdir()
    found = only(check_folders(machine(tmp_path, write=write)))
    assert found.name == "build folder"
    assert found.found == f"{tmp_path / 'build'} cannot be written to: Permission denied"
    assert found.mend.startswith("sudo chown")


def test_a_folder_without_schools_is_told_how_to_begin(tmp_path: Path) -> None:
    assert only(check_schools(machine(tmp_path))).mend.startswith("policygen init")


def test_schemas_that_are_out_of_date_or_absent_are_advice(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    assert only(check_schemas(machine(tmp_path))).found.startswith("missing: ")
    write_schemas(load(world).project)
    assert [one.status for one in check_schemas(machine(tmp_path))] == ["fine"]
    (tmp_path / "schools/.schema/school.json").write_text("{}")
    found = only(check_schemas(machine(tmp_path)))
    assert (found.status, found.found) == ("advice", "out of date: schools/.schema/school.json")
    assert found.mend == "policygen schema --write"


def test_programs_beside_it_are_optional(tmp_path: Path) -> None:
    found = list(check_tools(machine(tmp_path, program=lambda _: "")))
    assert {one.status for one in found} == {"advice"}
    assert healthy(found)
    assert found[0].mend == "sudo apt-get update && sudo apt-get install git"


def test_a_terminal_that_lacks_characters_is_told_of(tmp_path: Path) -> None:
    found = only(check_terminal(machine(tmp_path, encoding="cp1252")))
    assert found.mend == "export PYTHONUTF8=1"
    assert [one.status for one in check_terminal(machine(tmp_path, encoding="UTF8"))] == ["fine"]


def test_a_look_of_ones_own_that_is_wrong_is_mended_there(tmp_path: Path) -> None:
    (tmp_path / "own/templates").mkdir(parents=True)
    ill = machine(
        tmp_path, world=DiskWorld(tmp_path / "own", tmp_path, {}), face=raising(TokensError("faces.pdf: 3 is no face"))
    )
    found = only(check_face(ill))
    assert (found.status, found.found) == ("wanting", "faces.pdf: 3 is no face")
    assert found.mend.startswith(f"correct the files in {tmp_path / 'own/templates'}, or move that folder away")


def test_a_template_that_cannot_be_read_is_no_fault_of_weasyprints(tmp_path: Path) -> None:
    found = only(check_drawing(machine(tmp_path, draw=raising(TemplateSyntaxError("no end of block", 3)))))
    assert "weasyprint" not in found.mend


def test_what_comes_with_a_checkout_or_a_wheel_is_got_back_by_one_command(tmp_path: Path) -> None:
    assert again(machine(tmp_path)).startswith("/venv/bin/python -m pip install --force-reinstall --no-deps policygen-")
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    assert again(machine(tmp_path)) == f"git -C {tmp_path} restore clauses schools templates"


def test_a_requirement_is_read_whichever_bound_comes_first() -> None:
    for requirement in ("weasyprint>=70,<71", "weasyprint<71,>=70", "weasyprint[x]<71,>=70; extra == 'sign'"):
        need = NEED.match(requirement)
        assert need is not None
        assert (need["name"], need["oldest"]) == ("weasyprint", "70")
