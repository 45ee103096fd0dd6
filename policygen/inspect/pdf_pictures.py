"""The words in the pictures of a PDF against those of the pictures that its Document holds."""

from __future__ import annotations

from base64 import b64decode
from collections import Counter

from lxml import etree

from policygen.diagnostics.codes import say
from policygen.document.model import Asset, Document, Figure
from policygen.document.walk import parts_of
from policygen.inspect.pdf_words import Reading
from policygen.inspect.squeezing import reads_from_right, squeezed

_SVG = "{http://www.w3.org/2000/svg}"


def _pictures_of(document: Document) -> list[str]:
    """Return the ids of the assets that a Document shows, in reading order."""
    found = [document.cover.logo] if document.cover.logo else []
    return found + [part.asset for part in parts_of(document) if isinstance(part, Figure)]


def added_in_pictures(reading: Reading, document: Document) -> list[str]:
    """Return a sentence for each page that paints words in a picture, or pictures, that the Document's do not have.

    A picture that is described in words instead is not painted.
    """
    assets = {asset.id: asset for asset in document.assets}
    shown = _pictures_of(document)
    found = []
    painted = sum(len(page.drawn) for page in reading.pages)
    if reading.figures != len(shown) or painted > len(shown):
        found.append(say("verify.picture_count", count=max(painted, reading.figures), wanted=len(shown)))
    left = [_words_in(assets[name]) if name in assets else [] for name in shown]
    for number, page in enumerate(reading.pages, 1):
        for words in page.drawn:
            place = next((place for place, texts in enumerate(left) if _says(words, texts)), None)
            if place is None:
                found.append(say("verify.picture_words", page=number, words=" ".join("".join(words).split())[:90]))
            else:
                del left[: place + 1]
    return found


def _says(drawn: list[str], texts: list[str]) -> bool:
    """Tell whether a picture has nothing but these texts, whole and in their order."""
    words = squeezed("".join(drawn))
    if reads_from_right(words):
        return not Counter(words) - Counter("".join(texts))
    place = 0
    for text in texts:
        if words.startswith(text, place):
            place += len(text)
    return place == len(words)


def _words_in(asset: Asset) -> list[str]:
    """Return the texts of an SVG; none for another picture. What is used again is painted again."""
    if asset.media_type != "image/svg+xml":
        return []
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(b64decode(asset.data), parser)
    except etree.XMLSyntaxError:
        return []
    texts = [squeezed("".join(map(str, text.itertext()))) for text in root.iter(f"{_SVG}text")]
    again = 1 + sum(1 for _ in root.iter(f"{_SVG}use"))
    return [text for text in texts if text] * again
