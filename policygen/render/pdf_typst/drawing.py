"""SVG to PNG, for Word files: drawn by Typst, as the PDF shows it."""

from __future__ import annotations

from base64 import b64decode
from io import BytesIO

from PIL import Image

from policygen.look.fonts import Face
from policygen.render.line_art import PIXELS_PER_INCH, png_of
from policygen.render.pdf_typst.press import press_of

_PAGE = """#set page(width: {width}mm, height: {height}mm, margin: 0pt)
#image("drawing.svg", width: {width}mm, height: {height}mm)
"""


def draw_svg(data: str, width: float, height: float, face: Face) -> bytes:
    """Return the SVG (base64) as a PNG of `width` by `height` millimetres at 300 pixels an inch.

    Words in it are set in `face`. Raises RenderingError when it draws nothing.
    """
    files = {"main.typ": _PAGE.format(width=width, height=height).encode(), "drawing.svg": b64decode(data)}
    drawn = press_of(face).png(files, PIXELS_PER_INCH)
    with Image.open(BytesIO(drawn)) as image:
        white = Image.new("RGBA", image.size, "white")
        white.alpha_composite(image.convert("RGBA"))
    return png_of(white.convert("RGB"))
