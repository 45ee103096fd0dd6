from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import pytest

from policygen.render.engine import EngineMissing
from policygen.render.pdf_weasyprint import native_libraries as engine
from policygen.render.pdf_weasyprint.native_libraries import LIBRARIES, NativeLibrary, require_weasyprint
from policygen.render.preflight import lacking_in_words, problems
from policygen.world.disk import DiskWorld
from tests.support.projects import lay_out


def missing(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    real = engine.load_library
    monkeypatch.setattr(engine, "load_library", lambda library: None if library.name in names else real(library))


def test_a_library_that_cannot_be_loaded_is_none() -> None:
    assert engine.load_library(NativeLibrary("nothing", "libno-such-thing.so.0", "libno.dylib", "no.dll")) is None
    assert isinstance(engine.load_library(LIBRARIES[0]), ctypes.CDLL)


def test_missing_libraries_are_named_with_their_files(monkeypatch: pytest.MonkeyPatch) -> None:
    missing(monkeypatch, "pango", "fontconfig")
    with pytest.raises(
        EngineMissing,
        match=r"libraries needed to draw pages are missing on this computer: pango \(.*\) and fontconfig \(",
    ):
        require_weasyprint()


def test_weasyprint_that_cannot_be_loaded_is_said_without_its_own_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(_: str) -> None:
        print("-----\nWeasyPrint could not import some external libraries.")
        raise OSError("cannot load library 'libpango-1.0-0': no such file")

    monkeypatch.setattr(engine, "import_module", refused)
    with pytest.raises(EngineMissing, match=r"cannot be loaded: cannot load library 'libpango-1.0-0'"):
        require_weasyprint()
    assert capsys.readouterr().out == ""


def test_what_is_not_drawn_needs_no_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    missing(monkeypatch, "pango")
    world = lay_out(tmp_path)
    assert [one.code for one in problems(world, ("docx",))] == ["PG850"]
    assert not list(problems(world, ("md", "json", "html")))


def test_harfbuzz_subset_is_needed_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    missing(monkeypatch, "harfbuzz-subset")
    (found,) = problems(lay_out(tmp_path), ("pdf",))
    assert (found.code, found.message.partition(": ")[2]) == ("PG850", f"harfbuzz-subset ({LIBRARIES[3].file})")


def test_a_face_and_a_look_that_are_wrong_are_found_before_anything_is_made(tmp_path: Path) -> None:
    world = lay_out(tmp_path)
    tokens = world.look("tokens.yaml").decode()
    (tmp_path / "templates").unlink()
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/tokens.yaml").write_text(tokens.replace("Liberation Sans", "No Such Face"), encoding="utf-8")
    assert [one.code for one in problems(world, ("html",))] == ["PG851"]
    (tmp_path / "templates/tokens.yaml").write_text("faces: {", encoding="utf-8")
    assert [one.code for one in problems(world, ("pdf",))] == ["PG852"]


def test_a_look_that_leads_out_of_the_project_is_said_and_not_passed_over(tmp_path: Path) -> None:
    packaged = lay_out(tmp_path / "packaged")
    (tmp_path / "own/templates").mkdir(parents=True)
    (tmp_path / "own/templates/tokens.yaml").symlink_to((packaged.root / "templates/tokens.yaml").resolve())
    (found,) = problems(DiskWorld(tmp_path / "own", packaged.root, {}), ("pdf",))
    assert (found.code, found.message) == (
        "PG852",
        "templates/ contains a link to somewhere outside the project, so the whole folder is ignored",
    )


def test_another_error_is_nobodys_but_ours() -> None:
    assert lacking_in_words(ValueError("of all things")) is None


def test_finding_out_loads_no_writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    list(problems(lay_out(tmp_path), ("pdf",)))
    assert "weasyprint" not in sys.modules
