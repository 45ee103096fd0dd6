"""Draws the pictures of the served pages in docs/images/ with Chromium: python -m scripts.draw_pages

The school is a specimen, and its file is made as anybody would make it. Run it when the pages look different.
"""

from __future__ import annotations

import io
import re
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from shutil import which

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs/images"
SCHOOL = "larkfield"
WINDOW = (1180, 760)  # pixels
COLOURS = 128


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        school = Path(folder, f"{SCHOOL}.school.zip")
        policygen = [sys.executable, "-m", "policygen"]
        subprocess.run([*policygen, "export", SCHOOL, "--out", str(school)], cwd=ROOT, check=True)  # noqa: S603
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with subprocess.Popen([*policygen, "serve", "--port", str(port)], cwd=ROOT) as server:  # noqa: S603
            try:
                _wait_for(port)
                _walk(f"http://127.0.0.1:{port}/", school)
            finally:
                server.terminate()


def _walk(address: str, school: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"))
        page = browser.new_page(viewport={"width": WINDOW[0], "height": WINDOW[1]}, device_scale_factor=1.5)
        page.goto(address)
        _draw(page, "serve-start")
        page.set_input_files("#file", school)
        page.get_by_role("button", name="Continue with this file").click()
        page.wait_for_load_state()
        if page.locator("h1").inner_text() != "Check your answers":
            _draw(page, "serve-again")
            page.get_by_role("button", name=re.compile("all your answers")).click()
            page.wait_for_load_state()
        _draw(page, "serve-check")
        page.get_by_role("button", name=re.compile("Change.*Who is the headteacher")).click()
        page.locator("input[name=name]").first.fill("Mrs Ada Lowe")
        page.locator("#preview ins", has_text="Mrs Ada Lowe").first.wait_for()
        page.wait_for_timeout(1500)  # the preview moves to the words that changed
        _draw(page, "serve-question")
        page.go_back()
        page.get_by_role("button", name="Record a meeting").click()
        page.wait_for_load_state()
        _draw(page, "serve-meeting")
        browser.close()


def _draw(page: Page, name: str) -> None:
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    picture.save(IMAGES / f"{name}.png", optimize=True)
    sys.stdout.write(f"docs/images/{name}.png: {page.title()}\n")


def _wait_for(port: int) -> None:
    for _ in range(240):
        try:
            socket.create_connection(("127.0.0.1", port), 2).close()
        except OSError:
            time.sleep(0.25)
        else:
            return
    raise TimeoutError(port)


if __name__ == "__main__":
    main()
