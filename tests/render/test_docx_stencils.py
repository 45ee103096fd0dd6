"""Blocks that are filled with a school's values: the bytes are those of a file that was written alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle
from random import Random

import pytest

from policygen.document.model import (
    Blank,
    Block,
    Cell,
    Definition,
    DefinitionList,
    Document,
    Link,
    List,
    ListItem,
    Origin,
    Row,
    Section,
    Signatory,
    SignatureBlock,
    Strong,
    Table,
    Text,
    Value,
)
from policygen.document.transform import mapped
from policygen.render.docx import KeptBlocks
from policygen.render.docx import kept as kept_module
from tests.render.test_docx_kept import write
from tests.support.documents import HARD_NAME, everything, paragraph, text, value
from tests.support.random_documents import random_document

KEYS = ("school.name", "people.head.telephone", "people.head.email", "school.website", "people.head.title", "")
ODD = (
    HARD_NAME, "Mrs O'Brien & Sons", "</w:t><w:br/>", "]]>", "a  b", " led", "led ", "two\nlines", "a\ttab", "\x07", "",
    "\ufffe", "\ue000", "\uf000\ue001", "01632 960102", "+44 1632 960102", "head@school.example", "a&b@school.example",
    "www.school.example/a?b=1&c=2", "Ysgol Tŵr ŷd 😀", "_", "x" * 240, "long " * 60 + "end", "w\u200bx", "%b %s \\1",
)  # fmt: skip


def sections_of(answers: list[str]) -> tuple[Section, Section]:
    """Return sections in which nothing but these answers differs."""
    given = zip(cycle(KEYS), answers, strict=False)

    def one() -> Value:
        key, words = next(given)
        return Value(text=words, origin=Origin(key=key, file="schools/a.yaml", line=len(words)))

    items = tuple(
        ListItem(id=f"b:list/{n}", marker=f"({'abc'[n]})", blocks=(paragraph(f"b:list/{n}/1", one(), " or ", one()),))
        for n in range(3)
    )
    row = Row(id="b:table/1", cells=(Cell(children=(one(), Text(text=" in "), one())), Cell(children=(one(),))))
    head = Row(id="b:table/0", cells=(Cell(children=(one(),)), Cell(children=text("Head"))))
    lead = Link(target="mailto:head@school.example", children=(Text(text="write to "), one()))
    blocks: tuple[Block, ...] = (
        paragraph("b:lead", "Tell ", one(), ", ", Strong(children=(one(),)), " or ", lead),
        List(id="b:list", ordered=True, items=items),
        paragraph("b:gap", Blank(label="the head", key="people.head.title"), one(), "."),
        Table(id="b:table", widths=(0.3, 0.7), rows=(row,), header=(head,)),
        DefinitionList(
            id="b:terms",
            entries=(Definition(id="b:terms/1", term=(one(),), blocks=(paragraph("b:terms/1/1", one()),)),),
        ),
    )
    title = (*text("Section of "), one())
    caption = (*text("Of "), one())
    described = Table(id="b:described", widths=(0.3, 0.7), rows=(row,), header=(head,), caption=caption)
    signed = SignatureBlock(id="b:signed", signatories=(Signatory(id="b:signed/1", role="Head", name=(one(),)),))
    last = Section(id="b:last", level=1, number="3", title=title, blocks=(described, signed))
    first = Section(id="b:section", level=1, number="2", title=title, blocks=blocks, clause="union:b")
    return first, last


def document_of(answers: list[str]) -> Document:
    first = Section(id="b:first", level=1, number="1", title=text("First"), blocks=(paragraph("b:first/1", "Words."),))
    return replace(everything(), sections=(first, *sections_of(answers)))


def test_answers_of_every_kind_give_the_bytes_of_a_file_written_alone() -> None:
    random, kept = Random(3), KeptBlocks()  # noqa: S311
    plain = ["the head", "01632 960001", "a@school.example", "www.a.example", "Head", "no key"]
    documents = [document_of(plain * 4)] * 2
    for odd in ODD:
        answers = plain * 4
        for place in random.sample(range(20), 3):
            answers[place] = odd
        documents.append(document_of(answers))
    for document in documents:
        assert write(document, kept) == write(document)
    stencils = [one for _, one in kept._stencils.values() if one is not None]
    assert max(len(one.holes) for one in stencils) > 10
    assert any(is_link for one in stencils for _, is_link in one.holes)


def test_answers_of_every_length_give_the_bytes_of_a_file_written_alone() -> None:
    # What is held together on a page and how wide a column is depend on lengths.
    kept = KeptBlocks()
    for answer in [one for n in range(2, 100, 8) for one in ("x" * n, "long " * n)]:
        for document in (document_of([answer] * 24), document_of(["a", answer, "b"] * 8)):
            assert write(document, kept) == write(document)


def test_a_character_of_private_use_in_the_words_around_a_value_stays() -> None:
    kept = KeptBlocks()
    for name in ("Ada", "Bo", "Cy"):
        words = paragraph("b:words", "\ue000 Ring ", value(name, "people.head.title"), " \uf001.")
        section = Section(id="b:section", level=1, number="1", title=text("Section"), blocks=(words,))
        document = replace(everything(), sections=(section,))
        assert write(document, kept) == write(document)


def test_values_of_whole_documents_are_put_in() -> None:
    kept = KeptBlocks()
    for seed in range(2):
        first = random_document(seed)
        for number in (1, 1, 22, 333):

            def change(node: object, number: int = number) -> object:
                return replace(node, text=f"{node.text} & <{number}>") if isinstance(node, Value) else node

            document: Document = mapped(first, change)
            assert write(document, kept) == write(document)


def test_a_school_with_answers_of_its_own_has_no_block_written_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def of_school(name: str, telephone: str) -> Document:
        words = paragraph("b:words", "Ring ", value(name), " on ", value(telephone, "people.head.telephone"), ".")
        section = Section(id="b:section", level=1, number="1", title=text("Section"), blocks=(words,))
        return replace(everything(), sections=(section,))

    schools = [of_school(f"St <{n}> & Sons", f"01632 96000{n}") for n in range(4)]
    alone, kept = [write(one) for one in schools], KeptBlocks()
    assert [write(one, kept) for one in schools[:2]] == alone[:2]
    monkeypatch.setattr(kept_module, "write_apart", None)
    assert [write(one, kept) for one in schools[2:]] == alone[2:]
    # A telephone number that cannot be dialled is no link, so it is written another way.
    assert write(of_school("a", "after 6 pm"), kept) == write(of_school("a", "after 6 pm"))


def test_what_is_kept_of_stencils_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_module, "_MOST_STENCILS", 2)
    kept = KeptBlocks()
    for n in range(2):
        write(document_of([*ODD[n:]] * 2), kept)
    assert len(kept._stencils) == 2
