"""Answers questions on the served pages in a browser, and waits for the page that an answer leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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


def fill_in(page: Page, person: str, answers_to: Callable[[str], Sequence[str]]) -> None:
    """Answer every question of a page: the posts with one person, the others with what `answers_to` gives by key."""
    keys = [one.get_attribute("value") or "" for one in page.locator("input[name=key], input[name=with]").all()]
    for key in keys:
        prefix = "" if key == keys[0] else f"{key}/"
        if key.startswith("people."):
            page.locator(f'input[name="{prefix}name"]').first.fill(person)
            continue
        wanted, field = answers_to(key), f'[name="{prefix}answer"]'
        choices = page.locator(f"input[type=radio]{field}, input[type=checkbox]{field}").all()
        if not choices:
            page.locator(field).fill(wanted[0])
        for choice in choices:
            if choice.get_attribute("value") in wanted:
                choice.check()
