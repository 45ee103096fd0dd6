"""Clauses that are read once and filled for each school: the Documents are those of a compiler that keeps nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from policygen.assemble.prose import Context, Prose
from policygen.compile.compiler import Compiler
from policygen.document import typography
from policygen.document.cut_json import Copies, CutJson
from policygen.document.differing import differing, joined
from policygen.document.json import to_json
from policygen.document.model import Document
from policygen.document.typography import typographic
from policygen.world.disk import DiskWorld
from tests.support.specimens import ROOT

SCHOOLS = ("allhallows", "thornhope")  # the second says students for pupils


def copies(compiler: Compiler) -> Iterator[tuple[Document, Document]]:
    """Yield the copies of the specimens' policies, as written and as printed; the board's before the others'."""
    for name in SCHOOLS:
        school = compiler.school(name)
        assert school is not None
        for policy in ("e-safety", "acceptable-use"):
            board = compiler.compile(school, policy)
            for copy in (board, *(compiler.in_edition(school, board, edition) for edition in ("staff", "web"))):
                yield copy.assembled, copy.document


@pytest.fixture(scope="module")
def compiler() -> Compiler:
    loaded, _ = Compiler.load(DiskWorld(ROOT))
    assert loaded is not None
    return loaded


@pytest.fixture(scope="module")
def made(compiler: Compiler) -> list[tuple[Document, Document]]:
    return list(copies(compiler))


def test_the_documents_are_those_of_texts_that_are_read_each_time(
    compiler: Compiler, made: list[tuple[Document, Document]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def each_time(prose: Prose, marked: str, context: Context, is_line: bool) -> tuple[object, ...]:
        return prose._line(marked, context) if is_line else tuple(prose._parts(marked, context))

    monkeypatch.setattr(Prose, "_from_mould", each_time)
    assert [assembled for assembled, _ in copies(compiler)] == [assembled for assembled, _ in made]


def test_blocks_that_are_printed_once_are_printed_as_ever(made: list[tuple[Document, Document]]) -> None:
    assert [typographic(assembled) for assembled, _ in made] == [document for _, document in made]


def test_two_copies_of_one_school_share_their_blocks(made: list[tuple[Document, Document]]) -> None:
    blocks = [{id(block) for section in one.sections for part in section.sections for block in part.blocks}
              for _, one in made[:2]]  # fmt: skip
    assert len(blocks[0] & blocks[1]) > len(blocks[0]) / 2


def test_what_differs_in_a_copy_is_what_differs_in_its_json(made: list[tuple[Document, Document]]) -> None:
    for at in range(0, len(made), 3):
        board, *others = (json.loads(to_json(document)) for _, document in made[at : at + 3])
        first = CutJson(made[at][1])
        assert json.loads(first.text) == board
        copies_of = Copies(first)
        for (_, document), other in zip(made[at + 1 : at + 3], others, strict=True):
            assert joined(board, differing(board, other)) == other
            short = json.loads(copies_of.of(CutJson(*copies_of.without_twins(document))))
            assert joined(board, short) == other
            assert len(json.dumps(short)) <= len(json.dumps(differing(board, other)))


def test_a_copy_for_the_web_is_printed_as_the_copies_that_it_is_made_of(
    compiler: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = compiler.school(SCHOOLS[0])
    assert school is not None
    board = compiler.compile(school, "e-safety")
    lines: list[object] = []
    line = typography._line
    monkeypatch.setattr(typography, "_line", lambda children: lines.append(children) or line(children))
    assert board.document
    of_board = len(lines)
    web = compiler.in_edition(school, board, "web")
    assert typographic(web.assembled) == web.document
    lines.clear()
    assert typographic(web.assembled, web.printed) == web.document
    assert len(lines) < of_board / 4
