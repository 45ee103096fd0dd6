"""How fast each engine draws one policy for many schools, in one process: `python -m benchmarks.pdf_engines --runs 20`.

Times are of the processor, medians. "Typst alone" compiles the same source to the same standards and does nothing else.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from policygen.build.artifacts import Builder
from policygen.compile.compiler import Compiler
from policygen.document.json import from_json, to_json
from policygen.document.model import Document
from policygen.render.pdf.seal import seal
from policygen.render.pdf_typst.press import press_of
from policygen.render.pdf_typst.writer import sources, write_with_typst
from policygen.render.pdf_weasyprint.writer import write_pdf
from policygen.world.disk import DiskWorld

ROOT = Path(__file__).parents[1]
SCHOOL = "allhallows"
T = TypeVar("T")


def schools(document: Document, count: int, first: int = 0) -> list[Document]:
    """The policy as schools of other names have it; Typst would know a school again that it has met."""
    text = to_json(document).decode()
    name = "".join(getattr(one, "text", "") for one in document.cover.school)
    return [
        from_json(text.replace(name, f"St Mary's School number {number}")) for number in range(first, first + count)
    ]


def median(work: Callable[[Document], object], documents: list[Document]) -> float:
    """The median of seconds of the processor for a document; the first two, which load what is needed, do not count."""
    times = []
    for document in documents:
        start = time.process_time()
        work(document)
        times.append(time.process_time() - start)
    return statistics.median(times[2:])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="documents for Typst; WeasyPrint draws a quarter of them")
    runs = max(parser.parse_args().runs, 12)
    compiler, _ = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    school, look = compiler.school(SCHOOL), Builder(compiler).renderer.look
    assert school is not None
    policy = compiler.compile(school, "e-safety").document
    bare, tagged, whole = (schools(policy, runs, first) for first in (100, 200, 300))
    waiting = iter([sources(document, look)[0] for document in bare])
    gc.collect()
    gc.freeze()

    def ours(document: Document) -> bytes:
        data, layout = write_with_typst(document, look)
        return seal(data, document, layout)

    def weasyprints(document: Document) -> bytes:
        data, layout = write_pdf(document, look)
        return seal(data, document, layout)

    found = {
        "Typst alone": median(lambda _: press_of(look.face).pdf(next(waiting)), bare),
        "policygen, Typst: tags, properties, Layout": median(lambda one: write_with_typst(one, look), tagged),
        "the same with fields and attachment": median(ours, whole),
        "policygen, WeasyPrint, with fields and attachment": median(weasyprints, whole[: max(3, runs // 4)]),
    }
    for name, seconds in found.items():
        print(f"| {name} | {seconds * 1000:.0f} ms | {1 / seconds:.1f} a second |")


if __name__ == "__main__":
    main()
