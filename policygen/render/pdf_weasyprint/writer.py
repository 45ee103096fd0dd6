"""Document -> PDF/A-3a that is PDF/UA-1 too, and the Layout that says where everything fell."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import Any

import pydyf
import weasyprint
from weasyprint.urls import FatalURLFetchingError

from policygen import __version__
from policygen.diagnostics.codes import say
from policygen.document.layout import Layout
from policygen.document.model import Document
from policygen.document.overlays import Overlay, overlay_of
from policygen.document.revisions import NO_REVISIONS, Revisions
from policygen.look.fonts import only
from policygen.look.look import Look
from policygen.render.engine import RenderingError, ResourceRefused
from policygen.render.glyphs import MissingGlyphs, missing_glyphs
from policygen.render.html.shared import source
from policygen.render.pdf.pdfua import PDFUA, PDFUA_DESCRIBED
from policygen.render.pdf.streams import ambiguous, compress_streams
from policygen.render.pdf_weasyprint.fetching import OwnPictures
from policygen.render.pdf_weasyprint.internals import (
    add_to_metadata,
    keep_links_of,
    paint_markers_in_place,
    tag_with,
    warnings_kept,
)
from policygen.render.pdf_weasyprint.measure import layout
from policygen.render.pdf_weasyprint.page import html_for_pdf, stylesheet
from policygen.render.pdf_weasyprint.tagging import add_own_tags

ENGINE = f"weasyprint {weasyprint.__version__}"


def write_pdf(document: Document, look: Look, overlays: Sequence[Overlay] = ()) -> tuple[bytes, Layout]:
    """The PDF's bytes, and its Layout. Revisions among `overlays` make it a redline.

    Conforms to ISO 19005-3 (PDF/A-3a) and ISO 14289-1 (PDF/UA-1). The bytes depend on the arguments alone.
    Raises MissingGlyphs, ResourceRefused or RenderingError.
    """
    revisions = overlay_of(overlays, Revisions) or NO_REVISIONS
    missing = missing_glyphs(document, look.face, revisions)
    if missing:
        raise MissingGlyphs(missing, look.face.family)
    fetcher = OwnPictures(frozenset(source(asset) for asset in document.assets))
    with only(look.face), warnings_kept() as complaints:
        try:
            rendering = _laid_out(document, look, fetcher, revisions)
            data = _paint(rendering)
        except FatalURLFetchingError as error:
            raise ResourceRefused(tuple(fetcher.refused)) from error
    if fetcher.refused:
        raise ResourceRefused(tuple(fetcher.refused))
    if complaints:
        raise RenderingError("; ".join(complaints))
    strangers = sorted({font.family for font in rendering.fonts.values()} - {look.face.family})
    if strangers:
        raise RenderingError(say("render.other_fonts", found=strangers, wanted=look.face.family))
    return data, layout(document, rendering, ENGINE)


def _laid_out(document: Document, look: Look, fetcher: OwnPictures, revisions: Revisions) -> Any:
    """The `weasyprint.Document`, with our own metadata, links and tags."""
    css, complaints = _read(stylesheet(document, look))
    if complaints:
        raise RenderingError("; ".join(complaints))
    html = html_for_pdf(document, look, revisions)
    if (revisions.blocks or revisions.words) and not ("<ins>" in html or "<del>" in html):
        # A project's own templates from before there were revisions print deleted words like any others.
        raise RenderingError(say("render.no_revisions"))
    page = weasyprint.HTML(string=html, url_fetcher=fetcher)
    rendering = page.render(stylesheets=[css], pdf_variant="pdf/a-3a")
    _describe(rendering.metadata, document)
    # WeasyPrint gives every box inside a link an annotation of its own, outside any Link element.
    keep_links_of(rendering, "a")
    paint_markers_in_place(rendering)
    tag_with(rendering, partial(add_own_tags, heard=revisions.heard))
    return rendering


@lru_cache(maxsize=16)
def _read(css: str) -> tuple[Any, tuple[str, ...]]:
    """A stylesheet, read once for all documents that it fits, and what WeasyPrint warned of.

    Reading takes a quarter of the time of a sheet; rendering only looks into it. Raises ResourceRefused.
    """
    fetcher = OwnPictures(frozenset())
    with warnings_kept() as complaints:
        try:
            return weasyprint.CSS(string=css, url_fetcher=fetcher), tuple(complaints)
        except FatalURLFetchingError as error:
            raise ResourceRefused(tuple(fetcher.refused)) from error


def _paint(rendering: Any) -> bytes:
    """The file; painted again, with one idle object more, while a stream that pydyf makes last ends ambiguously."""
    data = b""
    for idle in range(8):

        def finish(_: Any, pdf: Any, idle: int = idle) -> None:
            for _ in range(idle):
                pdf.add_object(pydyf.Dictionary())
            compress_streams(pdf)

        data = rendering.write_pdf(pdf_variant="pdf/a-3a", finisher=finish)
        if not ambiguous(data):
            break
    return data


# --- metadata -------------------------------------------------------------------------------------------------------

# ISO 14289-1 5 asks for pdfuaid:part; ISO 19005-3 6.6.2.3 asks that a schema it does not know be described.
_PDFUA_RDF = f"""
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about="" xmlns:pdfuaid="{PDFUA}"
 pdfuaid:part="1"/>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
{PDFUA_DESCRIBED}
</rdf:Description>
""".encode()


def _describe(metadata: Any, document: Document) -> None:
    """Set the file's properties from the Document alone, and have its XMP declare PDF/UA-1."""
    metadata.title = document.metadata.title
    metadata.authors = [document.metadata.author]
    metadata.description = document.metadata.subject
    metadata.keywords = list(document.metadata.keywords)
    metadata.created = metadata.modified = document.metadata.created
    metadata.generator = f"policygen {__version__}"
    metadata.lang = document.language
    add_to_metadata(metadata, _PDFUA_RDF)
