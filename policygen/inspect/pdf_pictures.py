"""The words in the pictures of a PDF against those of the pictures that its Document holds."""

from __future__ import annotations

from base64 import b64decode
from collections import Counter

from lxml import etree

from policygen.diagnostics.codes import say
from policygen.document.model import Document, Figure
from policygen.document.walk import parts_of
from policygen.inspect.pdf_words import Reading
from policygen.inspect.squeezing import squeezed

_SVG = "{http://www.w3.org/2000/svg}"


def _pictures_of(document: Document) -> list[str]:
    """Return the ids of the assets that a Document shows, in reading order."""
    found = [document.cover.logo] if document.cover.logo else []
    return found + [part.asset for part in parts_of(document) if isinstance(part, Figure)]


def added_in_pictures(reading: Reading, document: Document) -> list[str]:
    """Return a sentence for each page that paints words in a picture, or pictures, that the Document's do not have."""
    assets = {asset.id: asset for asset in document.assets}
    shown = _pictures_of(document)
    found = []
    if reading.figures != len(shown):
        found.append(say("verify.picture_count", count=reading.figures, wanted=len(shown)))
    left: Counter[str] = Counter()
    for name in shown:
        if name in assets and assets[name].media_type == "image/svg+xml":
            left.update(squeezed(_words_in(b64decode(assets[name].data))))
    for number, page in enumerate(reading.pages, 1):
        here = Counter(squeezed("".join(page.drawn)))
        if here - left:
            found.append(say("verify.picture_words", page=number, words=" ".join("".join(page.drawn).split())[:90]))
        left -= here
    return found


def _words_in(drawing: bytes) -> str:
    """Return the words of an SVG; "" for one that cannot be read. A text that is used again is painted again."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(drawing, parser)
    except etree.XMLSyntaxError:
        return ""
    words = "".join("".join(map(str, text.itertext())) for text in root.iter(f"{_SVG}text"))
    return words * (1 + sum(1 for _ in root.iter(f"{_SVG}use")))
