"""`policygen review --word`: clauses as a Word file that a lawyer can read and edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from policygen import load
from policygen.compile.compiler import Compiler
from policygen.document.model import Document, Section, Table
from policygen.document.plain import words_of
from policygen.document.walk import parts_of
from policygen.review.paper import paper_of
from policygen.world.disk import DiskWorld
from tests.edits.docx import EditedFile, W
from tests.support.cli import run
from tests.support.projects import lay_out

NEXT = "  - id: phones.all\n"
EXTRA = (
    f"  - id: extra.lone\n    title: Alone\n    kind: advice\n    audience: [staff]\n    text: It is *alone*.\n{NEXT}"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with a clause that no policy lists."""
    found = tmp_path_factory.mktemp("project")
    lay_out(found)
    file = found / "clauses/home/basics.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(NEXT, EXTRA), encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def document(folder: Path) -> Document:
    compiler, _ = Compiler.load(DiskWorld(folder, folder, {}))
    assert compiler is not None
    return paper_of(compiler, ["home:telling.who", "law:duties.form", "home:phones.handed-in", "home:extra.lone"])


def lines(document: Document, clause: str) -> list[str]:
    """Return the words of a clause's section, a table's row as one line."""
    (section,) = (one for one in parts_of(document) if isinstance(one, Section) and one.clause == clause)
    return [line for each in (section, *section.sections) for line in (words_of(each.title), *_blocks(each))]


def _blocks(section: Section) -> list[str]:
    found: list[str] = []
    for block in section.blocks:
        if isinstance(block, Table):
            found += [" | ".join(words_of(cell.children) for cell in row.cells) for row in (*block.header, *block.rows)]
        else:
            found.append(words_of(getattr(block, "children", ())))
    return found


def test_each_wording_is_below_the_answers_of_the_schools_that_have_it(document: Document) -> None:
    said = lines(document, "home:telling.who")
    assert said[:5] == [
        "Whom to tell",
        "Id | home:telling.who",
        "Kind | expectation",
        "For | Pupils",
        "Review | Reviewed on 2026-09-01 by the maintainers, in its current wording",
    ]
    at = said.index("Wording 2")
    assert said[at : at + 4] == [
        "Wording 2",
        "Schools with these answers have this wording:",
        "Time to answer | answered",
        "Pupils tell any adult they trust, and hear back within [Time to answer]. "
        "It is written down: section [The record].",
    ]
    assert said[at + 4 :] == [
        "Sources",
        "Requirement | Where | What it requires",
        "guide/tell-1 (meets it; nobody has compared the two) | The Guide; page 3 | Pupils tell someone.",
        "Cites care_act: Care of Children Act 2001. It was entered from memory and has not been verified.",
    ]


def test_schools_that_do_not_have_a_clause_are_named(document: Document) -> None:
    said = lines(document, "home:phones.handed-in")
    at = said.index("Schools with these answers do not have this clause:")
    assert said[at + 1] == "Phones | In lockers, or With their owners"


def test_a_clause_that_no_policy_prints_is_shown_as_it_is_written(document: Document) -> None:
    said = lines(document, "home:extra.lone")
    assert said[5:7] == ["No policy lists it, so no school prints it.", "It is *alone*."]


def test_the_document_is_the_same_each_time(folder: Path, document: Document) -> None:
    compiler, _ = Compiler.load(DiskWorld(folder, folder, {}))
    assert compiler is not None
    assert paper_of(compiler, [one.id for one in document.clauses] + ["home:extra.lone"]) == document


def test_a_paper_is_never_written_over_what_somebody_edited(folder: Path) -> None:
    ran = run(folder, "review", "--word", "duties.form", "--out", "paper.docx")
    assert (ran.code, ran.out) == (0, "paper.docx\n")
    opened = EditedFile((folder / "paper.docx").read_bytes())
    next(one for one in opened.body.iter(f"{W}t") if one.text).text = "Changed"
    edited = opened.saved()
    (folder / "paper.docx").write_bytes(edited)
    refused = run(folder, "review", "--word", "duties.form", "--out", "paper.docx")
    assert refused.code == 1
    assert "somebody may have edited" in refused.err
    assert (folder / "paper.docx").read_bytes() == edited


def test_clauses_are_named_by_id_library_policy_or_because_nobody_reviewed_them(folder: Path) -> None:
    keeping = load(DiskWorld(folder, folder, {})).keeping
    assert keeping.to_review(["telling.who", "law"]) == ("home:telling.who", "law:duties.board", "law:duties.form")
    assert "law:duties.form" in keeping.to_review(["online"])
    assert "home:extra.lone" not in keeping.to_review(["online"])
    assert keeping.to_review([], unreviewed=True) == ("home:extra.lone",)
    with pytest.raises(KeyError):
        keeping.to_review(["nothing"])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--word", "law"), "--word needs --out"),
        (("--word", "law", "--out", "paper.pdf"), "--word needs --out"),
        (("law", "--out", "paper.docx"), "--out and --unreviewed need --word"),
        (("--word", "law", "--by", "Jo Bell", "--out", "x.docx"), "records nothing"),
        (("--word", "lew", "--out", "x.docx"), "there is no clause, library or policy 'lew'. Did you mean `law`?"),
        (("--word", "extra.lone", "--out", "x.docx"), "no policy prints home:extra.lone"),
        (("telling.who", "telling.young"), "name only one clause"),
        ((), "name only one clause"),
    ],
)
def test_a_wrong_request_says_what_to_write(folder: Path, given: tuple[str, ...], said: str) -> None:
    ran = run(folder, "review", *given)
    assert ran.code != 0
    assert said in ran.err
