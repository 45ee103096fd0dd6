"""A character that the face cannot print is found before anything is printed, and named with its place."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from policygen.document.model import Document, Paragraph
from policygen.look.fonts import Face, FaceMissing, find_face, only
from policygen.look.look import Look
from policygen.render.glyphs import Missing, MissingGlyphs, missing_glyphs
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.world.disk import DiskWorld
from tests.support.documents import HARD_NAME, everything, paragraph

WORLD = DiskWorld(Path(__file__).parents[2])
TEMPLATES = WORLD.root / "templates"


@pytest.fixture(scope="module")
def face() -> Face:
    return find_face("Liberation Sans", WORLD)


def saying(words: str) -> Document:
    base = everything()
    section = dataclasses.replace(base.sections[1], blocks=(paragraph("union:b/9", words),))
    return dataclasses.replace(base, sections=(base.sections[0], section, *base.sections[2:]))


def test_everything_that_the_sample_prints_has_a_glyph(face: Face) -> None:
    assert missing_glyphs(everything(), face) == []
    assert missing_glyphs(everything(HARD_NAME), face) == []


def test_welsh_and_other_european_names_have_glyphs(face: Face) -> None:
    assert missing_glyphs(saying("Ŵyn ŷd Sîan Łódź Őze Dvořák Σοφία Юлия – “quoted” … €5"), face) == []


def test_a_missing_character_is_named_once_with_the_block_it_is_first_met_in(face: Face) -> None:
    assert missing_glyphs(saying("ticked ☑ and ☑, 學"), face) == [
        Missing("☑", "BALLOT BOX WITH CHECK", "union:b/9"),
        Missing("學", "CJK UNIFIED IDEOGRAPH-5B78", "union:b/9"),
    ]


def test_a_school_name_is_looked_at_where_it_is_first_printed(face: Face) -> None:
    assert missing_glyphs(everything("學校"), face)[0].block == "document.cover"


def test_characters_that_leave_no_mark_need_no_glyph(face: Face) -> None:
    assert missing_glyphs(saying("soft\u00adhyphen, joiner\u200d, mark\u200e"), face) == []


def test_a_document_with_a_missing_glyph_is_not_written() -> None:
    with pytest.raises(MissingGlyphs, match=r"Liberation Sans has no glyph for ☑ \(U\+2611 BALLOT BOX WITH CHECK\)"):
        write_pdf(saying("☑"), Look.load(WORLD))


def test_a_family_that_is_not_there_is_an_error_that_says_where_to_put_it() -> None:
    with pytest.raises(
        FaceMissing, match=r"No Such Face \(Regular\) is not in .* add NoSuchFace-Regular\.ttf to that folder"
    ):
        find_face("No Such Face", WORLD)


def test_a_page_is_set_in_the_face_that_the_look_brings_whatever_the_machine_has(tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES, templates)
    narrow = templates / "fonts" / "LiberationSans-Regular.ttf"
    with TTFont(narrow) as font:
        font["hmtx"].metrics = {name: (advance // 2, side) for name, (advance, side) in font["hmtx"].metrics.items()}
        font.save(narrow)
    look, other = Look.load(WORLD), Look.load(DiskWorld(tmp_path, WORLD.root))
    document = saying(" ".join(["narrower letters take fewer lines"] * 400))
    assert write_pdf(document, other)[1].pages < write_pdf(document, look)[1].pages


def test_a_nested_block_is_named_by_its_own_id(face: Face) -> None:
    base = everything()
    clause = base.sections[1].sections[0]
    outer = clause.blocks[1]
    inner = outer.items[0].blocks[0]  # type: ignore[union-attr]
    assert isinstance(inner, Paragraph)
    broken = dataclasses.replace(inner, children=paragraph("x", "☑").children)
    item = dataclasses.replace(outer.items[0], blocks=(broken,))  # type: ignore[union-attr]
    listed = dataclasses.replace(outer, items=(item,))  # type: ignore[call-arg]
    changed = dataclasses.replace(clause, blocks=(listed,))
    section = dataclasses.replace(base.sections[1], sections=(changed,))
    document = dataclasses.replace(base, sections=(section,))
    assert [one.block for one in missing_glyphs(document, face)] == [inner.id]


def test_the_fonts_of_the_look_are_told_of_by_a_whole_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(TEMPLATES.parent)
    with only(find_face("Liberation Sans", DiskWorld(Path()))):
        told = Path(os.environ["FONTCONFIG_FILE"])
        names = sorted(path.name for path in told.parent.iterdir())
    assert told.is_absolute()
    assert names == [
        "LiberationSans-Bold.ttf",
        "LiberationSans-BoldItalic.ttf",
        "LiberationSans-Italic.ttf",
        "LiberationSans-Regular.ttf",
        "fonts.conf",
        "in-use",
    ]
