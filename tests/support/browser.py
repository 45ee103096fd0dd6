"""Chromium without a window, and what axe-core says of the page it shows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

AXE = Path(__file__).parents[2] / ".tools" / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 at levels A and AA, by axe-core's tags: each version's rules are tagged with the version that brought them.
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# No sandbox: in a container there is often no namespace to make one from, and the pages are our own. All pages in one
# process: what one keeps in the browser, another then reads at once, however busy the machine is.
ARGUMENTS = ["--no-sandbox", "--process-per-site", "--renderer-process-limit=1"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the system's Chromium, which nothing that is tested here may leave for the network; skip without it."""
    playwright = pytest.importorskip("playwright.sync_api")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("Chromium is not installed")
    if not AXE.is_file():
        pytest.skip("axe-core is not installed")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


def violations(page: Page) -> list[str]:
    """Return what axe-core finds wrong with the page as it stands: one line a place, the rule first."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", WCAG
    )
    return [
        f"{rule['id']}: {' '.join(node['target'])}: {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
