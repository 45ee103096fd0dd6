"""The DOCX writer: what Word, a screen reader and a later read-back will find in the file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from policygen.document.layout import Layout
from policygen.document.model import (
    Asset,
    Blank,
    Definition,
    DefinitionList,
    Document,
    Emphasis,
    Figure,
    List,
    ListItem,
    Section,
    Signatory,
    SignatureBlock,
    Strong,
    Text,
    Value,
)
from policygen.look.look import Look
from policygen.render.docx import write_docx
from policygen.render.docx.repeatable import Numbers
from policygen.render.docx.words import digest
from policygen.world.disk import DiskWorld
from tests.support.documents import HARD_NAME, bullets, everything, lettered, paragraph, table, text, value
from tests.support.docx_words import DocxWords, Item, words

ROOT = Path(__file__).parents[2]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CORE = {"dc": "http://purl.org/dc/elements/1.1/", "dcterms": "http://purl.org/dc/terms/"}
BLOCKS = "{urn:policygen:blocks:1}"


@pytest.fixture(scope="session")
def look() -> Look:
    return Look.load(DiskWorld(ROOT))


def sections_of(document: Document) -> Iterator[Section]:
    waiting = list(document.sections)
    while waiting:
        section = waiting.pop(0)
        yield section
        waiting = [*section.sections, *waiting]


def layout_of(document: Document) -> Layout:
    pages = {section.id: 3 + place for place, section in enumerate(sections_of(document))}
    return Layout(engine="test", pages=12, page_of=pages)


def written(document: Document, look: Look) -> DocxWords:
    return DocxWords(write_docx(document, layout_of(document), look))


def with_blocks(*blocks: object) -> Document:
    document = everything()
    section = Section(id="test:section", level=1, number="1", title=text("Test"), blocks=tuple(blocks))  # type: ignore[arg-type]
    return replace(document, sections=(section,))


def title_of(section: Section) -> str:
    return "".join(child.text for child in section.title if isinstance(child, Text | Value))


def paragraph_with(docx: DocxWords, some_words: str) -> etree._Element:
    return next(each.element for each in docx.paragraphs if some_words in each.words)


# --- numbers --------------------------------------------------------------------------------------------------------


def test_headings_get_the_documents_numbers_from_words_own_counters(look: Look) -> None:
    document = everything()
    found = [(each.label, each.words) for each in written(document, look).paragraphs if each.heading]
    assert found == [(section.number, title_of(section)) for section in sections_of(document)]


def test_a_heading_that_word_would_number_otherwise_keeps_the_documents_number(look: Look) -> None:
    document = everything()
    skipped = replace(document.sections[1], number="4", sections=())
    document = replace(document, sections=(replace(document.sections[0], sections=()), skipped))
    headings = [each for each in written(document, look).paragraphs if each.heading]
    assert [(each.label, each.words) for each in headings] == [("1", "About this policy"), ("", "4\tWhat we do")]


def test_appendices_may_be_called_anything(look: Look) -> None:
    document = everything()
    appendix = document.sections[2]
    inner = replace(appendix.sections[0], number="A.1")
    document = replace(
        document,
        sections=(
            replace(appendix, number="Atodiad A", sections=(inner,)),
            replace(appendix, id="x", number="Atodiad B", sections=()),
        ),
    )
    labels = [each.label for each in written(document, look).paragraphs if each.heading]
    assert labels == ["Atodiad A", "A.1", "Atodiad B"]


def test_each_ordered_list_starts_again_and_keeps_its_markers(look: Look) -> None:
    items = [item.text for item in written(everything(), look).items() if item.kind == "item"]
    assert items == [
        "•\tstaff and governors",
        "•\tpupils, at home and at school",
        "(a)\tkeep the evidence",
        "(b)\ttell the lead",
        "(c)\tdo not reply",
        "(a)\ta second list starts again",
        "(b)\twith a list inside",
        "(i)\tfirst inner",
        "(ii)\tsecond inner",
        "(c)\tand goes on",
    ]


@pytest.mark.parametrize(
    "markers",
    [
        ("(a)", "(b)", "(c)"),
        ("1.", "2."),
        ("(i)", "(ii)", "(iii)", "(iv)"),
        ("(c)", "(d)"),
        ("–", "–"),
        tuple(f"({chr(97 + n % 26) * (1 + n // 26)})" for n in range(30)),
    ],
)
def test_markers_come_out_as_the_document_has_them(look: Look, markers: tuple[str, ...]) -> None:
    items = tuple(
        ListItem(id=f"l/{n}", marker=marker, blocks=(paragraph(f"l/{n}/1", "words"),))
        for n, marker in enumerate(markers)
    )
    docx = written(with_blocks(List(id="l", ordered=True, items=items)), look)
    assert [each.label for each in docx.paragraphs if each.words == "words"] == list(markers)


def test_lists_deeper_than_word_counts_have_their_markers_written_out(look: Look) -> None:
    blocks: tuple[object, ...] = (paragraph("deepest", "words"),)
    for depth in reversed(range(11)):
        blocks = (List(id=f"l{depth}", ordered=True, items=(ListItem(id=f"i{depth}", marker="1.", blocks=blocks),)),)
    docx = written(with_blocks(*blocks), look)
    assert any("1." in item.text and "words" in item.text for item in docx.items())


def test_markers_that_word_cannot_count_are_written_out(look: Look) -> None:
    items = tuple(
        ListItem(id=f"l/{n}", marker=marker, blocks=(paragraph(f"l/{n}/1", "words"),))
        for n, marker in enumerate(("(a)", "(c)"))
    )
    found = [item.text for item in written(with_blocks(List(id="l", ordered=True, items=items)), look).items()]
    assert found[-2:] == ["(a)\twords", "(c)\twords"]


def test_two_lists_side_by_side_have_a_list_each(look: Look) -> None:
    docx = written(with_blocks(lettered("l", "one", "two"), lettered("m", "three", "four")), look)
    items = [each.element for each in docx.paragraphs if each.style == "ListNumber"]
    assert len({element.find(f".//{W}numId").get(f"{W}val") for element in items}) == 2


# --- contents, references, fields -----------------------------------------------------------------------------------


def test_contents_show_number_title_and_the_layouts_page(look: Look) -> None:
    document = everything()
    docx = written(document, look)
    pages = layout_of(document).page_of
    entries = [each.words for each in docx.paragraphs if each.style.startswith("TOC") and each.style != "TOCHeading"]
    assert entries == [
        "\t".join(part for part in (section.number, title_of(section), str(pages[section.id])) if part)
        for section in sections_of(document)
    ]
    assert r' TOC \o "1-2" \h \z \u ' in instructions(docx)


def test_a_section_that_the_layout_does_not_know_is_an_error(look: Look) -> None:
    with pytest.raises(ValueError, match="on which page"):
        write_docx(everything(), Layout(engine="test", pages=1), look)


def test_nothing_asks_word_to_update_fields(look: Look) -> None:
    assert b"updateFields" not in b"".join(written(everything(), look).parts.values())


def test_a_cross_reference_is_a_field_that_shows_the_sections_number(look: Look) -> None:
    docx = written(everything(), look)
    assert any("see section 2.1 and the help page." in each.words for each in docx.paragraphs)
    assert [code for code in instructions(docx) if code.startswith(" REF ")] == [
        f" REF {bookmark_of(docx, 'union:b')} \\r \\h "
    ]


def test_a_cross_reference_to_nowhere_is_an_error(look: Look) -> None:
    document = everything()
    with pytest.raises(ValueError, match="union:b"):
        written(replace(document, sections=document.sections[:1]), look)


def test_every_anchor_and_reference_has_its_bookmark(look: Look) -> None:
    docx = written(everything(), look)
    names = {element.get(f"{W}name") for element in docx.body.iter(f"{W}bookmarkStart")}
    asked = {element.get(f"{W}anchor") for element in docx.body.iter(f"{W}hyperlink")} - {None}
    asked |= {code.split()[1] for code in instructions(docx) if code.split()[0] in ("REF", "PAGEREF")}
    assert asked
    assert asked <= names


def test_fields_are_balanced_in_every_part(look: Look) -> None:
    for name, data in written(everything(), look).parts.items():
        if name.startswith("word/") and name.endswith(".xml"):
            kinds = [node.get(f"{W}fldCharType") for node in etree.fromstring(data).iter(f"{W}fldChar")]
            assert kinds.count("begin") == kinds.count("separate") == kinds.count("end"), name


def test_footer_counts_pages_and_the_cover_has_none(look: Look) -> None:
    parts = written(everything(), look).parts
    footer = etree.fromstring(parts["word/footerDefault.xml"])
    codes = [node.text for node in footer.iter(f"{W}instrText")]
    assert codes == [" PAGE ", " NUMPAGES "]
    assert words(footer) == "For approval\tPage 2 of 12"
    assert words(etree.fromstring(parts["word/footerFirst.xml"])) == ""
    assert b"titlePg" in parts["word/document.xml"]


def test_header_carries_the_notices(look: Look) -> None:
    header = words(etree.fromstring(written(everything(), look).parts["word/headerDefault.xml"]))
    assert "Example Primary School · Online safety policy" in header
    assert "Specimen: invented school and people" in header


def test_a_watermark_stands_on_every_page_of_a_draft_alone(look: Look) -> None:
    document = everything()
    draft = replace(document, words=replace(document.words, watermark="DRAFT"))
    for name in ("word/headerDefault.xml", "word/headerFirst.xml"):
        assert b'string="DRAFT"' in written(draft, look).parts[name]
        assert b"textpath" not in written(document, look).parts[name]


# --- identity and repeatability -------------------------------------------------------------------------------------


def test_two_processes_write_the_same_bytes() -> None:
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, '.');"
        "from tests.render.test_docx import *;"
        "d = everything(); sys.stdout.buffer.write(write_docx(d, layout_of(d), Look.load(DiskWorld(Path('.')))))"
    )
    made = []
    for seed in ("0", "1"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC{seed}"}
        run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
        made.append(run.stdout)
    assert made[0] == made[1]
    assert made[0].startswith(b"PK")


def test_the_zip_tells_no_time(look: Look) -> None:
    document = everything()
    with zipfile.ZipFile(BytesIO(write_docx(document, layout_of(document), look))) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_every_block_has_one_bookmark_within_one_paragraph(look: Look) -> None:
    docx = written(everything(), look)
    listed = etree.fromstring(docx.parts["customXml/item1.xml"])
    mapped = {block.get("id"): block for block in listed.iter(f"{BLOCKS}block")}
    starts = {node.get(f"{W}name"): node for node in docx.body.iter(f"{W}bookmarkStart")}
    ends = {node.get(f"{W}id"): node for node in docx.body.iter(f"{W}bookmarkEnd")}
    assert {each.get("bookmark") for each in listed} == set(starts)
    for expected in (
        "union:a",
        "union:a/1",
        "union:a/2",
        "union:b/3/2/2",
        "union:b/4",
        "union:form/1",
        "union:form/2",
        "policygen:approval/2",
    ):
        assert expected in mapped
    for name, start in starts.items():
        assert len(name) <= 40
        assert name.startswith("_"), "Word lists the bookmark"
        assert start.getparent() is ends[start.get(f"{W}id")].getparent()


def test_the_block_map_says_which_clause_each_block_is_of(look: Look) -> None:
    blocks = etree.fromstring(written(everything(), look).parts["customXml/item1.xml"])
    block = next(block for block in blocks if block.get("id") == "union:b/4")
    assert dict(block.attrib) | {"bookmark": ""} == {
        "bookmark": "",
        "id": "union:b/4",
        "clause": "union:b",
        "library": "union",
        "version": "2026.11",
        "digest": "0" * 64,
        "change": "as-published",
        "words": digest("WhoWhatWhenLeadRecordsitThesamedayHeadDecidesWithinaweek"),
    }
    back = next(block for block in blocks if block.get("id") == "policygen:approval/1")
    assert "clause" not in back.attrib


def test_ids_do_not_move_when_something_is_put_before(look: Look) -> None:
    before = written(everything(), look)
    document = everything()
    first = document.sections[0]
    clause = first.sections[0]
    more = replace(clause, blocks=(paragraph("union:a/0", "New ", Blank(label="x"), "."), *clause.blocks))
    after = written(replace(document, sections=(replace(first, sections=(more,)), *document.sections[1:])), look)
    assert identities(before) < identities(after)


def test_ids_of_bookmarks_and_controls_are_unique_31_bit_numbers(look: Look) -> None:
    blanks = [Blank(label="Same", key="same") for _ in range(3)]
    docx = written(with_blocks(paragraph("p", *blanks), paragraph("q", *blanks)), look)
    controls = [int(node.find(f"{W}sdtPr/{W}id").get(f"{W}val")) for node in docx.body.iter(f"{W}sdt")]
    bookmarks = [int(node.get(f"{W}id")) for node in docx.body.iter(f"{W}bookmarkStart")]
    assert len(controls) == 6
    for numbers in (controls, bookmarks):
        assert len(set(numbers)) == len(numbers)
        assert all(0 < number < 2**31 for number in numbers)


def test_no_number_is_given_twice() -> None:
    numbers = Numbers()
    assert len({numbers.number("the same key") for _ in range(5)}) == 5


# --- words ----------------------------------------------------------------------------------------------------------


def test_a_hard_name_comes_through_exactly(look: Look) -> None:
    docx = written(everything(HARD_NAME), look)
    assert docx.paragraphs[0].words == HARD_NAME
    assert any(each.words.startswith(f"This policy covers {HARD_NAME}, its staff") for each in docx.paragraphs)
    core = etree.fromstring(docx.parts["docProps/core.xml"])
    assert core.findtext("dc:creator", namespaces=CORE) == HARD_NAME
    assert core.findtext("dc:title", namespaces=CORE) == f"Online safety policy – {HARD_NAME}"
    assert HARD_NAME in words(etree.fromstring(docx.parts["word/headerDefault.xml"]))


def test_spaces_tabs_and_line_ends_in_a_value_are_kept(look: Look) -> None:
    docx = written(with_blocks(paragraph("p", "[", value("  two  spaces\tand\nlines "), "]")), look)
    assert docx.paragraphs[-1].words == "[  two  spaces\tand\nlines ]"
    for node in docx.body.iter(f"{W}t"):
        if node.text != node.text.strip():
            assert node.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"


def test_what_xml_cannot_hold_does_not_break_the_file(look: Look) -> None:
    docx = written(with_blocks(paragraph("p", value("a\x00b\x0bc"))), look)
    assert docx.paragraphs[-1].words == "a\ufffdb\ufffdc"


def test_everything_is_read_in_order(look: Look) -> None:
    items = written(everything(), look).items()
    start = Item("heading", "2.1\tWhen something happens")
    found = list(items)
    place = found.index(start)
    assert [item.text for item in found[place + 9 : place + 19]] == [
        "(c)\tand goes on",
        *("Who", "What", "When"),
        *("Lead", "Records it", "The same day"),
        *("Head", "Decides", "Within a week"),
    ]
    assert found[place + 19] == Item("paragraph", "One line\nand the next; recorded on Date of the record.")


def test_another_language_is_marked(look: Look) -> None:
    welsh = replace(value("Ysgol Wen"), lang="cy")
    docx = written(with_blocks(paragraph("p", "At ", welsh), replace(paragraph("q", "Croeso"), lang="cy-GB")), look)
    languages = {words(node.getparent().getparent()): node.get(f"{W}val") for node in docx.body.iter(f"{W}lang")}
    assert languages == {"Ysgol Wen": "cy", "Croeso": "cy-GB"}
    styles = etree.fromstring(docx.parts["word/styles.xml"])
    assert styles.find(f"{W}docDefaults//{W}lang").get(f"{W}val") == "en-GB"


def test_emphasis_within_strong_is_both(look: Look) -> None:
    inner = Strong(children=(Emphasis(children=text("both")),))
    run = paragraph_with(written(with_blocks(paragraph("p", inner)), look), "both").find(f"{W}r/{W}rPr")
    assert [child.tag.removeprefix(W) for child in run] == ["rStyle", "b", "bCs", "i", "iCs"]


# --- blanks, tables, signatures, pictures ---------------------------------------------------------------------------


def test_a_blank_in_a_draft_is_a_control_that_shows_its_label(look: Look) -> None:
    docx = written(
        with_blocks(paragraph("p", "On ", Blank(label="Date", kind="date"), " by ", Blank(label="Name"))), look
    )
    controls = list(docx.body.iter(f"{W}sdt"))
    assert [words(control) for control in controls] == ["Date", "Name"]
    assert [control.find(f"{W}sdtPr/{W}date") is not None for control in controls] == [True, False]
    assert all(control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None for control in controls)


def test_what_the_meeting_gives_is_a_line_for_a_pen(look: Look) -> None:
    docx = written(with_blocks(paragraph("p", "On ", Blank(label="Date", kind="meeting", width=40))), look)
    assert docx.body.find(f".//{W}sdt") is None
    assert docx.paragraphs[-1].words == "On " + "_" * 17


def test_header_rows_repeat_and_no_row_splits(look: Look) -> None:
    docx = written(everything(), look)
    tables = list(docx.body.iter(f"{W}tbl"))
    headers = [[row.find(f"{W}trPr/{W}tblHeader") is not None for row in each.iter(f"{W}tr")] for each in tables]
    assert headers == [[False, False], [True, False, False], [False] * 4, [True, False]]
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in docx.body.iter(f"{W}tr"))
    looks = [each.find(f"{W}tblPr/{W}tblLook") for each in tables]
    marks = [(look.get(f"{W}firstRow"), look.get(f"{W}firstColumn")) for look in looks]
    assert marks == [("0", "1"), ("1", "0"), ("0", "0"), ("1", "0")]


def test_a_tables_widths_fill_the_text_and_its_caption_is_read_out(look: Look) -> None:
    made = replace(table("t", ("A", "B"), ("1", "2")), widths=(0.3, 0.7), caption=text("Who does what"))
    found = written(with_blocks(made, replace(made, id="u")), look)
    first = list(found.body.iter(f"{W}tbl"))[1]
    widths = [int(column.get(f"{W}w")) for column in first.find(f"{W}tblGrid")]
    assert sum(widths) == round(look.tokens.page.text_width * 1440 / 25.4)
    assert widths[0] / sum(widths) == pytest.approx(0.3, abs=0.001)
    assert first.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val") == "Who does what"
    assert first.find(f"{W}tblPr/{W}tblDescription").get(f"{W}val") == "A · B"
    assert first.getprevious().find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "Caption"


def test_tables_do_not_run_together(look: Look) -> None:
    docx = written(with_blocks(table("t", ("A",), ("1",)), table("u", ("B",), ("2",))), look)
    for each in docx.body.iter(f"{W}tbl"):
        following = each.getnext()
        assert following is not None
        assert following.tag == f"{W}p"


def test_definitions_have_the_space_of_a_list_between_them_and_of_the_text_after_them(look: Look) -> None:
    entries = tuple(
        Definition(id=f"d/{n}", term=text(f"term {n}"), blocks=(paragraph(f"d/{n}/1", f"meaning {n}"),)) for n in (1, 2)
    )
    docx = written(with_blocks(DefinitionList(id="d", entries=entries)), look)
    style = next(
        each
        for each in etree.fromstring(docx.parts["word/styles.xml"])
        if each.get(f"{W}styleId") == "PolicyDefinition"
    )
    kinds = look.tokens.type
    assert style.find(f"{W}pPr/{W}spacing").get(f"{W}after") == str(round(kinds.list_item.after * 20))
    first, last = (paragraph_with(docx, f"meaning {n}").find(f"{W}pPr/{W}spacing") for n in (1, 2))
    assert first is None
    assert last.get(f"{W}after") == str(round(kinds.body.after * 20))


def test_word_is_told_to_kern_as_the_pdf_is_kerned(look: Look) -> None:
    styles = etree.fromstring(written(everything(), look).parts["word/styles.xml"])
    assert styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}kern").get(f"{W}val") == "2"


def test_a_list_in_a_definition_stands_where_the_definition_does(look: Look) -> None:
    entry = Definition(id="d/1", term=text("term"), blocks=(bullets("d/2", "in the definition"),))
    docx = written(with_blocks(DefinitionList(id="d", entries=(entry,)), bullets("l", "in the text")), look)
    inner, outer = (paragraph_with(docx, words_in) for words_in in ("in the definition", "in the text"))
    lists = look.tokens.lists
    expected = round((lists.definition_indent + lists.indent) * 1440 / 25.4)
    assert int(inner.find(f"{W}pPr/{W}ind").get(f"{W}left")) == pytest.approx(expected, abs=1)
    assert outer.find(f"{W}pPr/{W}ind") is None


def test_a_row_keeps_its_room_to_write(look: Look) -> None:
    made = table("t", ("A",), ("",))
    tall = replace(made, rows=(replace(made.rows[0], height=20.0),))
    height = written(with_blocks(tall), look).body.findall(f".//{W}trHeight")[-1]
    assert (height.get(f"{W}val"), height.get(f"{W}hRule")) == ("1134", "atLeast")


def test_a_role_of_two_lines_leaves_the_room_to_sign(look: Look) -> None:
    role = paragraph_with(written(everything(), look), "Chair of governors")
    assert int(role.find(f"{W}pPr/{W}spacing").get(f"{W}after")) == round(look.tokens.signature.line_above * 20)


def test_signatures_stay_with_the_paragraph_before_them_and_together(look: Look) -> None:
    docx = written(everything(), look)
    assert paragraph_with(docx, "Approved by").find(f"{W}pPr/{W}keepNext") is not None
    block = next(each for each in docx.body.iter(f"{W}tbl") if "Chair of governors" in words(each))
    kept = [all(kept_with_next(paragraph) for paragraph in row.iter(f"{W}p")) for row in block.iter(f"{W}tr")]
    assert kept == [True, True, True, False]
    assert [words(cell) for cell in block.iter(f"{W}tc")][:4] == [
        "Chair of governors",
        "SignedName Mrs A. Example",
        "",
        "Date",
    ]


def test_a_role_has_the_whole_width_and_a_name_that_is_not_known_a_line(look: Look) -> None:
    block = SignatureBlock(id="s", signatories=(Signatory(id="s/1", role="Parent or carer"),))
    docx = written(with_blocks(block), look)
    role = next(cell for cell in docx.body.iter(f"{W}tc") if words(cell) == "Parent or carer")
    assert role.find(f"{W}tcPr/{W}gridSpan").get(f"{W}val") == "3"
    name = paragraph_with(docx, "Name ")
    assert name.find(f"{W}pPr/{W}tabs/{W}tab").get(f"{W}leader") == "underscore"
    assert name.find(f"{W}r/{W}tab") is not None


def test_a_signature_block_after_a_list_holds_on_to_it(look: Look) -> None:
    signatures = next(
        block for section in everything().sections for block in section.blocks if isinstance(block, SignatureBlock)
    )
    docx = written(with_blocks(lettered("l", "one", "two"), signatures), look)
    assert paragraph_with(docx, "two").find(f"{W}pPr/{W}keepNext") is not None


def test_a_form_has_lines_and_boxes(look: Look) -> None:
    docx = written(everything(), look)
    styles = [each.style for each in docx.paragraphs if each.style.startswith("PolicyForm")]
    assert styles == [
        "PolicyFormLabel",
        *["PolicyFormLine"] * 3,
        "PolicyFormLabel",
        "PolicyFormDate",
        "PolicyFormTick",
        "PolicyFormLabel",
        "PolicyFormSignature",
    ]
    assert any(each.words == "☐\tParents told" for each in docx.paragraphs)


def png(width: int = 20, height: int = 10) -> str:
    buffer = BytesIO()
    Image.new("RGB", (width, height), "navy").save(buffer, "PNG")
    return b64encode(buffer.getvalue()).decode()


def test_pictures_are_embedded_once_and_described(look: Look) -> None:
    logo = Asset(id="logo", media_type="image/png", data=png(), alternative="The school's badge")
    document = with_blocks(Figure(id="f", asset="logo", alternative="A badge", width=50))
    docx = written(replace(document, assets=(logo,), cover=replace(document.cover, logo="logo")), look)
    media = [name for name in docx.parts if name.startswith("word/media/")]
    assert len(media) == 1
    drawings = [node for node in docx.body.iter() if str(node.tag).endswith("}docPr")]
    assert [node.get("descr") for node in drawings] == ["The school's badge", "A badge"]
    sizes = [node for node in docx.body.iter() if str(node.tag).endswith("}extent")]
    assert (sizes[1].get("cx"), sizes[1].get("cy")) == ("1800000", "900000")


def test_an_svg_is_drawn_as_a_png(look: Look) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10"/></svg>'
    svg = Asset(
        id="logo",
        media_type="image/svg+xml",
        data=b64encode(drawing).decode(),
        alternative="Badge",
        width=20,
        height=10,
    )
    document = with_blocks(Figure(id="f", asset="logo", alternative="A badge", width=50))
    parts = written(replace(document, assets=(svg,)), look).parts
    (picture,) = [data for name, data in parts.items() if name.startswith("word/media/")]
    assert picture.startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="logo"):
        written(document, look)


# --- the package ----------------------------------------------------------------------------------------------------


def test_no_trace_of_the_template(look: Look) -> None:
    parts = written(everything(), look).parts
    everything_in_it = b"".join(parts.values()).lower()
    for trace in (b"python-docx", b"generated by", b"2013-", b"thumbnail", b"cambria", b"calibri", b"bibliography"):
        assert trace not in everything_in_it
    assert not [name for name in parts if "stylesWithEffects" in name or "thumbnail" in name]


def test_properties_come_from_the_document(look: Look) -> None:
    core = etree.fromstring(written(everything(), look).parts["docProps/core.xml"])
    found = {etree.QName(node).localname: node.text for node in core}
    assert found == {
        "title": "Online safety policy – Example Primary School",
        "subject": "Online safety policy",
        "creator": "Example Primary School",
        "keywords": "online safety",
        "lastModifiedBy": "Example Primary School",
        "revision": "1",
        "created": "2026-11-20T00:00:00Z",
        "modified": "2026-11-20T00:00:00Z",
        "language": "en-GB",
        "contentStatus": "For approval",
    }


def test_a_long_title_is_cut_to_what_a_property_holds(look: Look) -> None:
    document = everything()
    document = replace(document, metadata=replace(document.metadata, title="x" * 300))
    core = etree.fromstring(written(document, look).parts["docProps/core.xml"])
    assert core.findtext("dc:title", namespaces=CORE) == "x" * 255


def test_every_style_that_is_used_exists(look: Look) -> None:
    parts = written(everything(), look).parts
    styles = {node.get(f"{W}styleId") for node in etree.fromstring(parts["word/styles.xml"]).iter(f"{W}style")}
    used = set()
    for name, data in parts.items():
        if name.startswith("word/") and name.endswith(".xml"):
            for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
                used |= {node.get(f"{W}val") for node in etree.fromstring(data).iter(f"{W}{tag}")}
    assert used <= styles


def test_every_relationship_leads_somewhere_and_every_part_has_a_type(look: Look) -> None:
    parts = written(everything(), look).parts
    relations = etree.fromstring(parts["word/_rels/document.xml.rels"])
    targets = {node.get("Id"): node for node in relations}
    for node in targets.values():
        if node.get("TargetMode") != "External":
            assert os.path.normpath(f"word/{node.get('Target')}") in parts
    used = set(re.findall(rb'r:(?:id|embed)="([^"]+)"', parts["word/document.xml"]))
    assert {code.decode() for code in used} <= set(targets)
    overrides = {
        node.get("PartName") for node in etree.fromstring(parts["[Content_Types].xml"]) if node.get("PartName")
    }
    assert {name.removeprefix("/") for name in overrides} <= set(parts)


def test_the_schools_colour_is_darkened_until_it_can_be_read(look: Look) -> None:
    pale = written(replace(everything(), colour="#ffee88"), look).parts["word/styles.xml"]
    assert b"FFEE88" not in pale
    assert b"AA2255" in written(replace(everything(), colour="#aa2255"), look).parts["word/styles.xml"]


def identities(docx: DocxWords) -> set[tuple[str, ...]]:
    bookmarks = {(node.get(f"{W}id"), node.get(f"{W}name")) for node in docx.body.iter(f"{W}bookmarkStart")}
    return bookmarks | {(node.find(f"{W}sdtPr/{W}id").get(f"{W}val"),) for node in docx.body.iter(f"{W}sdt")}


def instructions(docx: DocxWords) -> list[str]:
    return [node.text or "" for node in docx.body.iter(f"{W}instrText")]


def bookmark_of(docx: DocxWords, block: str) -> str:
    blocks = etree.fromstring(docx.parts["customXml/item1.xml"])
    return next(each.get("bookmark", "") for each in blocks if each.get("id") == block)


def kept_with_next(paragraph_element: etree._Element) -> bool:
    """Whether Word keeps it with the next: by itself or by its style, which for a signatory's role says so."""
    properties = paragraph_element.find(f"{W}pPr")
    style = properties.find(f"{W}pStyle").get(f"{W}val")
    return properties.find(f"{W}keepNext") is not None or style == "PolicySignatory"
