from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from policygen.doctor import machine
from policygen.render.pdf_weasyprint import native_libraries as engine
from policygen.world.disk import DiskWorld
from tests.support.cli import run, run_elsewhere
from tests.support.projects import lay_out, write


@pytest.fixture
def without_pango(monkeypatch: pytest.MonkeyPatch) -> None:
    real = engine.load_library

    def load(library: engine.NativeLibrary) -> object:
        return None if library.name == "pango" else real(library)

    monkeypatch.setattr(engine, "load_library", load)
    monkeypatch.setattr(machine, "load_library", load)


def test_this_machine_is_found_to_have_what_the_tests_need(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "doctor", "--json")
    said = {one["name"]: one for one in json.loads(ran.out)["findings"]}
    assert said["Python"]["found"].startswith(".".join(map(str, sys.version_info[:3])))
    assert said["weasyprint"]["status"] == said["pango"]["status"] == said["a small PDF"]["status"] == "fine"
    assert ran.code == 0


@pytest.mark.usefixtures("without_pango")
def test_the_doctor_says_what_is_missing_and_ends_with_1(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "doctor")
    assert ran.code == 1
    assert "MISSING   pango" in ran.out
    assert "not tried, because pango is missing (see above)" in ran.out
    assert "Traceback" not in ran.out + ran.err


@pytest.mark.usefixtures("without_pango")
def test_a_build_without_its_libraries_says_so_once_and_names_the_doctor(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "build")
    assert ran.code == 1
    assert ran.err.count("a library needed to draw pages is missing on this computer: pango") == 1
    assert "policygen doctor" in ran.err
    assert ran.err.endswith("Nothing was built: required software is missing (see above).\n")
    assert not (tmp_path / "build").exists()
    found = json.loads(run(tmp_path, "build", "--json").out)
    assert [one["code"] for one in found["diagnostics"]] == ["PG850"]
    assert run(tmp_path, "build", "--format", "md").code == 0


def test_a_library_that_is_lost_on_the_way_is_a_finding_of_each_policy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(tmp_path)

    def refused(_: str) -> None:
        raise OSError("cannot load library")

    monkeypatch.setattr(engine, "import_module", refused)
    ran = run(tmp_path, "build", "--jobs", "1")
    assert ran.code == 1
    assert "error[PG850]: WeasyPrint, which draws the pages, cannot be loaded: cannot load library" in ran.err
    assert "Internal error" not in ran.err


def test_a_terminal_that_lacks_characters_still_shows_the_mistakes(tmp_path: Path) -> None:
    lay_out(tmp_path)
    write(tmp_path, "schools/hilltop.yaml", "school: {name: Ysgol Ŵyn, phase: [nowhere]}\n")
    ran = run_elsewhere(tmp_path, "check", environment={"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    assert ran.code == 1
    assert "Ysgol \\u0174yn" in ran.out
    assert "Internal error" not in ran.err


def test_the_small_pdf_is_drawn_by_the_writer_of_policies(tmp_path: Path) -> None:
    drawn = machine.draw_small(DiskWorld(lay_out(tmp_path).root))
    assert drawn.startswith(b"%PDF-1.7")
    assert b"pdfuaid" in drawn
