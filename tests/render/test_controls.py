"""A model copy in Word: every value in a control of its own, all bound to one element of one custom XML part."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

import pytest
from lxml import etree

from policygen.compile.compiler import Compiler
from policygen.document.overlays import Placeholder
from policygen.word_copies.copy import ModelCopy
from tests.support.docx_words import DocxWords, W
from tests.support.model_copies import asking, compiler_of, copy_of, docx_of
from tests.support.readback import in_document, in_docx

TEXT = """{{ school.name }} is at {{ school.address }}. **Ring {{ school.telephone }}.**

Tell {{ choices.routes | any_of }}.

{% for route in choices.routes %}
- {{ route }}
{% endfor %}

| Who | Name |
| --- | --- |
| {{ people.headteacher | sentence }} | {{ people.headteacher.name }} |

[{{ school.email }}](mailto:{{ school.email }})"""
DATA_STORE = "{http://schemas.openxmlformats.org/officeDocument/2006/customXml}"


@pytest.fixture(scope="module")
def compiler(tmp_path_factory: pytest.TempPathFactory) -> Compiler:
    return compiler_of(
        tmp_path_factory.mktemp("project"), asking(TEXT, title="Of {{ school.name }} and {{ policy.approving_body }}")
    )


@pytest.fixture(scope="module")
def copy(compiler: Compiler) -> ModelCopy:
    return copy_of(compiler)


@pytest.fixture(scope="module")
def written(compiler: Compiler, copy: ModelCopy) -> DocxWords:
    return DocxWords(docx_of(compiler, copy))


def controls(written: DocxWords) -> list[tuple[str, etree._Element]]:
    """(part, w:sdt) of every content control in the package."""
    return [
        (name, control)
        for name, data in written.parts.items()
        if name.startswith("word/") and name.endswith(".xml")
        for control in etree.fromstring(data).iter(f"{W}sdt")
    ]


def value(control: etree._Element, name: str) -> str:
    found = control.find(f"{W}sdtPr/{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")


def test_every_control_is_bound_to_exactly_one_element_of_the_one_part(written: DocxWords) -> None:
    item = etree.fromstring(written.parts["customXml/itemProps2.xml"]).get(f"{DATA_STORE}itemID")
    store = etree.fromstring(written.parts["customXml/item2.xml"])
    found = controls(written)
    assert len(found) > 15
    for part, control in found:
        (binding,) = control.findall(f"{W}sdtPr/{W}dataBinding")
        assert binding.get(f"{W}storeItemID") == item, part
        prefix, namespace = re.fullmatch(r"xmlns:(\w+)='(.+)'", binding.get(f"{W}prefixMappings", "")).groups()  # type: ignore[union-attr]
        (element,) = store.xpath(binding.get(f"{W}xpath", ""), namespaces={prefix: namespace})
        assert etree.QName(element).localname == value(control, "tag")


def test_one_key_has_one_path_and_one_kind_wherever_it_stands(written: DocxWords) -> None:
    paths, parts, kinds = defaultdict(set), defaultdict(set), defaultdict(set)
    for part, control in controls(written):
        binding = control.find(f"{W}sdtPr/{W}dataBinding")
        assert binding is not None
        paths[value(control, "tag")].add(binding.get(f"{W}xpath"))
        parts[value(control, "tag")].add(part)
        properties = control.find(f"{W}sdtPr")
        assert properties is not None
        kinds[value(control, "tag")].add(properties[-1].tag)
    assert all(len(found) == 1 for found in (*paths.values(), *kinds.values()))
    assert parts["school.name"] == {"word/document.xml", "word/headerDefault.xml"}
    assert parts["document.status"] == {"word/document.xml", "word/footerDefault.xml"}


def test_the_part_holds_the_values_that_the_document_prints_and_no_other(copy: ModelCopy, written: DocxWords) -> None:
    store = etree.fromstring(written.parts["customXml/item2.xml"])
    held = {etree.QName(element).localname: element.text or "" for element in store}
    assert held == {placeholder.key: placeholder.words for placeholder in copy.placeholders.values}
    assert held.keys() == {value(control, "tag") for _, control in controls(written)}


def test_controls_have_ids_of_their_own_and_the_file_is_the_same_each_time(
    compiler: Compiler, copy: ModelCopy, written: DocxWords
) -> None:
    numbers = [value(control, "id") for _, control in controls(written)]
    assert len(numbers) == len(set(numbers))
    assert docx_of(compiler, copy) == docx_of(compiler, copy_of(compiler))


def test_an_empty_control_shows_its_label_and_has_it_as_a_building_block(written: DocxWords) -> None:
    glossary = etree.fromstring(written.parts["word/glossary/document.xml"])
    blocks = {
        part.find(f"{W}docPartPr/{W}name").get(f"{W}val"): "".join(part.itertext())  # type: ignore[union-attr]
        for part in glossary.iter(f"{W}docPart")
    }
    for _, control in controls(written):
        (named,) = control.findall(f"{W}sdtPr/{W}placeholder/{W}docPart")
        shown = "".join(node.text or "" for node in control.iter(f"{W}t"))
        if control.find(f"{W}sdtPr/{W}showingPlcHdr") is not None:
            assert shown.startswith("[")
            assert blocks[named.get(f"{W}val")] == shown
        else:
            assert named.get(f"{W}val") in blocks
            assert not shown.startswith("[")


def test_what_stands_in_bold_is_typed_in_bold(written: DocxWords) -> None:
    bold = [
        c
        for _, c in controls(written)
        if value(c, "tag") == "school.telephone" and c.find(f"{W}sdtPr/{W}rPr") is not None
    ]
    assert [control.find(f"{W}sdtPr/{W}rPr/{W}b") is not None for control in bold] == [True]


def test_an_address_is_typed_on_several_lines_and_a_name_on_one(written: DocxWords) -> None:
    several = {
        value(control, "tag"): text.get(f"{W}multiLine")
        for _, control in controls(written)
        for text in control.iter(f"{W}text")
    }
    assert several["school.address"] == "1"
    assert several["school.name"] is None


def test_a_date_and_a_choice_have_controls_of_their_own_kind(compiler: Compiler, copy: ModelCopy) -> None:
    kinds = {
        "school.telephone": Placeholder(key="school.telephone", label="Day", gap="[Day]", kind="date"),
        "school.email": Placeholder(key="school.email", label="How", gap="[How]", kind="choice", options=("a", "b")),
    }
    values = tuple(kinds.get(placeholder.key, placeholder) for placeholder in copy.placeholders.values)
    made = DocxWords(docx_of(compiler, replace(copy, placeholders=replace(copy.placeholders, values=values))))
    found = {value(control, "tag"): control for _, control in controls(made)}
    date = found["school.telephone"].find(f"{W}sdtPr/{W}date")
    assert date is not None
    assert {child.tag.removeprefix(W): child.get(f"{W}val") for child in date} == {
        "dateFormat": "d MMMM yyyy", "lid": "en-GB", "storeMappedDataAs": "date", "calendar": "gregorian",
    }  # fmt: skip
    items = [
        (item.get(f"{W}displayText"), item.get(f"{W}value")) for item in found["school.email"].iter(f"{W}listItem")
    ]
    assert items == [("a", "a"), ("b", "b")]


def test_after_the_guide_the_copy_says_what_the_document_says(compiler: Compiler, copy: ModelCopy) -> None:
    said = in_docx(docx_of(compiler, copy), copy.document.words.contents)
    expected = in_document(copy.document)
    assert said[-len(expected) :] == expected
    guide = "".join(words for _, words in said[: -len(expected)])
    assert all(
        re.sub(r"\s", "", placeholder.gap if not placeholder.words else placeholder.words) in guide
        for placeholder in copy.placeholders.values
    )


def test_pages_count_from_the_cover_so_that_the_contents_hold_when_the_guide_is_gone(written: DocxWords) -> None:
    first, second = written.body.iter(f"{W}sectPr")
    assert first.find(f"{W}headerReference") is None
    start = second.find(f"{W}pgNumType")
    assert start is not None
    assert start.get(f"{W}start") == "1"


def test_the_contents_hold_no_controls(written: DocxWords) -> None:
    contents = [p for p in written.paragraphs if p.style.startswith("TOC") and p.style != "TOCHeading"]
    assert any("[School name] and the full board" in p.words for p in contents)
    assert not any(True for p in contents for _ in p.element.iter(f"{W}sdt"))


def test_a_policy_of_a_school_has_no_such_part(compiler: Compiler) -> None:
    from policygen.build.artifacts import Builder

    school = compiler.school("hilltop")
    assert school is not None
    data = Builder(compiler).renderer.render(compiler.compile(school, "online").document, ("docx",))["docx"]
    assert not {"customXml/item2.xml", "word/glossary/document.xml"} & DocxWords(data).parts.keys()


def test_pages_are_counted_without_the_guide(written: DocxWords) -> None:
    footer = etree.fromstring(written.parts["word/footerDefault.xml"])
    assert [node.text for node in footer.iter(f"{W}instrText")] == [" PAGE ", " SECTIONPAGES "]
