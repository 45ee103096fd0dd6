"""SVG to PNG, for Word files: drawn by the PDF's own engine, so that both formats show the same picture."""

from __future__ import annotations

from base64 import b64decode, b64encode

from policygen.look.fonts import Face, only
from policygen.render.line_art import PIXELS_PER_INCH, png_of


def svg_to_png(data: str, width: float, height: float, face: Face) -> bytes:
    """Return the SVG (base64) as a PNG of `width` by `height` millimetres at 300 pixels an inch.

    Words in it are set in `face`. Raises RenderingError when it draws nothing. The drawing may name nothing outside
    itself: `check.pictures` has refused such a file, and the fetcher refuses it again.
    """
    import pypdfium2
    from weasyprint import HTML

    from policygen.render.pdf_weasyprint.fetching import OwnPictures
    from policygen.render.pdf_weasyprint.internals import warnings_kept

    uri = f"data:image/svg+xml;base64,{b64encode(b64decode(data)).decode('ascii')}"
    page = (
        f"<style>@page{{size:{width}mm {height}mm;margin:0}}body{{margin:0}}"
        f"img{{display:block;width:{width}mm;height:{height}mm}}</style><img src='{uri}' alt=''>"
    )
    # What WeasyPrint has to say of an SVG that it cannot draw is said below, by how the picture looks.
    with only(face), warnings_kept():
        pdf = HTML(string=page, url_fetcher=OwnPictures(frozenset({uri}))).write_pdf()
    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[0].render(scale=PIXELS_PER_INCH / 72).to_pil().convert("RGB")
    finally:
        document.close()
    return png_of(image)
