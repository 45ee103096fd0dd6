"""policygen's ways to a file, and those of the engines that it uses: `python -m benchmarks.peers.ours ROUTE FOLDER`."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks.peers.policy import Schools, layout_in
from benchmarks.peers.serving import Prepare, serve
from policygen.build.rendering import Renderer
from policygen.look.look import Look

Makers = Iterator[Callable[[], bytes]]
Route = Callable[[Path], Callable[[int, int], Makers]]


def pdf(engine: str, _: Path) -> Callable[[int, int], Makers]:
    """The whole PDF: fields, attachment, tags and Layout."""
    schools = Schools()
    renderer = Renderer(schools.world, engine=engine)

    def makers(first: int, count: int) -> Makers:
        for document, companions in map(schools.compiled, range(first, first + count)):
            yield lambda one=document, with_=companions: renderer.render(one, ("pdf",), (with_,))["pdf"]

    return makers


def docx(folder: Path) -> Callable[[int, int], Makers]:
    """The Word file of a Document whose Layout is known: contents list, bookmarks, signature blocks, and the data."""
    from policygen.render.docx import KeptBlocks, write_docx

    schools, layout, kept = Schools(), layout_in(folder), KeptBlocks()
    look = Look.load(schools.world)

    def makers(first: int, count: int) -> Makers:
        for document, companions in map(schools.compiled, range(first, first + count)):
            yield partial(write_docx, document, layout, look, (companions,), kept)

    return makers


def docx_whole(_: Path) -> Callable[[int, int], Makers]:
    """The Word file from a school's settings, with page numbers from Typst."""
    schools = Schools()
    renderer = Renderer(schools.world, engine="typst")

    def made(number: int) -> bytes:
        document, companions = schools.compiled(number)
        return renderer.render(document, ("docx",), (companions,))["docx"]

    return lambda first, count: (partial(made, number) for number in range(first, first + count))


def typst_alone(_: Path) -> Callable[[int, int], Makers]:
    """Typst on the source that policygen gives it, to the same standards, and nothing else."""
    from policygen.render.pdf_typst.press import press_of
    from policygen.render.pdf_typst.writer import sources

    schools = Schools()
    look = Look.load(schools.world)

    def makers(first: int, count: int) -> Makers:
        for document, _ in map(schools.compiled, range(first, first + count)):
            yield partial(press_of(look.face).pdf, sources(document, look)[0])

    return makers


def weasyprint_alone(_: Path) -> Callable[[int, int], Makers]:
    """WeasyPrint on the HTML and the stylesheet that policygen gives it, to PDF/A-3a with its own tags."""
    import weasyprint

    from policygen.look.fonts import only
    from policygen.render.pdf_weasyprint.page import html_for_pdf, stylesheet

    schools = Schools()
    look = Look.load(schools.world)

    def made(html: str, css: str) -> bytes:
        with only(look.face):
            page = weasyprint.HTML(string=html)
            data: bytes = page.write_pdf(stylesheets=[weasyprint.CSS(string=css)], pdf_variant="pdf/a-3a")
            return data

    def makers(first: int, count: int) -> Makers:
        for document, _ in map(schools.compiled, range(first, first + count)):
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
    # As the processes of a build have it: the library stays, and is not looked through for garbage again and again.
    gc.freeze()
    gc.set_threshold(20_000, 5, 5)

    def prepare(first: int, count: int) -> Sequence[Callable[[], bytes]]:
        return list(makers(first, count))

    return prepare


if __name__ == "__main__":
    serve(_prepare(sys.argv[1], Path(sys.argv[2])))
