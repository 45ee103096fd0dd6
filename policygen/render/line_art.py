"""What is done to a drawing for a Word file, whichever engine drew it."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from policygen.diagnostics.codes import say
from policygen.render.engine import RenderingError, engine_named

if TYPE_CHECKING:
    from PIL.Image import Image

    from policygen.look.fonts import Face

PIXELS_PER_INCH = 300


@lru_cache(maxsize=64)
def drawn_by(engine: str, svg: str, width: float, height: float, face: Face) -> bytes:
    """Return what `Engine.draw` of the engine with this name returns."""
    return engine_named(engine).draw(svg, width, height, face)


def png_of(image: Image) -> bytes:
    """Return a drawing in RGB as a PNG of few colours. Raises RenderingError for one that is all white."""
    from PIL.Image import Dither

    if image.getextrema() == ((255, 255), (255, 255), (255, 255)):
        raise RenderingError(say("render.blank_drawing"))
    output = BytesIO()
    # Line art: a palette halves the file again and again, and no eye sees the colours that were rounded.
    image.quantize(colors=128, dither=Dither.NONE).save(output, "PNG", optimize=True)
    return output.getvalue()
