"""The formats of one policy say the same: headings and numbers, paragraphs, lists and cells, read back from each."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from policygen.build.artifacts import Builder
from policygen.compile.compiler import Compiler
from policygen.document.json import from_json
from policygen.document.model import Document, Section
from policygen.world.disk import DiskWorld

from .support.documents import HARD_NAME, everything
from .support.projects import document as hilltop
from .support.projects import lay_out
from .support.readback import Entry, in_document, in_docx, in_html, in_markdown, in_pdf
from .support.settings import school as settings
from .support.specimens import policies_of_schools

pytestmark = pytest.mark.usefixtures("drawings")
ROOT = Path(__file__).parent.parent
FORMATS = ("docx", "pdf", "html", "md", "json")


@pytest.fixture(scope="module")
def compiler() -> Compiler:
    found, diagnostics = Compiler.load(DiskWorld(ROOT))
    assert found is not None
    assert not diagnostics.errors
    return found


@pytest.fixture(scope="module")
def builder(compiler: Compiler) -> Builder:
    return Builder(compiler)


def specimens() -> list[object]:
    """Each policy of each specimen, as (school, policy): here one specimen of each policy, in turn, two more with
    `make conformance`, and the others with `make whole`.
    """
    schools = policies_of_schools()
    found: list[object] = []
    conformance, whole = pytest.mark.conformance, pytest.mark.whole
    for turn, policy in enumerate(sorted({policy for held in schools.values() for policy in held})):
        having = [name for name, held in schools.items() if policy in held]
        found += (
            pytest.param(name, policy, marks=((), conformance, conformance, (conformance, whole))[min(place, 3)])
            for place, name in enumerate(having[turn % len(having) :] + having[: turn % len(having)])
        )
    return found


def back(files: dict[str, bytes], document: Document) -> dict[str, list[Entry]]:
    """What each format says."""
    return {
        "docx": in_docx(files["docx"], document.words.contents),
        "pdf": in_pdf(files["pdf"], document.words.contents),
        "html": in_html(files["html"], document.kind == "sheet"),
        "md": in_markdown(files["md"], document.kind == "sheet"),
        "json": in_document(from_json(files["json"])),
    }


@pytest.mark.parametrize(("school", "policy"), specimens())
def test_each_format_of_a_specimens_policy_says_what_the_document_says(
    compiler: Compiler, builder: Builder, school: str, policy: str
) -> None:
    found = compiler.school(school)
    assert found is not None
    compiled = compiler.compile(found, policy)
    for document in (compiled.document, *compiled.sheets.values()):
        files = builder.renderer.render(document, FORMATS)
        assert from_json(files["json"]) == document
        for said in back(files, document).values():
            assert said == in_document(document)


def test_each_format_prints_the_hardest_school_name_as_it_is(builder: Builder) -> None:
    document = everything(HARD_NAME)
    for name, said in back(builder.renderer.render(document, FORMATS), document).items():
        assert said == in_document(document), name


def test_each_format_prints_the_headings_within_a_clause(builder: Builder, tmp_path: Path) -> None:
    clause = """
  - add: {after: telling.young}
    id: trips.phones
    title: Phones on trips
    text: |
      ### Day trips

      Pupils leave phones at home.

      ### Nights away

      - The school has a phone.
    because: We go far
"""
    made = hilltop(lay_out(tmp_path, {"schools/hilltop.yaml": settings(tailoring=clause)}))
    entries = in_document(made)
    assert {("heading", "2.4.1Daytrips"), ("heading", "2.4.2Nightsaway")} <= set(entries)
    for name, said in back(builder.renderer.render(made, FORMATS), made).items():
        assert said == entries, name


def without_a_paragraph(document: Document) -> Document:
    """The document as a writer would leave it that forgot one paragraph."""

    def lacking(section: Section) -> Section:
        return replace(section, blocks=section.blocks[1:]) if section.id == "union:b" else section

    sections = tuple(replace(top, sections=tuple(map(lacking, top.sections))) for top in document.sections)
    return replace(document, sections=sections)


@pytest.mark.parametrize("extension", FORMATS)
def test_a_paragraph_missing_from_one_format_is_noticed(builder: Builder, extension: str) -> None:
    document = everything()
    files = builder.renderer.render(document, FORMATS) | builder.renderer.render(
        without_a_paragraph(document), (extension,)
    )
    said: dict[str, list[Entry]] = back(files, document)
    assert [name for name in FORMATS if said[name] != in_document(document)] == [extension]


@pytest.mark.parametrize("name", ["readback", "docx_words", "pdf_words"])
def test_what_reads_a_format_back_shares_no_code_with_the_product(name: str) -> None:
    """A mistake that the product's own readers and the tests' both made would be seen by nobody."""
    tree = ast.parse((ROOT / f"tests/support/{name}.py").read_text(encoding="utf-8"))
    taken = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
    taken |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    ours = {module for module in taken if module.split(".")[0] == "policygen"}
    assert ours <= {"policygen.document.json", "policygen.document.model"}
