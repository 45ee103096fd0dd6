"""What the packaged typeface covers is kept in a file, and a project's own fonts are opened."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from policygen.look import fonts
from policygen.look.coverage import coverage_of
from policygen.look.fonts import find_face
from policygen.look.tokens import load_tokens
from policygen.world.disk import DiskWorld
from policygen.world.protocol import World
from tests.support.projects import lay_out, write

ROOT = Path(__file__).parents[2]


def ranges(characters: frozenset[int]) -> str:
    """The characters as policygen/look/coverage.yaml writes them."""
    numbers = sorted(characters)
    starts = [number for before, number in pairwise([-2, *numbers]) if number != before + 1]
    ends = [number for number, after in pairwise([*numbers, numbers[-1] + 2]) if after != number + 1]
    pairs = zip(starts, ends, strict=True)
    return " ".join(f"{one:04X}" if one == other else f"{one:04X}-{other:04X}" for one, other in pairs)


def test_the_file_says_what_the_packaged_fonts_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    world = lay_out(tmp_path)
    face = find_face(load_tokens(world).faces.pdf, world)
    monkeypatch.setattr(fonts, "find_face", lambda *_: pytest.fail("the fonts were opened"))
    found = coverage_of(world)
    assert found is not None, "write the digests of templates/fonts into policygen/look/coverage.yaml"
    assert found.family == face.family
    assert ranges(found.characters) == ranges(face.characters), "write these ranges into policygen/look/coverage.yaml"


@pytest.fixture
def own(tmp_path: Path) -> World:
    """A project with a look of its own over the packaged one, and nothing in it yet."""
    (tmp_path / "templates/fonts").mkdir(parents=True)
    return DiskWorld(tmp_path, ROOT, {})


def test_a_projects_own_font_of_the_same_name_is_opened(own: World, tmp_path: Path) -> None:
    with TTFont(ROOT / "templates/fonts/LiberationSans-Bold.ttf") as font:
        for table in font["cmap"].tables:
            table.cmap.pop(ord("ß"), None)
        font.save(tmp_path / "templates/fonts/LiberationSans-Bold.ttf")
    found = coverage_of(own)
    assert found is not None
    assert ord("ß") not in found.characters
    assert ord("é") in found.characters


def test_nothing_is_known_of_a_typeface_that_is_nowhere(own: World, tmp_path: Path) -> None:
    tokens = (ROOT / "templates/tokens.yaml").read_text(encoding="utf-8")
    write(tmp_path, "templates/tokens.yaml", tokens.replace("pdf: Liberation Sans", "pdf: Nowhere Sans"))
    assert coverage_of(own) is None
