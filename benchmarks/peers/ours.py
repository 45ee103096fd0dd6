"""policygen's ways to a file, and those of the engines that it uses: `python -m benchmarks.peers.ours ROUTE FOLDER`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from benchmarks.measuring import ROOT
from benchmarks.peers.policy import NAME, POLICY, SCHOOL, SHORT, documents, layout_in, name_of
from benchmarks.peers.serving import Prepare, serve
from policygen.build.rendering import Renderer
from policygen.compile.compiler import Compiler
from policygen.document.overlays import Companions
from policygen.look.look import Look
from policygen.world.disk import DiskWorld
from policygen.world.memory import MemoryWorld

Makers = Iterator[Callable[[], bytes]]
Route = Callable[[Path], Callable[[int, int], Makers]]


def pdf(engine: str, folder: Path) -> Callable[[int, int], Makers]:
    """The whole PDF: fields, attachment, tags and Layout."""
    renderer = Renderer(DiskWorld(ROOT), engine=engine)

    def makers(first: int, count: int) -> Makers:
        for document, companions in documents(folder, first, count):
            yield lambda one=document, with_=companions: renderer.render(one, ("pdf",), (with_,))["pdf"]

    return makers


def docx(folder: Path) -> Callable[[int, int], Makers]:
    """The Word file of a Document whose Layout is known: contents list, bookmarks, signature blocks, and the data."""
    from policygen.render.docx import KeptBlocks, write_docx

    look, layout, kept = Look.load(DiskWorld(ROOT)), layout_in(folder), KeptBlocks()

    def makers(first: int, count: int) -> Makers:
        for document, companions in documents(folder, first, count):
            yield partial(write_docx, document, layout, look, (companions,), kept)

    return makers


def docx_whole(_: Path) -> Callable[[int, int], Makers]:
    """The Word file from a school's settings, with page numbers from Typst."""
    snapshot = MemoryWorld.of(DiskWorld(ROOT))
    settings = snapshot.files[f"schools/{SCHOOL}.yaml"].decode()

    def made(compiler: Compiler, renderer: Renderer, name: str) -> bytes:
        school = compiler.school(name)
        assert school is not None
        compiled = compiler.compile(school, POLICY)
        companions = Companions(editions=compiler.for_other_readers(school, compiled))
        return renderer.render(compiled.document, ("docx",), (companions,))["docx"]

    def makers(first: int, count: int) -> Makers:
        numbers = range(first, first + count)
        named = {
            f"schools/school-{n}.yaml": settings.replace(NAME, name_of(n)).replace(SHORT, f"School {n}").encode()
            for n in numbers
        }
        world = replace(snapshot, files={**snapshot.files, **named})
        compiler, _ = Compiler.load(world)
        assert compiler is not None
        renderer = Renderer(world, engine="typst")
        renderer.look  # noqa: B018 - loaded before the clock starts
        for n in numbers:
            yield partial(made, compiler, renderer, f"school-{n}")

    return makers


def typst_alone(folder: Path) -> Callable[[int, int], Makers]:
    """Typst on the source that policygen gives it, to the same standards, and nothing else."""
    from policygen.render.pdf_typst.press import press_of
    from policygen.render.pdf_typst.writer import sources

    look = Look.load(DiskWorld(ROOT))

    def makers(first: int, count: int) -> Makers:
        for document, _ in documents(folder, first, count):
            yield partial(press_of(look.face).pdf, sources(document, look)[0])

    return makers


def weasyprint_alone(folder: Path) -> Callable[[int, int], Makers]:
    """WeasyPrint on the HTML and the stylesheet that policygen gives it, to PDF/A-3a with its own tags."""
    import weasyprint

    from policygen.look.fonts import only
    from policygen.render.pdf_weasyprint.page import html_for_pdf, stylesheet

    look = Look.load(DiskWorld(ROOT))

    def made(html: str, css: str) -> bytes:
        with only(look.face):
            page = weasyprint.HTML(string=html)
            data: bytes = page.write_pdf(stylesheets=[weasyprint.CSS(string=css)], pdf_variant="pdf/a-3a")
            return data

    def makers(first: int, count: int) -> Makers:
        for document, _ in documents(folder, first, count):
            yield partial(made, html_for_pdf(document, look), stylesheet(document, look))

    return makers


ROUTES: dict[str, Route] = {
    "pdf-weasyprint": partial(pdf, "weasyprint"),
    "pdf-typst": partial(pdf, "typst"),
    "docx": docx,
    "docx-whole": docx_whole,
    "typst-alone": typst_alone,
    "weasyprint-alone": weasyprint_alone,
}


def _prepare(route: str, folder: Path) -> Prepare:
    makers = ROUTES[route](folder)

    def prepare(first: int, count: int) -> Sequence[Callable[[], bytes]]:
        return list(makers(first, count))

    return prepare


if __name__ == "__main__":
    serve(_prepare(sys.argv[1], Path(sys.argv[2])))
