"""The stories under tests/data/stories, played: every command prints what the story says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.certificates import PASSWORD
from tests.support.projects import lay_out
from tests.support.readers import vocabulary
from tests.support.stories import Story

STORIES = sorted((Path(__file__).parent / "data/stories").glob("*.txt"))


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_a_story_goes_as_it_is_told(path: Path, tmp_path: Path) -> None:
    lay_out(tmp_path, {"clauses/vocabulary.yaml": vocabulary("chair"), "password": PASSWORD})
    told = path.read_text(encoding="utf-8")
    assert Story(tmp_path).play(told) == told
