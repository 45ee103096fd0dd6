"""A clerk's own folder in a browser: where its schools stand, a build and an adoption, as the commands write them."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policygen import DiskWorld, Hosting
from policygen.api.in_folder import SchoolInFolder
from tests.conformance.test_serve import LONGEST, SIZES, wait_for
from tests.support.browser import violations
from tests.support.pressing import answered

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.conformance

SCHOOLS = Path(__file__).parents[2] / "schools"
SCHOOL, POLICY = "larkfield", "cyberbullying"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A council with a school that has one policy, so that it is built in seconds."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "schools/authorities").mkdir(parents=True)
    for name in ("authorities/westshire.yaml", f"{SCHOOL}.yaml"):
        shutil.copyfile(SCHOOLS / name, folder / "schools" / name)
    files = SchoolInFolder(DiskWorld(folder), SCHOOL).files()
    draft = Hosting.library_of().drafts.of(SCHOOL, files)
    draft.choose([POLICY])
    (folder / draft.settings).write_bytes(draft.files[draft.settings])
    return folder


@pytest.fixture(scope="module")
def address(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address that the command prints, with its token."""
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = tmp_path_factory.mktemp("said") / "stderr"
    command = [sys.executable, "-m", "policygen", "serve", "--project", str(root), "--port", str(port)]
    with said.open("wb") as stream, subprocess.Popen(command, stderr=stream) as server:
        try:
            wait_for(port)
            found = re.search(r"^http://\S+$", said.read_text(), re.MULTILINE)
            assert found is not None, said.read_text()
            yield found[0]
        finally:
            server.terminate()
            server.wait(30)


def glance(page: Page) -> None:
    """Look at a page on a telephone by night: nothing wrong for axe, nothing too wide there or on a screen."""
    page.emulate_media(color_scheme="dark")
    for size in SIZES:
        page.set_viewport_size(size)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.title(), size)
    assert violations(page) == [], page.title()
    page.set_viewport_size(SIZES[0])  # type: ignore[arg-type]


def press(page: Page, name: str) -> None:
    with answered(page):
        page.get_by_role("button", name=name, exact=True).click()


def run(folder: Path, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "policygen", *arguments], cwd=folder, check=True, capture_output=True)


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_clerk_sees_where_schools_stand_builds_and_records_a_meeting_as_the_commands_do(
    browser: Browser, address: str, root: Path, tmp_path: Path
) -> None:
    shutil.copytree(root, tmp_path, dirs_exist_ok=True)
    context, errors = browser.new_context(), list[str]()
    page = context.new_page()
    page.set_default_timeout(LONGEST * 1000)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(address)
    assert "token" not in page.url
    glance(page)
    with answered(page):
        page.get_by_role("link", name="Westshire Council").click()
    assert "For approval: 1" in page.locator("main").inner_text()
    glance(page)
    with answered(page):
        page.get_by_role("link", name=re.compile("^Larkfield")).click()
    glance(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Save the school.s file")).click()
    download.value.save_as(tmp_path / "one.school.zip")

    with answered(page):
        page.get_by_role("button", name="Build", exact=True).click()
    page.get_by_role("heading", name="The policies are built").wait_for(timeout=LONGEST * 1000)
    glance(page)
    with answered(page):
        page.get_by_role("link", name="Back").first.click()
    with answered(page):
        page.get_by_role("link", name="Record a meeting").click()
    press(page, "Record the adoption")
    assert page.locator("#errors li").count() == 3
    glance(page)
    page.locator("input[name=policy]").check()
    page.locator("#on").fill("2026-10-01")
    page.locator("#minute").fill("14/26")
    press(page, "Record the adoption")
    assert page.locator("h1").inner_text() == "The adoption has been recorded"
    glance(page)

    page.goto(f"{address.partition('?')[0]}trust")
    page.locator("#file").set_input_files(tmp_path / "one.school.zip")
    press(page, "Show where they stand")
    assert "For approval: 1" in page.locator("main").inner_text()
    glance(page)
    assert errors == []
    context.close()

    (tmp_path / "one.school.zip").unlink()
    run(tmp_path, "build", SCHOOL)
    run(tmp_path, "adopt", SCHOOL, POLICY, "--on", "2026-10-01", "--minute", "14/26")
    ours, theirs = files_of(root), files_of(tmp_path)
    assert ours.keys() == theirs.keys()
    assert [name for name in ours if ours[name] != theirs[name]] == []
    assert any(name.startswith(f"schools/{SCHOOL}/adopted/") for name in ours)
