"""Chromium is started for each file of tests that show it a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.support.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not kept longer than its file: while it runs, its event loop does, and signing a PDF wants one of its own."""
    with chromium() as started:
        yield started
