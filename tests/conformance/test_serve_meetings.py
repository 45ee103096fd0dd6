"""A meeting recorded on the pages, in a browser: the files equal those of `policygen adopt` and `build --adopted`."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policygen import Hosting
from tests.conformance.test_serve import LONGEST, address, look_over
from tests.support.pressing import answered
from tests.support.visiting import fields_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.conformance
__all__ = ["address"]

SCHOOL, POLICY = "oakfield-primary-school", "mobile-phones"


def test_a_meeting_is_recorded_as_the_command_line_records_it_and_the_browser_keeps_the_file(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    library = Hosting.library_of()
    engine = ("--pdf-engine", Hosting(library=library).fastest)
    draft = library.drafts.begin("Oakfield Primary School", [POLICY])
    while left := draft.answers.unasked():
        typed = fields_for(left[0].key)
        assert draft.answers.give(left[0].key, typed.get("answer") or typed["name"]) == ""
    before = tmp_path / f"{SCHOOL}.school.zip"
    before.write_bytes(draft.archive())
    on = date.today() - timedelta(days=1)

    page, seen, errors = browser.new_page(), list[str](), list[str]()
    page.set_default_timeout(120_000)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(address)
    page.locator("#file").set_input_files(before)
    with answered(page):
        page.get_by_role("button", name="Continue with this file").click()
    page.locator(".save summary").click()
    page.locator("#keep").check()
    page.locator("[data-said=kept]").wait_for()
    with answered(page):
        page.get_by_role("button", name="Record a meeting").click()
    page.locator(f"#policy-{POLICY}").check()
    for field, text in (("day", on.day), ("month", on.month), ("year", on.year), ("minute", "14/26")):
        page.locator(f"#{field}").fill(str(text))
    page.locator("#seen-answers").check()
    look_over(page, seen)
    with answered(page):
        page.get_by_role("button", name="See what will be recorded").click()
    look_over(page, seen)
    with answered(page):
        page.get_by_role("button", name="Record this and make the files").click()
    page.get_by_role("link", name="Download the adopted policies").wait_for(timeout=LONGEST * 1000)
    page.locator("[data-said=kept]").wait_for()
    look_over(page, seen)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the adopted policies").click()
    made = tmp_path / "made.zip"
    download.value.save_as(made)

    # The browser kept the file with the record, which leads to the page of the second year; then it forgets it.
    page.goto(address)
    with answered(page):
        page.get_by_role("button", name="Continue with").first.click()
    assert page.locator("h1").inner_text() == "What has changed since last time"
    assert "minute 14/26" in page.content()
    look_over(page, seen)
    page.goto(address)
    page.get_by_role("button", name="Forget it").click()
    assert page.evaluate("localStorage.length") == 0
    assert errors == []
    page.close()

    project = tmp_path / "project"
    (project / "schools").mkdir(parents=True)
    commands = (
        ("import", str(before)),
        ("build", *engine),
        ("adopt", SCHOOL, POLICY, "--on", on.isoformat(), "--minute", "14/26"),
        ("build", "--adopted", SCHOOL, *engine),
        ("build", "--adopted", SCHOOL, "--large-print", *engine),
        ("build", "--adopted", SCHOOL, "--edition", "web", "--format", "html,pdf", *engine),
        ("export", SCHOOL),
    )
    for command in commands:
        subprocess.run(
            [sys.executable, "-m", "policygen", *command, "--project", str(project)],
            cwd=project,
            check=True,
            capture_output=True,
        )
    with zipfile.ZipFile(made) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert b"Oakfield Primary School" in files.pop("index.html")
    assert files.pop(f"{SCHOOL}.school.zip") == (project / f"{SCHOOL}.school.zip").read_bytes()
    built = project / "build"
    assert [name for name, data in files.items() if (built / name).read_bytes() != data] == []
    left = {path.relative_to(built).as_posix() for path in (built / SCHOOL / "adopted").rglob("*") if path.is_file()}
    assert left == files.keys()
