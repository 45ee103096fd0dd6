"""Check a school's logo or a library's picture, a PNG, JPEG or SVG in the project, and prepare it for printing."""

from __future__ import annotations

import base64
import struct
import warnings
import zlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from policygen.check.drawings import fault_in, read_drawing
from policygen.check.effects import is_active, reaches_out, size_of, unprintable
from policygen.diagnostics.model import Diagnostics, Span
from policygen.diagnostics.phrases import Fact
from policygen.world.protocol import OutsideTheProject, World

if TYPE_CHECKING:
    from PIL import Image

SVG = "image/svg+xml"
LARGEST = 5_000_000
# A whole page at 300 pixels an inch has nine million.
MOST_PIXELS = 10_000_000
# The room that the cover gives a logo, in millimetres.
LOGO_WIDTH, LOGO_HEIGHT = 60.0, 32.0
# Below the first, edges look ragged on paper; the second is what printers ask for. Pixels an inch.
_COARSE, _FINE = 150, 300
# What Pillow raises for chunks and segments that are empty, cut off or contradict each other.
_DAMAGED = (
    OSError, SyntaxError, ValueError, LookupError, ArithmeticError, TypeError, AttributeError, struct.error, zlib.error,
)  # fmt: skip


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
    except FileNotFoundError:
        if folder != "schools":
            return found.refused("PG342.figure", folder=folder)
        return found.refused("PG342.logo", folder=folder, file=path.name)
    except OSError as error:
        diagnostics.report("PG207.failed", span, file=name, reason=error.strerror or str(error))
        return None
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
        if is_active(data):
            return self.refused("PG344")
        from lxml import etree

        try:
            root = read_drawing(data)
        except etree.XMLSyntaxError:
            root = None
        if root is None or etree.QName(root).localname != "svg":
            return self.refused("PG345")
        if reaches_out(root):
            return self.refused("PG344")
        if (fault := fault_in(root)) is not None:
            return self.refused(fault.code, **fault.facts)
        if effect := unprintable(root):
            return self.refused(effect)
        width, height = size_of(root.get("viewBox", ""), root.get("width", ""), root.get("height", ""))
        return Picture(SVG, _base64(data), width, height, self.alternative)

    def raster(self, data: bytes) -> Picture | None:
        from PIL import Image

        try:
            with _judged_here(), Image.open(BytesIO(data), formats=["PNG", "JPEG"]) as opened:
                # The header says the size; unpacked, a picture can be a thousand times as large as its file.
                if opened.width * opened.height > MOST_PIXELS:
                    return self.refused("PG347.pixels", width=opened.width, height=opened.height, most=MOST_PIXELS)
                opened.load()
                kind = opened.format or ""
                image = _for_print(opened)
                output = BytesIO()
                if kind == "JPEG":
                    image.save(output, "JPEG", quality=92)
                else:
                    image.save(output, "PNG", optimize=True)
        except (*_DAMAGED, Image.DecompressionBombError):
            return self.refused("PG345")
        media_type = "image/jpeg" if kind == "JPEG" else "image/png"
        return Picture(media_type, _base64(output.getvalue()), *image.size, self.alternative)


@contextmanager
def _judged_here() -> Iterator[None]:
    """Keep Pillow's warning of large pictures back: their size is judged here.

    WeasyPrint tells Pillow to take pictures that were cut off, for the whole process, once it is imported. Here they
    are refused at all times; what WeasyPrint is given was read whole before.
    """
    from PIL import Image, ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        yield


def logo_width(width: int, height: int) -> float:
    """Millimetres: as wide as the cover's room for a logo allows, and its height with that; square if not known."""
    ratio = width / height if width and height else 1.0
    return round(min(LOGO_WIDTH, LOGO_HEIGHT * ratio), 2)


def report_coarse(picture: Picture, name: str, printed: float, span: Span, diagnostics: Diagnostics) -> None:
    """Warn of a bitmap with too few pixels for the `printed` width in millimetres."""
    inches = printed / 25.4
    if picture.media_type != SVG and picture.width < _COARSE * inches:
        needed = -(-_FINE * inches // 1)
        diagnostics.report(
            "PG349", span, name=name, pixels=picture.width, printed=f"{printed:.0f}", needed=f"{needed:.0f}"
        )


def _for_print(opened: Image.Image) -> Image.Image:
    """Return the picture upright, in sRGB or grey with 8 bits, with none of the file's metadata.

    PDF/A with an RGB output intent takes no CMYK (ISO 19005-3, 6.2.4). Place, camera, names and comments stay out of
    the policy.
    """
    from PIL import ImageOps

    image = ImageOps.exif_transpose(opened)
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        image = _eight_bits(image)
    if "transparency" in image.info or image.mode == "P":
        image = image.convert("RGBA")
    if profile:
        image = _in_srgb(image, profile)
    if image.mode not in ("RGB", "RGBA", "L", "LA"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    image.info = {}
    return image


def _eight_bits(image: Image.Image) -> Image.Image:
    """Pillow cuts grey levels of 16 bits off at 255; divide them instead. One level may be transparent."""
    from PIL import Image

    levels = image.convert("I")
    grey = levels.point(lambda level: level * (1 / 257) + 0.5).convert("L")
    transparent = image.info.get("transparency")
    if transparent is None:
        return grey
    opaque = bytes(0 if level == transparent else 255 for level in array("i", levels.tobytes()))
    grey.putalpha(Image.frombytes("L", image.size, opaque))
    grey.info = {}
    return grey


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Convert from the colours of the file's own profile, which no format that we write carries."""
    from PIL import ImageCms

    alpha = image.getchannel("A") if image.mode in ("RGBA", "LA") else None
    plain = image.convert({"RGBA": "RGB", "LA": "L"}[image.mode]) if alpha else image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(plain, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (
        ImageCms.PyCMSError,
        OSError,
        ValueError,
    ):  # a profile for other colours than the picture's, or a broken one
        return image
    if converted is None:
        return image
    if alpha:
        converted.putalpha(alpha)
    return converted


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
