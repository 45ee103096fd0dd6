"""The Nu HTML Checker, the W3C's own, has nothing to say of the form, of a library's site or of any
specimen's web page.

Its proven limits are left out (tests/peers/limits.py): it does not compute the digests that the form's policy allows
scripts by, and does not know that the form shows one page, with one h1, at a time.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from policygen.build.artifacts import Builder
from policygen.compile.compiler import Compiler
from policygen.world.disk import DiskWorld
from policygen.world.protocol import World
from tests.peers import programs
from tests.peers.__main__ import pages
from tests.support.browsed import browsed, write_site

pytestmark = pytest.mark.conformance

ROOT = Path(__file__).parents[2]


def complaints(folder: Path) -> list[str]:
    """What the checker says of the pages in a folder, a line each."""
    if not shutil.which("java"):
        pytest.skip("java is not installed")
    if not programs.NU_CHECKER.is_file():
        pytest.skip("vnu-jar is not installed")
    files = sorted(folder.rglob("*.html"))
    assert files
    _, found = pages(files).losses["complaints"]
    return found


def test_the_form_has_no_fault(project: tuple[World, Path]) -> None:
    assert complaints(project[1].parent) == []


def test_no_web_page_of_a_specimen_or_of_a_site_has_a_fault(tmp_path: Path) -> None:
    write_site(browsed(tmp_path / "project"), tmp_path / "site")
    compiler, _ = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    builder = Builder(compiler)
    for name in sorted(compiler.files):
        school = compiler.school(name)
        assert school is not None
        for policy in school.plans:
            compiled = compiler.compile(school, policy)
            for sheet, document in {policy: compiled.document, **compiled.sheets}.items():
                page = builder.renderer.render(document, ("html",))["html"]
                (tmp_path / f"{name}-{policy}-{sheet}.html").write_bytes(page)
    assert complaints(tmp_path) == []


def test_the_checker_is_heard(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        "<!DOCTYPE html><html lang=en><title>A</title><select><option></option></select>"
    )
    assert any(line.startswith("error: ") for line in complaints(tmp_path))
