"""The policy that every program of the comparison makes, a specimen's, in the form that each program is given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from benchmarks.measuring import ROOT
from policygen.compile.compiler import Compiler
from policygen.document.json import from_json, to_json
from policygen.document.layout import Layout
from policygen.document.model import Document
from policygen.document.overlays import Companions
from policygen.look.look import Look
from policygen.render.docx import write_docx
from policygen.render.engine import engine_named
from policygen.render.markdown import write_markdown
from policygen.world.disk import DiskWorld

SCHOOL, POLICY = "allhallows", "e-safety"
NAME, SHORT = "Allhallows CE Primary School", "Allhallows"


def name_of(number: int) -> str:
    """Return the name of the school for which a document is made."""
    return f"St Mary's and St Peter's School {number}"


def write_inputs(folder: Path) -> Layout:
    """Write what each program is given into a folder: Documents, a template, blocks, Markdown and a Word file."""
    compiler, _ = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    school = compiler.school(SCHOOL)
    assert school is not None
    made = compiler.compile(school, POLICY)
    look = Look.load(DiskWorld(ROOT))
    _, layout = engine_named("typst").render(made.document, look)
    for name, document in {"board": made.document, **compiler.for_other_readers(school, made)}.items():
        (folder / f"{name}.json").write_bytes(to_json(document))
    # The copy for staff carries no data, and neither do the files of other programs.
    word = write_docx(replace(made.document, edition="staff"), layout, look)
    (folder / "policy.docx").write_bytes(word)
    (folder / "template.docx").write_bytes(_template(word))
    (folder / "blocks.json").write_text(json.dumps(list(_blocks(word)), ensure_ascii=False), encoding="utf-8")
    (folder / "policy.md").write_bytes(write_markdown(made.document))
    (folder / "layout.json").write_text(json.dumps({"pages": layout.pages, "page_of": dict(layout.page_of)}))
    return layout


def documents(folder: Path, first: int, count: int) -> Iterator[tuple[Document, Companions]]:
    """Yield the policy as schools of other names have it, each with its copies for other readers."""
    texts = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    texts = {name: texts[name] for name in ("board", "staff", "web") if name in texts}
    for number in range(first, first + count):
        named = {
            name: from_json(text.replace(NAME, name_of(number)).replace(SHORT, f"School {number}"))
            for name, text in texts.items()
        }
        board = named.pop("board")
        yield board, Companions(editions=named)  # type: ignore[arg-type]


def layout_in(folder: Path) -> Layout:
    """Return the Layout that was written."""
    found = json.loads((folder / "layout.json").read_text())
    return Layout(engine="", pages=found["pages"], page_of=found["page_of"])


def _template(word: bytes) -> bytes:
    """Return a Word file as a template of docxtpl: names and the office's contact details are placeholders."""
    from docx import Document as WordFile

    opened = WordFile(BytesIO(word))
    cells = (cell for table in opened.tables for row in table.rows for cell in row.cells)
    for paragraph in (*opened.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)):
        for run in paragraph.runs:
            for words, placeholder in ((NAME, "school"), (SHORT, "short"), ("office@allhallows.example", "email")):
                if words in run.text:
                    run.text = run.text.replace(words, f"{{{{ {placeholder} }}}}")
    buffer = BytesIO()
    opened.save(buffer)
    return buffer.getvalue()


def _blocks(word: bytes) -> Iterator[tuple[str, object]]:
    """Yield headings, paragraphs, items of lists and tables as (kind, words or rows), for python-docx."""
    from docx import Document as WordFile
    from docx.table import Table

    for part in WordFile(BytesIO(word)).iter_inner_content():
        if isinstance(part, Table):
            yield "table", [[cell.text for cell in row.cells] for row in part.rows]
            continue
        style = part.style.name if part.style is not None else ""
        if style.startswith("Heading"):
            yield f"heading {style[-1]}", part.text
        elif "List" in style:
            yield "item", part.text
        elif part.text:
            yield "paragraph", part.text
