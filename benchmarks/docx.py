"""How many Word files a second: `python -m benchmarks.docx [--schools N] [--peers FOLDER]`, run by hand.

The board's e-safety policy of one specimen school, as if N schools had it that differ in their names and contact
details, not in the titles of posts. `--peers` is the `bin/python` of an environment with docxtpl, which fills a
template made of the same paragraphs with the school's name, and carries no Document. Layouts are given; times are of
the CPU, the median of three runs.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from policygen.compile.compiler import Compiler
from policygen.document.layout import Layout
from policygen.document.model import Document, Section, Value
from policygen.document.overlays import Companions
from policygen.document.transform import mapped
from policygen.document.walk import parts_of
from policygen.look.look import Look
from policygen.render.docx import KeptBlocks, write_docx
from policygen.world.disk import DiskWorld

ROOT = Path(__file__).parent.parent
PEER = """
import sys, time, statistics
from io import BytesIO
from docxtpl import DocxTemplate
path, count = sys.argv[1], int(sys.argv[2])
def fill(n):
    template = DocxTemplate(path)
    template.render({"school": f"School {n}"})
    template.save(BytesIO())
fill(0)
runs = []
for _ in range(3):
    start = time.process_time()
    for n in range(count):
        fill(n)
    runs.append((time.process_time() - start) / count)
print(statistics.median(runs))
"""


def of_school(document: Document, number: int) -> Document:
    """Return a Document with the school's name and its contact details changed."""

    def change(node: object) -> object:
        own = isinstance(node, Value) and (node.origin.contact or node.origin.key.startswith("school."))
        return replace(node, text=f"{node.text} {number}") if own else node

    made: Document = mapped(document, change)
    return replace(made, school=f"{document.school}-{number}")


def seconds(count: int, write: Callable[[int], object]) -> float:
    """Return the median of three runs, each with other schools, in seconds of CPU a file."""
    runs = []
    for run in range(3):
        start = time.process_time()
        for number in range(run * count, (run + 1) * count):
            write(number)
        runs.append((time.process_time() - start) / count)
    return statistics.median(runs)


def template(data: bytes, school: str) -> bytes:
    """Return a Word file as a template of docxtpl: the school's name is a placeholder wherever it is printed."""
    from docx import Document as WordFile

    opened = WordFile(BytesIO(data))
    cells = (cell for table in opened.tables for row in table.rows for cell in row.cells)
    for paragraph in (*opened.paragraphs, *(paragraph for cell in cells for paragraph in cell.paragraphs)):
        for run in paragraph.runs:
            if school in run.text:
                run.text = run.text.replace(school, "{{ school }}")
    buffer = BytesIO()
    opened.save(buffer)
    return buffer.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=30)
    parser.add_argument("--peers", type=Path)
    options = parser.parse_args()
    compiler, _ = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    school = compiler.school("allhallows")
    assert school is not None
    look = Look.load(DiskWorld(ROOT))
    made = compiler.compile(school, "e-safety")
    ids = [part.id for part in parts_of(made.document) if isinstance(part, Section)]
    layout = Layout(engine="", pages=20, page_of=dict.fromkeys(ids, 1))
    companions = Companions(editions=compiler.for_other_readers(school, made))
    documents = [of_school(made.document, number) for number in range(3 * options.schools)]
    copies = [
        Companions(editions={name: of_school(one, number) for name, one in companions.editions.items()})
        for number in range(3 * options.schools)
    ]
    kept = KeptBlocks()
    whole = write_docx(documents[0], layout, look)
    rows = {
        "policygen, nothing kept": seconds(
            options.schools, lambda n: write_docx(documents[n], layout, look, (copies[n],))
        ),
        "policygen, blocks kept": seconds(
            options.schools, lambda n: write_docx(documents[n], layout, look, (copies[n],), kept)
        ),
    }
    if options.peers:
        name = "".join(part.text for part in made.document.cover.school if hasattr(part, "text"))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "template.docx"
            path.write_bytes(template(write_docx(made.document, layout, look), name))
            arguments = [str(options.peers), "-c", PEER, str(path), str(options.schools)]
            result = subprocess.run(arguments, capture_output=True, text=True, check=True)
            rows["docxtpl, the same words"] = float(result.stdout)
    print(f"{len(whole) // 1000} kB a file      ms  files/s")
    for row, taken in rows.items():
        print(f"{row:24} {taken * 1000:6.1f} {1 / taken:6.1f}")


if __name__ == "__main__":
    main()
