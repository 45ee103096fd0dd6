"""The Nu HTML Checker, the W3C's own, finds no error in the form or in any specimen's web page.

Its warnings are left out: it does not compute the digests that the form's policy allows scripts by, and does not know
that the form shows one page, with one h1, at a time.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from policygen.build.artifacts import Builder
from policygen.compile.compiler import Compiler
from policygen.world.disk import DiskWorld
from policygen.world.protocol import World

pytestmark = pytest.mark.conformance

ROOT = Path(__file__).parents[2]
CHECKER = ROOT / ".tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def errors_in(folder: Path) -> list[str]:
    """What the checker calls an error in the pages of a folder: one line each."""
    if not shutil.which("java"):
        pytest.skip("java is not installed")
    if not CHECKER.is_file():
        pytest.skip("vnu-jar is not installed")
    ran = subprocess.run(
        ["java", "-jar", CHECKER, "--format", "json", "--errors-only", "--exit-zero-always", "--skip-non-html", folder],
        capture_output=True,
        text=True,
        check=True,
    )
    messages = json.loads(ran.stderr)["messages"]
    return [f"{Path(one['url']).name}:{one['lastLine']}: {one['message']}" for one in messages if one["type"] != "info"]


def test_the_form_has_no_error(project: tuple[World, Path]) -> None:
    assert errors_in(project[1].parent) == []


def test_no_web_page_of_a_specimen_has_an_error(tmp_path: Path) -> None:
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
    assert errors_in(tmp_path) == []


def test_the_checker_is_heard(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        "<!DOCTYPE html><html lang=en><title>A</title><select><option></option></select>"
    )
    assert [line.partition(": ")[0] for line in errors_in(tmp_path)] == ["page.html:1"]
