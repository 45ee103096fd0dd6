"""The policy that every program of the comparison makes, a specimen's, in the form that each program is given."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from benchmarks.measuring import ROOT
from policygen.compile.compiler import Compiler
from policygen.document.layout import Layout
from policygen.document.model import Document
from policygen.document.overlays import Companions
from policygen.look.look import Look
from policygen.render.docx import write_docx
from policygen.render.engine import engine_named
from policygen.render.html.shared import source
from policygen.render.markdown import write_markdown
from policygen.world.disk import DiskWorld
from policygen.world.memory import MemoryWorld

SCHOOL, POLICY = "allhallows", "e-safety"
NAME, SHORT = "Allhallows CE Primary School", "Allhallows"
_MOST = 1_000  # schools of other names


def name_of(number: int) -> str:
    """Return the name of the school for which a document is made."""
    return f"St Mary's and St Peter's School {number}"


def write_inputs(folder: Path) -> None:
    """Write what each program is given into a folder: a Layout, a template, blocks, Markdown and a Word file."""
    compiler, _ = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    school = compiler.school(SCHOOL)
    assert school is not None
    made = compiler.compile(school, POLICY)
    look = Look.load(DiskWorld(ROOT))
    _, layout = engine_named("typst").render(made.document, look)
    # The copy for staff carries no data, and neither do the files of other programs.
    word = write_docx(replace(made.document, edition="staff"), layout, look)
    (folder / "policy.docx").write_bytes(word)
    (folder / "template.docx").write_bytes(_template(word))
    (folder / "blocks.json").write_text(json.dumps(list(_blocks(word)), ensure_ascii=False), encoding="utf-8")
    (folder / "policy.md").write_bytes(write_markdown(made.document))
    for asset in made.document.assets:
        (folder / asset.id.rpartition("/")[2]).write_bytes(b64decode(source(asset).partition(",")[2]))
    (folder / "layout.json").write_text(
        json.dumps({"engine": layout.engine, "pages": layout.pages, "page_of": dict(layout.page_of)})
    )


class Schools:
    """The specimen's settings as schools of other names have them, in one library, as in a build of them all."""

    def __init__(self) -> None:
        world = MemoryWorld.of(DiskWorld(ROOT))
        settings = world.files[f"schools/{SCHOOL}.yaml"].decode()
        named = {
            f"schools/school-{n}.yaml": settings.replace(NAME, name_of(n)).replace(SHORT, f"School {n}").encode()
            for n in range(_MOST)
        }
        self.world = replace(world, files={**world.files, **named})
        compiler, _ = Compiler.load(self.world)
        assert compiler is not None
        self._compiler = compiler

    def compiled(self, number: int) -> tuple[Document, Companions]:
        """Return the policy of a school, with its copies for other readers."""
        school = self._compiler.school(f"school-{number}")
        assert school is not None
        made = self._compiler.compile(school, POLICY)
        return made.document, Companions(editions=self._compiler.for_other_readers(school, made))


def layout_in(folder: Path) -> Layout:
    """Return the Layout that was written."""
    found = json.loads((folder / "layout.json").read_text())
    return Layout(engine=found["engine"], pages=found["pages"], page_of=found["page_of"])


def _template(word: bytes) -> bytes:
    """Return a Word file as a template of docxtpl: names and the office's contact details are placeholders."""
    from docx import Document as WordFile
    from docx.opc.constants import RELATIONSHIP_TYPE

    opened = WordFile(BytesIO(word))
    for key, related in list(opened.part.rels.items()):
        if related.reltype == RELATIONSHIP_TYPE.CUSTOM_XML:  # where policygen finds its blocks again
            del opened.part.rels[key]
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
