"""A Look is a value: it pickles, its fingerprint changes with what is in it, and threads can share it."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from policygen.look.fonts import FontFile, _folder_of, only
from policygen.look.look import Look
from policygen.render.html.web_page import write_html
from policygen.world.disk import DiskWorld
from policygen.world.memory import snapshot
from tests.support.documents import everything

WORLD = DiskWorld(Path(__file__).parents[2])
PACKAGED = WORLD.root


def own(root: Path, name: str, change: str) -> Look:
    """The look of a project that has one changed template of its own."""
    path = root / "templates" / name
    path.parent.mkdir(parents=True)
    path.write_text(WORLD.look(name).decode() + change, encoding="utf-8")
    return Look.load(DiskWorld(root, PACKAGED))


def test_a_look_pickles_and_is_equal_afterwards() -> None:
    look = Look.load(WORLD)
    again = pickle.loads(pickle.dumps(look))  # noqa: S301 - made in the line
    assert again == look
    assert again.fingerprint == Look.load(WORLD).fingerprint
    assert write_html(everything(), again) == write_html(everything(), look)


@pytest.mark.parametrize("name", ["tokens.yaml", "pdf/parts.html.j2", "web/policy.css.j2", "common/blocks.html.j2"])
def test_a_changed_file_of_the_look_changes_the_fingerprint(tmp_path: Path, name: str) -> None:
    change = "\n# a remark\n" if name == "tokens.yaml" else "{# a remark #}"
    changed = own(tmp_path, name, change)
    # A remark in tokens.yaml is not among the tokens, and nothing printed depends on it.
    assert (changed == Look.load(WORLD)) is (name == "tokens.yaml")


def test_a_changed_token_or_font_changes_the_fingerprint() -> None:
    look = Look.load(WORLD)
    wider = replace(look, tokens=replace(look.tokens, page=replace(look.tokens.page, width=200.0)))
    regular, *cuts = look.face.fonts
    bolder = replace(look, face=replace(look.face, fonts=(FontFile(regular.name, regular.data + b"\0"), *cuts)))
    assert len({look.fingerprint, wider.fingerprint, bolder.fingerprint}) == 3


def test_where_the_look_lies_does_not_change_the_fingerprint(tmp_path: Path) -> None:
    elsewhere = DiskWorld(tmp_path, PACKAGED)
    assert Look.load(elsewhere).fingerprint == Look.load(WORLD).fingerprint
    assert Look.load(snapshot(elsewhere)) == Look.load(elsewhere)


def test_two_looks_do_not_mix_in_threads(tmp_path: Path) -> None:
    looks = [Look.load(WORLD), own(tmp_path, "web/policy.html.j2", "<!-- own -->")]
    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(lambda look: write_html(everything(), look), looks * 4))
    assert [b"<!-- own -->" in page for page in pages] == [False, True] * 4


def test_the_fonts_of_a_face_stay_while_it_draws() -> None:
    face = Look.load(WORLD).face
    with only(face):
        folder = _folder_of(face).path
        _folder_of.cache_clear()
        assert len(list(folder.glob("*.ttf"))) == 4
    assert not folder.exists()
