"""Check a school's logo or a library's picture, a PNG, JPEG or SVG in the project, and prepare it for printing."""

from __future__ import annotations

import base64
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from policygen.check.drawings import fault_in
from policygen.diagnostics.model import Diagnostics, Span
from policygen.diagnostics.phrases import Fact
from policygen.world.protocol import OutsideTheProject, World

if TYPE_CHECKING:
    from lxml import etree

LARGEST = 5_000_000
# A whole page at 300 pixels an inch has nine million.
MOST_PIXELS = 10_000_000
# SVG can refer to other files, scripts and fonts; a logo needs none of them.
_ACTIVE_SVG = re.compile(
    rb"<\s*(?:script|foreignObject|image)\b|\bon\w+\s*=|<!ENTITY|<!DOCTYPE[^>]*\[|@import",
    re.IGNORECASE,
)
_CSS_ESCAPE = re.compile(r"\\([0-9a-f]{1,6})\s?|\\(.)", re.IGNORECASE)
# An address in CSS and the first character of what it names; a function that takes addresses as bare strings.
_ADDRESS = re.compile(r"url\(\s*[\"']?\s*([^\s\"')]?)", re.IGNORECASE)
_IMPORTING = re.compile(r"@import|image-set\(|\bsrc\(", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its media type, its bytes in base64, its size in pixels (an SVG's in its own units)."""

    media_type: str
    data: str
    width: int
    height: int
    alternative: str


def read_picture(world: World, name: str, span: Span, alternative: str, diagnostics: Diagnostics) -> Picture | None:
    """Read and check the picture with this name; report at `span` why it cannot be used and return None."""
    found = _Reading(name, span, alternative, diagnostics)
    path = PurePosixPath(name)
    folder = "/".join(path.parts[:2]) if path.parts[:1] == ("clauses",) else "schools"
    try:
        data = world.read(name)
    except OutsideTheProject:
        return found.refused("PG341", folder=folder, file=path.name)
    except OSError:
        if folder != "schools":
            return found.refused("PG342.figure", folder=folder)
        return found.refused("PG342.logo", folder=folder, file=path.name)
    if len(data) > LARGEST:
        return found.refused("PG343", size=f"{len(data) / 1e6:.0f}", limit=LARGEST // 1_000_000)
    return found.svg(data) if b"<svg" in data[:2000] else found.raster(data)


@dataclass(frozen=True, slots=True)
class _Reading:
    name: str
    span: Span
    alternative: str
    diagnostics: Diagnostics

    def refused(self, code: str, **facts: Fact) -> Picture | None:
        self.diagnostics.report(code, self.span, None, related=None, name=self.name, **facts)
        return None

    def svg(self, data: bytes) -> Picture | None:
        if _ACTIVE_SVG.search(data):
            return self.refused("PG344")
        from lxml import etree

        try:
            root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            root = None
        if root is None or etree.QName(root).localname != "svg":
            return self.refused("PG345")
        if _reaches_out(root):
            return self.refused("PG344")
        if (fault := fault_in(root)) is not None:
            return self.refused(fault.code, **fault.facts)
        width, height = _svg_size(root.get("viewBox", ""), root.get("width", ""), root.get("height", ""))
        return Picture("image/svg+xml", _base64(data), width, height, self.alternative)

    def raster(self, data: bytes) -> Picture | None:
        from PIL import Image

        try:
            with _sizes_unjudged(), Image.open(BytesIO(data), formats=["PNG", "JPEG"]) as opened:
                # The header says the size; unpacked, a picture can be a thousand times as large as its file.
                if opened.width * opened.height > MOST_PIXELS:
                    return self.refused("PG347.pixels", width=opened.width, height=opened.height, most=MOST_PIXELS)
                opened.load()
                kind = opened.format or ""
                image: Image.Image = opened
                if image.mode not in ("RGB", "RGBA", "L", "LA", "P"):
                    # PDF/A with an RGB output intent does not take CMYK.
                    image = image.convert("RGB")
                if image.mode == "P":
                    image = image.convert("RGBA")
                output = BytesIO()
                # Saved again to keep the metadata of the file (place, camera, names) out of the policy.
                if kind == "JPEG":
                    image.save(output, "JPEG", quality=92)
                else:
                    image.save(output, "PNG", optimize=True)
                width, height = image.size
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            return self.refused("PG345")
        media_type = "image/jpeg" if kind == "JPEG" else "image/png"
        return Picture(media_type, _base64(output.getvalue()), width, height, self.alternative)


@contextmanager
def _sizes_unjudged() -> Iterator[None]:
    """Keep Pillow's warning of large pictures back: their size is judged here."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        yield


def _reaches_out(root: etree._Element) -> bool:
    """Whether a drawing names anything that is not in it, as a reader of XML and CSS reads it, however it is spelt."""
    from lxml import etree

    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            if etree.QName(name).localname == "href" and not str(value).lstrip().startswith("#"):
                return True
        for css in (*element.attrib.values(), "".join(map(str, element.itertext()))):
            plain = _CSS_ESCAPE.sub(_unescaped, str(css))
            if _IMPORTING.search(plain) or any(first != "#" for first in _ADDRESS.findall(plain)):
                return True
    return False


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else 0
    return match[2] if match[2] else chr(code) if code <= sys.maxunicode else ""


def _svg_size(box: str, width: str, height: str) -> tuple[int, int]:
    number = r"\d{1,6}(?:\.\d+)?"
    numbers = re.findall(rf"-?{number}", box)
    if len(numbers) != 4:
        numbers = ["0", "0", *((re.match(number, words) or ["100"])[0] for words in (width, height))]
    return max(round(float(numbers[2])), 1), max(round(float(numbers[3])), 1)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
