"""Files that a visitor of the served pages gives, in a browser: an edited Word file comes back, and a gap report."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policygen import Hosting
from tests.conformance.test_serve import address as address
from tests.conformance.test_serve import look_over
from tests.support.edited_word import added, gone, words
from tests.support.pressing import answered
from tests.support.visiting import answered_school, word_file_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.conformance

POLICY = "mobile-phones"
REASON = "Our office is locked"
EDITED = "edited.docx"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a school's file, its policy edited in Word, and a file that unpacks to far too much."""
    folder, library = tmp_path_factory.mktemp("given"), Hosting.library_of()
    visit = answered_school(library, "Oakfield Primary School", [POLICY])
    (folder / "oakfield.school.zip").write_bytes(library.drafts.of(visit.school, visit.files).archive())
    edits = (
        words("Staff keep it in ", "Staff lock it away in "),
        gone("Trips and residential visits"),
        gone("On a day trip the rules are those of the school day"),
        gone("Sexual images of children are never copied"),
        gone("Nobody at the school copies, photographs"),
        added("Parents are asked to mark it with a name", "Lost phones", "Heading2"),
        added("Lost phones", "Lost phones go to the school office."),
    )
    (folder / EDITED).write_bytes(word_file_of(library, visit, POLICY, *edits))
    with zipfile.ZipFile(folder / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("word/document.xml", bytes(200_000_000))
    return folder


def press(page: Page, name: str) -> None:
    with answered(page):
        page.get_by_role("button", name=name).click()


def test_an_edited_word_file_becomes_what_the_command_line_makes_of_it(
    browser: Browser, address: str, folder: Path, tmp_path: Path
) -> None:
    page, seen, errors = browser.new_page(), list[str](), list[str]()
    page.set_default_timeout(120_000)
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(address)
    page.set_input_files("#file", folder / "oakfield.school.zip")
    press(page, "Continue with this file")
    press(page, "Bring back a Word file that you edited")
    page.set_input_files("#file", folder / "bomb.docx")
    press(page, "Show the changes")
    assert page.title().startswith("Error: ")
    page.set_input_files("#file", folder / EDITED)
    press(page, "Show the changes")
    press(page, "Save the accepted changes")  # which needs reasons
    assert page.title().startswith("Error: ")
    look_over(page, seen)
    for choice in page.locator("input[value=accept]").all():
        choice.check()
    page.locator("#because").fill(REASON)
    press(page, "Save the accepted changes")
    assert page.locator("h1").inner_text() == "The changes are now in your answers"
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the school’s file").click()
    download.value.save_as(tmp_path / "after.zip")
    assert errors == []

    # From "Check your answers": the same policy beside what is asked of it, and the report as a file.
    press(page, "Continue to your answers")
    press(page, "Compare your existing policy")
    page.set_input_files("#file", folder / EDITED)
    page.get_by_label("Mobile phones policy").check()
    press(page, "Compare")
    assert page.locator("h1").inner_text() == "Your policy compared with what is required"
    for details in page.locator("details").all():
        details.locator("summary").click()
    look_over(page, seen)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the report (Word)").click()
    download.value.save_as(tmp_path / "gap.docx")
    with zipfile.ZipFile(tmp_path / "gap.docx") as report:
        assert b"edited.docx compared with requirements" in report.read("word/document.xml")
    assert errors == []
    page.close()

    project = tmp_path / "project"
    (project / "schools").mkdir(parents=True)
    commands = (
        ("import", str(folder / "oakfield.school.zip")),
        ("read", str(folder / EDITED), "--write", "--because", REASON),
    )
    for command in commands:
        subprocess.run(
            [sys.executable, "-m", "policygen", *command, "--project", str(project)],
            cwd=project,
            check=True,
            capture_output=True,
        )
    with zipfile.ZipFile(tmp_path / "after.zip") as archive:
        pages = {name: archive.read(name) for name in archive.namelist() if name.startswith("schools/")}
    assert any("/kept/" in name for name in pages)
    assert [name for name, data in pages.items() if (project / name).read_bytes() != data] == []
