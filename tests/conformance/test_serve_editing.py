"""The editor, the logo and the register on the served pages in a browser, and what the command line then says."""

from __future__ import annotations

import io
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from tests.conformance.test_serve import look_over, wait_for
from tests.support.pressing import answered
from tests.support.register import PRIMARY, register_row, write_register

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.conformance

SCHOOL = "marram-vale-primary-school"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    row = register_row({**PRIMARY, "TelephoneNum": "01204 332555", "SchoolWebsite": ""})
    register = write_register(tmp_path_factory.mktemp("register") / "edubasealldata.csv", [row])
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "policygen", "serve", "--port", str(port), "--register", str(register)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


def press(page: Page, name: str) -> None:
    """Press a button whose name begins so, and wait for the next page."""
    with answered(page):
        page.get_by_role("button", name=re.compile(f"^{name}")).last.click()


def test_a_school_from_the_register_gets_its_own_words_and_its_logo(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    page, seen, errors = browser.new_page(), list[str](), list[str]()
    page.set_default_timeout(120_000)
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}/find")
    page.locator("#search").fill("marram vale")
    press(page, "Search")
    look_over(page, seen)
    press(page, "Marram Vale Primary School")
    look_over(page, seen)
    press(page, "Start with these answers")
    for box in page.locator("input[name=policy]").all():
        box.set_checked(box.get_attribute("value") == "mobile-phones")
    press(page, "Continue")
    press(page, "See all your answers")

    press(page, "Change the wording of a policy")
    look_over(page, seen)
    press(page, "Change ?: What counts as a phone")
    look_over(page, seen)
    press(page, "Put it in your own words")
    page.locator("#text").fill("A phone is a phone.\n\n![a picture](x.png)")
    press(page, "Continue")
    assert page.locator("#because-error").inner_text() == "Enter a reason, so that your governors know why"
    page.locator("#because").fill("Ours is short")
    press(page, "Continue")
    assert "Line 3:" in page.locator("#text-error").inner_text()
    look_over(page, seen)
    page.locator("#text").fill("A phone is a phone.\n\n- a watch\n- a tablet")
    press(page, "Continue")
    assert any("watch" in words for words in page.locator("ins").all_inner_texts())
    look_over(page, seen)
    press(page, "Save your words")
    assert page.locator(".panel[role=status]").inner_text().startswith("“What counts as a phone” now has your wording.")
    press(page, "Back to your answers")

    press(page, "Logo and colour")
    picture = io.BytesIO()
    Image.new("RGB", (800, 400), "#114422").save(picture, "PNG")
    page.locator("#file").set_input_files({"name": "oak.png", "mimeType": "image/png", "buffer": picture.getvalue()})
    page.locator("#alternative").fill("An oak")
    press(page, "Save the logo")
    assert page.get_by_role("img", name="An oak").is_visible()
    look_over(page, seen)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the school’s file").click()
    download.value.save_as(tmp_path / f"{SCHOOL}.school.zip")
    assert errors == []
    page.close()

    def policygen(*command: str) -> str:
        whole = [sys.executable, "-m", "policygen", *command, "--project", str(tmp_path)]
        return subprocess.run(whole, cwd=tmp_path, check=False, capture_output=True, text=True).stdout

    # Answers are missing, which the import says.
    policygen("import", f"{SCHOOL}.school.zip")
    assert (tmp_path / f"schools/{SCHOOL}-logo.png").read_bytes() == picture.getvalue()
    said = policygen("why", SCHOOL, "department:mobile.devices")
    assert "reworded by the school: Ours is short" in said
