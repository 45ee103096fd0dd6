"""The stories under tests/data/stories, played: every command prints what the story says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.stories import STORIES, played


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_goes_as_it_is_told(path: Path, tmp_path: Path) -> None:
    assert played(path, tmp_path) == path.read_text(encoding="utf-8")
