"""The served pages in a browser: from the start to a ZIP file that equals what `policygen build` makes."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.browser import violations
from tests.support.pressing import answered, fill_in
from tests.support.visiting import ANSWERS, PEOPLE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.conformance

LONGEST = 600  # seconds for a pack, on a machine that does other things too
SIZES = ({"width": 1280, "height": 900}, {"width": 320, "height": 700})


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "policygen", "serve", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def wait_for(port: int) -> None:
    """Wait until somebody listens at a port."""
    for _ in range(240):
        try:
            socket.create_connection(("127.0.0.1", port), 2).close()
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError(port)


def look_over(page: Page, seen: list[str]) -> None:
    """Look at a page in both sizes and colour schemes: nothing wrong for axe, nothing wider than the window."""
    name = page.title()
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert violations(page) == [], (name, size, scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, size)
    page.set_viewport_size(SIZES[0])  # type: ignore[arg-type]
    seen.append(name)


def answer(page: Page) -> None:
    """Answer the questions of a page."""
    fill_in(page, PEOPLE, lambda key: (ANSWERS.get(key, "no"),))


def test_a_governor_gets_from_the_start_to_the_files_that_the_command_line_makes(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    page, seen, errors = browser.new_page(), list[str](), list[str]()
    page.set_default_timeout(60_000)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(address)
    look_over(page, seen)
    page.get_by_role("link", name="Start with a new school").click()
    with answered(page):
        page.locator("main .button").click()
    look_over(page, seen)  # with the error summary
    page.locator("#name").fill("Oakfield Primary School")
    with answered(page):
        page.keyboard.press("Enter")
    for box in page.locator("input[name=policy]").all():
        box.set_checked(box.get_attribute("value") == "mobile-phones")
    look_over(page, seen)
    with answered(page):
        page.locator("main .button").click()
    kinds: set[str] = set()
    while page.locator("input[name=key]").count():
        kind = str(page.locator("main [name=answer], main [name=name]").first.get_attribute("type"))
        if kind not in kinds:
            kinds.add(kind)
            look_over(page, seen)
        answer(page)
        with answered(page):
            page.get_by_role("button", name="Save and continue").click()
    assert page.locator("h1").inner_text() == "Check your answers"
    look_over(page, seen)
    # The preview follows while somebody types, and reloading or going back loses nothing.
    with answered(page):
        page.get_by_role("button", name=re.compile("Change.*Who is the headteacher")).click()
    page.locator("input[name=name]").fill("Mr Bo Ray")
    page.locator("#preview ins", has_text="Mr Bo Ray").first.wait_for()
    page.get_by_text("Why is this here?").first.click()
    look_over(page, seen)
    page.go_back()
    assert PEOPLE in page.content()

    with answered(page):
        page.get_by_role("button", name="Make the policies").click()
    look_over(page, seen)
    page.get_by_role("link", name="Download the policies").wait_for(timeout=LONGEST * 1000)
    look_over(page, seen)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the policies").click()
    made = tmp_path / "made.zip"
    download.value.save_as(made)
    assert errors == []
    page.close()

    school = "oakfield-primary-school"
    with zipfile.ZipFile(made) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    (tmp_path / "schools").mkdir()
    (tmp_path / f"{school}.school.zip").write_bytes(files.pop(f"{school}.school.zip"))
    index = files.pop("index.html").decode()
    assert "Oakfield Primary School" in index
    drawn = ("--pdf-engine", re.search(r"Made with policygen \S+ and (\w+) ", index)[1])  # type: ignore[index]
    commands = (
        ("import", f"{school}.school.zip"),
        ("build", *drawn),
        ("build", "--large-print", *drawn),
        ("build", "--format", "html", "--edition", "web"),
        ("duties", school, "--format", "docx,pdf", *drawn),
    )
    for command in commands:
        subprocess.run(
            [sys.executable, "-m", "policygen", *command, "--project", str(tmp_path)],
            cwd=tmp_path,
            check=True,
            capture_output=True,
        )
    built = tmp_path / "build"
    assert [name for name, data in files.items() if (built / name).read_bytes() != data] == []
    left = {path.relative_to(built).as_posix() for path in (built / school).rglob("*") if path.is_file()}
    assert left == files.keys()


def test_without_script_the_preview_comes_with_the_page(browser: Browser, address: str) -> None:
    with closing(browser.new_context(java_script_enabled=False, viewport=SIZES[1])) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(f"{address}/new")
        page.locator("#name").fill("Oakfield Primary School")
        for _ in range(2):
            with answered(page):
                page.locator("main .button").click()
        page.locator("input[name=answer]").first.check()
        with answered(page):
            page.get_by_role("button", name="Save and continue").click()
        assert page.locator("#preview").inner_text().startswith("Oakfield Primary School")
        with answered(page):
            page.get_by_role("button", name=re.compile("Back$")).click()
        assert page.locator("input[name=answer]").first.is_checked()
