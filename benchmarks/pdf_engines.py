"""How fast each engine draws one policy for many schools, in one process: `python -m benchmarks.pdf_engines --runs 20`.

Times are of the processor, medians. Typst alone and policygen with Typst take turns, and their ratios are medians of
what was measured side by side; WeasyPrint, whose garbage would slow the others, comes last. "Typst alone" compiles the
same source to the same standards and does nothing else.
"""

from __future__ import annotations

import argparse
import gc
import statistics
import time
from collections.abc import Callable
from math import ceil
from pathlib import Path

from policygen.build.artifacts import Builder
from policygen.compile.compiler import Compiler
from policygen.document.json import from_json, to_json
from policygen.document.model import Document
from policygen.render.engine import Seal, engine_named
from policygen.render.pdf_typst.press import press_of
from policygen.render.pdf_typst.writer import sources
from policygen.world.disk import DiskWorld

ROOT = Path(__file__).parents[1]
SCHOOL = "allhallows"
ALONE = "Typst alone"
TAGGED = "policygen, Typst: tags, properties, Layout"
WHOLE = "the same with fields and attachment"
REFERENCE = "policygen, WeasyPrint, with fields and attachment"


def schools(document: Document, count: int, first: int = 0) -> list[Document]:
    """The policy as schools of other names have it; Typst would know a school again that it has met."""
    text = to_json(document).decode()
    name = "".join(getattr(one, "text", "") for one in document.cover.school)
    return [
        from_json(text.replace(name, f"St Mary's School number {number}")) for number in range(first, first + count)
    ]


def seconds(work: Callable[[Document], object], document: Document) -> float:
    """The seconds of the processor that work on a document takes."""
    start = time.process_time()
    work(document)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=20, help="documents for Typst; WeasyPrint draws a quarter of them")
    runs = max(parser.parse_args().runs, 4)
    compiler, _ = Compiler.load(DiskWorld(ROOT))
    assert compiler is not None
    school, look = compiler.school(SCHOOL), Builder(compiler).renderer.look
    assert school is not None
    policy = compiler.compile(school, "e-safety").document
    typst, weasyprint, seal = engine_named("typst"), engine_named("weasyprint"), Seal()
    ways: dict[str, Callable[[Document], object]] = {
        ALONE: lambda one: press_of(look.face).pdf(given[id(one)]),
        TAGGED: lambda one: typst.render(one, look),
        WHOLE: lambda one: typst.render_sealed(one, look, seal),
        REFERENCE: lambda one: weasyprint.render_sealed(one, look, seal),
    }
    # Each way has documents of its own, and the first two of each, which load what is needed, do not count.
    documents = {way: schools(policy, runs + 2, 100 * place) for place, way in enumerate(ways, 1)}
    given = {id(one): sources(one, look)[0] for one in documents[ALONE]}
    gc.collect()
    gc.freeze()
    gc.set_threshold(500_000, 20, 100)  # as the command has it
    found: dict[str, list[float]] = {way: [] for way in ways}
    turns = [(turn, way) for turn in range(runs + 2) for way in ways if way != REFERENCE]
    for turn, way in turns + [(turn, REFERENCE) for turn in range(2 + ceil(runs / 4))]:
        took = seconds(ways[way], documents[way][turn])
        if turn > 1:
            found[way].append(took)
    for way, times in found.items():
        took = statistics.median(times)
        print(f"| {way} | {took * 1000:.0f} ms | {1 / took:.1f} a second |")
    for way in (TAGGED, WHOLE):
        ratio = statistics.median(alone / took for alone, took in zip(found[ALONE], found[way], strict=True))
        print(f"{way}: {ratio:.2f} of the rate of Typst alone")
    ratio = statistics.median(found[REFERENCE]) / statistics.median(found[WHOLE])
    print(f"{WHOLE}: {ratio:.1f} times the rate of WeasyPrint")


if __name__ == "__main__":
    main()
