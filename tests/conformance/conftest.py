"""What several files of tests share: Chromium, started for each of them, and a project with its form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policygen.world.protocol import World
from tests.support.browser import chromium
from tests.support.filled_form import made

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module", autouse=True)
def _pages_are_drawn_once(drawings: None) -> None:
    """Most files here look at the specimens' pages."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not kept longer than its file: while it runs, its event loop does, and signing a PDF wants one of its own."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    """A project with a trust, and the form's page."""
    return made(tmp_path_factory.mktemp("project"))
