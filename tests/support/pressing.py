"""Waits for the page that an answer of the served pages leads to, in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


@contextmanager
def answered(page: Page) -> Iterator[None]:
    """Wait for the next page; if an answer is late, for the one that the page which waits becomes."""
    with page.expect_navigation():
        yield
    page.locator("main[data-waiting=page]").wait_for(state="detached")
    page.wait_for_load_state()
