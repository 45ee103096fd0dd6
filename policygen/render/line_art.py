"""What is done to a drawing for a Word file, whichever engine drew it."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from policygen.diagnostics.codes import say
from policygen.render.engine import RenderingError

if TYPE_CHECKING:
    from PIL.Image import Image

PIXELS_PER_INCH = 300


def png_of(image: Image) -> bytes:
    """Return a drawing in RGB as a PNG of few colours. Raises RenderingError for one that is all white."""
    from PIL.Image import Dither

    if image.getextrema() == ((255, 255), (255, 255), (255, 255)):
        raise RenderingError(say("render.blank_drawing"))
    output = BytesIO()
    # Line art: a palette halves the file again and again, and no eye sees the colours that were rounded.
    image.quantize(colors=128, dither=Dither.NONE).save(output, "PNG", optimize=True)
    return output.getvalue()
