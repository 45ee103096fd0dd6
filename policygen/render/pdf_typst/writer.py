"""Document -> PDF/A-3a that is PDF/UA-1 too, and the Layout that says where everything fell."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from importlib import resources
from io import BytesIO

from PIL import Image
from pydantic_core import to_json

from policygen.diagnostics.codes import say
from policygen.document.layout import Layout
from policygen.document.model import Asset, Document
from policygen.document.overlays import Overlay, overlay_of
from policygen.document.revisions import Revisions
from policygen.look.fonts import Face
from policygen.look.look import Look
from policygen.look.tokens import Tokens
from policygen.look.units import POINTS_PER_MM
from policygen.render.contents import fit_contents
from policygen.render.engine import RenderingError, Seal
from policygen.render.glyphs import MissingGlyphs, missing_glyphs
from policygen.render.html.shared import colours_of, logo_of, source
from policygen.render.margins import fit_margins, footer_lines
from policygen.render.pdf_typst.flow import Node, without_elements
from policygen.render.pdf_typst.measures import measures
from policygen.render.pdf_typst.metadata import describe, describe_links
from policygen.render.pdf_typst.nodes import PageNodes
from policygen.render.pdf_typst.objects import NotAsExpected, PdfObjects
from policygen.render.pdf_typst.press import ENGINE, press_of
from policygen.render.pdf_typst.sealing import put_attachments, put_fields
from policygen.render.pdf_typst.tags import Tags
from policygen.render.pdf_typst.words import in_one_line

_COMMENT = b"/*"  # see page.typ
_ASCII = bytes(range(128))
_PLAIN = frozenset(map(chr, range(0x20, 0x7F)))
_RASTER = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}">'
    '<image width="{width}" height="{height}" image-rendering="optimizeSpeed" href="{uri}"/></svg>'
)


def sources(document: Document, look: Look) -> tuple[dict[str, bytes], list[Node]]:
    """Return what Typst is given for a document, by file: page.typ, which is always the same, data and pictures.

    And the nodes, from which the tags are made.
    """
    base = fit_margins(look.tokens.for_kind(document.kind), document, look.face)
    tokens = fit_contents(base, document, look.face)
    colour = colours_of(document, tokens.colours)["house"]
    files = {asset.id: f"picture-{n}.svg" for n, asset in enumerate(document.assets)}
    nodes = PageNodes(document, tokens, look.tokens, look.face, colour).nodes(logo_of(document), files)
    given = {"running": _running(document, tokens, look.face), "nodes": list(without_elements(nodes))}
    measured = measures(document.language, tokens, look.face)
    made = {
        "main.typ": _page(),
        "look.json": to_json({**measured, "watermark": _watermark(document, tokens)}),
        "document.json": _COMMENT + to_json(given),
        **{files[asset.id]: _COMMENT + _drawing(asset) for asset in document.assets},
    }
    return made, nodes


def write_with_typst(document: Document, look: Look, overlays: Sequence[Overlay] = ()) -> tuple[bytes, Layout]:
    """The PDF's bytes, and its Layout.

    Conforms to ISO 19005-3 (PDF/A-3a) and ISO 14289-1 (PDF/UA-1). The bytes depend on the arguments alone.
    Raises MissingGlyphs or RenderingError.
    """
    if overlay_of(overlays, Revisions):
        raise RenderingError(say("render.typst_no_redline"))
    return _written(document, look, None)


def write_sealed(document: Document, look: Look, seal: Seal) -> tuple[bytes, Layout]:
    """The same with a signature field for each signatory and what `seal` says attached.

    Raises NoPlace, MissingGlyphs or RenderingError.
    """
    return _written(document, look, seal)


def _written(document: Document, look: Look, seal: Seal | None) -> tuple[bytes, Layout]:
    files, nodes = sources(document, look)
    missing = () if _can_draw(files["document.json"], document, look.face) else missing_glyphs(document, look.face)
    if missing:
        raise MissingGlyphs(missing, look.face.family)
    return finish(press_of(look.face).pdf(files), document, look, nodes, seal)


def finish(
    data: bytes, document: Document, look: Look, nodes: Sequence[Node], seal: Seal | None = None
) -> tuple[bytes, Layout]:
    """Return what Typst made as a file with this document's properties and tags, and its Layout."""
    height = look.tokens.page.height * POINTS_PER_MM
    try:
        pdf = PdfObjects(data)
        describe(pdf, document)
        describe_links(pdf)
        tags = Tags(pdf, nodes, height)
        if seal:
            put_fields(pdf, tags, document, height)
        tags.write()
        if seal and seal.attached and document.kind == "policy":
            put_attachments(pdf, document, seal.editions)
    except NotAsExpected as error:
        raise RenderingError(say("render.typst_tags", reason=str(error))) from error
    return pdf.write(), Layout(engine=ENGINE, pages=len(tags.pages), page_of=tags.page_of, boxes=tags.boxes)


def _page() -> bytes:
    return resources.files("policygen.render.pdf_typst").joinpath("page.typ").read_bytes()


def _can_draw(given: bytes, document: Document, face: Face) -> bool:
    """Tell whether all that Typst is given has glyphs; where it may not, `missing_glyphs` says what has none.

    The words are in `given` already, and few of its bytes are not ASCII: collecting the words again takes longer.
    """
    words = document.words
    others = "".join((words.contents, words.page, words.signed, words.name, words.date, words.watermark))
    used = {*given.translate(None, _ASCII).decode(), *others} - _PLAIN
    return b"\\u00" not in given and face.characters.issuperset(map(ord, used | _PLAIN))


def _drawing(asset: Asset) -> bytes:
    """Return a picture as an SVG: Typst takes only text from memory. A raster is in it as it is, and not smoothed.

    PDF/A allows no smoothing by the reader's program (ISO 19005-3 6.2.8.2).
    """
    uri = source(asset)
    data = b64decode(uri.partition(",")[2])
    if uri.startswith("data:image/svg+xml"):
        return data
    with Image.open(BytesIO(data)) as picture:
        width, height = picture.size
    return _RASTER.format(width=width, height=height, uri=uri).encode()


def _running(document: Document, tokens: Tokens, face: Face) -> dict[str, object]:
    """What the margins of every page print; `bare` if the first has none."""
    before, _, rest = document.words.page.partition("{page}")
    between, total, after = rest.partition("{pages}")
    heads = [document.header, *([" · ".join(document.notices)] if document.notices else [])]
    return {
        "bare": document.kind == "policy",
        "heads": [in_one_line(head) for head in heads],
        "foot": footer_lines(tokens, document, face),
        "page": [before, between, bool(total), after],
    }


def _watermark(document: Document, tokens: Tokens) -> str:
    return document.words.watermark if tokens.marks.watermark == "across" else ""
