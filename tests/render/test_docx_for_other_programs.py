"""What programs other than Word need in a DOCX: Word's own styles, declared namespaces, numbers, links, bookmarks."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from docx.oxml.ns import qn
from lxml import etree

from policygen.document.model import Blank, Cell, Document, Inline, Link, Row, Section, Strong, Table
from policygen.look.fonts import advances
from policygen.look.look import Look
from policygen.render.columns import widths_in_twips
from policygen.render.docx import write_docx
from policygen.world.disk import DiskWorld
from tests.render.test_docx import layout_of, with_blocks
from tests.support.documents import everything, lettered, paragraph, table, text, value
from tests.support.docx_words import DocxWords

ROOT = Path(__file__).parents[2]
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.fixture(scope="session")
def look() -> Look:
    return Look.load(DiskWorld(ROOT))


def written(document: Document, look: Look) -> DocxWords:
    return DocxWords(write_docx(document, layout_of(document), look))


def values_of(element: etree._Element, name: str) -> list[str]:
    return [found.get(qn("w:val")) for found in element.iter(qn(name))]


# --- headings -------------------------------------------------------------------------------------------------------


def with_headings(*sections: Section) -> Document:
    return replace(everything(), sections=sections)


def section(number: str, level: int, kind: str = "body", *inner: Section) -> Section:
    title = f"Heading {number or 'without a number'}"
    return Section(id=f"test:{title}", level=level, number=number, title=text(title), kind=kind, sections=inner)  # type: ignore[arg-type]


def test_every_heading_has_words_own_style_and_level(look: Look) -> None:
    """mammoth, markitdown and python-docx know no other headings."""
    inner = section("A.1", 2, "appendix", section("A.1.1", 3, "appendix"))
    document = with_headings(section("1", 1), section("Appendix A", 1, "appendix", inner), section("", 1))
    headings = [each for each in written(document, look).paragraphs if each.heading]
    assert [(each.style, each.heading, each.label) for each in headings] == [
        ("Heading1", 1, "1"),
        ("Heading1", 1, "Appendix A"),
        ("Heading2", 2, "A.1"),
        ("Heading3", 3, "A.1.1"),
        ("Heading1", 1, ""),
    ]


def test_the_title_of_a_sheet_is_a_heading_of_words_own(look: Look) -> None:
    document = replace(everything(), kind="sheet")
    first = next(each for each in written(document, look).paragraphs if each.heading)
    assert (first.style, first.label, first.words) == ("Heading1", "", "".join(_words(document.cover.title)))


def _words(children: tuple[Inline, ...]) -> list[str]:
    return [getattr(child, "text", "") for child in children]


def test_no_style_of_a_heading_is_policygens_own(look: Look) -> None:
    styles = etree.fromstring(written(everything(), look).parts["word/styles.xml"])
    outlined = {style.get(qn("w:styleId")) for style in styles if style.find(f".//{qn('w:outlineLvl')}") is not None}
    assert outlined == {"Heading1", "Heading2", "Heading3"}
    assert not {style.get(qn("w:styleId")) for style in styles} & {"PolicyAppendix1", "PolicyHeadingUnnumbered"}


# --- numbers --------------------------------------------------------------------------------------------------------


def test_each_ordered_list_is_numbered_separately_and_says_so_in_the_paragraph(look: Look) -> None:
    """AbiWord counts on through every list of one w:abstractNum, and looks for numbers only in the paragraph."""
    document = with_blocks(lettered("l", "one", "two"), paragraph("p", "Between."), lettered("m", "three", "four"))
    docx = written(document, look)
    numbering = etree.fromstring(docx.parts["word/numbering.xml"])
    abstract_of = {
        num.get(qn("w:numId")): num.find(qn("w:abstractNumId")).get(qn("w:val")) for num in numbering.iter(qn("w:num"))
    }
    items = [each for each in docx.paragraphs if each.style.startswith("List")]
    used = [each.element.find(f".//{qn('w:numId')}").get(qn("w:val")) for each in items]
    assert len(used) == 4
    assert len({abstract_of[number] for number in used}) == 2
    assert sorted(abstract_of.values()) == sorted(set(abstract_of.values())), "two lists share a w:abstractNum"
    codes = values_of(numbering, "w:nsid")
    assert len(codes) == len(set(codes))


def test_bullets_and_headings_have_their_number_in_the_paragraph_too(look: Look) -> None:
    numbered = [each for each in written(everything(), look).paragraphs if each.heading or "Bullet" in each.style]
    assert len(numbered) > 4
    for each in numbered:
        assert each.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None, each.words


def test_each_level_of_each_list_names_its_face(look: Look) -> None:
    numbering = etree.fromstring(written(everything(), look).parts["word/numbering.xml"])
    levels = list(numbering.iter(qn("w:lvl")))
    assert levels
    for level in levels:
        assert level.find(f"{qn('w:rPr')}/{qn('w:rFonts')}").get(qn("w:ascii")) == look.tokens.faces.docx


# --- parts ----------------------------------------------------------------------------------------------------------


def test_every_part_of_word_declares_the_namespace_of_relationships(look: Look) -> None:
    """docx2python 3.7 looks up `r:id` in every part, and stops where the prefix is unknown."""
    parts = written(everything(), look).parts
    checked = [name for name in parts if re.fullmatch(r"word/[^/]+\.xml", name)]
    assert {"word/headerDefault.xml", "word/footerFirst.xml", "word/styles.xml"} <= set(checked)
    for name in checked:
        assert etree.fromstring(parts[name]).nsmap.get("r") == R, name


# --- tables ---------------------------------------------------------------------------------------------------------


def test_a_table_without_a_caption_is_given_none(look: Look) -> None:
    """pandoc prints w:tblDescription as a caption, which the Document does not have."""
    docx = written(everything(), look)
    uncaptioned = [each for each in docx.body.iter(qn("w:tbl")) if each.find(f".//{qn('w:tblCaption')}") is None]
    assert uncaptioned
    assert not any(list(each.iter(qn("w:tblDescription"))) for each in uncaptioned)


def test_a_column_is_never_narrower_than_its_longest_word(look: Look) -> None:
    rows = (("Topic", "What we do about it"), ("Topics and safeguarding", "Words " * 30))
    made = replace(table("t", *rows), widths=(0.05, 0.95))
    widths = widths_in_twips(made, 8000, look.tokens, look.face)
    known, units = advances(look.face.fonts[0])
    word = sum(known[ord(letter)] for letter in "safeguarding") * look.tokens.type.table.size / units * 20
    assert widths[0] >= word + 2 * look.tokens.table.cell_side * 20
    assert sum(widths) == 8000
    grid = written(with_blocks(made), look).body.findall(f".//{qn('w:gridCol')}")[-2:]
    assert int(grid[0].get(qn("w:w"))) >= word


def test_columns_with_room_for_their_words_keep_the_documents_shares(look: Look) -> None:
    made = replace(table("t", ("One", "Two"), ("three", "four")), widths=(0.3, 0.7))
    assert widths_in_twips(made, 8000, look.tokens, look.face) == [2400, 5600]


def test_columns_too_many_for_their_words_keep_the_documents_shares(look: Look) -> None:
    cells = tuple(Cell(children=text("incomprehensibilities")) for _ in range(8))
    made = Table(id="t", widths=(0.125,) * 8, rows=(Row(id="t/1", cells=cells),))
    assert widths_in_twips(made, 8000, look.tokens, look.face) == [1000] * 8


# --- links ----------------------------------------------------------------------------------------------------------


def test_contacts_are_live_links(look: Look) -> None:
    contacts = paragraph(
        "p",
        value("01632 960101", "contacts.office.telephone"), " or ",
        value("office@school.example", "contacts.office.email"), " or ",
        value("www.school.example/help", "contacts.office.web"), " or ",
        value("after 6 pm: the caretaker", "contacts.caretaker.telephone"),
    )  # fmt: skip
    docx = written(with_blocks(contacts), look)
    relations = etree.fromstring(docx.parts["word/_rels/document.xml.rels"])
    targets = {each.get("Id"): each.get("Target") for each in relations}
    links = [each for each in docx.body.iter(qn("w:hyperlink")) if each.get(qn("r:id"))]
    assert [(targets[each.get(qn("r:id"))], "".join(each.itertext())) for each in links] == [
        ("tel:01632960101", "01632\u00a0960101"),
        ("mailto:office@school.example", "office@school.example"),
        ("https://www.school.example/help", "www.school.example/help"),
    ]


def test_a_contact_in_a_link_or_in_the_contents_is_no_second_link(look: Look) -> None:
    telephone = value("01632 960101", "contacts.office.telephone")
    welsh = replace(telephone, lang="cy")
    document = with_blocks(paragraph("p", Link(target="https://www.example.org/", children=(telephone,))))
    (first,) = document.sections
    docx = written(replace(document, sections=(replace(first, title=(welsh,)),)), look)
    for link in docx.body.iter(qn("w:hyperlink")):
        assert not any(True for _ in link.iterdescendants(qn("w:hyperlink")))


# --- emphasis -------------------------------------------------------------------------------------------------------


def test_strong_words_are_strong_once(look: Look) -> None:
    """mammoth makes words strong for bold and again for a style called Strong, which in Markdown is no emphasis."""
    docx = written(with_blocks(paragraph("p", Strong(children=text("Danger")))), look)
    (run,) = (each for each in docx.body.iter(qn("w:r")) if "".join(each.itertext()) == "Danger")
    assert run.find(f"{qn('w:rPr')}/{qn('w:b')}") is not None
    assert not values_of(run, "w:rStyle")


# --- values ---------------------------------------------------------------------------------------------------------


def test_a_value_is_found_again_by_a_bookmark_within_one_paragraph(look: Look) -> None:
    head = value("Mrs Vane", "people.headteacher.name")
    gap = Blank(label="the office's telephone", key="school.telephone")
    docx = written(with_blocks(paragraph("union:p", "Ask ", head, ", then ", head, " at ", gap, ".")), look)
    listed = etree.fromstring(docx.parts["customXml/item1.xml"])
    values = [each for each in listed if each.tag.endswith("}value") and each.get("block") == "union:p"]
    assert [each.get("key") for each in values] == ["people.headteacher.name"] * 2 + ["school.telephone"]
    assert values[0].get("words") == values[1].get("words") != values[2].get("words")
    for each, words in zip(values, ("Mrs Vane", "Mrs Vane", "the office's telephone"), strict=True):
        (start,) = (at for at in docx.body.iter(qn("w:bookmarkStart")) if at.get(qn("w:name")) == each.get("bookmark"))
        held = []
        for node in start.itersiblings():
            if node.tag == qn("w:bookmarkEnd") and node.get(qn("w:id")) == start.get(qn("w:id")):
                break
            held.append("".join(node.itertext()))
        assert "".join(held) == words


def test_the_map_of_values_does_not_hold_their_words(look: Look) -> None:
    """Somebody who takes a name out of the page must not send it on in a part that no reader sees."""
    docx = written(with_blocks(paragraph("union:p", value("Perpetua Quillfeather", "people.headteacher.name"))), look)
    assert b"Quillfeather" in docx.parts["word/document.xml"]
    assert b"Quillfeather" not in docx.parts["customXml/item1.xml"]


def test_header_footer_and_contents_have_no_bookmarks_of_values(look: Look) -> None:
    docx = written(everything(), look)
    names = [each.get(qn("w:name")) for each in docx.body.iter(qn("w:bookmarkStart"))]
    assert len(names) == len(set(names))
    for name in ("word/headerDefault.xml", "word/footerDefault.xml"):
        assert not list(etree.fromstring(docx.parts[name]).iter(qn("w:bookmarkStart")))
