"""A school's logo or a library's picture: a PNG, JPEG or SVG inside the project, checked and made ready to print."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from policygen.diagnostics.model import Diagnostics, Span
from policygen.world.protocol import OutsideTheProject, World

LARGEST = 5_000_000
# SVG can name other files, scripts and fonts; a logo needs none of them.
_ACTIVE_SVG = re.compile(
    rb"<\s*(?:script|foreignObject|image)\b|\bon\w+\s*=|<!ENTITY|<!DOCTYPE[^>]*\[|@import|"
    # What is named must stand in the drawing itself.
    rb"href\s*=\s*[\"'](?!#)|url\(\s*[\"']?(?!#)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its media type, its bytes in base64, its size in pixels (an SVG's in its own units)."""

    media_type: str
    data: str
    width: int
    height: int
    alternative: str


def read_picture(
    world: World, name: str, span: Span, alternative: str, diagnostics: Diagnostics, what: str = "picture"
) -> Picture | None:
    """Read and check the picture of this name; None when it cannot be used (reported at `span`, as a `what`)."""
    found = _Reading(name, span, alternative, diagnostics, what)
    try:
        data = world.read(name)
    except OutsideTheProject:
        return found.refused(
            "PG341",
            "lies outside the project folder",
            f"Copy it into schools/ and name it schools/{PurePosixPath(name).name}.",
        )
    except OSError:
        diagnostics.error(
            "PG342",
            f"there is no file {name}",
            span,
            hint=f"The path begins in the project folder: schools/{PurePosixPath(name).name} for a file in schools/.",
        )
        return None
    if len(data) > LARGEST:
        size = f"has {len(data) / 1e6:.0f} MB; at most {LARGEST // 1_000_000} MB"
        return found.refused("PG343", size, "Save a smaller copy.")
    return found.svg(data) if b"<svg" in data[:2000] else found.raster(data)


@dataclass(frozen=True, slots=True)
class _Reading:
    name: str
    span: Span
    alternative: str
    diagnostics: Diagnostics
    what: str

    def refused(self, code: str, why: str, hint: str) -> Picture | None:
        self.diagnostics.error(code, f"the {self.what} {self.name} {why}", self.span, hint=hint)
        return None

    def svg(self, data: bytes) -> Picture | None:
        if _ACTIVE_SVG.search(data):
            return self.refused(
                "PG344", "holds scripts, other pictures or entities", "Save it as plain SVG, or as PNG."
            )
        from lxml import etree

        try:
            root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            root = None
        if root is None or etree.QName(root).localname != "svg":
            return self._unreadable()
        width, height = _svg_size(root.get("viewBox", ""), root.get("width", ""), root.get("height", ""))
        return Picture("image/svg+xml", _base64(data), width, height, self.alternative)

    def raster(self, data: bytes) -> Picture | None:
        from PIL import Image

        try:
            with Image.open(BytesIO(data), formats=["PNG", "JPEG"]) as opened:
                opened.load()
                kind = opened.format or ""
                image: Image.Image = opened
                if image.mode not in ("RGB", "RGBA", "L", "LA", "P"):
                    # PDF/A with an RGB output intent does not take CMYK.
                    image = image.convert("RGB")
                if image.mode == "P":
                    image = image.convert("RGBA")
                output = BytesIO()
                # Saved afresh: what the file carried beside the picture (place, camera, names) stays out of the policy.
                if kind == "JPEG":
                    image.save(output, "JPEG", quality=92)
                else:
                    image.save(output, "PNG", optimize=True)
                width, height = image.size
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            return self._unreadable()
        media_type = "image/jpeg" if kind == "JPEG" else "image/png"
        return Picture(media_type, _base64(output.getvalue()), width, height, self.alternative)

    def _unreadable(self) -> Picture | None:
        hint = "Use a PNG, JPEG or SVG file; renaming a Word or PDF file does not make it one."
        return self.refused("PG345", "is no picture that can be read", hint)


def _svg_size(box: str, width: str, height: str) -> tuple[int, int]:
    number = r"\d{1,6}(?:\.\d+)?"
    numbers = re.findall(rf"-?{number}", box)
    if len(numbers) != 4:
        numbers = ["0", "0", *((re.match(number, words) or ["100"])[0] for words in (width, height))]
    return max(round(float(numbers[2])), 1), max(round(float(numbers[3])), 1)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
