"""The tags of the PDF: each list, paragraph, table and row is one element, over however many pages it runs."""

from __future__ import annotations

import dataclasses
import io
from collections import Counter
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from policygen.document.model import Definition, DefinitionList, Document, List, ListItem, Section
from policygen.look.look import Look
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.world.disk import DiskWorld
from tests.support.documents import bullets, everything, lettered, paragraph, table, text
from tests.support.pdf_words import read_artefacts, read_words
from tests.support.readback import in_document, in_pdf
from tests.support.structure import elements, findings, role

from .test_pdf import dressed_up, with_blocks

ROOT = Path(__file__).parents[2]
LONG = "These are many words that fill a line and more of the page. " * 5


@pytest.fixture(scope="module")
def look() -> Look:
    return Look.load(DiskWorld(ROOT))


def over_pages() -> Document:
    """A list in a list, a definition list, a paragraph and a table, each of more than a page."""
    inner = bullets("union:b/1/2/2", *[f"inner {n}. {LONG}" for n in range(20)])
    entries = tuple(
        Definition(id=f"union:b/2/{n}", term=text(f"term {n}"), blocks=(paragraph(f"union:b/2/{n}/1", LONG * 2),))
        for n in range(12)
    )
    return with_blocks(
        lettered("union:b/1", *[f"item {n}. {LONG}" for n in range(20)], inner=inner),
        DefinitionList(id="union:b/2", entries=entries),
        paragraph("union:b/3", LONG * 40),
        table("union:b/4", ("Who", "What"), *[(f"person {n}", LONG) for n in range(30)], ("last", LONG * 30)),
    )


@pytest.fixture(scope="module")
def crossing(look: Look) -> bytes:
    return write_pdf(over_pages(), look)[0]


def roles(data: bytes) -> Counter[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return Counter(role(element) for element in elements(pdf.Root.StructTreeRoot))


def attributes(data: bytes, wanted: str) -> list[Any]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        found = [element for element in elements(pdf.Root.StructTreeRoot) if role(element) == wanted]
        return [{key: str(value) for key, value in dict(element.get("/A", {})).items()} for element in found]


def test_each_list_and_each_item_is_one_element_over_several_pages(crossing: bytes) -> None:
    found = roles(crossing)
    # Beside the list, the list inside it and the definitions, `everything` has a bulleted list and two definitions.
    assert found["L"] == 3 + 2
    assert found["LI"] == found["LBody"] == found["Lbl"] == 20 + 20 + 12 + 4


def test_a_paragraph_over_several_pages_is_one_element(crossing: bytes) -> None:
    with pikepdf.open(io.BytesIO(crossing)) as pdf:
        paragraphs = [one for one in elements(pdf.Root.StructTreeRoot) if role(one) == "P"]
        longest = max(paragraphs, key=lambda one: len(one.K))
        pages = {kid.Pg.objgen for kid in longest.K if isinstance(kid, pikepdf.Dictionary)}
        assert len(pages) >= 1
        assert longest.Pg.objgen not in pages
    assert LONG.strip() * 2 not in [piece.text for piece in read_words(crossing)]
    assert (LONG * 40).strip() in [piece.text for piece in read_words(crossing)]


def test_a_table_over_several_pages_has_its_header_once(crossing: bytes) -> None:
    found = roles(crossing)
    assert (found["Table"], found["THead"], found["TBody"]) == (2, 1, 2)
    assert found["TR"] == 2 + 1 + 31
    assert [piece.text for piece in read_words(crossing) if piece.text == "What"] == ["What"]
    assert sum("What" in page for page in read_artefacts(crossing)) > 1


def test_a_row_that_goes_on_overleaf_is_one_row(crossing: bytes) -> None:
    assert (LONG * 30).strip() in [piece.text for piece in read_words(crossing) if piece.role == "TD"]


def test_cells_name_the_header_that_stands_in_the_tree(crossing: bytes) -> None:
    with pikepdf.open(io.BytesIO(crossing)) as pdf:
        cells = [one for one in elements(pdf.Root.StructTreeRoot) if role(one) == "TD" and "/Headers" in one.A]
        named = {str(header) for one in cells[-2:] for header in one.A.Headers}
        heads = {str(one.ID) for one in elements(pdf.Root.StructTreeRoot) if role(one) == "TH"}
    assert len(named) == 2
    assert named <= heads


def test_a_cell_names_the_header_of_its_row_before_that_of_its_column(look: Look) -> None:
    grid = table("union:b/1", ("Who", "Does", "When"), ("Lead", "records", "today"), row_headers=True)
    data = write_pdf(with_blocks(grid), look)[0]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        tables = [one for one in elements(pdf.Root.StructTreeRoot) if role(one) == "Table"]
        cells = list(elements(tables[-1]))
        _, does, when, lead = (one for one in cells if role(one) == "TH")
        named = [[bytes(header) for header in one.A.Headers] for one in cells if role(one) == "TD"]
        assert named == [[bytes(lead.ID), bytes(does.ID)], [bytes(lead.ID), bytes(when.ID)]]


def test_what_crosses_a_page_reads_as_the_document_does(crossing: bytes) -> None:
    document = over_pages()
    assert in_pdf(crossing, document.words.contents) == in_document(document)


@pytest.mark.parametrize("document", [everything(), dressed_up(), over_pages()], ids=["all", "dressed", "over pages"])
def test_the_structure_is_the_documents(look: Look, document: Document) -> None:
    assert findings(write_pdf(document, look)[0], document) == []


def test_the_contents_list_is_tagged_as_one(look: Look) -> None:
    found = roles(write_pdf(everything(), look)[0])
    assert found["TOCI"] == found["Reference"] == 8
    assert found["TOC"] == 1 + 3  # one inside it for each section that has clauses


def test_lists_say_how_they_are_numbered_and_terms_are_labels(look: Look) -> None:
    data = write_pdf(everything(), look)[0]
    numbering = [one.get("/ListNumbering") for one in attributes(data, "L")]
    assert numbering == ["/Disc", None, "/LowerAlpha", "/LowerAlpha", "/LowerRoman"]
    assert [piece.text for piece in read_words(data) if piece.role == "Term"] == ["cyberbullying", "online safety"]


def test_a_list_of_one_item_deep_inside_keeps_its_numbering(look: Look) -> None:
    last = List(
        id="union:b/1/1/2",
        ordered=True,
        items=(ListItem(id="union:b/1/1/2/1", marker="(i)", blocks=(paragraph("union:b/1/1/2/1/1", "only"),)),),
    )
    outer = ListItem(id="union:b/1/1", marker="•", blocks=(paragraph("union:b/1/1/1", "outer"), last))
    data = write_pdf(with_blocks(List(id="union:b/1", ordered=False, items=(outer,))), look)[0]
    assert [one.get("/ListNumbering") for one in attributes(data, "L")][-2:] == ["/Disc", "/LowerRoman"]


def test_what_a_pen_fills_is_a_printed_form_field_with_a_name(look: Look) -> None:
    fields = attributes(write_pdf(everything(), look)[0], "Form")
    assert [(one["/Role"], one["/Desc"]) for one in fields] == [
        ("/tv", "What happened"),
        ("/tv", "When"),
        ("/cb", "Parents told"),
        ("/tv", "Signed"),
        ("/tv", "Date of the meeting"),
        ("/tv", "Minute reference"),
    ]


def test_a_gap_in_a_sentence_has_words_for_who_cannot_see_it(look: Look) -> None:
    with pikepdf.open(io.BytesIO(write_pdf(everything(), look)[0])) as pdf:
        gaps = [str(one.Alt) for one in elements(pdf.Root.StructTreeRoot) if role(one) == "Form" and "/Alt" in one]
    assert gaps == ["Date of the meeting", "Minute reference"]


def changed(data: bytes, change: Any) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(list(elements(pdf.Root.StructTreeRoot)), pdf)
        saved = io.BytesIO()
        pdf.save(saved)
    return saved.getvalue()


def first(found: list[Any], wanted: str) -> Any:
    return next(one for one in found if role(one) == wanted)


def part_a_list(found: list[Any], pdf: pikepdf.Pdf) -> None:
    """Make the second half of a list another list, as WeasyPrint does at the foot of a page."""
    one = [each for each in found if role(each) == "L"][2]
    items = list(one.K)
    other = pdf.make_indirect(pikepdf.Dictionary(Type=one.Type, S=one.S, P=one.P, A=one.A, K=items[2:]))
    for item in items[2:]:
        item.P = other
    one.K = pikepdf.Array(items[:2])
    siblings = list(one.P.K)
    place = next(n for n, each in enumerate(siblings) if each.objgen == one.objgen)
    one.P.K.insert(place + 1, other)


def drop_a_scope(found: list[Any], _: pikepdf.Pdf) -> None:
    head = first(found, "TH")
    head.A.Scope = pikepdf.Name.Column if head.A.Scope == "/Row" else pikepdf.Name.Row


def swap_two_paragraphs(found: list[Any], _: pikepdf.Pdf) -> None:
    whole = found[0]
    kids = list(whole.K)
    places = [n for n, kid in enumerate(kids) if role(kid) == "P"]
    kids[places[0]], kids[places[1]] = kids[places[1]], kids[places[0]]
    whole.K = pikepdf.Array(kids)


def empty_an_item(found: list[Any], _: pikepdf.Pdf) -> None:
    first(found, "LBody").K = pikepdf.Array()


def deepen_a_heading(found: list[Any], _: pikepdf.Pdf) -> None:
    first(found, "H2").S = pikepdf.Name.H4


def lead_content_astray(found: list[Any], pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.ParentTree.Nums[1][1] = first(found, "H2")


def unname_a_picture(found: list[Any], _: pikepdf.Pdf) -> None:
    del first(found, "Figure").Alt


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (part_a_list, "shape: +('L', '/LowerAlpha', 1)"),
        (drop_a_scope, "shape: -('TR', ['/Row', 'TD'])"),
        (swap_two_paragraphs, "words: "),
        (empty_an_item, "a LBody is empty"),
        (deepen_a_heading, "a heading of level 4 follows one of level 1"),
        (lead_content_astray, "leads to another element"),
        (unname_a_picture, "a Figure has no Alt"),
    ],
)
def test_the_lint_notices(look: Look, change: Any, said: str) -> None:
    document = dressed_up()
    found = findings(changed(write_pdf(document, look)[0], change), document)
    assert any(said in line for line in found), found


def test_a_level_that_the_document_skips_is_noticed(look: Look) -> None:
    base = everything()
    deep = Section(id="deep", level=3, number="", title=text("Deep"), blocks=(paragraph("deep/1", "Words."),))
    document = dataclasses.replace(base, sections=(dataclasses.replace(base.sections[0], sections=(deep,)),))
    assert findings(write_pdf(document, look)[0], document) == ["a heading of level 3 follows one of level 1"]
