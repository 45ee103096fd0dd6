"""A Look is a value: it pickles, its fingerprint changes with what is in it, and threads can share it."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, fields, replace
from pathlib import Path

import pytest

from policygen.look.contrast import contrast
from policygen.look.fonts import FontFile, _folder_of, only
from policygen.look.look import Look
from policygen.look.tokens import TokensError, load_tokens
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


# --- large print ----------------------------------------------------------------------------------------------------


def test_every_role_in_large_print_has_18_points_and_strong_contrast() -> None:
    """UKAAF, "Creating clear print and large print documents" (G003): labels and page numbers are not smaller."""
    ordinary, large = Look.load(WORLD), Look.load(WORLD, large_print=True)
    kinds = large.tokens.type
    sizes = {field.name: getattr(kinds, field.name).size for field in fields(kinds)}
    assert {name: size for name, size in sizes.items() if size < 18} == {}
    assert all(getattr(kinds, name).line >= 1.1 for name in sizes)
    colours = asdict(large.tokens.colours)
    for name in ("ink", "muted", "house"):
        assert contrast(colours[name], colours["paper"]) >= 7, name  # WCAG 2.2, 1.4.6
    assert contrast(colours["hairline"], colours["paper"]) >= 4.5
    assert large.fingerprint != ordinary.fingerprint
    assert (large.face, large.pdf, large.web) == (ordinary.face, ordinary.pdf, ordinary.web)


def test_a_projects_own_token_holds_in_large_print_unless_that_has_another(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    text = WORLD.look("tokens.yaml").decode()
    changed = text.replace('tint: "#eef1f5"', 'tint: "#ffeedd"').replace("body: {size: 12", "body: {size: 13")
    (tmp_path / "templates/tokens.yaml").write_text(changed, encoding="utf-8")
    found = load_tokens(DiskWorld(tmp_path, PACKAGED), large_print=True)
    assert found.colours.tint == "#ffeedd"
    assert found.type.body.size == 18


def test_an_older_look_without_the_newer_tokens_is_still_read() -> None:
    text = WORLD.look("tokens.yaml").decode()
    before, _, after = text.partition("marks:")
    older = before + after[after.index("lists:") :]
    older = "\n".join(line for line in older.split("\n") if not line.startswith("  small:"))
    assert load_tokens(older) == load_tokens(text)


@pytest.mark.parametrize("text", ["page: {top: high}", "page: {tops: 3}", "12", "type: [", "marks: {links: dotted}"])
def test_a_mistake_in_large_print_is_a_mistake_in_that_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/large-print.yaml").write_text(text, encoding="utf-8")
    world = DiskWorld(tmp_path, PACKAGED)
    with pytest.raises(TokensError) as found:
        load_tokens(world, large_print=True)
    assert found.value.file == "large-print.yaml"
    assert load_tokens(world) == Look.load(WORLD).tokens
