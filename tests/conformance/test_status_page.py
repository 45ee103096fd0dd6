"""The page of `policygen status` in Chromium: WCAG 2.2 AA by axe-core, by day and by night, wide and narrow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policygen.look.tokens import load_tokens
from policygen.report.status.page import status_html
from policygen.world.disk import DiskWorld
from tests.report.status.test_status import HARD_STATUS
from tests.support.browser import violations
from tests.support.cli import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.conformance


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_can_be_read_by_everybody(browser: Browser, tmp_path: Path, width: int, scheme: str) -> None:
    long = [replace(one, school=f"school-{n}", name="Abcdefgh" * 9) for n, one in enumerate(HARD_STATUS.policies)]
    status = replace(HARD_STATUS, policies=(*HARD_STATUS.policies, *long))
    file = tmp_path / "status.html"
    file.write_text(status_html(status, load_tokens(DiskWorld(ROOT)).colours), encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    page.on("request", lambda asked: None if asked.url.startswith(("file:", "data:")) else pytest.fail(asked.url))
    page.goto(file.as_uri())
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    ends = page.evaluate("[...document.querySelectorAll('svg text:not(.count)')].map(e => e.getBBox().width)")
    assert ends
    assert max(ends) < 300
