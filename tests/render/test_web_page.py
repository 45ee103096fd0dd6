"""The web page stands alone, says its structure in HTML, and takes a school's words for words."""

from __future__ import annotations

import base64
import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path

import lxml.html
import pytest

from policygen.document.model import (
    Asset,
    Blank,
    Block,
    Cell,
    Document,
    Figure,
    Paragraph,
    Section,
    Text,
)
from policygen.document.walk import ids_of
from policygen.look.contrast import contrast
from policygen.look.look import Look
from policygen.render.html.web_page import write_html
from policygen.render.link_targets import anchor
from policygen.render.pdf_weasyprint.page import stylesheet
from policygen.world.disk import DiskWorld
from tests.support.cli import run
from tests.support.documents import HARD_NAME, everything, paragraph, table, text, value
from tests.support.projects import lay_out

ROOT = Path(__file__).parents[2]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><rect width="20" height="10"/></svg>'
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(DiskWorld(ROOT))


@pytest.fixture(scope="module")
def page(look: Look) -> lxml.html.HtmlElement:
    return read(everything(), look)


def read(document: Document, look: Look) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(write_html(document, look))


def with_blocks(*blocks: Block) -> Document:
    section = Section(id="union:x", level=1, number="1", title=text("Heading"), blocks=blocks)
    return dataclasses.replace(everything(), sections=(section,))


def with_picture() -> Document:
    badge = Asset(
        id="badge",
        media_type="image/svg+xml",
        data=base64.b64encode(SVG).decode("ascii"),
        alternative='The school\'s "badge" <b>',
        width=20,
        height=10,
    )
    document = with_blocks(Figure(id="union:x/1", asset="badge", alternative="What to do, step by step", width=100))
    return dataclasses.replace(document, assets=(badge,), cover=dataclasses.replace(document.cover, logo="badge"))


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def one(page: lxml.html.HtmlElement, path: str) -> lxml.html.HtmlElement:
    (found,) = page.xpath(path)
    return found


# --- standing alone --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", [everything(), everything(HARD_NAME), with_picture()], ids=["all", "hard", "svg"])
def test_the_page_runs_nothing_and_asks_for_nothing(document: Document, look: Look) -> None:
    page = read(document, look)
    assert (
        page.xpath("//script | //iframe | //object | //embed | //form | //base | //*[@*[starts-with(name(), 'on')]]")
        == []
    )
    assert page.xpath("//@srcset | //@action | //@background") == []
    assert all(link.startswith("data:") for link in page.xpath("//@src | //link/@href"))
    assert not re.search(r"url\(|@import|@font-face", one(page, "//style").text)


def test_the_page_forbids_what_it_does_not_need_before_it_names_anything(look: Look) -> None:
    head = one(read(with_picture(), look), "/html/head")
    assert head[0].get("charset") == "utf-8"
    assert (head[1].get("http-equiv"), head[1].get("content")) == ("Content-Security-Policy", POLICY)


def test_pictures_are_in_the_page_with_their_words(look: Look) -> None:
    logo, figure = read(with_picture(), look).xpath("//img")
    assert logo.get("alt") == 'The school\'s "badge" <b>'
    assert figure.get("alt") == "What to do, step by step"
    kind, _, data = figure.get("src").partition(";base64,")
    assert (kind, base64.b64decode(data)) == ("data:image/svg+xml", SVG)


def test_the_same_document_gives_the_same_bytes_in_every_process() -> None:
    program = (
        "import hashlib; from pathlib import Path; from policygen.look.look import Look; "
        "from policygen.world.disk import DiskWorld; "
        "from policygen.render.html.web_page import write_html; from tests.support.documents import everything; "
        "print(hashlib.sha256(write_html(everything(), Look.load(DiskWorld(Path('.'))))).hexdigest())"
    )
    ran = [
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    assert ran[0] == ran[1]


def test_the_page_tells_what_it_is(page: lxml.html.HtmlElement) -> None:
    assert page.get("lang") == "en-GB"
    assert one(page, "//title").text == "Online safety policy – Example Primary School"
    told = {meta.get("name"): meta.get("content") for meta in page.xpath("//meta[@name]")}
    assert re.fullmatch(r"policygen \d.*", told.pop("generator"))
    assert told == {
        "viewport": "width=device-width, initial-scale=1",
        "author": "Example Primary School",
        "description": "Online safety policy",
        "keywords": "online safety",
        "dcterms.created": "2026-11-20T00:00:00Z",
        "color-scheme": "light",
    }


# --- a school's words are words ---------------------------------------------------------------------------------------


def test_the_hardest_name_of_a_school_is_words_everywhere_and_adds_no_element(look: Look) -> None:
    page = read(everything(HARD_NAME), look)
    assert one(page, "//title").text == f"Online safety policy – {HARD_NAME}"
    assert one(page, "//meta[@name='author']").get("content") == HARD_NAME
    assert words(one(page, "//p[@class='school']")) == HARD_NAME
    assert words(page.xpath("//h3")[0]) == f"1.1 Who it is for at {HARD_NAME}"
    assert [e.tag for e in page.iter()] == [e.tag for e in read(everything(), look).iter()]


@pytest.mark.parametrize("attack", ["</style><script>x</script>", "*/}body{display:none}/*", '"\\a;}@import "x'])
def test_words_in_the_margins_of_paper_do_not_leave_the_stylesheet(attack: str, look: Look) -> None:
    document = everything()
    cover = dataclasses.replace(document.cover, status=attack)
    page = read(dataclasses.replace(document, header=attack, notices=(attack,), cover=cover), look)
    assert page.xpath("//script") == []
    style = one(page, "//style").text
    assert "</" not in style
    assert "display:none}" not in style
    assert "@import" not in style


# --- structure --------------------------------------------------------------------------------------------------------


def test_every_block_can_be_linked_to_by_the_same_name_as_in_the_pdf(page: lxml.html.HtmlElement) -> None:
    found = page.xpath("//@id")
    assert len(found) == len(set(found))
    assert {anchor(block_id) for block_id in ids_of(everything())} <= set(found)
    assert {target[1:] for target in page.xpath("//a/@href") if target.startswith("#")} <= set(found)


def test_landmarks_come_in_the_order_of_reading_and_the_skip_link_is_first(page: lxml.html.HtmlElement) -> None:
    landmarks = page.body.iter("header", "nav", "main", "footer")
    assert [landmark.tag for landmark in landmarks] == ["header", "nav", "main", "footer"]
    skip, main = page.body[0], one(page, "//main")
    assert skip.tag == "a"
    assert skip.get("href") == f"#{main.get('id')}"
    assert main.get("tabindex") == "-1"
    assert words(page.get_element_by_id(one(page, "//nav").get("aria-labelledby"))) == "Contents"


def test_the_title_is_the_one_first_heading_and_no_level_is_left_out(page: lxml.html.HtmlElement) -> None:
    headings = page.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")
    assert [(h.tag, words(h)) for h in headings] == [
        ("h1", "Online safety policy"),
        ("h2", "Contents"),
        ("h2", "1 About this policy"),
        ("h3", "1.1 Who it is for at Example Primary School"),
        ("h2", "2 What we do"),
        ("h3", "2.1 When something happens"),
        ("h2", "Appendix A Incident form"),
        ("h3", "A.1 What to write down"),
        ("h2", "Approval"),
        ("h2", "Version history"),
    ]


def test_a_section_without_a_heading_leaves_no_gap_between_levels(look: Look) -> None:
    inner = Section(id="union:x.y", level=2, number="", title=text("Inner"))
    outer = Section(id="union:x", level=1, number="", title=(), sections=(inner,))
    page = read(dataclasses.replace(everything(), kind="sheet", sections=(outer,)), look)
    assert [h.tag for h in page.xpath("//h1 | //h2 | //h3")] == ["h1", "h2"]
    assert page.xpath("//nav") == []


def test_the_letters_of_a_list_are_words_in_their_items(page: lxml.html.HtmlElement) -> None:
    items = page.xpath("//ol[@role='list']/li/p[1]")
    assert [words(item) for item in items][3:8] == [
        "(a) a second list starts again",
        "(b) with a list inside",
        "(i) first inner",
        "(ii) second inner",
        "(c) and goes on",
    ]
    assert words(page.xpath("//main//ul/li")[0]) == "staff and governors"


def test_a_definition_list_is_one(page: lxml.html.HtmlElement) -> None:
    found = one(page, "//dl")
    assert [words(e) for e in found.xpath("./div/dt | ./div/dd")] == [
        "cyberbullying",
        "bullying by means of technology",
        "online safety",
        "being safe and kind online",
    ]


def test_a_table_names_its_headers_and_an_empty_corner_is_none(look: Look) -> None:
    made = table("union:x/1", ("", "What"), ("Lead", "Records it"), row_headers=True)
    corner = dataclasses.replace(made.header[0], cells=(Cell(), made.header[0].cells[1]))
    page = read(with_blocks(dataclasses.replace(made, header=(corner,), caption=text("Who does what"))), look)
    found = one(page, "//main//table")
    assert [(e.get("scope"), words(e)) for e in found.iter("th")] == [("col", "What"), ("row", "Lead")]
    assert words(found[0]) == "Who does what"
    assert found[0].tag == "caption"


def test_a_wide_table_scrolls_in_a_group_that_takes_the_focus_and_has_a_name(look: Look) -> None:
    narrow = table("union:x/1", ("Who", "What"), ("Lead", "Records it"))
    wide = table("union:x/2", ("Who", "What", "When", "Where"), ("Lead", "Records it", "At once", "Here"))
    page = read(with_blocks(narrow, wide), look)
    group = one(page, "//main//*[@tabindex]")
    assert (group.get("role"), group.get("tabindex"), group.get("aria-label")) == (
        "group",
        "0",
        "Who, What, When, Where",
    )
    assert one(group, "./table").get("id") == anchor("union:x/2")


def test_a_wide_picture_keeps_its_size_and_scrolls_in_a_group_with_a_name(look: Look) -> None:
    small = Figure(id="union:x/1", asset="badge", alternative="Our badge. A ship.", width=30)
    wide = Figure(id="union:x/2", asset="badge", alternative="A chart of the steps. Tell somebody.", width=134)
    page = read(dataclasses.replace(with_blocks(small, wide), assets=with_picture().assets), look)
    group = one(page, "//main//*[@tabindex]")
    assert (group.get("role"), group.get("tabindex"), group.get("aria-label")) == (
        "group",
        "0",
        "A chart of the steps",
    )
    assert one(group, "./p").get("id") == anchor("union:x/2")


def test_a_space_for_a_pen_is_drawn_and_said(page: lxml.html.HtmlElement) -> None:
    pens = page.xpath("//*[@class='pen']")
    assert [words(pen) for pen in pens] == [
        "[Date of the meeting: space to write in by hand]",
        "[Minute reference: space to write in by hand]",
    ]
    fields = [words(e) for e in page.xpath("//*[@class='form']//p")]
    assert fields[0] == "What happened [space to write in by hand]"
    assert fields[2] == "Parents told [box to tick]"
    assert len(page.xpath("//*[@class='signatory']//*[@class='line']")) == 4
    assert [words(e) for e in page.xpath("//*[@class='signatory'][1]//p")] == [
        "Chair of governors",
        "Signed [space to write in by hand]",
        "Name Mrs A. Example",
        "Date [space to write in by hand]",
    ]


def test_what_a_draft_does_not_know_yet_stands_in_a_box_and_in_brackets(look: Look) -> None:
    page = read(with_blocks(paragraph("union:x/1", "Tell ", Blank(label="the lead's name", key="x"), ".")), look)
    assert words(one(page, "//*[@class='answer']")) == "[the lead's name]"


def test_words_in_another_language_say_so(look: Look) -> None:
    welsh = dataclasses.replace(value("Ysgol Ŵyn"), lang="cy")
    blocks = (Paragraph(id="union:x/1", children=(Text(text="At "), welsh)),)
    assert [(e.tag, words(e)) for e in read(with_blocks(*blocks), look).xpath("//main//*[@lang='cy']")] == [
        ("span", "Ysgol Ŵyn")
    ]


def test_the_state_and_the_notices_stand_at_the_top_and_in_the_foot(page: lxml.html.HtmlElement) -> None:
    for place in ("//header", "//footer"):
        said = words(one(page, place))
        assert "For approval" in said
        assert "Specimen: invented school and people" in said


def test_a_draft_says_so_before_all_else(look: Look) -> None:
    draft = dataclasses.replace(everything(), words=dataclasses.replace(everything().words, watermark="DRAFT"))
    header = one(read(draft, look), "//header")
    assert words(header[0]) == "DRAFT"
    assert not one(read(everything(), look), "//body").xpath("//*[@class='watermark']")


# --- the look ---------------------------------------------------------------------------------------------------------


def test_a_pale_colour_of_a_school_is_darkened_until_it_can_be_read(look: Look) -> None:
    style = one(read(dataclasses.replace(everything(), colour="#ffcc00"), look), "//style").text
    assert "#ffcc00" not in style
    (link,) = re.findall(r"^a \{ color: (#[0-9a-f]{6});", style, re.MULTILINE)
    assert contrast(link, look.tokens.colours.paper) >= 4.5
    assert contrast(link, look.tokens.colours.tint) >= 4.5


def test_the_page_has_the_pdfs_rules_for_paper(look: Look) -> None:
    document = everything()
    shared = [line for line in stylesheet(document, look).splitlines() if re.match(r"\.[\w-]+ \{ .*pt", line)]
    style = one(read(document, look), "//style").text.splitlines()
    assert len(shared) > 15
    assert [line for line in shared if line not in style] == []


# --- the command ------------------------------------------------------------------------------------------------------


def test_a_build_writes_the_pages_of_policies_and_sheets(tmp_path: Path) -> None:
    lay_out(tmp_path)
    ran = run(tmp_path, "build", "--format", "html")
    assert ran.code == 0, ran.err
    assert sorted(ran.out.split()) == [f"build/hilltop/{name}" for name in ("online.html", "phones.html", "review.ics")]
    assert (tmp_path / "build/hilltop/online.html").read_bytes().startswith(b"<!doctype html>\n<html lang=")


def test_verifying_a_web_page_says_which_files_can_be_verified(tmp_path: Path) -> None:
    lay_out(tmp_path)
    run(tmp_path, "build", "--format", "html")
    ran = run(tmp_path, "verify", "build/hilltop/online.html")
    assert ran.code == 1
    assert "This is a web page. Only a PDF or a DOCX can be verified." in ran.out


def test_a_number_is_a_link_in_a_sentence_and_words_alone_in_a_title(look: Look) -> None:
    number = value("0800 1111", "contacts.childline.telephone")
    document = with_blocks(paragraph("p", "Ring ", number, "."))
    section = dataclasses.replace(document.sections[0], title=(*text("Ring "), number))
    page = read(dataclasses.replace(document, sections=(section,)), look)
    assert [link.text for link in page.xpath("//a[@href='tel:08001111']")] == ["0800 1111"]
    assert not page.xpath("//a//a")
