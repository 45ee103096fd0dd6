"""The form of one school in a browser: it asks what is open, and its file goes into the settings."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.cli import run
from tests.support.filled_form import answer_all, visit
from tests.support.projects import lay_out

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.conformance

BROOK = """\
extends: authorities/westshire.yaml
specimen: true
# Kept by Ann.
school:
  name: Brook & Bridge School   # from the register
  phase:  # needed
people:
  headteacher: Robin Secret
policies:
  online: {}
  phones: {}
"""


def test_a_school_answers_what_is_open_and_the_file_goes_into_its_settings(browser: Browser, tmp_path: Path) -> None:
    lay_out(tmp_path, {"schools/brook.yaml": BROOK})
    assert run(tmp_path, "collect", "authorities/westshire").code == 0
    form = tmp_path / "build/authorities/westshire/collect/brook.html"
    assert "Robin Secret" not in form.read_text(encoding="utf-8")
    keyboard = visit(browser, form, 360, specimen=False)
    page = keyboard.page
    assert page.inner_text("h1:visible") == "Questions for Brook & Bridge School"
    keyboard.choose("keep-no")
    keyboard.send("first")
    asked = answer_all(keyboard, {"people-chair": "vacant", "school-boarding": "no"})
    assert set(asked) == {"school-phase", "school-boarding", "people-chair", "choices-phones"}
    keyboard.choose("more-check")
    keyboard.send("first")
    assert "Policies" not in page.inner_text("#check-list")
    keyboard.send("first")
    assert page.locator("#file").is_hidden()
    with page.expect_download() as waiting:
        keyboard.send("first")
    assert waiting.value.suggested_filename == "brook.answers.yaml"
    back = tmp_path / "back"
    back.mkdir()
    shutil.copyfile(waiting.value.path(), back / "brook.answers.yaml")

    # The page reads its own file again, and refuses that of another school.
    page.reload()
    page.set_input_files("#read-file", back / "brook.answers.yaml")
    page.click("#form-read button")
    page.wait_for_selector("#page-check", state="visible")
    assert "4 answers were read" in page.inner_text("#read")
    other = tmp_path / "other.answers.yaml"
    other.write_text("answers_for: hilltop\nschool:\n  phase: [primary]\n")
    page.goto(f"{form.as_uri()}#/start")
    page.set_input_files("#read-file", other)
    page.click("#form-read button")
    page.wait_for_selector("#problems", state="visible")
    assert not keyboard.axe, keyboard.axe

    ran = run(tmp_path, "collect", "authorities/westshire", "--from", "back", "--write")
    assert ran.code == 0, ran.err
    settings = (tmp_path / "schools/brook.yaml").read_text(encoding="utf-8")
    assert "# Kept by Ann." in settings
    assert "name: Brook & Bridge School   # from the register" in settings
    assert "chair: vacant" in settings
    assert run(tmp_path, "check", "--output-format", "concise").code == 0
